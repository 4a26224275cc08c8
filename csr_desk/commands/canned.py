"""The commands of the responses."""

from csr_desk.commands.command import CANNED, Command, Situation

_CANNED = frozenset({CANNED})


def _needs_ticket(now: Situation) -> str | None:
    if now.ticket_id is not None:
        return None
    return "No ticket is open to put it into. {go.queue} goes to the queue."


class Insert(Command):
    """Insert the response at the cursor of the open reply."""

    id, keys, title, group, footer = "canned.insert", ("enter", "i"), "Insert", "Responses", 10
    places = _CANNED
    blocked = staticmethod(_needs_ticket)


class New(Command):
    """Write a new response."""

    id, keys, title, group, footer = "canned.new", ("c", "N"), "New", "Responses", 15
    places = _CANNED


class Edit(Command):
    """Change this response; the version before is kept."""

    id, keys, title, group, footer = "canned.edit", ("e",), "Edit", "Responses", 16
    places = _CANNED


class Duplicate(Command):
    """Make a response of your own from this one."""

    id, keys, title, group, footer = "canned.duplicate", ("d",), "Duplicate", "Responses", 46
    places = _CANNED


class Move(Command):
    """Put this response into another folder."""

    id, keys, title, group = "canned.move", ("m",), "Move", "Responses"
    places = _CANNED


class Archive(Command):
    """Put this response away, or bring an archived one back; where it was used it stays."""

    id, keys, title, group, footer = "canned.archive", ("D",), "Archive", "Responses", 47
    places = _CANNED


class Undo(Command):
    """Take back the last archiving or move made here."""

    id, keys, title, group = "canned.undo", ("u",), "Undo", "Responses"
    places = _CANNED


class ChooseScope(Command):
    """Show the responses of a scope or folder: mine, team, all."""

    id, keys, title, group, footer = "canned.scope", ("V",), "Scope", "Responses", 42
    places = _CANNED


class SortList(Command):
    """Put the responses in another order: by fit, use, name, or the last changed first."""

    id, keys, title, group, footer = "canned.sort", ("s",), "Sort", "Responses", 44
    places = _CANNED


class Filter(Command):
    """Show only the responses that have the words you type."""

    id, keys, title, group, footer = "canned.filter", ("F",), "Filter", "Responses", 45
    places = _CANNED


class Export(Command):
    """Write the responses into a file that import takes in again."""

    id, title, group = "canned.export", "Export", "Responses"
    places = _CANNED


COMMANDS: tuple[type[Command], ...] = (
    Insert,
    New,
    Edit,
    Duplicate,
    Move,
    Archive,
    Undo,
    ChooseScope,
    SortList,
    Filter,
    Export,
)
