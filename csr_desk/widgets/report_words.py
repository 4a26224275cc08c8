"""The words beside a figure: where it stands against its band, and what changed."""

from decimal import Decimal
from typing import Final, NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.kpi.bands import Band
from csr_desk.domain.kpi.ratio import PERCENT, POINTS, round_half_up
from csr_desk.reports.report_labels import band_of
from csr_desk.widgets.log_list import duration

MORE_IS_FINE: Final = ("fcr_", "csat")
"""Figures whose band has no value that is too good."""

WORDS: Final = {
    kpi.Place.BELOW: "below",
    kpi.Place.WITHIN: "within",
    kpi.Place.ABOVE: "above",
}
ROLE: Final = {kpi.Place.BELOW: "soon", kpi.Place.WITHIN: "good", kpi.Place.ABOVE: "soon"}


class Word(NamedTuple):
    """A word with the role that colours it."""

    text: str
    role: str = ""


NO_WORD: Final = Word("")


def standing(name: str, figure: kpi.Figure, kind: str) -> Word:
    """Return where a value stands against its band, as a word: `within`, `below` or `above`."""
    band = band_of(name, kind)
    if band is None or figure.value is None:
        return Word("")
    place = band.place(figure.value)
    fine = place is kpi.Place.ABOVE and name.startswith(MORE_IS_FINE)
    return Word(WORDS[place], "good" if fine else ROLE[place])


def limits(name: str, kind: str) -> str:
    """Return the band of a figure in words, `""` for none."""
    band = band_of(name, kind)
    if band is None:
        return ""
    if band.high is None:
        return f"usual: {band.low} and more"
    return f"usual: {band.low} to {band.high}"


def change(name: str, now: kpi.Figure, before: kpi.Figure | None, kind: str) -> Word:
    """Return the difference to the period before, and whether it came nearer to its band.

    `better` and `worse` are said by the band alone; a figure without one has the difference.
    """
    if before is None or now.value is None or before.value is None:
        return Word(kpi.DASH, "muted")
    difference = now.value - before.value
    shown = f"{difference:+f}" if difference else "±0"
    shown = shown.replace("-", "−")
    band = band_of(name, kind)
    if band is None:
        return Word(shown)
    fine = name.startswith(MORE_IS_FINE)
    away = [_away(band, one, more_is_fine=fine) for one in (now.value, before.value)]
    if away[0] == away[1]:
        return Word(f"{shown} same")
    return Word(f"{shown} better", "good") if away[0] < away[1] else Word(f"{shown} worse", "soon")


def _away(band: Band, value: Decimal, *, more_is_fine: bool) -> Decimal:
    if band.low is not None and value < band.low:
        return band.low - value
    if band.high is not None and value > band.high and not more_is_fine:
        return value - band.high
    return Decimal(0)


def short(figure: kpi.Figure) -> str:
    """Return a figure without its numerator and denominator: what is beside it says them."""
    if figure.value is None:
        return figure.text
    if figure.unit in (PERCENT, POINTS):
        return f"{figure.value} {figure.unit}"
    return f"{round_half_up(figure.value, 0)} {figure.unit}"


def clock_words(figure: kpi.Figure | None) -> str:
    """Return seconds of a minute or more as a clock tells them, `6:34 min`; else ""."""
    if figure is None or figure.unit != "s" or figure.value is None or figure.value < 60:
        return ""
    seconds = int(round_half_up(figure.value, 0))
    return f"{duration(seconds)} {'h' if seconds >= 3_600 else 'min'}"
