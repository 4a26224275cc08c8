"""The commands of the outbox: what the agent decides on changes that are not at the helpdesk."""

from typing import Protocol

from csr_desk.commands.command import OUTBOX, Command, Situation

_OUTBOX = frozenset({OUTBOX})
_NOTHING = "The outbox is empty: nothing waits for a decision."
_TEXTS = ("reply", "note")
_STILL_HERE = ("waiting", "queued", "blocked", "held", "rejected")


class Rule(Protocol):
    """Tells why a command cannot be given now, None when it can."""

    def __call__(self, now: Situation) -> str | None:
        """Return the reason."""


def _in(*states: str, why: str) -> Rule:
    """Return the rule of a command that is only for some states of what is chosen."""

    def blocked(now: Situation) -> str | None:
        if not now.outbox_state:
            return _NOTHING
        return None if now.outbox_state in states else why

    return blocked


def _needs_text(now: Situation) -> str | None:
    if not now.outbox_state:
        return _NOTHING
    if now.outbox_kind not in _TEXTS:
        return "There is no text in it to edit. {outbox.open} opens its ticket."
    if now.outbox_state in _STILL_HERE:
        return None
    return "It may be at the helpdesk already, so its text cannot be changed any more."


def _needs_reply(now: Situation) -> str | None:
    if not now.outbox_state:
        return _NOTHING
    if now.outbox_kind != "reply":
        return "Only a reply can be kept as a note."
    if now.outbox_state in _STILL_HERE[1:]:
        return None
    if now.outbox_state == "waiting":
        return "Its undo window still runs: {outbox.drop} takes it back into the composer."
    return "It may be at the helpdesk already. {outbox.open} opens its ticket."


def _droppable(now: Situation) -> str | None:
    reasons = {
        "": _NOTHING,
        "conflict": "Settle the conflict: {outbox.mine} sends yours, {outbox.theirs} keeps theirs.",
        "in_doubt": "Say first whether it arrived: {outbox.arrived} or {outbox.send_again}.",
        "trying": "It is on its way now: wait a moment.",
    }
    return reasons.get(now.outbox_state)


class Edit(Command):
    """Edit the text; a held reply goes back into the composer, a refused one is sent anew."""

    id, keys, title, group, footer = "outbox.edit", ("enter",), "Edit", "Outbox", 10
    places = _OUTBOX
    blocked = staticmethod(_needs_text)


class SendAnyway(Command):
    """Send a held reply although the ticket changed."""

    id, keys, title, group, footer = "outbox.send_anyway", ("s",), "Send", "Outbox", 11
    places = _OUTBOX
    blocked = staticmethod(
        _in("held", why="Only a held reply is sent anyway. {outbox.retry} tries a refused one.")
    )


class KeepAsNote(Command):
    """Keep a reply that did not leave as an internal note."""

    id, keys, title, group, footer = "outbox.keep_as_note", ("n",), "As note", "Outbox", 12
    places = _OUTBOX
    blocked = staticmethod(_needs_reply)


class Drop(Command):
    """Give the change up; a text stays in the store, a waiting one goes back into the composer."""

    id, keys, title, group, footer = "outbox.drop", ("d",), "Drop", "Outbox", 13
    places = _OUTBOX
    blocked = staticmethod(_droppable)


class Retry(Command):
    """Send a refused change again, or hurry one that waits for its turn."""

    id, keys, title, group, footer = "outbox.retry", ("r",), "Retry", "Outbox", 14
    places = _OUTBOX
    blocked = staticmethod(
        _in("rejected", "queued", why="Only what was refused or waits its turn is tried again.")
    )


class FollowUp(Command):
    """Send a refused text in a follow-up ticket: a closed ticket takes no more answers."""

    id, keys, title, group, footer = "outbox.follow_up", ("f",), "Follow-up", "Outbox", 43
    places = _OUTBOX

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is nothing for a follow-up ticket."""
        if not now.outbox_state:
            return _NOTHING
        if now.outbox_state == "rejected" and now.outbox_kind in _TEXTS:
            return None
        return "Only a refused reply or note goes on in a follow-up ticket."


class Arrived(Command):
    """Say that a change in doubt did arrive."""

    id, keys, title, group, footer = "outbox.arrived", ("y",), "It arrived", "Outbox", 16
    places = _OUTBOX
    blocked = staticmethod(_in("in_doubt", why="There is no doubt about this one."))


class SendAgain(Command):
    """Say that a change in doubt did not arrive, and send it again."""

    id, keys, title, group, footer = "outbox.send_again", ("S",), "Send again", "Outbox", 17
    places = _OUTBOX
    blocked = staticmethod(_in("in_doubt", why="There is no doubt about this one."))


class Mine(Command):
    """Settle a conflict with your value; it goes over what the helpdesk has."""

    id, keys, title, group, footer = "outbox.mine", ("m",), "Mine", "Outbox", 18
    places = _OUTBOX
    blocked = staticmethod(_in("conflict", why="This is no conflict, so there are no two sides."))


class Theirs(Command):
    """Settle a conflict with the value the helpdesk has; yours is given up."""

    id, keys, title, group, footer = "outbox.theirs", ("t",), "Theirs", "Outbox", 19
    places = _OUTBOX
    blocked = staticmethod(_in("conflict", why="This is no conflict, so there are no two sides."))


class Open(Command):
    """Open the ticket."""

    id, keys, title, group, footer = "outbox.open", ("o",), "Open", "Outbox", 15
    places = _OUTBOX

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is no ticket to open."""
        if not now.outbox_state:
            return _NOTHING
        return None if now.ticket_id is not None else "This change belongs to no ticket."


class Sync(Command):
    """Try now what waits, and fetch what is new."""

    id, keys, title, group, footer = "outbox.sync", ("R",), "Sync now", "Outbox", 41
    places = _OUTBOX


COMMANDS: tuple[type[Command], ...] = (
    Edit,
    SendAnyway,
    KeepAsNote,
    Drop,
    Retry,
    FollowUp,
    Open,
    Arrived,
    SendAgain,
    Mine,
    Theirs,
    Sync,
)
