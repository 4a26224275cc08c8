"""One key takes back what was done last: a message that still waits, or a wrap-up."""

from typing import TYPE_CHECKING, NamedTuple

from csr_desk.actions import message, wrap_draft
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.models import OperationState

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
    """Take back the newer of the waiting message and the last wrap-up.

    A wrap-up that ended the contact of the waiting message goes with it: the message would leave
    while the agent reads. Then the agent is in the composer, or in the wrap-up. Raises Refused
    when there is neither.
    """
    desk = host.desk
    host.unsay(LOGGED)
    sent, logged = _waiting(desk), _logged(desk)
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
    await host.go("ticket", ticket_id=undone.ticket_id)


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
