"""The lines of a customer's record, section by section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import Instant
from csr_desk.store import churn, customer_promises, customer_tickets, details, escalations
from csr_desk.store.connection import Store
from csr_desk.store.customer_promises import Promise
from csr_desk.store.customer_tickets import TicketLine
from csr_desk.store.customers import Record
from csr_desk.store.escalations import Verification
from csr_desk.widgets import moments
from csr_desk.widgets.panel_row import PanelRow, RowKind
from csr_desk.widgets.sales_rows import invoice_rows, offer_rows, order_rows, payment_rows

PAST = 20

_LABELS = {
    "name": "Name",
    "first_name": "First name",
    "organisation": "Company",
    "language": "Language",
    "note": "Note",
    "kind": "Kind",
}
_CONSENT_FIELDS = frozenset({rules.CONSENT, rules.CONSENT_TEXT, rules.CONSENT_AT})


@dataclass(frozen=True, slots=True)
class Sales:
    """What the settings add to the record: days of reminders, after how long details want to be
    confirmed (0 for never), and what may be offered to whom.
    """

    reminder_days: tuple[int, ...] = ()
    confirm_after: Instant = 0
    offer: tuple[str, str] = ("", "")


_NO_SALES = Sales()


def rows(
    store: Store, known: Record, now: Instant, zone: tzinfo, sales: Sales = _NO_SALES
) -> list[PanelRow]:
    """Return the whole record as lines, section by section."""
    return [
        *_person(
            known,
            escalations.last_verification(store, known.id),
            _stamps(store, known, now, zone, sales.confirm_after),
            now,
            zone,
        ),
        *_tickets(store, known.id, now, zone),
        *_churn(store, known.id, now),
        *_promises(customer_promises.promises(store, known.id), now, zone),
        *order_rows(store, known.id, now, zone),
        *invoice_rows(store, known.id, now, zone, sales.reminder_days),
        *payment_rows(store, known.id, now, zone),
        *offer_rows(store, known.id, now, zone, sales.offer),
    ]


def _person(
    known: Record,
    checked: Verification | None,
    stamps: Mapping[tuple[str, int | None], str],
    now: Instant,
    zone: tzinfo,
) -> Iterator[PanelRow]:
    yield PanelRow(RowKind.HEAD, "Person")
    for field, label in _LABELS.items():
        stamp = stamps.get((field, None), "")
        yield PanelRow(RowKind.FIELD, label, known.value(field), field, stamp=stamp)
    for one in known.identities:
        star = "*" if one.is_primary else ""
        kind = one.kind.value
        stamp = stamps.get((kind, one.id), "")
        yield PanelRow(RowKind.ADDRESS, f"{kind}{star}", one.value, kind, one.id, stamp=stamp)
    yield PanelRow(RowKind.ADD_ADDRESS, "+ address", "e-mail, telephone, handle", role="muted")
    for name, value in known.fields:
        if name not in _CONSENT_FIELDS:
            yield PanelRow(RowKind.FACT, name, value, name, stamp=stamps.get((name, None), ""))
    yield PanelRow(RowKind.ADD_FACT, "+ fact", "city, address, member level …", role="muted")
    answer = known.value(rules.CONSENT) or "not asked"
    version = known.value(rules.CONSENT_TEXT)
    words = f"{answer}, text {version}" if version else answer
    yield PanelRow(RowKind.CONSENT, "Consent", words)
    confirmed = "never" if known.verified_at is None else moments.when(known.verified_at, now, zone)
    yield PanelRow(RowKind.READ_ONLY, "Confirmed", confirmed, role="muted")
    yield PanelRow(RowKind.READ_ONLY, "Identity", _identity(checked, now, zone), role="muted")
    since = moments.day(known.created_at, now, zone)
    yield PanelRow(RowKind.READ_ONLY, "On record", f"since {since}", role="muted")


def _stamps(
    store: Store, known: Record, now: Instant, zone: tzinfo, confirm_after: Instant
) -> dict[tuple[str, int | None], str]:
    """Return detail to when it was confirmed, `old` where that is too long ago."""
    return {
        one.key: f"{'old' if confirm_after and one.at <= now - confirm_after else 'ok'}"
        f" {moments.day(one.at, now, zone)}"
        for one in details.of(store, known)
        if one.at is not None
    }


def _identity(one: Verification | None, now: Instant, zone: tzinfo) -> str:
    if one is None:
        return "never checked"
    words = f"{one.result.value}, {one.method}, {moments.when(one.at, now, zone)} ({one.actor})"
    return f"{words}  {one.note}" if one.note else words


def _tickets(store: Store, customer_id: int, now: Instant, zone: tzinfo) -> Iterator[PanelRow]:
    open_ones = customer_tickets.open_tickets(store, customer_id)
    past = customer_tickets.past_tickets(store, customer_id, PAST)
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


def _churn(store: Store, customer_id: int, now: Instant) -> Iterator[PanelRow]:
    """Yield what speaks for losing the customer; each line says what was seen, none is a score."""
    found = churn.hints(store, customer_id, now)
    if found:
        yield PanelRow(RowKind.HEAD, "Churn hints")
    for one in found:
        when = "" if one.at is None else f", {moments.ago(one.at, now)}"
        told = f": {one.said}" if one.said else ""
        yield PanelRow(RowKind.READ_ONLY, one.sort, f"{one.words}{when}{told}", role="late")


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
