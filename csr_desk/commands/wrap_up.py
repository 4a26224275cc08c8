"""The commands of the wrap-up."""

from csr_desk.commands.command import LOG, QUEUE, TICKET, WRAP_UP, Command, needs_interaction

_WRAP_UP = frozenset({WRAP_UP})


class Commit(Command):
    """Log the contact with the reason, outcome and next step shown."""

    id, keys, title, group, footer = "wrap.commit", ("enter",), "Log it", "Wrap-up", 10
    places = _WRAP_UP


class Later(Command):
    """Put the wrap-up off; the unlogged clock stays in sight."""

    id, keys, title, group, footer = "wrap.later", ("escape",), "Later", "Wrap-up", 12
    places = _WRAP_UP


class Extend(Command):
    """Take more time for the after-call work."""

    id, keys, title, group = "wrap.extend", ("f8",), "More time", "Wrap-up"
    places = _WRAP_UP
    blocked = staticmethod(needs_interaction)


class NextField(Command):
    """Go on to cause, next step, tags and note."""

    id, keys, title, group, footer = "wrap.next_field", ("tab",), "More", "Wrap-up", 14
    places = _WRAP_UP


class UndoWrapUp(Command):
    """Take the last wrap-up back and open it again."""

    id, keys, title, group = "wrap.undo", ("U",), "Undo wrap-up", "Wrap-up"
    places = frozenset({QUEUE, TICKET, LOG})


COMMANDS: tuple[type[Command], ...] = (Commit, Later, Extend, NextField, UndoWrapUp)
