"""The commands of the figures: the reports of a time, and what is done with one of them."""

from csr_desk.commands.command import REPORT, Command

_REPORT = frozenset({REPORT})


class Week(Command):
    """Show the figures of this week."""

    id, keys, title, group = "report.week", ("W",), "Week", "Go to"


class Shift(Command):
    """Show the figures of the open shift, or of the last one."""

    id, title, group = "report.shift", "Shift figures", "Go to"


class OpenFigure(Command):
    """Open the contacts behind this figure; in their list, the ticket of this contact."""

    id, keys, title, group, footer = "report.open", ("enter", "o"), "Open", "Statistics", 10
    places = _REPORT


class Part(Command):
    """Show all contacts a figure was taken over, only those it counts, or only the others."""

    id, keys, title, group, footer = "report.part", ("n",), "Counted", "Statistics", 14
    places = _REPORT


class Previous(Command):
    """Show the shift, day, week, month or range before."""

    id, keys, title, group, footer = "report.previous", ("[", "left"), "Before", "Statistics", 16
    places = _REPORT


class Next(Command):
    """Show the shift, day, week, month or range after."""

    id, keys, title, group, footer = "report.next", ("]", "right"), "After", "Statistics", 17
    places = _REPORT


class Today(Command):
    """Show the present shift, day, week or month, counted anew."""

    id, keys, title, group = "report.today", ("t",), "Now", "Statistics"
    places = _REPORT


class Kind(Command):
    """Show a shift, a day, a week or a month."""

    id, keys, title, group, footer = "report.kind", ("V",), "Period", "Statistics", 18
    places = _REPORT


class Days(Command):
    """Show a day or a range of days you name, such as yesterday or 1.11. to 15.11."""

    id, keys, title, group, footer = "report.days", ("d",), "Days", "Statistics", 19
    places = _REPORT


class Compare(Command):
    """Compare with the period before, or leave that away again."""

    id, keys, title, group, footer = "report.compare", ("c",), "Compare", "Statistics", 12
    places = _REPORT


class Section(Command):
    """Go to a part of the report: by channel, reason, tag, customer, hour, states, SLA."""

    id, keys, title, group, footer = "report.section", ("b",), "Go to part", "Statistics", 20
    places = _REPORT


class Plot(Command):
    """Show the next plot: handle times, contacts by hour, backlog, reasons."""

    id, keys, title, group, footer = "report.plot", ("p",), "Plot", "Statistics", 11
    places = _REPORT


class Define(Command):
    """Show how this figure is defined."""

    id, keys, title, group, footer = "report.define", ("D",), "Definition", "Statistics", 21
    places = _REPORT


class Export(Command):
    """Write this report to a CSV or XLSX file of your own."""

    id, keys, title, group, footer = "report.export", ("x",), "Export", "Statistics", 13
    places = _REPORT


class Trend(Command):
    """Draft the weekly trend: the top issues against the week before, to edit and mail yourself."""

    id, keys, title, group, footer = "report.trend", ("m",), "Trend mail", "Statistics", 15
    places = _REPORT


COMMANDS: tuple[type[Command], ...] = (
    Week,
    Shift,
    OpenFigure,
    Part,
    Previous,
    Next,
    Today,
    Kind,
    Days,
    Compare,
    Section,
    Plot,
    Define,
    Export,
    Trend,
)
