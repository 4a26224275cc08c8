"""The lines of a customer's record for orders and invoices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from csr_desk.domain import dunning, money
from csr_desk.domain.instants import Instant
from csr_desk.domain.order_request import RequestState
from csr_desk.store import customer_sales, order_requests, payments
from csr_desk.store.connection import Store
from csr_desk.store.customer_sales import Invoice
from csr_desk.store.order_requests import Request
from csr_desk.widgets import moments
from csr_desk.widgets.panel_row import PanelRow, RowKind


def order_rows(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    """Yield a customer's orders, each with its lines below, and under these what was asked."""
    found = customer_sales.orders(store, customer_id)
    asked = order_requests.of_customer(store, customer_id)
    if found:
        yield PanelRow(RowKind.HEAD, f"Orders ({len(found)})")
    for one in found:
        day = moments.day(one.placed_at, now, zone) if one.placed_at is not None else ""
        amount = money.shown(one.total, one.currency)
        parts = [one.status, amount, day, one.tracking]
        if one.eta is not None:
            parts.append(f"due {moments.day(one.eta, now, zone)}")
        parts.append(one.note)
        yield PanelRow(RowKind.READ_ONLY, one.number, "  ".join(part for part in parts if part))
        for line in one.lines:
            off = f"  -{line.discount:.0%}" if line.discount else ""
            price = money.shown(line.unit_price, one.currency)
            words = f"{line.quantity:g} x {line.product}  {price}{off}"
            yield PanelRow(RowKind.ORDER_LINE, "", words, id=line.id, role="muted")
            mine = [each for each in reversed(asked) if each.line.id == line.id]
            yield from (_request(each, now, zone) for each in mine)


def _request(one: Request, now: Instant, zone: tzinfo) -> PanelRow:
    amount = money.shown(one.amount, one.line.currency) if one.amount else ""
    waits = one.state is RequestState.REQUESTED
    state = "waits for the approver" if waits else one.state.value
    by = f"by {one.decider}" if one.decider else ""
    parts = [f"{one.kind.value} {state}", by, amount, f"RMA {one.rma}" if one.rma else ""]
    parts += [moments.day(one.decided_at or one.at, now, zone), one.decision or one.reason]
    words = "  ".join(part for part in parts if part)
    row = PanelRow(RowKind.ORDER_LINE, f"  R{one.id}", words, id=one.line.id)
    return replace(row, role="late") if waits else row


def invoice_rows(
    store: Store, customer_id: int, now: Instant, zone: tzinfo, steps: Sequence[int] = ()
) -> Iterator[PanelRow]:
    """Yield a customer's invoices under the balance of all of them.

    `steps` are the days after the due date at which an unpaid one is reminded.
    """
    found = customer_sales.invoices(store, customer_id)
    if not found:
        return
    owed = ", ".join(
        money.shown(rest, code) for code, rest in customer_sales.balances(store, customer_id)
    )
    yield PanelRow(RowKind.HEAD, f"Invoices ({len(found)}), balance {owed or '0'}")
    yield from (_invoice(one, now, zone, steps) for one in found)


def payment_rows(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    """Yield a customer's payments at the provider; Enter on a running one records its result."""
    found = payments.of_customer(store, customer_id)
    if found:
        yield PanelRow(RowKind.HEAD, f"Payments ({len(found)})")
    for one in found:
        amount = money.shown(one.amount, one.currency) if one.amount else "amount open"
        state = "runs, Enter records its result" if one.state == "active" else one.state
        card = f"card ends in {one.last4}" if one.last4 else ""
        parts = [state, amount, card, moments.day(one.ended_at or one.at, now, zone)]
        words = "  ".join(part for part in parts if part)
        role = "late" if one.state == "active" else ""
        yield PanelRow(RowKind.PAYMENT, one.reference, words, id=one.id, role=role)


def offer_rows(
    store: Store, customer_id: int, now: Instant, zone: tzinfo, hint: tuple[str, str] = ("", "")
) -> Iterator[PanelRow]:
    """Yield what may be offered, and what was."""
    found = payments.offers(store, customer_id)
    product, because = hint
    if found or product:
        yield PanelRow(RowKind.HEAD, f"Offers ({len(found)})")
    if product:
        words = f"{product}  goes with {because}, Enter records it"
        yield PanelRow(RowKind.OFFER, "may offer", words, field=product)
    for one in found:
        words = f"{one.product}  {moments.day(one.at, now, zone)}  {one.actor}"
        yield PanelRow(RowKind.READ_ONLY, one.outcome.replace("_", " "), words)


def _invoice(one: Invoice, now: Instant, zone: tzinfo, steps: Sequence[int]) -> PanelRow:
    overdue = one.is_overdue(now)
    reminder = dunning.state(one.balance, one.due_at, now, steps) if overdue else ""
    rest = "paid" if one.balance == 0 else f"{money.shown(one.balance, one.currency)} open"
    parts = [money.shown(one.amount, one.currency), rest]
    if one.due_at is not None and one.balance > 0:
        parts.append(f"{'late since' if overdue else 'due'} {moments.day(one.due_at, now, zone)}")
    parts.append(reminder if reminder.startswith("reminder") else "")
    parts.append(f"order {one.order_number}" if one.order_number else "")
    words = "  ".join(part for part in parts if part)
    return PanelRow(RowKind.READ_ONLY, one.number, words, role="late" if overdue else "")
