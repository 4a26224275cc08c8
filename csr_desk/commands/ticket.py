"""The commands that change a ticket, from the queue or with the ticket open."""

from csr_desk.commands.command import QUEUE, TICKET, Command, needs_ticket

_TICKET = frozenset({QUEUE, TICKET})


class Assign(Command):
    """Give the ticket to a person, or take it yourself."""

    id, keys, title, group = "ticket.assign", ("a",), "Assign", "Ticket"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class SetStatus(Command):
    """Set the status: open, pending, on hold, solved."""

    id, keys, title, group, footer = "ticket.status", ("s",), "Status", "Ticket", 55
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class SetPriority(Command):
    """Set the priority: low, normal, high, urgent."""

    id, keys, title, group = "ticket.priority", ("!",), "Priority", "Ticket"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class SetGroup(Command):
    """Give the ticket to a group."""

    id, keys, title, group = "ticket.group", ("G",), "Group", "Ticket"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class SetTags(Command):
    """Add and remove tags."""

    id, keys, title, group = "ticket.tags", ("t",), "Tags", "Ticket"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class RunMacro(Command):
    """Run a macro, several changes as one, after reading what it will do."""

    id, keys, title, group = "macro", ("m",), "Macro", "Ticket"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class MergeTicket(Command):
    """Merge this ticket into another one."""

    id, keys, title, group = "ticket.merge", ("M",), "Merge", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class UnmergeTicket(Command):
    """Take the last merge of this ticket apart again."""

    id, keys, title, group = "ticket.unmerge", ("P",), "Unmerge", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class SplitTicket(Command):
    """Make a ticket of its own of the chosen message."""

    id, keys, title, group = "ticket.split", ("X",), "Split", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class FollowLink(Command):
    """Go to the ticket this one is linked to or was merged into."""

    id, keys, title, group = "ticket.links", ("J",), "Go to linked", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class TellIncidents(Command):
    """Tell the customers of a problem's incidents that it is solved, and solve them."""

    id, keys, title, group = "ticket.incidents", ("I",), "Incidents", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class DismissProposal(Command):
    """Say that the ticket proposed as the same is another matter."""

    id, keys, title, group = "proposal.dismiss", ("D",), "Not the same", "Ticket"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class NewTicket(Command):
    """Make a new ticket for a customer."""

    id, keys, title, group = "ticket.new", ("N",), "New ticket", "Ticket"
    places = frozenset({QUEUE})


COMMANDS: tuple[type[Command], ...] = (
    Assign,
    SetStatus,
    SetPriority,
    SetGroup,
    SetTags,
    RunMacro,
    MergeTicket,
    UnmergeTicket,
    SplitTicket,
    FollowLink,
    TellIncidents,
    DismissProposal,
    NewTicket,
)
