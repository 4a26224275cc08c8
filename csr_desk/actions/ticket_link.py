"""Links between tickets: the same issue, duplicates, incidents of a problem; each can be undone.

A link of the same issue, or of a duplicate, also joins the two contacts for the figures (kpi.md
section 4). Incidents are other people's contacts about one cause: they join nobody's.
"""

from collections.abc import Iterable

from csr_desk import errors
from csr_desk.actions import interaction
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Status
from csr_desk.store import people, ticket_links, tickets
from csr_desk.store.ticket_links import DUPLICATE, INCIDENT, SAME_ISSUE, SPLIT, Link
from csr_desk.store.tickets import Ticket

JOINS = frozenset({SAME_ISSUE, DUPLICATE})
"""Kinds that say that two contacts are about one issue."""


def problem(desk: Desk, ticket_id: int, other_id: int, kind: str) -> str | None:
    """Return why a ticket cannot be linked to another one so, None when it can."""
    one, other = tickets.ticket(desk.store, ticket_id), tickets.ticket(desk.store, other_id)
    if ticket_id == other_id:
        return "A ticket cannot be linked to itself."
    if kind in {each.kind for each in ticket_links.between(desk.store, ticket_id, other_id)}:
        return f"#{one.reference} and #{other.reference} have this link already."
    return _no_incident(desk, one, other) if kind == INCIDENT else None


def _no_incident(desk: Desk, one: Ticket, other: Ticket) -> str | None:
    """Return why a ticket cannot be an incident of another one: a problem is no incident."""
    known = ticket_links.problem_of(desk.store, one.id)
    if known is not None:
        reference = tickets.ticket(desk.store, known).reference
        return f"#{one.reference} is an incident of #{reference} already. Unlink it there first."
    if ticket_links.incidents(desk.store, one.id).total:
        return f"#{one.reference} is a problem with incidents of its own. Link it as related."
    above = ticket_links.problem_of(desk.store, other.id)
    if above is not None:
        reference = tickets.ticket(desk.store, above).reference
        return f"#{other.reference} is an incident itself. Link to its problem #{reference}."
    return None


def link(
    desk: Desk, ticket_id: int, other_id: int, kind: str, *, contact_id: int | None = None
) -> str:
    """Link a ticket to another one and return the act, for its undo; Refused where it cannot be.

    `ticket_id` is the incident, the duplicate or the part of the other one; `contact_id` the
    contact in which it is said, by default the last one on the ticket.
    """
    with desk.store.transaction():
        why = problem(desk, ticket_id, other_id, kind)
        if why is not None:
            raise errors.Refused(why.rstrip("."))
        act = desk.new_uid()
        _add(desk, act, ticket_id, other_id, kind, contact_id)
        return act


def make_problem(desk: Desk, problem_id: int, incident_ids: Iterable[int]) -> str:
    """Make tickets incidents of a problem as one act and return it, for its undo.

    Those that are incidents of it already stay as they are; Refused when that are all, or when one
    belongs to another problem.
    """
    with desk.store.transaction():
        act, count = desk.new_uid(), 0
        for one in dict.fromkeys(incident_ids):
            if one == problem_id or ticket_links.problem_of(desk.store, one) == problem_id:
                continue
            why = problem(desk, one, problem_id, INCIDENT)
            if why is not None:
                raise errors.Refused(why.rstrip("."))
            _add(desk, act, one, problem_id, INCIDENT, None)
            count += 1
        if not count:
            raise errors.Refused("these tickets are incidents of it already")
        return act


def _add(
    desk: Desk, act: str, ticket_id: int, other_id: int, kind: str, contact_id: int | None
) -> None:
    contacts = _contacts(desk, ticket_id, other_id, contact_id) if kind in JOINS else None
    desk.store.insert(
        "ticket_link",
        ticket_id=ticket_id,
        to_id=other_id,
        kind=kind,
        interaction_id=contacts[0] if contacts else None,
        to_interaction_id=contacts[1] if contacts else None,
        act=act,
        at=desk.now(),
        actor=desk.actor,
    )
    desk.log("ticket.linked", ticket_id=ticket_id, to=other_id, link=kind)
    if contacts:
        interaction.link(desk, *contacts)
    _shown_anew(desk, ticket_id, other_id)


def _contacts(
    desk: Desk, ticket_id: int, other_id: int, contact_id: int | None
) -> tuple[int, int] | None:
    """Return the contacts of one person that a link joins, None where there are none to join."""
    one, other = tickets.ticket(desk.store, ticket_id), tickets.ticket(desk.store, other_id)
    if people.survivor(desk.store, one.customer_id) != people.survivor(
        desk.store, other.customer_id
    ):
        return None
    here = contact_id or ticket_links.last_contact(desk.store, ticket_id)
    there = ticket_links.last_contact(desk.store, other_id)
    if here is None or there is None or here == there:
        return None
    known = desk.store.value(
        "SELECT 1 FROM interaction_link WHERE (interaction_id, to_id) IN ((?1, ?2), (?2, ?1))",
        here,
        there,
    )
    return None if known else (here, there)


def unlink(desk: Desk, ticket_id: int, other_id: int) -> int:
    """Take the links between two tickets away and return how many there were; Refused for none.

    Where a ticket was split from stays known: that is taken back with the split.
    """
    with desk.store.transaction():
        found = [
            one
            for one in ticket_links.between(desk.store, ticket_id, other_id)
            if one.kind != SPLIT
        ]
        if not found:
            raise errors.Refused(
                "these two tickets are not linked", "There is nothing to take away."
            )
        for one in found:
            remove(desk, ticket_id, one)
        return len(found)


def remove(desk: Desk, ticket_id: int, one: Link) -> None:
    """Take one link of a ticket away, with the contacts it joined, inside the transaction."""
    ends = (ticket_id, one.other_id) if one.is_from else (one.other_id, ticket_id)
    desk.store.execute("DELETE FROM ticket_link WHERE id = ?", one.id)
    desk.log("ticket.unlinked", ticket_id=ends[0], to=ends[1], link=one.kind)
    if one.interaction_id is not None and one.to_interaction_id is not None:
        interaction.unlink(desk, one.interaction_id, one.to_interaction_id, SAME_ISSUE)
    _shown_anew(desk, *ends)


def undo(desk: Desk, act: str) -> int:
    """Take back all links of one act; return how many there were still."""
    with desk.store.transaction():
        rows = desk.store.all("SELECT id, ticket_id FROM ticket_link WHERE act = ?", act)
        for link_id, ticket_id in rows:
            for one in ticket_links.of_ticket(desk.store, ticket_id):
                if one.id == link_id:
                    remove(desk, ticket_id, one)
        return len(rows)


def candidates(desk: Desk, ticket_id: int) -> list[Ticket]:
    """Return the customer's other tickets, the last changed first, unsolved ones before others."""
    ticket = tickets.ticket(desk.store, ticket_id)
    rows = desk.store.all(
        "SELECT id FROM ticket WHERE customer_id = ? AND id <> ? AND status < ?"
        " ORDER BY status >= 4, updated_at DESC LIMIT 20",
        ticket.customer_id,
        ticket_id,
        Status.CLOSED,
    )
    return [tickets.ticket(desk.store, row[0]) for row in rows]


def _shown_anew(desk: Desk, *ids: int) -> None:
    """Let open screens see that something about these tickets changed."""
    for one in ids:
        desk.store.execute("UPDATE ticket SET version = version + 1 WHERE id = ?", one)
