"""Target bands that colour a value and never change it (kpi.md 3, job description E)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from csr_desk.domain.kpi.ratio import Figure


class Place(StrEnum):
    """Where a value stands against its band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Band:
    """The usual values of a figure, both edges included; None is open."""

    low: Decimal | None
    high: Decimal | None

    def place(self, value: Decimal) -> Place:
        """Return where a value stands."""
        if self.low is not None and value < self.low:
            return Place.BELOW
        if self.high is not None and value > self.high:
            return Place.ABOVE
        return Place.WITHIN


_FCR: Final = Band(Decimal(70), Decimal(85))

BANDS: Final = {
    "aht": Band(Decimal(360), Decimal(600)),
    "aht_minutes": Band(Decimal(6), Decimal(10)),
    "occupancy": Band(Decimal(80), Decimal(85)),
    "fcr_reported": _FCR,
    "fcr_issue_7d_provisional": _FCR,
    "fcr_issue_7d_matured": _FCR,
    "fcr_strict_customer": _FCR,
    "fcr_strict_customer_matured": _FCR,
    "csat": Band(Decimal(85), None),
    "interactions": Band(Decimal(40), Decimal(80)),
    "articles": Band(Decimal(2), Decimal(5)),
}
"""Interactions are those of a day, articles those of a week."""


def place_of(name: str, figure: Figure) -> Place | None:
    """Return where a figure stands; None without a value or without a band."""
    band = BANDS.get(name)
    return None if band is None or figure.value is None else band.place(figure.value)
