"""Snoozed tickets: out of the queue until a time, back at once when the customer writes."""

from collections.abc import Iterable

from csr_desk.actions import follow_up
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.store import tickets
from csr_desk.store.follow_ups import SNOOZE


def snooze(desk: Desk, ticket_ids: Iterable[int], until: Instant, why: str = "") -> list[int]:
    """Take tickets out of the queue until a time; return their follow-ups.

    A snooze that is there already is moved. `why` is the context they come back with.
    """
    with desk.store.transaction():
        return [_one(desk, ticket_id, until, why) for ticket_id in ticket_ids]


def _one(desk: Desk, ticket_id: int, until: Instant, why: str) -> int:
    known = tickets.ticket(desk.store, ticket_id)
    earlier = _open(desk, ticket_id)
    if earlier is not None and not why.strip():
        follow_up.move(desk, earlier, until)
        return earlier
    if earlier is not None:
        follow_up.drop(desk, earlier, by_hand=False)
    made = follow_up.add(
        desk,
        why.strip() or "back from snooze",
        until,
        ticket_id=ticket_id,
        customer_id=known.customer_id,
        kind=SNOOZE,
        by_hand=True,
    )
    desk.store.execute("UPDATE ticket SET snoozed_until = ? WHERE id = ?", until, ticket_id)
    desk.log("ticket.snoozed", ticket_id=ticket_id, follow_up=made, until=until)
    return made


def settle(desk: Desk) -> list[int]:
    """Write down which tickets came back since the last look; return their ids.

    One whose customer wrote is awake already (a trigger of the store sees to it): its snooze is
    dropped. One whose time has come stays in the follow-ups until it is done.
    """
    now = desk.now()
    late = desk.store.all("SELECT id FROM ticket WHERE snoozed_until <= ?", now)
    early = desk.store.all(
        "SELECT f.id, f.ticket_id FROM follow_up f INDEXED BY follow_up_due"
        " JOIN ticket t ON t.id = f.ticket_id WHERE f.done_at IS NULL AND f.dropped_at IS NULL"
        " AND f.kind = ? AND f.due_at > ? AND t.snoozed_until IS NULL",
        SNOOZE,
        now,
    )
    if not late and not early:
        return []
    with desk.store.transaction():
        for (ticket_id,) in late:
            desk.store.execute("UPDATE ticket SET snoozed_until = NULL WHERE id = ?", ticket_id)
            desk.log("ticket.woken", ticket_id=ticket_id, by="time")
        for made, ticket_id in early:
            follow_up.drop(desk, made, by_hand=False)
            desk.log("ticket.woken", ticket_id=ticket_id, by="customer")
    return [row[0] for row in late] + [row[1] for row in early]


def _open(desk: Desk, ticket_id: int) -> int | None:
    found = desk.store.value(
        "SELECT max(id) FROM follow_up WHERE ticket_id = ? AND kind = ? AND done_at IS NULL"
        " AND dropped_at IS NULL",
        ticket_id,
        SNOOZE,
    )
    return None if found is None else int(found)
