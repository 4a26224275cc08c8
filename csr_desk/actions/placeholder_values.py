"""The values of placeholders for a ticket: its customer, order, agent and promise."""

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket

LOOK_BACK = 20
"""How many messages of a ticket are searched for the number of the order it is about."""


def values(desk: Desk, ticket_id: int) -> dict[str, str]:
    """Return the value of each placeholder this ticket can fill (product.md section 7).

    An order is named only when the ticket mentions it or the customer has no other one.
    """
    ticket = tickets.ticket(desk.store, ticket_id)
    found = {
        **_customer(desk, ticket),
        "ticket.number": ticket.reference,
        "ticket.subject": ticket.subject,
        "ticket.status": ticket.status.word,
        "ticket.priority": "" if not ticket.priority else ticket.priority.word,
        "ticket.group": ticket.team or "",
        **_order(desk, ticket),
        **_agent(desk),
        "promise.date": _promise(desk, ticket_id),
        "today": _date(desk, desk.now()),
    }
    return {name: value for name, value in found.items() if value}


def _customer(desk: Desk, ticket: Ticket) -> dict[str, str]:
    row = desk.store.one(
        "SELECT c.name, c.first_name, coalesce(o.name, '') FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        ticket.customer_id,
    )
    name, first, organisation = row or ("", "", "")
    given, family = _split_name(name)
    return {
        "customer.name": name,
        "customer.first_name": first or given,
        "customer.last_name": family,
        "customer.organization": organisation,
        "customer.email": _identity(desk, ticket.customer_id, "email"),
        "customer.phone": _identity(desk, ticket.customer_id, "phone"),
    }


def _split_name(name: str) -> tuple[str, str]:
    """Return the first and last name; an address or a number in place of a name gives neither."""
    words = name.split()
    if not words or "@" in name or any(character.isdigit() for character in name):
        return "", ""
    return words[0], words[-1] if len(words) > 1 else ""


def _identity(desk: Desk, customer_id: int, kind: str) -> str:
    return str(
        desk.store.value(
            "SELECT value FROM identity WHERE customer_id = ? AND kind = ?"
            " ORDER BY is_primary DESC, id LIMIT 1",
            customer_id,
            kind,
        )
        or ""
    )


def _agent(desk: Desk) -> dict[str, str]:
    row = desk.store.one("SELECT name, email FROM agent WHERE id = ?", desk.agent_id)
    name, email = row or (desk.actor, None)
    given, family = _split_name(name)
    return {
        "agent.name": name,
        "agent.first_name": given,
        "agent.last_name": family,
        "agent.email": email or "",
    }


def _order(desk: Desk, ticket: Ticket) -> dict[str, str]:
    rows = desk.store.all(
        "SELECT number, tracking, eta FROM customer_order WHERE customer_id = ?"
        " ORDER BY placed_at DESC LIMIT 200",
        ticket.customer_id,
    )
    if len(rows) > 1:
        said = _said(desk, ticket)
        rows = [row for row in rows if row[0] and row[0].lower() in said]
    if len(rows) != 1:
        return {}
    number, tracking, eta = rows[0]
    return {
        "order.number": number,
        "order.tracking": tracking,
        "order.eta": "" if eta is None else _date(desk, eta),
    }


def _said(desk: Desk, ticket: Ticket) -> str:
    rows = desk.store.all(
        "SELECT substr(body, 1, 5000) FROM message WHERE ticket_id = ? AND state <> 'dropped'"
        " ORDER BY at DESC, id DESC LIMIT ?",
        ticket.id,
        LOOK_BACK,
    )
    return "\n".join([ticket.subject, *(row[0] for row in rows)]).lower()


def _promise(desk: Desk, ticket_id: int) -> str:
    due = desk.store.value(
        "SELECT min(due_at) FROM follow_up WHERE ticket_id = ? AND due_at >= ?"
        " AND done_at IS NULL AND dropped_at IS NULL",
        ticket_id,
        desk.now(),
    )
    return "" if due is None else _date(desk, due)


def _date(desk: Desk, instant: Instant) -> str:
    moment = to_datetime(instant, desk.zone)
    return f"{moment.day} {moment:%B %Y}"
