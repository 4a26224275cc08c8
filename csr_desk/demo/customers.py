"""The customers' rows: record, identities, facts, search row, orders."""

from csr_desk.demo.dice import Dice
from csr_desk.demo.orders import order_rows
from csr_desk.demo.people import Person, person
from csr_desk.demo.plan import Plan
from csr_desk.demo.tables import Numbers, Row, Rows
from csr_desk.demo.texts import lines
from csr_desk.domain.instants import DAY

_STREAM = 3
_NOTES = (
    "Prefers e-mail. Please do not call before ten.",
    "Hard of hearing, speak slowly or write.",
    "Asks for the same colleague each time.",
    "Delivery entrance at the back, ring twice.",
    "Promised a personal contact for the next order.",
    "Pays on invoice, 30 days.",
)


def customer_rows(plan: Plan, numbers: Numbers) -> Rows:
    """Yield every customer with identities, facts, search row, orders and invoices."""
    for number in range(1, plan.customers + 1):
        one = person(plan, number)
        dice = Dice(plan.seed, _STREAM, number)
        created = plan.now - plan.span - dice.between(1, 700) * DAY
        note = dice.pick(_NOTES) if dice.chance(0.12) else ""
        yield (
            "customer",
            (
                number,
                dice.uid(created),
                one.name,
                one.first,
                one.organisation,
                one.language,
                note,
                "prospect" if number % 31 == 0 else "customer",
                plan.now - dice.between(5, 400) * DAY if dice.chance(0.6) else None,
                created,
                created,
                dice.hex(32),
            ),
        )
        identities = list(_identities(one, numbers))
        for row in identities:
            yield "identity", row
        yield from _facts(one, dice, numbers, plan)
        yield "customer_search", _search_row(one, note, identities)
        yield from order_rows(plan, one, numbers)


def _identities(one: Person, numbers: Numbers) -> list[Row]:
    found: list[tuple[str, str, str, str | None]] = [("email", one.email, one.email, None)]
    if one.phone:
        digits = "".join(letter for letter in one.phone if letter.isdigit())
        found.append(("phone", one.phone, digits, digits[::-1]))
    if one.handle:
        found.append(("social", one.handle, one.handle.lower().lstrip("@"), None))
    return [
        (numbers.next("identity"), one.number, kind, value, normal, back, 1, "demo")
        for kind, value, normal, back in found
    ]


def _search_row(one: Person, note: str, identities: list[Row]) -> Row:
    names = lines("catalogue", "organisations")
    organisation = names[one.organisation - 1] if one.organisation else ""
    words = " ".join(f"{row[3]} {row[4]}" if row[2] == "phone" else row[3] for row in identities)
    return (one.number, one.name, organisation, words, note)


def _facts(one: Person, dice: Dice, numbers: Numbers, plan: Plan) -> Rows:
    yield "customer_field", (one.number, "city", one.city)
    if not dice.chance(0.4):
        return
    street = f"{dice.pick(lines('catalogue', 'streets'))} {dice.between(1, 140)}"
    yield "customer_field", (one.number, "address", street)
    yield "customer_field", (one.number, "level", dice.pick(lines("catalogue", "levels")))
    if dice.chance(0.25):
        old = f"{dice.pick(lines('catalogue', 'streets'))} {dice.between(1, 140)}"
        moved = plan.now - dice.between(3, 300) * DAY
        history = (one.number, "address", old, street, moved, "Noor Lindqvist", "agent")
        yield "field_history", (numbers.next("field_history"), *history)
