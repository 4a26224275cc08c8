"""The values that sentences are filled with: this order, this customer, these days."""

from csr_desk.demo.orders import Order, invoice_number
from csr_desk.demo.plan import Plan
from csr_desk.demo.sketch import Sketch
from csr_desk.demo.staff import TEAMS, first_name
from csr_desk.demo.texts import lines
from csr_desk.domain.instants import DAY, Instant, to_datetime

Slots = dict[str, str]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY_FORMS = {
    "en": "{day} {name}",
    "de": "{day}.{month}.",
    "pl": "{day:02}.{month:02}",
    "ru": "{day:02}.{month:02}",
    "uk": "{day:02}.{month:02}",
    "ja": "{month}月{day}日",
    "zh": "{month}月{day}日",
    "ko": "{month}월 {day}일",
}


def day_text(at: Instant, language: str) -> str:
    """Return a day as people of a language write it."""
    moment = to_datetime(at)
    form = _DAY_FORMS.get(language, "{day}/{month}")
    return form.format(day=moment.day, month=moment.month, name=_MONTHS[moment.month - 1])


def customer_slots(plan: Plan, ticket: Sketch, order: Order) -> Slots:
    """Return the values for what the customer writes: `eta` is a day already past."""
    dice, one = ticket.dice, ticket.customer
    organisations = lines("catalogue", "organisations")
    place = (one.organisation or one.number % len(organisations)) - 1
    electric = ticket.topic.name == "fault"
    return {
        "order": order.number,
        "product": dice.pick(lines("catalogue", "electric")) if electric else order.lines[0][0],
        "tracking": order.tracking,
        "eta": day_text(ticket.created - dice.between(1, 5) * DAY, ticket.book.language),
        "amount": f"{order.total / 100:.2f} {order.currency}",
        "invoice": invoice_number(order),
        "city": one.city,
        "days": str(dice.between(3, 14)),
        "first": one.first,
        "name": one.name,
        "phone": one.phone or "on request",
        "organisation": organisations[place],
        "agent": first_name(ticket.assignee or 1 + ticket.number % 10),
        "initials": first_name(ticket.assignee or 2)[:2].upper(),
        "team": TEAMS[ticket.team - 1],
    }


def agent_slots(ticket: Sketch, slots: Slots) -> Slots:
    """Return the same values for what the desk writes: `eta` is a day still to come."""
    later = ticket.created + ticket.dice.between(6, 10) * DAY
    return {**slots, "eta": day_text(later, ticket.book.language)}
