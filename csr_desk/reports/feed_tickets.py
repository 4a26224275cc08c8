"""Tickets for the figures: solved, reopened, triaged, answered; what is unsolved; articles."""

from collections import defaultdict
from typing import NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


class Steps(NamedTuple):
    """Tickets solved, reopened and triaged, without what was taken back, oldest first."""

    solves: tuple[kpi.TicketEvent, ...]
    reopens: tuple[kpi.TicketEvent, ...]
    triaged: tuple[tuple[int, Instant, bool], ...]


# The list of kinds is that of the index, word for word, or the index is not used.
_STEPS = """
SELECT kind, ticket_id, at FROM event INDEXED BY event_ticket_step
WHERE kind IN ('ticket.solved', 'ticket.reopened', 'ticket.solve_undone', 'ticket.reopen_undone',
  'triage.set', 'triage.spam', 'triage.undone') AND at >= ?
"""


def steps(store: Store, since: Instant) -> Steps:
    """Return what the log has of tickets since an instant."""
    return folded(store.all(f"{_STEPS} ORDER BY seq", since))


def folded(rows: list[tuple[str, int, Instant]]) -> Steps:
    """Return the steps of (kind, ticket, instant) in order; one taken back is as if never made."""
    solves: dict[int, list[Instant]] = defaultdict(list)
    reopens: dict[int, list[Instant]] = defaultdict(list)
    triaged: dict[int, tuple[Instant, bool]] = {}
    for kind, ticket, at in rows:
        if kind == "ticket.solved":
            solves[ticket].append(at)
        elif kind == "ticket.reopened":
            reopens[ticket].append(at)
        elif kind in ("ticket.solve_undone", "ticket.reopen_undone"):
            undone = (solves if kind == "ticket.solve_undone" else reopens)[ticket]
            del undone[-1:]
        elif kind == "triage.undone":
            triaged.pop(ticket, None)
        else:
            triaged.pop(ticket, None)
            triaged[ticket] = at, kind == "triage.spam"
    return Steps(
        _in_order(solves), _in_order(reopens), tuple((one, *how) for one, how in triaged.items())
    )


def _in_order(found: dict[int, list[Instant]]) -> tuple[kpi.TicketEvent, ...]:
    pairs = sorted((at, ticket) for ticket, instants in found.items() for at in instants)
    return tuple(kpi.TicketEvent(ticket, at) for at, ticket in pairs)


_SAID = """
SELECT t.id, t.created_at,
  min(CASE WHEN m.state NOT IN ('held', 'dropped') THEN m.at END) AS told,
  min(CASE WHEN m.state IN ('sent', 'received') AND NOT m.acknowledges THEN m.at END) AS answered
FROM (SELECT DISTINCT ticket_id AS id FROM interaction WHERE agent_id = ?1) o
JOIN ticket t ON t.id = o.id
LEFT JOIN message m ON m.ticket_id = t.id AND m.kind = 'public' AND m.author_kind = 'agent'
GROUP BY t.id
"""
_CALLED = """
SELECT ticket_id, min(started_at) FROM interaction
WHERE agent_id = ? AND channel IN ('phone', 'in_person') GROUP BY ticket_id
"""


def times(
    store: Store, agent_id: int, period: kpi.Period, as_of: Instant, known: Steps
) -> tuple[kpi.TicketTimes, ...]:
    """Return the tickets that were acknowledged, answered, solved or triaged in a period.

    Responses and solutions are those of tickets the agent had a contact on. A call or a visit
    acknowledges too; the first response is a message a person wrote and the backend accepted.
    """
    called: dict[int, Instant] = dict(store.all(_CALLED, agent_id))
    done_at, holds = solved(known, as_of), period.holds
    triaged = {ticket: (at, spam) for ticket, at, spam in known.triaged if period.holds(at)}
    found: dict[int, kpi.TicketTimes] = {}
    for ticket, created_at, told, answered in store.all(_SAID, agent_id):
        first_word = min(told, called[ticket]) if told and ticket in called else told
        acknowledged = first_word or called.get(ticket)
        done = done_at.get(ticket)
        if not (holds(acknowledged) or holds(answered) or holds(done)):
            continue
        at, spam = triaged.pop(ticket, (None, False))
        found[ticket] = kpi.TicketTimes(ticket, created_at, acknowledged, answered, done, at, spam)
    found |= _triaged(store, triaged)
    return tuple(found[ticket] for ticket in sorted(found))


def solved(known: Steps, as_of: Instant) -> dict[int, Instant]:
    """Return when each ticket was solved last, without those that were opened again since."""
    last = {int(one.ticket): one.at for one in known.solves if one.at <= as_of}
    opened = {int(one.ticket): one.at for one in known.reopens if one.at <= as_of}
    return {ticket: at for ticket, at in last.items() if opened.get(ticket, -1) < at}


def _triaged(store: Store, left: dict[int, tuple[Instant, bool]]) -> dict[int, kpi.TicketTimes]:
    created = store.all(
        "SELECT id, created_at FROM ticket WHERE id IN (SELECT value FROM json_each(?))",
        str(list(left)),
    )
    return {
        ticket: kpi.TicketTimes(
            ticket, created_at, triaged_at=left[ticket][0], triaged_as_spam=left[ticket][1]
        )
        for ticket, created_at in created
    }


def unsolved(store: Store, at: Instant) -> tuple[Instant, ...]:
    """Return when each ticket that was not solved at an instant was created, spam left out.

    What was solved since then was unsolved; a ticket closed elsewhere counts as it is now.
    """
    rows = store.all(
        "SELECT created_at FROM ticket WHERE is_spam = 0 AND created_at <= ?1"
        " AND (status < 4 OR status = 4 AND solved_at > ?1) ORDER BY created_at",
        at,
    )
    return tuple(row[0] for row in rows)


def articles(store: Store, agent_id: int, period: kpi.Period) -> int:
    """Return how many articles of this desk an agent wrote in a period and has not put away."""
    return int(
        store.value(
            "SELECT count(*) FROM article WHERE owner_id = ? AND created_at >= ?"
            " AND created_at < ? AND external_key IS NULL AND archived_at IS NULL",
            agent_id,
            period.from_at,
            period.to_at,
        )
    )
