"""Returns, exchanges, cancellations and refunds: requests for one order line, each with a state.

The desk records and routes; it never moves money and sends nothing to a warehouse.
"""

from csr_desk import errors
from csr_desk.actions import draft, message, shield, ticket
from csr_desk.actions.desk import Desk
from csr_desk.domain import order_request, rma
from csr_desk.domain.models import DraftKind
from csr_desk.domain.order_request import RequestKind, RequestState
from csr_desk.store import order_requests, people, timeline
from csr_desk.store.order_requests import Line, Request

REASON_LENGTH = 500


def create_rma(desk: Desk, line_id: int, kind: RequestKind, reason: str) -> Request:
    """Record a return or an exchange of a line under a new RMA number; Refused where one runs."""
    with desk.store.transaction():
        line = open_line(desk, line_id, kind)
        number = _new_rma(desk)
        made = insert(desk, line, kind, RequestState.ISSUED, reason, rma=number)
        desk.log("rma.created", **ids(desk, made), request=made.id, request_kind=kind, rma=number)
        tell_ticket(desk, made, f"{kind.value.capitalize()} of {line_words(line)}. RMA {number}.")
        return made


def cancel_line(desk: Desk, line_id: int, reason: str) -> Request:
    """Record that the customer cancels a line; Refused where it is returned or cancelled."""
    with desk.store.transaction():
        line = open_line(desk, line_id, RequestKind.CANCEL)
        made = insert(desk, line, RequestKind.CANCEL, RequestState.RECORDED, reason)
        desk.log("order.cancel_recorded", **ids(desk, made), request=made.id)
        tell_ticket(desk, made, f"The customer cancels {line_words(line)}.")
        return made


def withdraw(desk: Desk, request_id: int) -> Request:
    """Take back a request that nothing final came of; Refused for any other one."""
    with desk.store.transaction():
        one = wanted(desk, request_id, RequestState.CANCELLED)
        move(desk, one, RequestState.CANCELLED)
        desk.log(
            f"{'refund' if one.kind is RequestKind.REFUND else 'rma'}.cancelled",
            **ids(desk, one),
            request=one.id,
        )
        tell_ticket(desk, one, f"Taken back: {one.kind.value} of {line_words(one.line)}.")
        return found(desk, one.id)


# what the actions of requests share --------------------------------------------------------------


def open_line(desk: Desk, line_id: int, kind: RequestKind) -> Line:
    """Return a line something may be asked for; Refused where a request stands against it."""
    line = order_requests.line(desk.store, line_id)
    if line is None:
        raise errors.Refused(f"there is no order line {line_id}")
    clash = order_request.clash(kind, order_requests.live_kinds(desk.store, line_id))
    if clash is not None:
        raise errors.Refused(
            f"line {line.number} of order {line.order_number} is {clash}",
            "The record shows the request that stands.",
        )
    return line


def insert(
    desk: Desk,
    line: Line,
    kind: RequestKind,
    state: RequestState,
    reason: str,
    *,
    amount: int = 0,
    rma: str | None = None,
) -> Request:
    """Write a request inside the current transaction, on the contact or ticket it belongs to."""
    ticket_id, interaction_id = belongs_to(desk, line.customer_id)
    words = " ".join(reason.split())[:REASON_LENGTH]
    if not words:
        raise errors.Refused("the reason is empty", "Say in a few words why.")
    made = desk.store.insert(
        "order_request",
        uid=desk.new_uid(),
        kind=kind,
        line_id=line.id,
        ticket_id=ticket_id,
        interaction_id=interaction_id,
        amount=amount,
        currency=line.currency,
        reason=shield.masked(desk, words, "order_request", ticket_id=ticket_id),
        rma=rma,
        state=state,
        agent_id=desk.agent_id,
        actor=desk.actor,
        at=desk.now(),
    )
    _name_order(desk, line, interaction_id)
    return found(desk, made)


def _name_order(desk: Desk, line: Line, interaction_id: int | None) -> None:
    """Let a contact be about an order: another order of the customer is another issue."""
    sql = "SELECT 1 FROM interaction WHERE id = ? AND order_number IS NULL"
    if not desk.store.value(sql, interaction_id):
        return
    sql = "UPDATE interaction SET order_number = ? WHERE id = ?"
    desk.store.execute(sql, line.order_number, interaction_id)
    desk.log(
        "interaction.ordered",
        customer_id=line.customer_id,
        interaction_id=interaction_id,
        order=people.hashed(desk.store, line.customer_id, line.order_number),
    )


def belongs_to(desk: Desk, customer_id: int) -> tuple[int | None, int | None]:
    """Return ticket and contact a request belongs to: of the contact in focus, else the newest."""
    focused = timeline.focused(desk.store)
    if focused is not None and focused.customer_id == customer_id:
        return focused.ticket_id, focused.id
    newest = desk.store.value(
        "SELECT id FROM ticket WHERE customer_id = ? AND status < 4"
        " ORDER BY updated_at DESC, id DESC LIMIT 1",
        customer_id,
    )
    return newest, None


def found(desk: Desk, request_id: int) -> Request:
    """Return a request; Refused when there is none of that id."""
    one = order_requests.request(desk.store, request_id)
    if one is None:
        raise errors.Refused(f"there is no request {request_id}")
    return one


def wanted(desk: Desk, request_id: int, state: RequestState) -> Request:
    """Return a request that may go to a state; Refused where it may not."""
    one = found(desk, request_id)
    if not order_request.may_become(one.state, state):
        raise errors.Refused(
            f"the {one.kind.value} of {line_words(one.line)} is {one.state.value} already",
            "Nothing was changed.",
        )
    return one


def move(desk: Desk, one: Request, state: RequestState) -> None:
    """Put a request into a state inside the current transaction."""
    desk.store.execute(
        "UPDATE order_request SET state = ?, closed_at = ? WHERE id = ?",
        state,
        desk.now() if state is RequestState.RECORDED else None,
        one.id,
    )


def ids(desk: Desk, one: Request) -> dict[str, int | None]:
    """Return what an event of a request is about."""
    contact = desk.store.value("SELECT interaction_id FROM order_request WHERE id = ?", one.id)
    return {
        "customer_id": one.line.customer_id,
        "ticket_id": one.ticket_id,
        "interaction_id": contact,
    }


def hashed(desk: Desk, one: Request, words: str) -> str:
    """Return words about a request as they may stand in the log."""
    return people.hashed(desk.store, one.line.customer_id, words)


def line_words(line: Line) -> str:
    """Return which line of which order it is, in words."""
    return f"line {line.number} ({line.product}) of order {line.order_number}"


def tell_ticket(desk: Desk, one: Request, words: str, *, tag: str = "", untag: str = "") -> None:
    """Note on the ticket of a request what became of it, and mark it; a typed note stays."""
    if one.ticket_id is None:
        return
    typed = draft.load(desk, one.ticket_id, DraftKind.NOTE)
    reason = f" Reason: {one.reason}" if one.reason else ""
    message.note(desk, one.ticket_id, f"{words}{reason}")
    if typed is not None:
        draft.save(
            desk, one.ticket_id, DraftKind.NOTE, typed.body, typed.cursor, extra=typed.extra or None
        )
    if tag or untag:
        change = ticket.Change(
            add_tags=(tag,) if tag else (), remove_tags=(untag,) if untag else ()
        )
        ticket.change(desk, one.ticket_id, change)


def _new_rma(desk: Desk) -> str:
    while True:
        number = rma.number(int(desk.new_uid(), 16))
        if desk.store.value("SELECT 1 FROM order_request WHERE rma = ?", number) is None:
            return number
