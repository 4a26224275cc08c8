"""The commands that give a case to others, make sure of who asks, and say that a query arrived."""

from csr_desk.commands.command import CUSTOMER, QUEUE, TICKET, Command, Situation, needs_ticket

_TICKET = frozenset({QUEUE, TICKET})


class Escalate(Command):
    """Send the case to a higher tier; you stay the customer's contact."""

    id, keys, title, group = "escalate", ("e",), "Escalate", "Hand over"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Transfer(Command):
    """Give the case to another team or person, at once or when they accept."""

    id, keys, title, group = "transfer", ("T",), "Transfer", "Hand over"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Settle(Command):
    """Note what became of an escalation or of an offered transfer."""

    id, keys, title, group = "escalation.step", ("E",), "What became", "Hand over"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


class Verify(Command):
    """Record how the customer's identity was checked, and the result; never the answers."""

    id, keys, title, group = "identity.verify", ("v",), "Identity", "Hand over"
    places = frozenset({QUEUE, TICKET, CUSTOMER})

    @staticmethod
    def blocked(now: Situation) -> str | None:
        """Return why nobody's identity can be checked now."""
        if now.customer_id is not None:
            return None
        return "No customer is chosen. Open a ticket, or find a customer with {search}."


class Acknowledge(Command):
    """Tell the customers of the marked tickets that theirs arrived; one undo takes it back."""

    id, keys, title, group = "ticket.acknowledge", ("H",), "Acknowledge", "Hand over"
    places = _TICKET
    blocked = staticmethod(needs_ticket)


COMMANDS: tuple[type[Command], ...] = (Escalate, Transfer, Settle, Verify, Acknowledge)
