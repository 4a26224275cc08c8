"""The commands of triage mode; the letters of the groups come from their names."""

from csr_desk.commands.command import TRIAGE, Command, Situation

_TRIAGE = frozenset({TRIAGE})


def _needs_ticket(now: Situation) -> str | None:
    return None if now.ticket_id is not None else "No ticket waits for triage."


class GoTriage(Command):
    """Triage the tickets that nobody has looked at; your state is TRIAGE meanwhile."""

    id, keys, title, group = "go.triage", ("g t",), "Triage", "Go to"


class Urgent(Command):
    """Choose the priority urgent; the letter of a group then decides."""

    id, keys, title, group = "triage.urgent", ("1",), "Urgent", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class High(Command):
    """Choose the priority high; the letter of a group then decides."""

    id, keys, title, group = "triage.high", ("2",), "High", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Normal(Command):
    """Choose the priority normal; the letter of a group then decides."""

    id, keys, title, group = "triage.normal", ("3",), "Normal", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Low(Command):
    """Choose the priority low; the letter of a group then decides."""

    id, keys, title, group = "triage.low", ("4",), "Low", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Mine(Command):
    """Take the ticket yourself with the priority chosen."""

    id, keys, title, group = "triage.mine", ("m",), "Me", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class SetGroup(Command):
    """Pick the group by its name, with the priority chosen."""

    id, keys, title, group = "triage.set", ("G",), "Group", "Triage"
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Repeat(Command):
    """Give the ticket to the last group again, with its priority unless another one is chosen."""

    id, keys, title, group, footer = "triage.repeat", (".",), "Again", "Triage", 10
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Spam(Command):
    """Close the ticket as spam; Enter confirms it."""

    id, keys, title, group, footer = "triage.spam", ("s",), "Spam", "Triage", 12
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Skip(Command):
    """Put the ticket aside; it comes back at the end of the round."""

    id, keys, title, group, footer = "triage.skip", ("space",), "Skip", "Triage", 11
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Undo(Command):
    """Take the last triage back; the ticket stands here again."""

    id, keys, title, group, footer = "triage.undo", ("u",), "Undo", "Triage", 13
    places = _TRIAGE


class Open(Command):
    """Open the ticket and give it the focus."""

    id, keys, title, group, footer = "triage.open", ("enter",), "Open", "Triage", 14
    places = _TRIAGE
    blocked = staticmethod(_needs_ticket)


class Leave(Command):
    """Leave triage; your state is what it was before."""

    id, keys, title, group, footer = "triage.leave", ("escape",), "Leave", "Triage", 15
    places = _TRIAGE


COMMANDS: tuple[type[Command], ...] = (
    GoTriage,
    Urgent,
    High,
    Normal,
    Low,
    Mine,
    SetGroup,
    Repeat,
    Skip,
    Spam,
    Undo,
    Open,
    Leave,
)
