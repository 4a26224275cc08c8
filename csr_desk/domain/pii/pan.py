"""Card numbers in running text: brand, length and Luhn first, then what stands around them."""

from collections.abc import Iterator

from csr_desk.domain.pii.brands import BEGINNINGS, LONGEST, SHORTEST, brand_of
from csr_desk.domain.pii.finding import Finding
from csr_desk.domain.pii.layout import Fit, continues_as_expiry, fit
from csr_desk.domain.pii.runs import Group, Run, runs
from csr_desk.domain.pii.shapes import inside_other_shape, looks_like_dates
from csr_desk.domain.pii.words import announces_other, card_named

_NEAR = 64


def pans(text: str, folded: str, keep: frozenset[str] = frozenset()) -> list[Finding]:
    """Return the card numbers of a text and its folded form, except those the agent keeps."""
    found: list[Finding] = []
    for run in runs(folded):
        found.extend(_in_run(text, folded, run, keep))
    return found


def _in_run(text: str, folded: str, run: Run, keep: frozenset[str]) -> Iterator[Finding]:
    at, follows_card = 0, False
    while at < len(run.groups):
        best = _best_window(text, folded, run, at, follows_card)
        follows_card = best is not None
        if best is None:
            at += 1
            continue
        last, digits, brand = best
        if digits not in keep:
            yield Finding("pan", run.groups[at].start, run.groups[last].end, digits[-4:], brand)
        at = last + 1


def _best_window(
    text: str, folded: str, run: Run, first: int, follows_card: bool
) -> tuple[int, str, str] | None:
    """Return last group, digits and brand of the card number that begins at a group, if any."""
    for last, digits, brand in _windows(run, first):
        verdict = fit(run, first, last, follows_card, lambda group: bool(_windows(run, group)))
        if verdict is not Fit.NO and _stands(text, folded, run, (first, last), digits, verdict):
            return last, digits, brand
    return None


def _windows(run: Run, first: int) -> list[tuple[int, str, str]]:
    """List what passes brand, length and Luhn: before an expiry first, then the longest."""
    digits, found = "", []
    head = "".join(group.digits for group in run.groups[first : first + 2])[:2]
    if head not in BEGINNINGS:
        return []
    for last in range(first, min(first + LONGEST, len(run.groups))):
        digits += run.groups[last].digits
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and (brand := brand_of(digits)):
            found.append((last, digits, brand))
    if len(found) > 1:
        found.sort(key=lambda window: (_before_expiry(run, window[0]), window[0]), reverse=True)
    return found


def _before_expiry(run: Run, last: int) -> bool:
    after = last + 1
    if after + 1 >= len(run.groups) or run.gaps[after] not in ("/", "-", "."):
        return False
    return len(run.groups[after].digits) <= 2 and continues_as_expiry(run, after)


def _stands(
    text: str, folded: str, run: Run, window: tuple[int, int], digits: str, verdict: Fit
) -> bool:
    """Say whether nothing around a window that passed the checks speaks against a card number."""
    groups = run.groups[window[0] : window[1] + 1]
    start, end = groups[0].start, groups[-1].end
    before = folded[max(0, start - _NEAR) : start]
    if announces_other(before) or inside_other_shape(folded, start, end):
        return False
    if _speaks_for_itself(text[start:end], groups, digits, verdict):
        return True
    return card_named(before, folded[end : end + _NEAR])


def _speaks_for_itself(written: str, groups: list[Group], digits: str, verdict: Fit) -> bool:
    """Say whether a number needs no card word: long, or thirteen digits in a telling form."""
    if verdict is Fit.ONLY_IF_NAMED or len(digits) < 13:
        return False
    if len(digits) == 13:
        another_script = not written.isascii()
        grouped = len(groups) > 1 and verdict is Fit.REGULAR
        return grouped or groups[0].glued or another_script
    return len(groups) > 1 or not looks_like_dates([digits])
