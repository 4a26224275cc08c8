"""A remote ticket in the store's own terms: local ids in place of remote ones, cards masked."""

import json
from typing import Any

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.merge import CUSTOM
from csr_desk.store import remote
from csr_desk.sync.apply_agents import agent_of

Values = dict[str, Any]
"""Field name (csr_desk.domain.merge) to value; custom fields stand under `custom:ID`."""


def shielded(desk: Desk, ticket: RemoteTicket, known: RemoteTicket | None) -> RemoteTicket:
    """Return a ticket as it may be stored: no card number in its subject and its own fields.

    What this reading did not tell, targets and satisfaction, stays as in `known`, and so does the
    number of messages, as the least there is: a conversation only grows.
    """
    custom = {
        name: shield.quietly(desk, value) if isinstance(value, str) else value
        for name, value in ticket.custom.items()
        if value is not None and value != ""
    }
    subject = shield.quietly(desk, ticket.subject.strip() or "(no subject)")
    found = ticket._replace(subject=subject, custom=custom, tags=tuple(sorted(set(ticket.tags))))
    if known is not None and found.comment_count is None:
        found = found._replace(comment_count=known.comment_count)
    if ticket.satisfaction is None:
        found = found._replace(satisfaction="" if known is None else known.satisfaction)
    if ticket.due_known or known is None:
        return found
    return found._replace(due_at=known.due_at, due_kind=known.due_kind, due_known=known.due_known)


def note_cards(desk: Desk, raw: RemoteTicket, masked: RemoteTicket, ticket_id: int) -> None:
    """Log what was masked in a ticket's subject and own fields."""
    if raw.subject.strip() != masked.subject:
        shield.masked(desk, raw.subject, "subject", ticket_id=ticket_id)
    for name, value in masked.custom.items():
        given = raw.custom[name]
        if isinstance(given, str) and given != value:
            shield.masked(desk, given, "field", ticket_id=ticket_id)


def local_values(desk: Desk, account: str, ticket: RemoteTicket) -> Values:
    """Return the fields of a shielded ticket that both sides can change."""
    return {
        "status": int(ticket.status),
        "priority": int(ticket.priority),
        "assignee_id": agent_of(desk, account, ticket.assignee),
        "team_id": team_of(desk, account, ticket.group),
        "subject": ticket.subject,
        "tags": tuple(sorted(ticket.tags)),
        "custom_status": ticket.custom_status,
        **{f"{CUSTOM}{name}": value for name, value in ticket.custom.items()},
    }


def team_of(desk: Desk, account: str, remote_id: str | None) -> int | None:
    """Return the local team of a remote group, made nameless where it never came."""
    if remote_id is None:
        return None
    known = remote.local_id(desk.store, account, "team", remote_id)
    if known is None:
        known = desk.store.insert("team", name=f"Group {account} {remote_id}")
        remote.link(desk.store, account, "team", remote_id, known)
    return known


def as_text(value: object) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
