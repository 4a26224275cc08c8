"""The commands that open, switch, hold and end contacts: they move the handle-time timer."""

from csr_desk.commands.command import (
    EVERYWHERE,
    WRAP_UP,
    Command,
    Situation,
    needs_interaction,
)


def _needs_another(now: Situation) -> str | None:
    others = now.open_contacts - (now.interaction is not None)
    return None if others > 0 else "No other contact is open."


class FocusPrevious(Command):
    """Switch to the previous open contact; this one is paused and its draft stays."""

    id, keys, title, group = "interaction.focus.previous", ("f2",), "Prev contact", "Contact"
    blocked = staticmethod(_needs_another)


class FocusNext(Command):
    """Switch to the next open contact; this one is paused and its draft stays."""

    id, keys, title, group = "interaction.focus.next", ("f3",), "Next contact", "Contact"
    footer = 60
    blocked = staticmethod(_needs_another)


class StartCall(Command):
    """Take or place a call and find the customer."""

    id, keys, title, group, footer = "call.start", ("f5",), "Call", "Contact", 30


class StartWalkIn(Command):
    """Take a visitor and find the customer."""

    id, keys, title, group = "walkin.start", ("f6",), "Visitor", "Contact"


class TakeChat(Command):
    """Take the chat that waits longest."""

    id, keys, title, group = "chat.take", ("f7",), "Chat", "Contact"


class ToggleHold(Command):
    """Put the contact on hold, or take it back."""

    id, keys, title, group, footer = "call.hold_toggle", ("f8",), "Hold", "Contact", 50
    places = EVERYWHERE - {WRAP_UP}

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why nothing can be held."""
        if now.interaction is None:
            return needs_interaction(now)
        if now.interaction.ended_at is not None:
            return "The contact has ended; only its wrap-up is open."
        return None


class TrimIdle(Command):
    """Give the idle time that is offered back to your state; the log keeps both values."""

    id, keys, title, group = "interaction.trim", ("ctrl+t",), "Trim idle", "Contact"


class EndInteraction(Command):
    """End the contact and open its wrap-up."""

    id, keys, title, group, footer = "interaction.end", ("f9",), "End", "Contact", 20

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why no contact can be ended."""
        one = now.interaction
        if now.place == WRAP_UP and one is not None and one.ended_at is not None:
            return "This contact has ended. {wrap.commit} logs it, {wrap.later} puts it off."
        return needs_interaction(now)


COMMANDS: tuple[type[Command], ...] = (
    FocusPrevious,
    FocusNext,
    StartCall,
    StartWalkIn,
    TakeChat,
    ToggleHold,
    TrimIdle,
    EndInteraction,
)
