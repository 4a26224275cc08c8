"""A ticket the desk has not seen before."""

from typing import Any

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote_tickets, tickets
from csr_desk.sync.apply_people import customer_of
from csr_desk.sync.apply_values import Values, as_text, local_values


def insert_ticket(desk: Desk, account: str, ticket: RemoteTicket) -> int:
    """Insert a shielded ticket with its tags and fields; return its id."""
    theirs = local_values(desk, account, ticket)
    customer = customer_of(desk, account, ticket.requester, ticket.created_at)
    ticket_id = desk.store.insert(
        "ticket",
        uid=desk.new_uid(),
        reference=remote_tickets.free_reference(desk.store, account, ticket.id),
        account=account,
        remote_id=ticket.id,
        customer_id=customer,
        channel=ticket.channel,
        **_columns(ticket, theirs),
        **_times(ticket),
    )
    words = shield.masked(desk, ticket.description, "inbound", ticket_id=ticket_id)
    desk.store.execute(
        "UPDATE ticket SET snippet = ? WHERE id = ?", tickets.snippet(words), ticket_id
    )
    if ticket.tags:
        tickets.set_tags(desk.store, ticket_id, theirs["tags"])
    fields = {name: as_text(value) for name, value in ticket.custom.items()}
    remote_tickets.write_fields(desk.store, ticket_id, fields)
    desk.log(
        "ticket.pulled",
        ticket_id=ticket_id,
        customer_id=customer,
        account=account,
        status=ticket.status.word,
        channel=ticket.channel,
        created=ticket.created_at,
    )
    return ticket_id


def _columns(ticket: RemoteTicket, theirs: Values) -> dict[str, Any]:
    return {
        "subject": ticket.subject,
        "status": theirs["status"],
        "priority": theirs["priority"],
        "assignee_id": theirs["assignee_id"],
        "team_id": theirs["team_id"],
        "satisfaction": ticket.satisfaction,
        "remote_status": ticket.custom_status,
        "remote_form": ticket.form,
        "remote_url": ticket.url,
    }


def _times(ticket: RemoteTicket) -> dict[str, Any]:
    """Return the instants of a ticket whose conversation is not here yet."""
    is_over = ticket.status >= Status.SOLVED
    is_triaged = bool(ticket.assignee or ticket.group or ticket.status is not Status.NEW)
    return {
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
        "waiting_since": ticket.created_at if remote_tickets.is_open(ticket.status) else None,
        "due_at": ticket.due_at,
        "due_kind": ticket.due_kind,
        "solved_at": ticket.updated_at if is_over else None,
        "triaged_at": ticket.created_at if is_triaged else None,
        "last_message_at": ticket.created_at,
        "last_seen_at": ticket.updated_at if is_over else None,
    }
