"""The lines of a customer's record for orders and invoices."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from csr_desk.domain import money
from csr_desk.domain.instants import Instant
from csr_desk.store import customer_sales
from csr_desk.store.connection import Store
from csr_desk.store.customer_sales import Invoice, Order
from csr_desk.widgets import moments
from csr_desk.widgets.panel_row import PanelRow, RowKind


def order_rows(found: Sequence[Order], now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    """Yield a customer\'s orders, each with its lines below."""
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
            yield PanelRow(RowKind.READ_ONLY, "", words, role="muted")


def invoice_rows(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    """Yield a customer\'s invoices under the balance of all of them."""
    found = customer_sales.invoices(store, customer_id)
    if not found:
        return
    owed = ", ".join(
        money.shown(rest, code) for code, rest in customer_sales.balances(store, customer_id)
    )
    yield PanelRow(RowKind.HEAD, f"Invoices ({len(found)}), balance {owed or '0'}")
    yield from (_invoice(one, now, zone) for one in found)


def _invoice(one: Invoice, now: Instant, zone: tzinfo) -> PanelRow:
    overdue = one.is_overdue(now)
    rest = "paid" if one.balance == 0 else f"{money.shown(one.balance, one.currency)} open"
    parts = [money.shown(one.amount, one.currency), rest]
    if one.due_at is not None and one.balance > 0:
        parts.append(f"{'late since' if overdue else 'due'} {moments.day(one.due_at, now, zone)}")
    parts.append(f"order {one.order_number}" if one.order_number else "")
    words = "  ".join(part for part in parts if part)
    return PanelRow(RowKind.READ_ONLY, one.number, words, role="late" if overdue else "")
