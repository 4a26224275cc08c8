"""The commands of orders and money: requests, the pay link, offers, feedback, commitments."""

from csr_desk.commands.command import CUSTOMER, QUEUE, TICKET, Command, Situation, needs_ticket

_CUSTOMER = frozenset({CUSTOMER})
_WITH_CUSTOMER = frozenset({CUSTOMER, TICKET})
_DAILY = frozenset({CUSTOMER, TICKET, QUEUE})


def _needs_customer(now: Situation) -> str | None:
    return None if now.customer_id is not None else "No customer is open. Find one with {search}."


class Refund(Command):
    """Ask for a refund of an order line; above your limit another person approves it."""

    id, keys, title, group, footer = "refund.request", ("R",), "Refund", "Orders", 30
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class CreateRma(Command):
    """Record a return or an exchange of an order line under a new RMA number."""

    id, keys, title, group, footer = "rma.create", ("A",), "RMA", "Orders", 31
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class CancelLine(Command):
    """Record that the customer cancels an order line."""

    id, title, group = "order.cancel", "Cancel line", "Orders"
    places = _CUSTOMER
    blocked = staticmethod(_needs_customer)


class Requests(Command):
    """Show the refunds that wait: approvers approve or decline, agents take back or pass on."""

    id, keys, title, group = "refund.requests", ("g a",), "Approvals", "Orders"
    places = _DAILY


class SecureLink(Command):
    """Send a secure pay link instead of taking a card number; while it runs, record the result."""

    id, keys, title, group = "pay.secure_link", ("y",), "Pay link", "Orders"
    places = frozenset({TICKET})
    blocked = staticmethod(needs_ticket)


class RecordOffer(Command):
    """Record what you offered and what the customer said; never during a complaint."""

    id, title, group = "offer.record", "Offer", "Orders"
    places = _WITH_CUSTOMER
    blocked = staticmethod(_needs_customer)


class AddFeedback(Command):
    """Tell management or another team what should be better."""

    id, keys, title, group = "feedback.add", ("i",), "Feedback", "Desk"
    places = _DAILY


class Commitments(Command):
    """Show trainings, quizzes and improvements with their counts, and record one."""

    id, keys, title, group = "commitments.show", ("g i",), "Commitments", "Desk"
    places = _DAILY


COMMANDS: tuple[type[Command], ...] = (
    Refund,
    CreateRma,
    CancelLine,
    Requests,
    SecureLink,
    RecordOffer,
    AddFeedback,
    Commitments,
)
