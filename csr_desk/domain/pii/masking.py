"""Masking: what every text goes through before it is stored, logged, exported or sent."""

from bisect import bisect_left
from collections.abc import Iterator

from csr_desk.domain.pii.finding import Finding, Masked, Shield, without_overlaps
from csr_desk.domain.pii.folding import fold, has_digits
from csr_desk.domain.pii.iban import ibans
from csr_desk.domain.pii.national_id import national_ids
from csr_desk.domain.pii.pan import pans
from csr_desk.domain.pii.security_code import security_codes
from csr_desk.domain.pii.track import tracks

_DEFAULT = Shield()
# Masking brings what stands around it closer together; a few more looks end that in bounded time.
_LOOKS = 8


def mask(text: str, shield: Shield = _DEFAULT, keep: frozenset[str] = frozenset()) -> Masked:
    """Return the text with card numbers cut to their last four digits and security codes taken out.

    `keep` holds digits the agent took back (see `confirmed_digits`); it lives in memory only.
    Offsets of the findings are those of the given text. Never raises; linear in the text's length.
    """
    if not has_digits(text):
        return Masked(text)
    edits: list[Finding] = []
    shown = text
    for _ in range(_LOOKS):
        found = find(shown, shield, keep)
        if not found:
            break
        edits = _merged(edits, found)
        shown = _rendered(text, edits)
    return Masked(shown, tuple(edits))


def find(text: str, shield: Shield, keep: frozenset[str]) -> list[Finding]:
    """Return what one look at a text finds, in order of offsets, without overlaps."""
    folded = fold(text)
    found: list[Finding] = []
    if shield.pan:
        found += tracks(folded)
        cards = pans(text, folded, keep)
        found += cards
        found += security_codes(folded, cards)
    if shield.iban:
        found += _shapes("iban", folded, ibans(folded))
    if shield.national_id:
        found += _shapes("national_id", folded, national_ids(folded))
    if keep:
        found = [finding for finding in found if _digits(folded, finding) not in keep]
    return without_overlaps(found)


def confirmed_digits(text: str, finding: Finding) -> str:
    """Return the digits of a finding of this text, for `keep`; they are never stored."""
    return _digits(fold(text), finding)


def _digits(folded: str, finding: Finding) -> str:
    return "".join(char for char in folded[finding.start : finding.end] if char in "0123456789")


def _shapes(kind: str, folded: str, spans: Iterator[tuple[int, int]]) -> list[Finding]:
    return [Finding(kind, start, end, _last4(folded[start:end])) for start, end in spans]


def _last4(written: str) -> str:
    return "".join(char for char in written if char.isalnum())[-4:]


def _rendered(text: str, edits: list[Finding]) -> str:
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += [text[at : edit.start], edit.mask]
        at = edit.end
    return "".join([*parts, text[at:]])


def _merged(edits: list[Finding], found: list[Finding]) -> list[Finding]:
    """Bring findings of the text as shown back to the offsets of the original, into one list."""
    if not edits:
        return found
    starts: list[int] = []
    drift = 0
    for edit in edits:
        starts.append(edit.start + drift)
        drift += len(edit.mask) - (edit.end - edit.start)
    merged = {edit.start: edit for edit in edits}
    for finding in found:
        start, swallowed = _original(edits, starts, finding.start, of_end=False)
        end, also = _original(edits, starts, finding.end, of_end=True)
        for inside in (swallowed, also):
            if inside is not None:
                merged.pop(inside.start, None)
        merged[start] = Finding(finding.kind, start, end, finding.last4, finding.brand)
    return sorted(merged.values(), key=lambda edit: edit.start)


def _original(
    edits: list[Finding], starts: list[int], position: int, *, of_end: bool
) -> tuple[int, Finding | None]:
    """Return the original offset of a shown one, and the edit whose mask it falls into, if any."""
    before = bisect_left(starts, position if of_end else position + 1) - 1
    if before < 0:
        return position, None
    edit, begins = edits[before], starts[before]
    ends = begins + len(edit.mask)
    if position < ends or (of_end and position == ends):
        return (edit.end if of_end else edit.start), edit
    return position - ends + edit.end, None
