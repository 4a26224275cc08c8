"""The commands of the queue."""

from csr_desk.commands.command import QUEUE, TICKET, Command, needs_ticket

_QUEUE = frozenset({QUEUE})


class Open(Command):
    """Open the ticket under the cursor and give it the focus."""

    id, keys, title, group, footer = "queue.open", ("enter", "o"), "Open", "Queue", 10
    places = _QUEUE
    blocked = staticmethod(needs_ticket)


class Play(Command):
    """Open the next best ticket of this view, and the one after it, until you stop."""

    id, keys, title, group, footer = "queue.play", ("p",), "Play", "Queue", 15
    places = _QUEUE


class Skip(Command):
    """Put this ticket aside for this round of play, with a reason that may be empty."""

    id, keys, title, group = "queue.skip", ("S",), "Skip", "Queue"
    places = frozenset({QUEUE, TICKET})
    blocked = staticmethod(needs_ticket)


class Mark(Command):
    """Mark or unmark the ticket, so that a change is made to all marked ones."""

    id, keys, title, group = "queue.mark", ("x",), "Mark", "Queue"
    places = _QUEUE
    blocked = staticmethod(needs_ticket)


class Filter(Command):
    """Show only the tickets that have the words you type."""

    id, keys, title, group, footer = "queue.filter", ("F",), "Filter", "Queue", 45
    places = _QUEUE


class Sort(Command):
    """Choose the order of the queue."""

    id, keys, title, group = "queue.sort", ("O",), "Order", "Queue"
    places = _QUEUE


class View(Command):
    """Choose another view of the queue."""

    id, keys, title, group, footer = "queue.view", ("V",), "View", "Queue", 42
    places = _QUEUE


class SaveView(Command):
    """Keep this filter and order as a view of your own."""

    id, title, group = "queue.save_view", "Save view", "Queue"
    places = _QUEUE


class RemoveView(Command):
    """Remove a view you kept; its tickets stay as they are."""

    id, title, group = "queue.remove_view", "Remove view", "Queue"
    places = _QUEUE


class Refresh(Command):
    """Bring what is new into the list; the cursor stays on its ticket."""

    id, keys, title, group = "queue.refresh", ("R",), "Refresh", "Queue"
    places = _QUEUE


COMMANDS: tuple[type[Command], ...] = (
    Open,
    Play,
    Skip,
    Mark,
    Filter,
    Sort,
    View,
    SaveView,
    RemoveView,
    Refresh,
)
