"""The lines of a customer's record: addresses, facts, tickets, orders, invoices, promises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from csr_desk.domain import customer_rules as rules
from csr_desk.domain import money
from csr_desk.domain.instants import Instant
from csr_desk.store import customers
from csr_desk.store.connection import Store
from csr_desk.store.customers import Invoice, Order, Promise, Record, TicketLine
from csr_desk.widgets import moments

PAST = 20


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
    READ_ONLY = "read only"


EDITED = frozenset({RowKind.FIELD, RowKind.FACT, RowKind.ADDRESS})
"""Lines whose value is edited in place."""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One line: its label, its value, and the field, address or ticket it stands for."""

    kind: RowKind
    label: str
    value: str = ""
    field: str = ""
    id: int = 0
    role: str = ""


_LABELS = {
    "name": "Name",
    "first_name": "First name",
    "organisation": "Company",
    "language": "Language",
    "note": "Note",
    "kind": "Kind",
}
_CONSENT_FIELDS = frozenset({rules.CONSENT, rules.CONSENT_TEXT, rules.CONSENT_AT})


def rows(store: Store, known: Record, now: Instant, zone: tzinfo) -> list[PanelRow]:
    """Return the whole record as lines, section by section."""
    return [
        *_person(known, now, zone),
        *_tickets(store, known.id, now, zone),
        *_promises(customers.promises(store, known.id), now, zone),
        *_orders(customers.orders(store, known.id), now, zone),
        *_invoices(store, known.id, now, zone),
    ]


def _person(known: Record, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    yield PanelRow(RowKind.HEAD, "Person")
    for field, label in _LABELS.items():
        yield PanelRow(RowKind.FIELD, label, known.value(field), field)
    for one in known.identities:
        star = "*" if one.is_primary else ""
        yield PanelRow(
            RowKind.ADDRESS, f"{one.kind.value}{star}", one.value, one.kind.value, one.id
        )
    yield PanelRow(RowKind.ADD_ADDRESS, "+ address", "e-mail, telephone, handle", role="muted")
    for name, value in known.fields:
        if name not in _CONSENT_FIELDS:
            yield PanelRow(RowKind.FACT, name, value, name)
    yield PanelRow(RowKind.ADD_FACT, "+ fact", "city, address, member level …", role="muted")
    answer = known.value(rules.CONSENT) or "not asked"
    version = known.value(rules.CONSENT_TEXT)
    words = f"{answer}, text {version}" if version else answer
    yield PanelRow(RowKind.CONSENT, "Consent", words)
    confirmed = "never" if known.verified_at is None else moments.when(known.verified_at, now, zone)
    yield PanelRow(RowKind.READ_ONLY, "Confirmed", confirmed, role="muted")
    since = moments.day(known.created_at, now, zone)
    yield PanelRow(RowKind.READ_ONLY, "On record", f"since {since}", role="muted")


def _tickets(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    open_ones = customers.open_tickets(store, customer_id)
    past = customers.past_tickets(store, customer_id, PAST)
    yield PanelRow(RowKind.HEAD, f"Open tickets ({len(open_ones)})")
    yield from (_ticket(one, now, zone) for one in open_ones)
    yield PanelRow(RowKind.NEW_TICKET, "+ ticket", "a new one for this customer", role="muted")
    if past:
        yield PanelRow(RowKind.HEAD, f"Past tickets ({len(past)}{'+' * (len(past) == PAST)})")
        yield from (_ticket(one, now, zone) for one in past)


def _ticket(one: TicketLine, now: Instant, zone: tzinfo) -> PanelRow:
    words = f"{one.status.word}  {one.subject}  {moments.day(one.updated_at, now, zone)}"
    late = one.is_open and one.due_at is not None and one.due_at < now
    return PanelRow(
        RowKind.TICKET,
        f"#{one.reference}",
        f"late  {words}" if late else words,
        id=one.id,
        role="" if one.is_open else "muted",
    )


def _promises(found: Sequence[Promise], now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    if found:
        yield PanelRow(RowKind.HEAD, f"Promised ({len(found)})")
    for one in found:
        due = moments.when(one.due_at, now, zone)
        late = "late, " if one.due_at < now else ""
        by = f"  ({one.by})" if one.by else ""
        yield PanelRow(
            RowKind.PROMISE,
            one.kind,
            f"{late}{due}  {one.text}{by}",
            id=one.ticket_id or 0,
            role="late" if late else "",
        )


def _orders(found: Sequence[Order], now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
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


def _invoices(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    found = customers.invoices(store, customer_id)
    if not found:
        return
    owed = ", ".join(
        money.shown(rest, code) for code, rest in customers.balances(store, customer_id)
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
