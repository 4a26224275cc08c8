"""What a shift leaves open, section by section: read live, or again by the ids that were kept."""

import json
from typing import NamedTuple

from csr_desk.domain.instants import DAY, Instant
from csr_desk.store.connection import Store

UNLOGGED, ESCALATIONS, CALLBACKS, TASKS = "unlogged", "escalations", "callbacks", "tasks"
PENDING_CUSTOMER, PENDING_INTERNAL = "pending_customer", "pending_internal"
DRAFTS, UNSENT, CONFLICTS = "drafts", "unsent", "conflicts"
MOST = 500
"""Rows of a section; who has more hands over a queue and no sheet."""


class Open(NamedTuple):
    """One thing that is open; `id` is that of its row, `state` a word where it has states.

    `interaction_id` is the contact it came from. Foreign text is not cleaned.
    """

    id: int
    ticket_id: int | None
    reference: str
    customer: str
    words: str
    state: str
    due_at: Instant | None
    interaction_id: int | None


_OF_TICKET = " JOIN ticket t ON t.id = {of}.ticket_id JOIN customer c ON c.id = t.customer_id"
_FOLLOW_UP = (
    "SELECT f.id, f.ticket_id, coalesce(t.reference, ''), coalesce(c.name, ''),"
    " f.text || CASE f.number WHEN '' THEN '' ELSE ' · ' || f.number END,"
    " CASE WHEN f.done_at IS NOT NULL THEN 'done' WHEN f.dropped_at IS NOT NULL THEN 'dropped'"
    " ELSE 'open' END, f.due_at, f.interaction_id FROM follow_up f"
    " LEFT JOIN ticket t ON t.id = f.ticket_id"
    " LEFT JOIN customer c ON c.id = coalesce(t.customer_id, f.customer_id)"
)
_FOLLOW_UP_OPEN = "f.done_at IS NULL AND f.dropped_at IS NULL AND f.kind {is_callback} 'callback'"
_PENDING = (
    "SELECT i.id, i.ticket_id, t.reference, c.name, t.subject, w.outcome, t.due_at, i.id"
    " FROM interaction i" + _OF_TICKET.format(of="i") + " JOIN wrap_up w ON w.id ="
    " (SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)"
)
_PENDING_OPEN = (
    "i.shift_id = :shift AND i.started_at >= (SELECT started_at FROM shift WHERE id = :shift)"
    f" - {DAY} AND w.outcome = '{{outcome}}' AND t.status IN (2, 3) AND NOT EXISTS"
    " (SELECT 1 FROM interaction l WHERE l.ticket_id = i.ticket_id AND l.wrapped_at > i.wrapped_at)"
)
_SECTIONS = {
    UNLOGGED: (
        "SELECT i.id, i.ticket_id, t.reference, c.name, i.channel,"
        " iif(i.ended_at IS NULL, 'running', 'no wrap-up'), NULL, i.id FROM interaction i"
        + _OF_TICKET.format(of="i"),
        "i.wrapped_at IS NULL AND i.agent_id = :agent",
        "+i.id",
    ),
    ESCALATIONS: (
        "SELECT e.id, e.ticket_id, t.reference, c.name, e.tier || CASE WHEN g.name IS NULL"
        " OR g.name = e.tier THEN '' ELSE ' · ' || g.name END || ': ' || e.reason,"
        " e.state, e.due_at, e.interaction_id FROM escalation e" + _OF_TICKET.format(of="e")
        + " LEFT JOIN team g ON g.id = e.team_id",
        "e.state <> 'closed' AND t.status < 4",
        "e.due_at, e.id",
    ),
    CALLBACKS: (_FOLLOW_UP, _FOLLOW_UP_OPEN.format(is_callback="="), "f.due_at, f.id"),
    TASKS: (_FOLLOW_UP, _FOLLOW_UP_OPEN.format(is_callback="<>"), "f.due_at, f.id"),
    PENDING_CUSTOMER: (_PENDING, _PENDING_OPEN.format(outcome=PENDING_CUSTOMER), "+i.id"),
    PENDING_INTERNAL: (_PENDING, _PENDING_OPEN.format(outcome=PENDING_INTERNAL), "+i.id"),
    DRAFTS: (
        "SELECT d.ticket_id, d.ticket_id, t.reference, c.name, substr(d.body, 1, 200), d.kind,"
        " NULL, NULL FROM draft d" + _OF_TICKET.format(of="d"),
        "d.body <> ''",
        "d.updated_at, d.kind",
    ),
    UNSENT: (
        "SELECT o.seq, o.ticket_id, coalesce(t.reference, ''), coalesce(c.name, ''),"
        " replace(o.kind, '_', '-') || coalesce(': ' || substr(m.body, 1, 200), ''),"
        " replace(o.state, '_', ' '), iif(o.state = 'waiting', o.release_at, NULL),"
        " o.interaction_id FROM operation o LEFT JOIN ticket t ON t.id = o.ticket_id"
        " LEFT JOIN customer c ON c.id = coalesce(t.customer_id, o.customer_id)"
        " LEFT JOIN message m ON m.id = o.message_id",
        "o.state NOT IN ('acknowledged', 'dropped')",
        "+o.seq",
    ),
    CONFLICTS: (
        "SELECT k.id, k.ticket_id, t.reference, c.name, k.field, 'both changed it', NULL, NULL"
        " FROM conflict k" + _OF_TICKET.format(of="k"),
        "k.resolved_at IS NULL",
        "k.id",
    ),
}  # fmt: skip
_IDS = {UNSENT: "o.seq", ESCALATIONS: "e.id", CONFLICTS: "k.id", DRAFTS: "d.ticket_id"}
_IDS |= dict.fromkeys((CALLBACKS, TASKS), "f.id")
_IDS |= dict.fromkeys((UNLOGGED, PENDING_CUSTOMER, PENDING_INTERNAL), "i.id")
SECTIONS = tuple(_SECTIONS)


def open_ones(store: Store, agent_id: int, shift_id: int | None) -> dict[str, list[Open]]:
    """Return what is open now by section; the pending tickets are those of one shift."""
    given = {"agent": agent_id, "shift": shift_id}
    return {
        name: [
            Open(*row)
            for row in store.db.execute(
                f"{select} WHERE {condition} ORDER BY {order} LIMIT {MOST}",
                {key: value for key, value in given.items() if f":{key}" in condition},
            )
        ]
        for name, (select, condition, order) in _SECTIONS.items()
    }


def keep(store: Store, shift_id: int, at: Instant, found: dict[str, list[Open]]) -> None:
    """Keep the numbers of what is open as those of a shift's end."""
    ids = {name: [one.id for one in rows] for name, rows in found.items() if rows}
    store.execute("INSERT OR REPLACE INTO handover VALUES (?, ?, ?)", shift_id, at, json.dumps(ids))


def kept(store: Store, shift_id: int) -> tuple[Instant, dict[str, list[Open]]] | None:
    """Return when a shift's sheet was made and its rows as they are now; None without one."""
    row = store.one("SELECT at, data FROM handover WHERE shift_id = ?", shift_id)
    if row is None:
        return None
    ids: dict[str, list[int]] = json.loads(row[1])
    return int(row[0]), {
        name: [
            Open(*found)
            for found in store.all(
                f"{select} WHERE {_IDS[name]} IN (SELECT value FROM json_each(?)) ORDER BY {order}",
                json.dumps(ids.get(name, [])),
            )
        ]
        for name, (select, _, order) in _SECTIONS.items()
    }
