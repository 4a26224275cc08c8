"""The figures of the shift for one line of the clock bar: short words, each band in a word too."""

from collections.abc import Callable
from typing import Final, NamedTuple

from csr_desk.domain.bars import GOOD, MUTED, PLAIN, STRONG, WARNING, Part, Piece, clock
from csr_desk.domain.kpi.bands import Place, place_of
from csr_desk.domain.kpi.ratio import DASH, Figure, round_half_up

REPORT: Final = "report.shift"
"""What a click on a figure gives."""

_WORDS: Final = {Place.BELOW: "low", Place.WITHIN: "ok", Place.ABOVE: "high"}
_BAD: Final = {
    "aht": Place.ABOVE,
    "occupancy": Place.ABOVE,
    "fcr_issue_7d_provisional": Place.BELOW,
}
"""The side of a band that asks for attention; kpi.md 3 calls occupancy amber above its band."""


class Hud(NamedTuple):
    """The figures of the open shift, each the one its report has."""

    interactions: Figure
    aht: Figure
    fcr_issue_7d_provisional: Figure
    log_local_30min: Figure
    occupancy: Figure


def parts(hud: Hud, plan: int) -> tuple[Part, ...]:
    """Return the pieces of the line in their order.

    The number of contacts goes first where there is no room: the status line always has it.
    Before the first contact is handled or late there is nothing to say.
    """
    if not hud.interactions.num and hud.log_local_30min.value is None:
        return ()
    fcr = "fcr_issue_7d_provisional"
    return (
        Part(5, (Piece(f"{hud.interactions.num}/{plan}", STRONG, REPORT),)),
        Part(1, _banded("AHT", "aht", hud.aht, _minutes)),
        Part(2, _banded("FCR", fcr, hud.fcr_issue_7d_provisional, _percent)),
        Part(3, _logged(hud.log_local_30min)),
        Part(4, _banded("occ", "occupancy", hud.occupancy, _percent)),
    )


def _banded(
    label: str, name: str, figure: Figure, shown: Callable[[Figure], str]
) -> tuple[Piece, ...]:
    place = place_of(name, figure)
    value = Piece(DASH if figure.value is None else shown(figure), PLAIN, REPORT)
    found = (Piece(f"{label} ", MUTED, REPORT), value)
    if place is None:
        return found
    role = WARNING if place is _BAD[name] else GOOD if place is Place.WITHIN else PLAIN
    return (*found, Piece(f" {_WORDS[place]}", role, REPORT))


def _logged(figure: Figure) -> tuple[Piece, ...]:
    """Return the share logged within 30 minutes, and how many were late."""
    found = (Piece("logged ", MUTED, REPORT), Piece(_percent(figure), PLAIN, REPORT))
    late = (figure.den or 0) - figure.num
    if figure.value is None:
        return found
    word = Piece(f" {late} late", WARNING, REPORT) if late else Piece(" ok", GOOD, REPORT)
    return (*found, word)


def _minutes(figure: Figure) -> str:
    return clock(int(round_half_up(figure.num / (figure.den or 1), 0)))


def _percent(figure: Figure) -> str:
    if figure.value is None or not figure.den:
        return DASH
    exact = round_half_up(100 * figure.num / figure.den, 1)
    return f"{str(exact).removesuffix('.0')}%"
