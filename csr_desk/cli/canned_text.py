"""A canned response filled for one ticket, for `reply --canned`."""

import json
from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.domain import placeholders
from csr_desk.domain.instants import to_datetime
from csr_desk.domain.models import IdentityKind, Status
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import people, tickets


@dataclass(frozen=True, slots=True)
class Response:
    """A response with every placeholder filled, and what it sets on the ticket."""

    id: int
    text: str
    status: Status | None
    tags: tuple[str, ...]


def filled(desk: Desk, ticket: tickets.Ticket, name: str) -> Response:
    """Return the response of a name filled for a ticket; Refused naming what has no value."""
    row = desk.store.one(
        "SELECT id, body, set_status, tags FROM canned WHERE name = ? AND archived_at IS NULL"
        " AND (scope <> 'mine' OR owner_id IS NULL OR owner_id = ?)",
        name.strip().removeprefix("/"),
        desk.agent_id,
    )
    if row is None:
        known = [str(one[0]) for one in desk.store.all("SELECT name FROM canned")]
        raise errors.Refused(
            f"there is no canned response {name}.{did_you_mean(name, known)}",
            f'Look with `csr-desk find "{name}"`.',
        )
    rendered = placeholders.render(row[1], values(desk, ticket))
    if rendered.unfilled:
        names = ", ".join(dict.fromkeys(span.name for span in rendered.unfilled))
        raise errors.Refused(
            f"the response {name} has placeholders without a value: {names}",
            "Write the reply without them, or fill in the record first.",
        )
    status = None if row[2] is None else Status(row[2])
    return Response(int(row[0]), rendered.text, status, tuple(json.loads(row[3])))


def values(desk: Desk, ticket: tickets.Ticket) -> dict[str, str]:
    """Return what the placeholders of a response are filled with for a ticket."""
    today = f"{to_datetime(desk.now(), desk.zone):%Y-%m-%d}"
    found = {
        "ticket.number": ticket.reference,
        "ticket.subject": ticket.subject,
        "ticket.status": ticket.status.word,
        "ticket.priority": ticket.priority.word,
        "ticket.group": ticket.team or "",
        "today": today,
    }
    return (
        found
        | _customer(desk, ticket)
        | _order(desk, ticket)
        | _agent(desk)
        | _promise(desk, ticket)
    )


def _customer(desk: Desk, ticket: tickets.Ticket) -> dict[str, str]:
    row = desk.store.one(
        "SELECT c.name, c.first_name, coalesce(o.name, '') FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        ticket.customer_id,
    ) or (ticket.customer, "", "")
    known = people.identities(desk.store, ticket.customer_id)
    first = {one.kind: one.value for one in reversed(known)}
    begun, last = _split(row[0])
    return {
        "customer.name": row[0],
        "customer.first_name": row[1] or begun,
        "customer.last_name": last,
        "customer.organization": row[2],
        "customer.email": first.get(IdentityKind.EMAIL, ""),
        "customer.phone": first.get(IdentityKind.PHONE, ""),
    }


def _order(desk: Desk, ticket: tickets.Ticket) -> dict[str, str]:
    """Return the customer's newest order."""
    row = desk.store.one(
        "SELECT number, tracking, eta FROM customer_order WHERE customer_id = ?"
        " ORDER BY placed_at DESC, id DESC LIMIT 1",
        ticket.customer_id,
    )
    if row is None:
        return {}
    eta = "" if row[2] is None else f"{to_datetime(row[2], desk.zone):%Y-%m-%d}"
    return {"order.number": row[0], "order.tracking": row[1], "order.eta": eta}


def _agent(desk: Desk) -> dict[str, str]:
    first, last = _split(desk.actor)
    email = desk.store.value("SELECT email FROM agent WHERE id = ?", desk.agent_id)
    return {
        "agent.name": desk.actor,
        "agent.first_name": first,
        "agent.last_name": last,
        "agent.email": email or "",
        "agent.signature": desk.actor,
    }


def _promise(desk: Desk, ticket: tickets.Ticket) -> dict[str, str]:
    """Return the date of the next thing promised on the ticket."""
    due = desk.store.value(
        "SELECT min(due_at) FROM follow_up WHERE ticket_id = ? AND done_at IS NULL"
        " AND dropped_at IS NULL",
        ticket.id,
    )
    return {} if due is None else {"promise.date": f"{to_datetime(due, desk.zone):%Y-%m-%d}"}


def _split(name: str) -> tuple[str, str]:
    """Return the first and the last word of a name; an address is no name."""
    words = name.split()
    if not words or "@" in name or any(char.isdigit() for char in name):
        return "", ""
    return words[0], words[-1] if len(words) > 1 else ""
