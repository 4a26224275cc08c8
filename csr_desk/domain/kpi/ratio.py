"""A figure is an exact ratio with its unit, rounded once, shown with numerator and denominator."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

Exact = int | Fraction
"""A number without a rounding error; sums of milliseconds divided by 1,000 stay exact."""

DASH: Final = "–"
NOT_MEASURED: Final = "not measured"

PERCENT: Final = "%"
POINTS: Final = "points"
SECONDS: Final = "s"
MINUTES: Final = "min"
CONTACTS: Final = "contacts"
SCORE: Final = "score"

_SCALE: Final = {PERCENT: 100, POINTS: 100}
_PLACES: Final = {POINTS: 1, SECONDS: 1, CONTACTS: 3}
_MONEY_PLACES: Final = 2


def round_half_up(exact: Exact | Decimal, places: int) -> Decimal:
    """Return the number rounded half up, away from zero (kpi.md 1.3)."""
    fraction = Fraction(exact) * 10**places
    size = (2 * abs(fraction.numerator) + fraction.denominator) // (2 * fraction.denominator)
    return Decimal(size if fraction >= 0 else -size).scaleb(-places)


def places_of(unit: str) -> int:
    """Return the decimal places of a unit: percent, minutes and money have two."""
    return _PLACES.get(unit, _MONEY_PLACES)


def plain(exact: Exact) -> int | float:
    """Return a number for JSON: an int when it is whole, else its nearest float."""
    return int(exact) if Fraction(exact).denominator == 1 else float(exact)


def _words(exact: Exact) -> str:
    whole = Fraction(exact)
    return str(whole.numerator) if whole.denominator == 1 else str(round_half_up(whole, 2))


@dataclass(frozen=True)
class Figure:
    """One value of a report; `value` is None when the denominator is empty, `den` for a count."""

    value: Decimal | None
    num: Fraction
    den: Fraction | None
    unit: str
    text: str

    def as_json(self) -> dict[str, object]:
        """Return the figure as a `report --json` entry (cli.md)."""
        return {
            "value": None if self.value is None else plain(Fraction(self.value)),
            "unit": self.unit,
            "num": plain(self.num),
            "den": None if self.den is None else plain(self.den),
            "text": self.text,
        }


def ratio(num: Exact, den: Exact, unit: str = PERCENT) -> Figure:
    """Return num / den in a unit; percent and points are scaled by 100; `–` without denominator."""
    if den <= 0:
        return Figure(None, Fraction(num), Fraction(den), unit, DASH)
    exact = Fraction(num) / Fraction(den)
    value = round_half_up(exact * _SCALE.get(unit, 1), places_of(unit))
    text = f"{value} {unit} ({_words(num)}/{_words(den)})"
    return Figure(value, Fraction(num), Fraction(den), unit, text)


def count(number: Exact, unit: str = CONTACTS) -> Figure:
    """Return a plain count or sum; seconds that are not whole keep one place."""
    exact = Fraction(number)
    whole = exact.denominator == 1
    value = Decimal(exact.numerator) if whole else round_half_up(exact, places_of(unit))
    return Figure(value, exact, None, unit, f"{value} {unit}")


def not_measured(unit: str = PERCENT) -> Figure:
    """Return the figure of something nobody has measured: no value, and the text says so."""
    return Figure(None, Fraction(0), Fraction(0), unit, NOT_MEASURED)
