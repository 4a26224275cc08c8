"""Looks whether many customers report one incident: a proposal, which the agent takes or dismisses.

It works on a connection of its own, in a thread, over a fixed number of tickets.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import ticket_link
from csr_desk.actions.desk import Desk
from csr_desk.domain import guess, incidents
from csr_desk.domain.incidents import Group, Report
from csr_desk.domain.instants import SECOND
from csr_desk.store import incident_rows
from csr_desk.store.connection import Store
from csr_desk.store.incident_rows import Said


class Proposal(NamedTuple):
    """Tickets that look like one incident: new ones, or more of a problem that is known.

    `ticket_ids` are those that are in no problem yet, the oldest first; without a `problem_id` the
    oldest becomes the problem of the others. `words` are what they share.
    """

    ticket_ids: tuple[int, ...]
    customers: int
    problem_id: int | None
    words: tuple[str, ...]


def look(store: Store, desk: Desk) -> Proposal | None:
    """Return the largest group that is worth a word, None for none; it only reads."""
    settings = desk.config.desk
    if not settings.incident_customers:
        return None
    since = desk.now() - settings.incident_within_s * SECOND
    new = incident_rows.newest(store, since)
    if len({one.customer_id for one in new}) < settings.incident_customers:
        return None
    known = incidents.usual(_words(one) for one in incident_rows.older(store, since))
    reports = [Report(one.ticket_id, one.customer_id, _words(one)) for one in new]
    by_id = {one.ticket_id: one for one in new}
    for group in incidents.groups(reports, known, settings.incident_customers):
        found = _proposal(group, by_id, settings.incident_customers)
        if found is not None:
            return found
    return None


def _words(one: Said) -> frozenset[str]:
    name = set(guess.words(one.name))
    return frozenset(word for word in guess.words(one.text) if word not in name)


def _proposal(group: Group, by_id: dict[int, Said], least: int) -> Proposal | None:
    """Return what of a group is proposed: nothing of one that was turned down once."""
    members = [by_id[one] for one in group.ticket_ids]
    if any(one.is_dismissed for one in members):
        return None
    free = [one for one in members if one.problem_id is None]
    problems = [one.problem_id for one in members if one.problem_id is not None]
    customers = len({one.customer_id for one in free})
    if not free or (not problems and customers < least):
        return None
    problem = max(set(problems), key=problems.count) if problems else None
    return Proposal(tuple(one.ticket_id for one in free), customers, problem, group.words)


_SETTLED = (
    "SELECT EXISTS (SELECT 1 FROM ticket WHERE id IN (SELECT value FROM json_each(?1))"
    " AND (status >= 4 OR EXISTS (SELECT 1 FROM ticket_link l WHERE l.kind = 'incident'"
    "  AND ticket.id IN (l.ticket_id, l.to_id)"
    "  AND l.id IN (SELECT id FROM ticket_link WHERE ticket_id = ticket.id"
    "   UNION SELECT id FROM ticket_link WHERE to_id = ticket.id))))"
)


def still_open(desk: Desk, found: Proposal) -> bool:
    """Tell whether a proposal stands: its tickets are unsolved and in no problem yet."""
    return not desk.store.value(_SETTLED, json.dumps(found.ticket_ids))


def proposed(desk: Desk, found: Proposal) -> None:
    """Log that a group was proposed."""
    with desk.store.transaction():
        desk.log(
            "incident.proposed",
            ticket_id=found.problem_id or found.ticket_ids[0],
            tickets=list(found.ticket_ids),
            customers=found.customers,
        )


def take(desk: Desk, found: Proposal, ticket_ids: Iterable[int] = ()) -> tuple[int, str]:
    """Make the tickets incidents of one problem; return the problem, and the act for its undo.

    `ticket_ids` are those the agent left in; Refused when that leaves nothing to link.
    """
    wanted = list(ticket_ids) or list(found.ticket_ids)
    problem = found.problem_id or wanted[0]
    rest = [one for one in wanted if one != problem]
    if not rest:
        raise errors.Refused("one ticket alone is no incident of many", "Mark two at least.")
    with desk.store.transaction():
        act = ticket_link.make_problem(desk, problem, rest)
        desk.log("incident.made", ticket_id=problem, tickets=rest)
        return problem, act


def dismiss(desk: Desk, found: Proposal) -> None:
    """Remember that these tickets are no incident; they and what joins them are not proposed."""
    with desk.store.transaction():
        for one in found.ticket_ids:
            desk.store.insert("proposal_dismissed", ticket_id=one, at=desk.now())
        desk.log(
            "incident.dismissed",
            ticket_id=found.problem_id or found.ticket_ids[0],
            tickets=list(found.ticket_ids),
        )
