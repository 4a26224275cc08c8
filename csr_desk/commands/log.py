"""The commands of the log."""

from csr_desk.commands.command import LOG, Command

_LOG = frozenset({LOG})


class OpenEntry(Command):
    """Open the ticket of this contact."""

    id, keys, title, group, footer = "log.open", ("enter", "o"), "Open", "Log", 10
    places = _LOG


class Correct(Command):
    """Correct a time, reason or outcome; it asks why, and the original stays."""

    id, keys, title, group, footer = "log.correct", ("c",), "Correct", "Log", 15
    places = _LOG


class Link(Command):
    """Join this contact to another one about the same issue."""

    id, keys, title, group = "interaction.link", ("l",), "Link", "Log"
    places = _LOG


class PreviousDay(Command):
    """Show the day before."""

    id, keys, title, group, footer = "log.previous_day", ("[",), "Day before", "Log", 20
    places = _LOG


class NextDay(Command):
    """Show the day after."""

    id, keys, title, group = "log.next_day", ("]",), "Day after", "Log"
    places = _LOG


COMMANDS: tuple[type[Command], ...] = (OpenEntry, Correct, Link, PreviousDay, NextDay)
