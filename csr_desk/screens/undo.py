"""One key takes back what was done last: a waiting message, a wrap-up, a task, a handing over."""

from typing import TYPE_CHECKING, NamedTuple

from csr_desk import text
from csr_desk.actions import message, wrap_draft
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.screens import attention

if TYPE_CHECKING:
    from csr_desk.actions import handing_undo
    from csr_desk.actions.desk import Desk
    from csr_desk.screens.host import Host

WRAP_UP_AGE = 10 * MINUTE
"""How old a wrap-up may be that this key takes back; `wrap.undo` knows no such limit."""


NEWEST = 200
"""Wrap-ups that are looked at: more are not written in ten minutes."""

LOGGED = "Logged #"
"""How the toast of a wrap-up begins, which is not so any more once it is taken back."""


class _Act(NamedTuple):
    """Something that can be taken back: when it was done, and in which contact."""

    at: Instant
    interaction_id: int | None
    number: int


async def take_back(host: "Host") -> None:
    """Take back the newest act: a message that waits, a wrap-up, a task, a macro, an escalation,
    a transfer, or tickets that were joined or parted.

    A wrap-up that ended the contact of the waiting message goes with it: the message would leave
    while the agent reads. Then the agent is in the composer, or in the wrap-up. Raises Refused
    when there is nothing to take back.
    """
    desk = host.desk
    host.unsay(LOGGED)
    sent, logged = last_sent(desk), last_logged(desk)
    acts = [one.at for one in (sent, logged) if one is not None]
    from csr_desk.actions import follow_up, handing_undo  # not for the start
    from csr_desk.screens import joining_undo

    handed, task_at = handing_undo.last_act(desk), follow_up.last_act_at(desk) or 0
    from csr_desk.screens.macro_talk import take_back_run

    acted_at = max([task_at, handed.at if handed else 0, *acts])
    if take_back_run(host, max(acted_at, joining_undo.last_at(host))):
        return
    if joining_undo.take_back(host, acted_at):
        return
    if handed is not None and handed.at > max([task_at, *acts]):
        take_back_handing(host, handed)
        return
    if task_at > max(acts, default=0):
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


def take_back_handing(host: "Host", last: "handing_undo.Act") -> None:
    """Take back an escalation or a transfer, and say which."""
    from csr_desk.actions import escalation, transfer  # not for the start

    if last.kind == "escalation":
        where = escalation.undo(host.desk, last.id).where
    else:
        where = transfer.undo(host.desk, last.id).whom
    host.unsay("Escalated to " if last.kind == "escalation" else "Transferred to ")
    host.say(f"The {last.kind} to {text.line(where, 40)} is taken back.")
    host.place.changed()


def last_sent(desk: "Desk") -> _Act | None:
    """Return the message sent last that has not left, None for none."""
    row = desk.store.one(
        "SELECT created_at, interaction_id, message_id FROM operation WHERE state = 'waiting'"
        " AND message_id IS NOT NULL AND release_at > ? ORDER BY seq DESC LIMIT 1",
        desk.now(),
    )
    return _Act(*row) if row else None


def last_logged(desk: "Desk") -> _Act | None:
    """Return the contact logged last by this agent, None when that is too long ago."""
    row = desk.store.one(
        "SELECT w.at, i.id, i.id FROM wrap_up w JOIN interaction i ON i.id = w.interaction_id"
        f" WHERE w.id > (SELECT max(id) FROM wrap_up) - {NEWEST} AND w.at >= ?"
        " AND i.wrapped_at IS NOT NULL AND i.agent_id = ?"
        " AND w.undone_at IS NULL AND w.correction_reason IS NULL ORDER BY w.id DESC LIMIT 1",
        desk.now() - WRAP_UP_AGE,
        desk.agent_id,
    )
    return _Act(*row) if row else None
