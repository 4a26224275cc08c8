"""The commands of the conversation of an open ticket: one of its messages is chosen."""

from csr_desk.commands.command import TICKET, Command, Situation

_TICKET = frozenset({TICKET})


def _needs_message(now: Situation) -> str | None:
    if now.ticket_id is None:
        return "No ticket is open. {go.queue} goes to the queue."
    return None if now.message_id is not None else "This ticket has no message yet."


class Previous(Command):
    """Choose the message before."""

    id, keys, title, group = "conversation.previous", ("[",), "Prev message", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


class Next(Command):
    """Choose the message after."""

    id, keys, title, group = "conversation.next", ("]",), "Next message", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


class Unfold(Command):
    """Show all of the chosen message, or decide about a reply that is held back."""

    id, keys, title, group = "conversation.unfold", ("enter",), "Show all", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


class Copy(Command):
    """Put the chosen message into the clipboard."""

    id, keys, title, group = "conversation.copy", ("c",), "Copy", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


class Links(Command):
    """Show where the links of the chosen message lead."""

    id, keys, title, group = "conversation.links", ("w",), "Links", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


class Files(Command):
    """Show the files of the conversation, fetch one, or save it."""

    id, keys, title, group = "conversation.files", ("A",), "Files", "Conversation"
    places = _TICKET
    blocked = staticmethod(_needs_message)


COMMANDS: tuple[type[Command], ...] = (Previous, Next, Unfold, Copy, Links, Files)
