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


class MergeTicket(Command):
    """Merge this ticket into another one of its helpdesk."""

    id, keys, title, group = "ticket.merge", ("M",), "Merge", "Ticket"
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
    MergeTicket,
    NewTicket,
)
