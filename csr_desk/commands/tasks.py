"""The commands of follow-ups: made where the work is, settled where they are listed."""

from csr_desk.commands.command import (
    CUSTOMER,
    QUEUE,
    TASKS,
    TICKET,
    Command,
    Situation,
    needs_ticket,
)

_TASKS = frozenset({TASKS})
_MADE = frozenset({QUEUE, TICKET, CUSTOMER, TASKS})
_NOTHING = "Nothing is to be done. {task.add} writes a task down."


def _needs_task(now: Situation) -> str | None:
    return None if now.task_id is not None else _NOTHING


class Add(Command):
    """Write a task down: what is to be done, and when."""

    id, keys, title, group = "task.add", ("f",), "Task", "Follow-up"
    places = _MADE


class AddCallback(Command):
    """Arrange a callback: when, and under which number."""

    id, keys, title, group = "callback.add", ("b",), "Callback", "Follow-up"
    places = _MADE


class Snooze(Command):
    """Take the ticket out of the queue until a time; the customer's word brings it back."""

    id, keys, title, group = "ticket.snooze", ("z",), "Snooze", "Follow-up"
    places = frozenset({QUEUE, TICKET})
    blocked = staticmethod(needs_ticket)


class Keep(Command):
    """Keep the promise the desk has found in your words as a task."""

    id, keys, title, group = "promise.keep", ("ctrl+r",), "Keep promise", "Follow-up"


class Open(Command):
    """Open the ticket of this task."""

    id, keys, title, group, footer = "task.open", ("enter", "o"), "Open", "Tasks", 10
    places = _TASKS

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is nothing to open."""
        if now.task_id is None:
            return _NOTHING
        if now.ticket_id is not None or now.customer_id is not None:
            return None
        return "This task belongs to no ticket and no customer."


class Call(Command):
    """Call back: the call on this ticket begins."""

    id, keys, title, group, footer = "task.call", ("c",), "Call", "Tasks", 11
    places = _TASKS

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why there is nobody to call."""
        if now.task_id is None:
            return _NOTHING
        return None if now.customer_id is not None else "This task belongs to no customer."


class Done(Command):
    """Mark it as done."""

    id, keys, title, group, footer = "task.done", ("d",), "Done", "Tasks", 12
    places = _TASKS
    blocked = staticmethod(_needs_task)


class Move(Command):
    """Give it another time."""

    id, keys, title, group, footer = "task.move", ("m",), "Move", "Tasks", 13
    places = _TASKS
    blocked = staticmethod(_needs_task)


class Drop(Command):
    """Drop it: it is not needed any more."""

    id, keys, title, group, footer = "task.drop", ("x",), "Drop", "Tasks", 14
    places = _TASKS
    blocked = staticmethod(_needs_task)


class Undo(Command):
    """Take back what was done with a task last."""

    id, keys, title, group, footer = "task.undo", ("u",), "Undo", "Tasks", 15
    places = _TASKS


COMMANDS: tuple[type[Command], ...] = (
    Add,
    AddCallback,
    Snooze,
    Keep,
    Open,
    Call,
    Done,
    Move,
    Drop,
    Undo,
)
