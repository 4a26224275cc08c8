"""How card numbers are grouped, and which neighbours make a group part of something longer."""

import re
from collections.abc import Callable
from enum import Enum

from csr_desk.domain.pii.folding import GLUE
from csr_desk.domain.pii.runs import Run
from csr_desk.domain.pii.shapes import looks_like_dates


class Fit(Enum):
    """How well a window of groups looks like one written card number."""

    NO = 0
    ONLY_IF_NAMED = 1
    IRREGULAR = 2
    REGULAR = 3


_KNOWN = {
    (4, 6, 5),
    (4, 6, 4),
    (6, 13),
    (6, 10),
    (4, 3, 3, 3),
    (4, 5, 4),
    (4, 12),
    (12, 4),
    (6, 6, 4),
}
_EVEN = {1, 2, 3, 5, 6, 8}
# Single digits, fours, and (as 0) layouts of several widths: an odd neighbour is no part of them.
_PRINTED = {0, 1, 4}
_LISTED = re.compile(r"[.,:/;]")
_PLAIN_GAP = re.compile(rf"[ \n\-_*\"'()\[\]{GLUE}]*")
_MONTH_YEAR = re.compile(r"(?:0[1-9]|1[0-2])(?:20)?[23][0-9]")
_YEAR = re.compile(r"20[23][0-9]")


def fit(run: Run, first: int, last: int, follows_card: bool, is_card: Callable[[int], bool]) -> Fit:
    """Judge the groups `first` to `last`; `is_card(i)` says whether a card begins at group i."""
    if first == last:
        decimals = (
            first > 0 and run.gaps[first - 1] == "." and len(run.groups[first - 1].digits) <= 3
        )
        return Fit.ONLY_IF_NAMED if decimals else Fit.REGULAR
    sizes = tuple(len(group.digits) for group in run.groups[first : last + 1])
    gaps = run.gaps[first:last]
    width = sizes[0] if _is_even(sizes) else 0
    if width == 4 or sizes in _KNOWN or (width in _EVEN and _is_uniform(width, gaps)):
        if width == 8 and looks_like_dates(
            [group.digits for group in run.groups[first : last + 1]]
        ):
            return Fit.ONLY_IF_NAMED
        longer = _goes_on(run, first, last, width, follows_card, is_card)
        return Fit.ONLY_IF_NAMED if longer else Fit.REGULAR
    return _irregular(run, first, last)


def _is_even(sizes: tuple[int, ...]) -> bool:
    return all(size == sizes[0] for size in sizes[:-1]) and sizes[-1] <= sizes[0]


def _is_uniform(width: int, gaps: list[str]) -> bool:
    if width == 1:
        return len(set(gaps)) == 1 or all(gap in (" ", "\n") for gap in gaps)
    return len(set(gaps)) == 1 and not _LISTED.search(gaps[0])


def _irregular(run: Run, first: int, last: int) -> Fit:
    if first > 0:
        return Fit.NO
    if last + 1 < len(run.groups) and not continues_as_expiry(run, last + 1):
        return Fit.NO
    groups = [group.digits for group in run.groups[first : last + 1]]
    plain = all(_PLAIN_GAP.fullmatch(gap) for gap in run.gaps[first:last])
    return Fit.IRREGULAR if plain and not looks_like_dates(groups) else Fit.ONLY_IF_NAMED


def _goes_on(
    run: Run, first: int, last: int, width: int, follows_card: bool, is_card: Callable[[int], bool]
) -> bool:
    """Say whether more of the number stands before or after, as in a 20-digit parcel number."""
    if not follows_card and _goes_on_before(run, first, width):
        return True
    if last + 1 == len(run.groups) or run.gaps[last] != run.gaps[last - 1]:
        return False
    next_size = len(run.groups[last + 1].digits)
    same_size = width > 0 and len(run.groups[last].digits) == width >= next_size
    if not same_size and width in _PRINTED:
        return False
    return not (continues_as_expiry(run, last + 1) or is_card(last + 1))


def _goes_on_before(run: Run, first: int, width: int) -> bool:
    if first == 0 or run.gaps[first - 1] != run.gaps[first]:
        return False
    visible = run.gaps[first].strip() != ""
    before = [group.digits for group in run.groups[max(0, first - 2) : first]]
    if width in _PRINTED and not visible and len(before[-1]) != width:
        return False
    return not (_MONTH_YEAR.fullmatch(before[-1]) or _MONTH_YEAR.fullmatch("".join(before)))


def continues_as_expiry(run: Run, first: int) -> bool:
    """Say whether the groups from `first` on read as an expiry date, a year or a security code."""
    digits = [group.digits for group in run.groups[first : first + 3]]
    if _MONTH_YEAR.fullmatch(digits[0]) or _YEAR.fullmatch(digits[0]):
        return True
    if len(digits) > 1 and _MONTH_YEAR.fullmatch(digits[0].zfill(2) + digits[1]):
        return True
    return len(digits[0]) == 3
