"""The commands about the desk itself, which every place has."""

from csr_desk.commands.command import Command, Situation


class Help(Command):
    """Show the keys of this place."""

    id, keys, title, group, footer = "help", ("f1", "?"), "Help", "Desk", 1


class Palette(Command):
    """Give any command by its name."""

    id, keys, title, group, footer = "palette", ("ctrl+p", ":"), "Commands", "Desk", 90


class Search(Command):
    """Find tickets, customers and responses by any word in them."""

    id, keys, title, group, footer = "search", ("/",), "Find", "Desk", 40


class SetState(Command):
    """Set your state by its letter: available, break, lunch, triage, coaching, admin."""

    id, keys, title, group, footer = "state.set", ("f12",), "State", "Shift", 80


class StartShift(Command):
    """Begin the shift in the state available."""

    id, title, group = "shift.start", "Start shift", "Shift"

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why no shift can begin."""
        return "The shift is already running." if now.shift_open else None


class EndShift(Command):
    """End the shift, or show what still stands in its way."""

    id, keys, title, group = "shift.end", ("Q",), "End shift", "Shift"

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why no shift can end."""
        return None if now.shift_open else "No shift is running. {state.set} begins one."


class Handover(Command):
    """Show the handover sheet: promises, callbacks, escalations, drafts and what is not sent."""

    id, title, group = "shift.handover", "Handover", "Shift"


class Lock(Command):
    """Lock the screen; everything stays as it is until you unlock it."""

    id, keys, title, group = "app.lock", ("L",), "Lock", "Desk"


class Quit(Command):
    """Leave the desk; it asks only when something would be lost or sent early."""

    id, keys, title, group, footer = "app.quit", ("ctrl+q",), "Quit", "Desk", 95


COMMANDS: tuple[type[Command], ...] = (
    Help,
    Palette,
    Search,
    SetState,
    StartShift,
    EndShift,
    Handover,
    Lock,
    Quit,
)
