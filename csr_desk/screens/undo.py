"""One key takes back what was done last: a message that still waits, a wrap-up, a task."""

from typing import TYPE_CHECKING, NamedTuple

from csr_desk import text
from csr_desk.actions import message, wrap_draft
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.models import OperationState
from csr_desk.screens import attention

if TYPE_CHECKING:
    from csr_desk.actions.desk import Desk
    from csr_desk.screens.host import Host

WRAP_UP_AGE = 10 * MINUTE
"""How old a wrap-up may be that this key takes back; `wrap.undo` knows no such limit."""


LOGGED = "Logged #"
"""How the toast of a wrap-up begins, which is not so any more once it is taken back."""


class _Act(NamedTuple):
    """Something that can be taken back: when it was done, and in which contact."""

    at: Instant
    interaction_id: int | None
    number: int


async def take_back(host: "Host") -> None:
    """Take back the newest of the waiting message, the last wrap-up and the last task.

    A wrap-up that ended the contact of the waiting message goes with it: the message would leave
    while the agent reads. Then the agent is in the composer, or in the wrap-up. Raises Refused
    when there is neither.
    """
    desk = host.desk
    host.unsay(LOGGED)
    sent, logged = _waiting(desk), _logged(desk)
    acts = [one.at for one in (sent, logged) if one is not None]
    from csr_desk.actions import follow_up  # not for the start

    if (follow_up.last_act_at(desk) or 0) > max(acts, default=0):
        take_back_task(host)
        return
    is_one_act = (
        sent is not None and logged is not None and sent.interaction_id == logged.interaction_id
    )
    if logged is not None and not is_one_act and (sent is None or logged.at >= sent.at):
        wrap_draft.take_back(desk, logged.number)
        await host.go("wrap_up", interaction_id=logged.number)
        return
    with desk.store.transaction():
        if logged is not None and is_one_act:
            wrap_draft.take_back(desk, logged.number)
        undone = message.undo(desk)
        if sent is not None:
            from csr_desk.actions import canned_effects  # 6 ms of modules, not for the start

            canned_effects.take_back(desk, undone, sent.at)
    attention.offer(host, ())  # what the message promised is not said any more
    await host.go("ticket", ticket_id=undone.ticket_id)


def take_back_task(host: "Host") -> None:
    """Take back what was done with a follow-up last, and say what it was."""
    from csr_desk.actions import follow_up  # not for the start

    undone = follow_up.undo(host.desk)
    words = {"added": "is gone again", "moved": "is due as before"}.get(undone.act, "is open again")
    host.say(f"The {undone.row.kind} “{text.line(undone.row.text, 40)}” {words}.")
    host.place.changed()


def _waiting(desk: "Desk") -> _Act | None:
    row = desk.store.one(
        "SELECT created_at, interaction_id, message_id FROM operation WHERE state = ?"
        " AND message_id IS NOT NULL AND release_at > ? ORDER BY seq DESC LIMIT 1",
        OperationState.WAITING,
        desk.now(),
    )
    return _Act(*row) if row else None


def _logged(desk: "Desk") -> _Act | None:
    row = desk.store.one(
        "SELECT w.at, i.id, i.id FROM wrap_up w JOIN interaction i ON i.id = w.interaction_id"
        " WHERE w.at >= ? AND i.wrapped_at IS NOT NULL AND i.agent_id = ?"
        " AND w.undone_at IS NULL AND w.correction_reason IS NULL ORDER BY w.id DESC LIMIT 1",
        desk.now() - WRAP_UP_AGE,
        desk.agent_id,
    )
    return _Act(*row) if row else None
