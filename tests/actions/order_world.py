"""A customer with orders, and a second person at the same store."""

from dataclasses import replace
from decimal import Decimal

from csr_desk.actions.desk import Desk
from csr_desk.config import Config
from csr_desk.config_sales import PayConfig, RefundConfig, SalesConfig
from csr_desk.domain.clock import Clock
from csr_desk.store.connection import Store
from tests.desk import TestDesk

LINK = "https://pay.example.com/{reference}?amount={amount}&currency={currency}"
SALES = SalesConfig(
    refund=RefundConfig(approvers=("Colleague",), limits={"JPY": Decimal("6000")}),
    pay=PayConfig(LINK),
    offers={"Grinder": "Cleaning brush"},
)
SETTINGS = replace(Config(), sales=SALES)


def order(hand: TestDesk, *prices: int, currency: str = "USD", customer_id: int = 1) -> list[int]:
    """Add an order with one line for each price in minor units; return the lines' ids."""
    store = hand.store
    with store.transaction():
        count = store.value("SELECT count(*) FROM customer_order")
        made = store.insert(
            "customer_order", number=f"A-{1015 + count}", customer_id=customer_id,
            placed_at=hand.desk.now(), status="delivered", currency=currency, total=sum(prices),
        )  # fmt: skip
        return [
            store.insert("order_line", order_id=made, product=f"Grinder {one}", unit_price=one)
            for one in prices
        ]


def other_desk(hand: TestDesk, agent_id: int = 2) -> Desk:
    """Open another person's desk on the same store, on a connection of its own."""
    hands = hand.hands
    clock = Clock(lambda: hands.wall, lambda: hands.seconds, hands.boot)
    store = Store(hand.places.database)
    return Desk(
        store, clock, hand.config, hand.places, hands.uid, hand.desk.taxonomy, hand.desk.zone,
        agent_id,
    )  # fmt: skip
