"""The commands of the responses."""

from csr_desk.commands.command import CANNED, Command

_CANNED = frozenset({CANNED})


class Insert(Command):
    """Insert the response at the cursor of the open reply."""

    id, keys, title, group, footer = "canned.insert", ("enter",), "Insert", "Responses", 10
    places = _CANNED


class New(Command):
    """Write a new response."""

    id, keys, title, group, footer = "canned.new", ("N",), "New", "Responses", 15
    places = _CANNED


class Edit(Command):
    """Change this response; the version before is kept."""

    id, keys, title, group, footer = "canned.edit", ("e",), "Edit", "Responses", 16
    places = _CANNED


class Duplicate(Command):
    """Make a response of your own from this one."""

    id, keys, title, group = "canned.duplicate", ("d",), "Duplicate", "Responses"
    places = _CANNED


class Archive(Command):
    """Put this response away; where it was used it stays."""

    id, keys, title, group = "canned.archive", ("D",), "Archive", "Responses"
    places = _CANNED


class ChooseScope(Command):
    """Show the responses of a scope or folder: mine, team, all."""

    id, keys, title, group, footer = "canned.scope", ("V",), "Scope", "Responses", 42
    places = _CANNED


class Filter(Command):
    """Show only the responses that have the words you type."""

    id, keys, title, group, footer = "canned.filter", ("F",), "Filter", "Responses", 45
    places = _CANNED


COMMANDS: tuple[type[Command], ...] = (
    Insert,
    New,
    Edit,
    Duplicate,
    Archive,
    ChooseScope,
    Filter,
)
