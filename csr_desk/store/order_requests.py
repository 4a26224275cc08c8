"""Order lines with their order, and what was asked for them."""

from dataclasses import dataclass

from csr_desk.domain import order_request
from csr_desk.domain.instants import Instant
from csr_desk.domain.order_request import LIVE, RequestKind, RequestState
from csr_desk.store.connection import Row, Store


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; `number` counts from 1 in its order, `total` is in minor units."""

    id: int
    order_number: str
    number: int
    product: str
    customer_id: int
    currency: str
    total: int


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a line; `amount` in minor units, 0 for anything but a refund."""

    id: int
    kind: RequestKind
    state: RequestState
    line: Line
    ticket_id: int | None
    amount: int
    reason: str
    rma: str
    agent_id: int
    actor: str
    at: Instant
    decider: str
    decided_at: Instant | None
    decision: str


_LINE = (
    "SELECT l.id, o.number, (SELECT count(*) FROM order_line b WHERE b.order_id = l.order_id"
    " AND b.id <= l.id), l.product, o.customer_id, o.currency, l.quantity, l.unit_price,"
    " l.discount"
)
_JOINED = " FROM order_line l JOIN customer_order o ON o.id = l.order_id"
_REQUEST = (
    f"{_LINE}, r.id, r.kind, r.state, r.ticket_id, r.amount, r.reason, coalesce(r.rma, ''),"
    f" r.agent_id, r.actor, r.at, r.decider, r.decided_at, r.decision{_JOINED}"
    " JOIN order_request r ON r.line_id = l.id"
)
_LINE_COLUMNS = 9


def line(store: Store, line_id: int) -> Line | None:
    """Return a line, None when there is none of that id."""
    row = store.one(f"{_LINE}{_JOINED} WHERE l.id = ?", line_id)
    return None if row is None else _line(row)


def lines(store: Store, customer_id: int, limit: int = 200) -> list[Line]:
    """Return the lines of a customer's orders, the newest order first."""
    rows = store.all(
        f"{_LINE}{_JOINED} WHERE o.customer_id = ? ORDER BY o.placed_at DESC, o.id DESC, l.id"
        " LIMIT ?",
        customer_id,
        limit,
    )
    return [_line(row) for row in rows]


def request(store: Store, request_id: int) -> Request | None:
    """Return a request, None when there is none of that id."""
    row = store.one(f"{_REQUEST} WHERE r.id = ?", request_id)
    return None if row is None else _request(row)


def of_line(store: Store, line_id: int) -> list[Request]:
    """Return what was asked for a line, the oldest first."""
    return [_request(row) for row in store.all(f"{_REQUEST} WHERE l.id = ? ORDER BY r.id", line_id)]


def of_customer(store: Store, customer_id: int) -> list[Request]:
    """Return what was asked for the orders of a customer, the newest first."""
    sql = f"{_REQUEST} WHERE o.customer_id = ? ORDER BY r.at DESC, r.id DESC LIMIT 200"
    return [_request(row) for row in store.all(sql, customer_id)]


def waiting(store: Store) -> list[Request]:
    """Return what waits for an approver, and what was approved and is not recorded yet."""
    sql = f"{_REQUEST} WHERE r.state IN ('requested', 'approved') ORDER BY r.state DESC, r.at, r.id"
    return [_request(row) for row in store.all(sql)]


def live_kinds(store: Store, line_id: int) -> frozenset[RequestKind]:
    """Return the kinds of the requests of a line that count."""
    return frozenset(one.kind for one in of_line(store, line_id) if one.state in LIVE)


def _line(row: Row) -> Line:
    total = order_request.line_total(row[6], row[7], row[8])
    return Line(row[0], row[1], row[2], row[3], row[4], row[5], total)


def _request(row: Row) -> Request:
    request_id, kind, state, *rest = row[_LINE_COLUMNS:]
    return Request(request_id, RequestKind(kind), RequestState(state), _line(row), *rest)
