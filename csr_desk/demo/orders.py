"""Orders with lines, tracking and arrival, and the invoices that go with them."""

from dataclasses import dataclass

from csr_desk.demo.dice import Dice
from csr_desk.demo.people import Person
from csr_desk.demo.plan import Plan
from csr_desk.demo.tables import Numbers, Rows
from csr_desk.demo.texts import lines, table
from csr_desk.domain.instants import DAY, HOUR, Instant, to_datetime

_STREAM = 2
_FIRST_NUMBER = 10_000
_CURRENCIES = {"en": "USD", "pl": "PLN", "tr": "TRY"}
_COUNTRIES = {
    "en": "US", "uk": "UA", "el": "GR", "ar": "AE", "he": "IL", "hi": "IN", "ja": "JP", "zh": "CN",
    "ko": "KR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `lines` holds (product, quantity, unit price in cents)."""

    number: str
    placed_at: Instant
    status: str
    currency: str
    total: int
    tracking: str
    eta: Instant
    lines: tuple[tuple[str, int, int], ...]


def order(plan: Plan, customer: Person, slot: int) -> Order:
    """Return a customer's order of a slot (0 or 1)."""
    dice = Dice(plan.seed, _STREAM, customer.number, slot)
    products, prices = lines("catalogue", "products"), table("catalogue")["prices"]
    chosen = [dice.between(0, len(products) - 1) for _ in range(dice.pick((1, 1, 1, 2, 3)))]
    bought = tuple((products[one], dice.pick((1, 1, 1, 2)), prices[one]) for one in chosen)
    days = dice.between(0, 40)
    placed = plan.now - days * DAY - dice.between(1, 20) * HOUR
    carrier, country = (
        dice.pick(lines("catalogue", "carriers")),
        _COUNTRIES.get(customer.language, customer.language.upper()),
    )
    return Order(
        number=f"A-{_FIRST_NUMBER + 2 * customer.number + slot}",
        placed_at=placed,
        status=_status(days, dice),
        currency=_CURRENCIES.get(customer.language, "EUR"),
        total=sum(quantity * price for _, quantity, price in bought),
        tracking=f"{carrier}{dice.between(100_000_000, 999_999_999)}{country}",
        eta=placed + dice.between(2, 7) * DAY,
        lines=bought,
    )


def _status(days: int, dice: Dice) -> str:
    if dice.chance(0.05):
        return "cancelled"
    if days < 2:
        return "processing"
    if days < 7:
        return "shipped"
    return "returned" if dice.chance(0.12) else "delivered"


def order_rows(plan: Plan, customer: Person, numbers: Numbers) -> Rows:
    """Yield the rows of a customer's one or two orders and their invoices."""
    for slot in range(2 if customer.number % 5 < 2 else 1):
        one = order(plan, customer, slot)
        number = numbers.next("customer_order")
        shipped = one.status not in ("processing", "cancelled")
        yield (
            "customer_order",
            (
                number,
                one.number,
                customer.number,
                one.placed_at,
                one.status,
                one.currency,
                one.total,
                one.tracking if shipped else "",
                one.eta if shipped or one.status == "processing" else None,
                "leave with the porter" if number % 11 == 0 else "",
            ),
        )
        for product, quantity, price in one.lines:
            line = (numbers.next("order_line"), number, product, float(quantity), price, 0.0)
            yield "order_line", line
        if (customer.number + slot) % 3:
            yield from _invoice(customer, one, number, numbers)


def invoice_number(one: Order) -> str:
    """Return the number of the invoice for an order, such as INV-2026-10234."""
    return f"INV-{to_datetime(one.placed_at).year}-{one.number[2:]}"


def _invoice(customer: Person, one: Order, order_id: int, numbers: Numbers) -> Rows:
    paid = (one.total, one.total, 0, one.total, one.total // 2)[customer.number % 5]
    yield (
        "invoice",
        (
            numbers.next("invoice"),
            invoice_number(one),
            customer.number,
            order_id,
            one.placed_at + DAY,
            one.placed_at + 15 * DAY,
            one.currency,
            one.total,
            paid,
        ),
    )
