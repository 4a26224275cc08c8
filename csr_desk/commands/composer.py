"""The commands of the composer: reply, note, responses, send, undo."""

from csr_desk.commands.command import (
    OUTBOX,
    QUEUE,
    TICKET,
    WRAP_UP,
    Command,
    Situation,
    needs_ticket,
)

_TICKET = frozenset({TICKET})


def _needs_text(now: Situation) -> str | None:
    if now.text:
        return None
    return "There is no text to send. {composer.reply} writes a reply, {composer.note} a note."


class Reply(Command):
    """Write a reply that the customer will read."""

    id, keys, title, group, footer = "composer.reply", ("r",), "Reply", "Write", 11
    places = frozenset({QUEUE, TICKET})
    blocked = staticmethod(needs_ticket)


class Note(Command):
    """Write an internal note that the customer never sees."""

    id, keys, title, group, footer = "composer.note", ("n",), "Note", "Write", 12
    places = frozenset({QUEUE, TICKET})
    blocked = staticmethod(needs_ticket)


class Suggest(Command):
    """Show the responses and articles that fit, ready to insert at the cursor."""

    id, keys, title, group, footer = "suggest.show", ("f4",), "Suggestions", "Write", 35
    places = _TICKET


class TakeSuggestion(Command):
    """Put the suggestion that is shown above the composer into the reply."""

    id, keys, title, group = "suggest.accept", (".",), "Take it", "Write"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Send(Command):
    """Send the text, or save the note."""

    id, keys, title, group, footer = "message.send", ("f10", "ctrl+s"), "Send", "Write", 13
    places = _TICKET
    blocked = staticmethod(_needs_text)


class SendSolveNext(Command):
    """Send, solve, wrap up and open the next ticket."""

    id, keys, title, group, footer = "message.send_solve_next", ("f11",), "Send+next", "Write", 14
    places = _TICKET
    blocked = staticmethod(_needs_text)


class Schedule(Command):
    """Send the reply at a time of your choice; until then it can be taken back."""

    id, keys, title, group = "message.schedule", ("ctrl+l",), "Send later", "Write"
    places = _TICKET
    blocked = staticmethod(_needs_text)


class Attach(Command):
    """Attach a file to the text; it goes out with it."""

    id, keys, title, group = "composer.attach", ("ctrl+o",), "Attach", "Write"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Detach(Command):
    """Take an attached file off the text again."""

    id, title, group = "composer.detach", "Detach", "Write"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Undo(Command):
    """Take back the message you sent last, while it is still here."""

    id, keys, title, group = "message.undo", ("u",), "Undo send", "Write"
    places = frozenset({QUEUE, TICKET, WRAP_UP, OUTBOX})


COMMANDS: tuple[type[Command], ...] = (
    Reply,
    Note,
    Suggest,
    TakeSuggestion,
    Send,
    SendSolveNext,
    Schedule,
    Attach,
    Detach,
    Undo,
)
