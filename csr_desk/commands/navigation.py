"""The commands that go from place to place, connect a helpdesk, and move the cursor."""

from csr_desk.commands.command import (
    ARTICLES,
    CANNED,
    CUSTOMER,
    LOG,
    OUTBOX,
    QUEUE,
    REPORT,
    TASKS,
    TICKET,
    Command,
    Situation,
)


class GoQueue(Command):
    """Go to the queue."""

    id, keys, title, group = "go.queue", ("g q",), "Queue", "Go to"


class GoCustomer(Command):
    """Go to the record of the customer of this ticket."""

    id, keys, title, group = "go.customer", ("g c",), "Customer", "Go to"

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is no record to go to."""
        if now.customer_id is not None:
            return None
        return "No customer is chosen. Choose a ticket, or find the customer with {search}."


class GoCanned(Command):
    """Go to the responses."""

    id, keys, title, group = "go.canned", ("g r",), "Responses", "Go to"


class GoKnowledge(Command):
    """Go to the articles: what is known, to read, insert and write."""

    id, keys, title, group = "go.knowledge", ("g k",), "Knowledge", "Go to"


class GoWrapUp(Command):
    """Go to the wrap-up of the contact in focus."""

    id, keys, title, group = "go.wrap_up", ("g w",), "Wrap-up", "Go to"

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is nothing to wrap up."""
        if now.interaction is not None or now.open_contacts:
            return None
        return "No contact is open, so there is nothing to wrap up."


class GoLog(Command):
    """Go to the log of the shift."""

    id, keys, title, group = "go.log", ("g l",), "Log", "Go to"


class GoOutbox(Command):
    """Go to the outbox: what is not at the helpdesk yet, and what needs you."""

    id, keys, title, group = "go.outbox", ("g o",), "Outbox", "Go to"


class GoTasks(Command):
    """Go to the tasks: what was promised, to call back and snoozed, by its time."""

    id, keys, title, group = "go.tasks", ("g f",), "Tasks", "Go to"


class GoStatistics(Command):
    """Go to the statistics: the figures of a shift, a day, a week, a month or any days."""

    id, keys, title, group = "go.statistics", ("g s",), "Statistics", "Go to"


class GoBack(Command):
    """Go back to the place you came from."""

    id, keys, title, group, footer = "go.back", ("escape",), "Back", "Go to", 85
    places = frozenset({TICKET, CUSTOMER, CANNED, ARTICLES, LOG, OUTBOX, TASKS, REPORT})


class Connect(Command):
    """Connect a helpdesk, or sign in again to one."""

    id, keys, title, group = "helpdesk.connect", ("g h",), "Connect", "Desk"


class CursorDown(Command):
    """Move one line down."""

    id, keys, title, group = "cursor.down", ("j",), "Down", "Move"
    places = frozenset({QUEUE, TICKET, CUSTOMER, CANNED, ARTICLES, LOG, OUTBOX, TASKS, REPORT})


class CursorUp(Command):
    """Move one line up."""

    id, keys, title, group = "cursor.up", ("k",), "Up", "Move"
    places = frozenset({QUEUE, TICKET, CUSTOMER, CANNED, ARTICLES, LOG, OUTBOX, TASKS, REPORT})


COMMANDS: tuple[type[Command], ...] = (
    GoQueue,
    GoCustomer,
    GoCanned,
    GoKnowledge,
    GoWrapUp,
    GoLog,
    GoOutbox,
    GoTasks,
    GoStatistics,
    GoBack,
    Connect,
    CursorDown,
    CursorUp,
)
