"""Signs in the store that an escalation was taken up, answered, is over, or runs again."""

from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

# Somebody of the team: a member by the settings; else, in the team's group at the helpdesk, who has
# the ticket, or any colleague where nobody knows who is in the group.
_IN_GROUP = (
    "(t.team_id = e.team_id OR (e.team_id IS NULL AND (SELECT g.tier FROM team g"
    " WHERE g.id = t.team_id) = e.tier))"
)
_MEMBERS = (
    "FROM team_member one JOIN team g ON g.id = one.team_id"
    " WHERE (g.id = e.team_id OR (e.team_id IS NULL AND g.tier = e.tier))"
)
_BELONGS = (
    f"(EXISTS (SELECT 1 {_MEMBERS} AND one.agent_id = {{who}}) OR ({_IN_GROUP}"
    f" AND ({{who}} = t.assignee_id OR NOT EXISTS (SELECT 1 {_MEMBERS}))))"
)
_TAKEN = (
    "e.state = 'open' AND t.assignee_id <> ?1 AND t.assignee_id IS NOT e.assignee_before"
    f" AND (EXISTS (SELECT 1 {_MEMBERS} AND one.agent_id = t.assignee_id) OR {_IN_GROUP})"
)
_OWN = "e.undone_at IS NULL AND e.actor = (SELECT name FROM agent WHERE id = ?1)"
_FRESH = (
    "m.ticket_id = e.ticket_id AND m.at >= e.opened_at AND m.id > e.read_to"
    " AND m.author_kind = 'agent' AND m.agent_id <> ?1 AND m.state IN ('sent', 'received')"
)

_TAKEN_UP = (
    "SELECT e.id, max(e.opened_at, min(t.updated_at, ?2)) FROM escalation e"
    f" JOIN ticket t ON t.id = e.ticket_id WHERE e.state <> 'closed' AND t.status < 4 AND {_OWN}"
    f" AND {_TAKEN} ORDER BY e.id"
)
_SAID = (
    "SELECT e.id, m.id, m.at, m.body, "
    + _BELONGS.format(who="m.agent_id")
    + f" FROM escalation e JOIN ticket t ON t.id = e.ticket_id JOIN message m ON {_FRESH}"
    f" WHERE e.state <> 'closed' AND t.status < 4 AND {_OWN} ORDER BY e.id, m.id LIMIT 200"
)
_OVER = (
    "SELECT e.id FROM escalation e JOIN ticket t ON t.id = e.ticket_id"
    " WHERE e.state <> 'closed' AND t.status >= 4 ORDER BY e.id"
)
_AGAIN = (
    "SELECT e.id FROM escalation e JOIN ticket t ON t.id = e.ticket_id"
    " WHERE e.closed_by = 'solved' AND e.closed_at >= ? AND t.status < 4 ORDER BY e.id"
)


class Word(NamedTuple):
    """A message of a colleague on an escalated ticket; `is_theirs` when the team wrote it."""

    escalation_id: int
    message_id: int
    at: Instant
    body: str
    is_theirs: bool


def taken_up(store: Store, agent_id: int, now: Instant) -> list[tuple[int, Instant]]:
    """Return (escalation, when) of an agent's escalations whose ticket one of the team has now."""
    return [(row[0], row[1]) for row in store.all(_TAKEN_UP, agent_id, now)]


def words(store: Store, agent_id: int) -> list[Word]:
    """Return what colleagues wrote on an agent's escalated tickets since it was last looked at."""
    rows = store.all(_SAID, agent_id)
    return [Word(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]


def over(store: Store) -> list[int]:
    """Return the escalations that run although their ticket is solved."""
    return [row[0] for row in store.all(_OVER)]


def again(store: Store, since: Instant) -> list[int]:
    """Return the escalations that were closed with their ticket since, and it is open again."""
    return [row[0] for row in store.all(_AGAIN, since)]


def is_any(store: Store, agent_id: int, since: Instant) -> bool:
    """Tell whether there is any sign; one look for a desk without escalations."""
    if not store.value(
        "SELECT EXISTS (SELECT 1 FROM escalation WHERE state <> 'closed')"
        " OR EXISTS (SELECT 1 FROM escalation WHERE closed_by = 'solved' AND closed_at >= ?)",
        since,
    ):
        return False
    return bool(
        over(store) or again(store, since) or taken_up(store, agent_id, 0) or words(store, agent_id)
    )
