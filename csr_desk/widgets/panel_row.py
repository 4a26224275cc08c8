"""A line of a customer's record: what it is, what it says, what it stands for."""

from dataclasses import dataclass
from enum import StrEnum


class RowKind(StrEnum):
    """What a line is, and so what Enter does on it."""

    HEAD = "head"
    FIELD = "field"
    FACT = "fact"
    CONSENT = "consent"
    ADDRESS = "address"
    ADD_ADDRESS = "add address"
    ADD_FACT = "add fact"
    TICKET = "ticket"
    NEW_TICKET = "new ticket"
    PROMISE = "promise"
    ORDER_LINE = "order line"
    PAYMENT = "payment"
    OFFER = "offer"
    READ_ONLY = "read only"


EDITED = frozenset({RowKind.FIELD, RowKind.FACT, RowKind.ADDRESS})
"""Lines whose value is edited in place."""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One line: its label, its value, and the field, address or ticket it stands for.

    `stamp` stands at its end: when the detail was confirmed.
    """

    kind: RowKind
    label: str
    value: str = ""
    field: str = ""
    id: int = 0
    role: str = ""
    stamp: str = ""
