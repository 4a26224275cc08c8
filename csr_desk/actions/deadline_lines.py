"""The targets of a ticket in words: how each stands, and when it is due by which clock."""

from typing import Any

from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.due_words import DUE_WORDS, due_piece
from csr_desk.domain.instants import Instant, iso, to_datetime
from csr_desk.domain.queue_row import Status
from csr_desk.store.tickets import Ticket


def of_ticket(desk: Desk, one: Ticket) -> list[tuple[str, str]]:
    """Return a pair for each target: `solution: 3 h left` and `23 Nov 17:00, 8 h business`.

    A deadline that a helpdesk or an import gave stands first, in place of the desk's own count of
    the same; open targets come before settled ones.
    """
    is_remote = one.account != LOCAL
    if desk.config.deadlines is None and not is_remote:
        return []
    found = []
    if one.due_at is not None and one.status < Status.SOLVED:
        left = due_piece(one.due_kind, one.due_at, desk.now())
        assert left is not None  # it has an instant
        found.append((left.text, f"{_when(desk, one.due_at)}, given from outside"))
    if desk.config.deadlines is None:
        return found
    # Deferred: a desk without calendars needs none of their rules.
    from csr_desk.actions import deadlines
    from csr_desk.domain.sla import words
    from csr_desk.domain.sla.targets import HELPDESK_TARGETS

    now, given = desk.now(), bool(found)
    same = HELPDESK_TARGETS if is_remote else {one.due_kind or "resolution"}
    for each in sorted(deadlines.standings(desk, one.id), key=lambda each: not each.is_open):
        if given and each.is_open and each.target in same:
            continue
        name = DUE_WORDS.get(each.target.value, each.target.value)
        state = words.left(each, now)
        if each.is_open and each.state.value not in state:
            state = f"{each.state.value}, {state}"
        due = "" if each.due_at is None else f"{_when(desk, each.due_at)}, "
        found.append((f"{name}: {state}", f"{due}{words.clock(each.target_s, each.clock)}"))
    return found


def rows(desk: Desk, ticket_id: int) -> list[dict[str, Any]]:
    """Return the targets of a ticket for a JSON answer."""
    if desk.config.deadlines is None:
        return []
    from csr_desk.actions import deadlines

    return [
        {
            "target": each.target.value,
            "state": each.state.value,
            "due": _iso(desk, each.due_at),
            "left": each.left_s if each.is_open else None,
            "target_s": each.target_s,
            "clock": each.clock.value,
            "settled_at": _iso(desk, each.settled_at),
        }
        for each in deadlines.standings(desk, ticket_id)
    ]


def _iso(desk: Desk, at: Instant | None) -> str | None:
    return None if at is None else iso(at, desk.zone)


def _when(desk: Desk, at: Instant) -> str:
    return f"{to_datetime(at, desk.zone):%d %b %H:%M}"
