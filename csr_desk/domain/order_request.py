"""What can be asked for an order line, through which states it goes, and what a line is worth."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class RequestKind(StrEnum):
    """What is asked for."""

    RETURN = "return"
    EXCHANGE = "exchange"
    CANCEL = "cancel"
    REFUND = "refund"


class RequestState(StrEnum):
    """How far it is: `recorded` and `issued` (with an RMA number) are as far as the desk goes."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    RECORDED = "recorded"
    ISSUED = "issued"
    CANCELLED = "cancelled"


_NEXT = {
    RequestState.REQUESTED: frozenset(
        {RequestState.APPROVED, RequestState.DECLINED, RequestState.CANCELLED}
    ),
    RequestState.APPROVED: frozenset({RequestState.RECORDED, RequestState.CANCELLED}),
    RequestState.ISSUED: frozenset({RequestState.CANCELLED}),
    RequestState.DECLINED: frozenset[RequestState](),
    RequestState.RECORDED: frozenset[RequestState](),
    RequestState.CANCELLED: frozenset[RequestState](),
}

LIVE = frozenset(
    {RequestState.REQUESTED, RequestState.APPROVED, RequestState.RECORDED, RequestState.ISSUED}
)
"""States in which a request counts: a second one like it is refused."""

_EXCLUDED = {
    RequestKind.RETURN: frozenset({RequestKind.EXCHANGE, RequestKind.CANCEL}),
    RequestKind.EXCHANGE: frozenset({RequestKind.RETURN, RequestKind.CANCEL, RequestKind.REFUND}),
    RequestKind.CANCEL: frozenset({RequestKind.RETURN, RequestKind.EXCHANGE}),
    RequestKind.REFUND: frozenset({RequestKind.EXCHANGE}),
}
_DONE = {
    RequestKind.RETURN: "already being returned",
    RequestKind.EXCHANGE: "already being exchanged",
    RequestKind.CANCEL: "already cancelled",
    RequestKind.REFUND: "already refunded",
}


def may_become(state: RequestState, wanted: RequestState) -> bool:
    """Tell whether a request in a state can go to another one."""
    return wanted in _NEXT[state]


def clash(kind: RequestKind, live: frozenset[RequestKind]) -> str | None:
    """Return why something cannot be asked beside the live requests of the line, None if it can."""
    if kind in live:
        return _DONE[kind]
    others = sorted(_EXCLUDED[kind] & live)
    return _DONE[others[0]] if others else None


def line_total(quantity: float, unit_price: int, discount: float) -> int:
    """Return what a line costs in minor units, halves rounded up; never below zero.

    `unit_price` is in minor units, `discount` a share from 0 to 1.
    """
    share = 1 - Decimal(repr(discount))
    exact = Decimal(repr(quantity)) * unit_price * share
    return max(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), 0)
