"""Play mode: the next best ticket of a view, and those put aside for this round.

The next best is the nearest deadline on which nobody else works or types and that is not snoozed,
not skipped in this round, not open at this desk already, and not answered in this shift since the
customer wrote last. Paused tickets are played only where a view is made of them.
"""

from csr_desk import errors
from csr_desk.actions import interaction, shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Interaction, QueueRow, Status
from csr_desk.store import people, tickets
from csr_desk.store.queue import Source
from csr_desk.store.queue_lists import open_view
from csr_desk.store.views import Base, Sort, View

LOOK_AHEAD = 2_000
"""How many tickets in queue order are looked at for the next one."""

TYPED_ON = "a colleague is typing"

_PAUSED = frozenset({Status.PENDING, Status.HOLD})
_MADE_OF_PAUSED = frozenset({Base.WAITING, Base.FOLLOW_UPS, Base.ESCALATED})


def next_best(desk: Desk, view: View) -> int | None:
    """Return the ticket to open next in a view, None when nothing is left to play.

    When only skipped tickets are left the round ends and they come back. One on which a colleague
    types is passed over, and the log says so.
    """
    # Deadlines order the play whatever order the list shows (product.md section 5).
    sort = view.sort if view.base in (Base.FOLLOW_UPS, Base.SOLVED) else Sort.DEADLINE
    source = open_view(desk.store, view, sort, desk.agent_id, desk.now())
    found, skipped = _first(desk, view, source)
    if found is None and skipped is not None:
        _new_round(desk)
        return skipped
    return found


def _first(desk: Desk, view: View, source: Source) -> tuple[int | None, int | None]:
    """Return the first playable ticket, and the first one that is only skipped."""
    skips = {row[0] for row in desk.store.all("SELECT ticket_id FROM play_skip")}
    typed = typed_on(desk)
    skipped = None
    for index in range(min(source.count(), LOOK_AHEAD)):
        row = source.row(index)
        if row is None or not _may_play(desk, view, row):
            continue
        if row.id in typed:
            _pass_over(desk, row.id)
            continue
        if row.id not in skips:
            return row.id, skipped
        skipped = skipped or row.id
    return None, skipped


def typed_on(desk: Desk) -> frozenset[int]:
    """Return the tickets on which a colleague types now, as far as anybody told."""
    if not desk.store.value("SELECT EXISTS (SELECT 1 FROM presence)"):
        return frozenset()
    # Deferred: most desks are never told of anybody.
    from csr_desk.store import presence

    return presence.typed_on(desk.store, desk.now())


def _pass_over(desk: Desk, ticket_id: int) -> None:
    with desk.store.transaction():
        desk.log("play.passed_over", ticket_id=ticket_id, reason=TYPED_ON)


def _may_play(desk: Desk, view: View, row: QueueRow) -> bool:
    if row.assignee_id not in (None, desk.agent_id):
        return False
    if row.status in _PAUSED and view.base not in _MADE_OF_PAUSED and not _asks_paused(view):
        return False
    return not desk.store.value(_BUSY, desk.agent_id, row.id, desk.now())


def _asks_paused(view: View) -> bool:
    return view.filter is not None and bool(_PAUSED & set(view.filter.statuses))


_BUSY = """
SELECT EXISTS (SELECT 1 FROM ticket WHERE id = ?2 AND (snoozed_until > ?3 OR is_spam))
  OR EXISTS (SELECT 1 FROM interaction WHERE ticket_id = ?2 AND wrapped_at IS NULL)
  OR EXISTS (SELECT 1 FROM interaction i WHERE i.ticket_id = ?2 AND i.agent_id = ?1
    AND i.wrapped_at >= coalesce((SELECT max(m.at) FROM message m
      WHERE m.ticket_id = ?2 AND m.author_kind = 'customer'), 0)
    AND i.shift_id = (SELECT id FROM shift WHERE ended_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.ticket_id = ?2 AND f.due_at <= ?3
      AND f.done_at IS NULL AND f.dropped_at IS NULL))
"""


def _new_round(desk: Desk) -> None:
    with desk.store.transaction():
        count = int(desk.store.value("SELECT count(*) FROM play_skip"))
        desk.store.execute("DELETE FROM play_skip")
        desk.log("play.round_ended", skipped=count)


def skip(desk: Desk, ticket_id: int, reason: str = "") -> None:
    """Put a ticket aside until the end of the round; the reason may be empty."""
    with desk.store.transaction():
        if desk.store.value("SELECT 1 FROM ticket WHERE id = ?", ticket_id) is None:
            raise errors.Refused(f"there is no ticket {ticket_id}", "`csr-desk find` looks it up.")
        why = shield.masked(desk, reason.strip(), "skip", ticket_id=ticket_id)
        desk.store.execute(
            "INSERT OR REPLACE INTO play_skip VALUES (?, ?, ?)", ticket_id, desk.now(), why
        )
        customer_id = tickets.ticket(desk.store, ticket_id).customer_id
        desk.log(
            "play.skipped",
            ticket_id=ticket_id,
            reason=people.hashed(desk.store, customer_id, why),
        )


def skipped(desk: Desk) -> list[tuple[int, str]]:
    """Return (ticket id, reason) of what is put aside in this round, the first one first."""
    return [
        (row[0], row[1])
        for row in desk.store.all("SELECT ticket_id, reason FROM play_skip ORDER BY at, ticket_id")
    ]


def play(desk: Desk, view: View) -> Interaction | None:
    """Open a contact on the next best ticket of a view; None when nothing is left to play."""
    with desk.store.transaction():
        ticket_id = next_best(desk, view)
        if ticket_id is None:
            return None
        channel = tickets.ticket(desk.store, ticket_id).reply_channel
        # The name of a saved view is the agent's own words and may be a person's name.
        named = view.name if view.saved_id is None else f"saved:{view.saved_id}"
        desk.log("play.next", ticket_id=ticket_id, view=named)
        return interaction.open_contact(desk, ticket_id, channel)
