"""The commands of the log."""

from csr_desk.commands.command import LOG, QUEUE, TICKET, Command, Situation, needs_ticket

_LOG = frozenset({LOG})


class OpenEntry(Command):
    """Open the ticket of this contact."""

    id, keys, title, group, footer = "log.open", ("enter", "o"), "Open", "Log", 10
    places = _LOG


class Correct(Command):
    """Correct the wrap-up; it asks why, and the log keeps both versions."""

    id, keys, title, group, footer = "log.correct", ("c",), "Correct", "Log", 15
    places = _LOG


class CorrectTime(Command):
    """Correct the time of a phase; it asks why, and the original stays."""

    id, keys, title, group, footer = "log.correct_time", ("T",), "Time", "Log", 16
    places = _LOG


class Link(Command):
    """Link this ticket or contact to another one: same issue, duplicate, incident of a problem."""

    id, keys, title, group = "interaction.link", ("l",), "Link", "Log"
    places = frozenset({LOG, TICKET, QUEUE})

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is nothing to link."""
        return None if now.place == LOG else needs_ticket(now)


class PreviousDay(Command):
    """Show the day before."""

    id, keys, title, group, footer = "log.previous_day", ("[", "left"), "Day before", "Log", 17
    places = _LOG


class NextDay(Command):
    """Show the day after."""

    id, keys, title, group, footer = "log.next_day", ("]", "right"), "Day after", "Log", 18
    places = _LOG


class Today(Command):
    """Show today."""

    id, keys, title, group = "log.today", ("t",), "Today", "Log"
    places = _LOG


class ChooseDay(Command):
    """Show a day you name, such as yesterday, fri or 24.12."""

    id, keys, title, group, footer = "log.day", ("d",), "Day", "Log", 19
    places = _LOG


class ChooseSpan(Command):
    """Show the shift, a day or the last twelve months."""

    id, keys, title, group, footer = "log.span", ("V",), "Span", "Log", 42
    places = _LOG


class Filter(Command):
    """Show only the contacts that have the words you type."""

    id, keys, title, group, footer = "log.filter", ("F",), "Filter", "Log", 45
    places = _LOG


COMMANDS: tuple[type[Command], ...] = (
    OpenEntry,
    Correct,
    CorrectTime,
    Link,
    PreviousDay,
    NextDay,
    Today,
    ChooseDay,
    ChooseSpan,
    Filter,
)
