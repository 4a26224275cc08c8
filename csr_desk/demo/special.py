"""Tickets out of the ordinary: the written-out ones, long threads, spam."""

from csr_desk.demo.conversation import AGENT, CUSTOMER, Said, subject
from csr_desk.demo.orders import Order
from csr_desk.demo.plan import Plan
from csr_desk.demo.sketch import Sketch
from csr_desk.demo.slots import agent_slots, customer_slots
from csr_desk.demo.texts import lines, table
from csr_desk.domain.models import Status

ENDLESS = 3_000
_SPAM_EVERY = 71


def written_out(plan: Plan, ticket: Sketch, order: Order) -> tuple[str, list[Said]]:
    """Return subject and messages of a showcase ticket."""
    entry = table("showcase")["ticket"][ticket.showcase]
    theirs = customer_slots(plan, ticket, order)
    ours = agent_slots(ticket, theirs)
    said = [
        Said(who, text.format_map(theirs if who == CUSTOMER else ours))
        for who, text in entry["messages"]
    ]
    return str(entry["subject"]).format_map(theirs), said


def thread_length(plan: Plan, number: int) -> int:
    """Return how many messages a long thread at this number has; 0 for an ordinary ticket."""
    if number == plan.endless_thread:
        return ENDLESS
    if number % plan.thread_step == plan.thread_step // 2:
        return 30 + (number * 37) % 171
    return 0


def thread(plan: Plan, ticket: Sketch, order: Order, length: int) -> tuple[str, list[Said]]:
    """Return subject and messages of a thread of many short messages."""
    theirs = customer_slots(plan, ticket, order)
    ours, dice = agent_slots(ticket, theirs), ticket.dice
    chat = {
        CUSTOMER: (lines("chat", "thread_customer"), lines("chat", "chat_customer")),
        AGENT: (lines("chat", "thread_agent"), lines("chat", "chat_agent")),
    }
    said = []
    for place in range(length):
        who = AGENT if place % 2 and dice.chance(0.9) else CUSTOMER
        text = dice.pick(chat[who][int(dice.chance(0.25))])
        said.append(Said(who, text.format_map(ours if who == AGENT else theirs)))
    return subject(ticket, theirs), said


def is_spam(ticket: Sketch) -> bool:
    """Tell whether a closed ticket was spam."""
    return ticket.status is Status.CLOSED and ticket.number % _SPAM_EVERY == 3


def spam(plan: Plan, ticket: Sketch, order: Order) -> tuple[str, list[Said]]:
    """Return subject and message of an advertisement nobody asked for."""
    slots = customer_slots(plan, ticket, order)
    texts = (ticket.dice.pick(lines("chat", key)) for key in ("spam_subjects", "spam_bodies"))
    title, body = (text.format_map(slots) for text in texts)
    return title, [Said(CUSTOMER, body)]
