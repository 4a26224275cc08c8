"""A contact in which something was asked for an order is about that order (kpi.md 4)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import interaction, refund, shift, wrap_up
from csr_desk.actions import ticket as tickets
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import hud, report
from tests.actions.order_world import SETTINGS, order
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path, config=SETTINGS)
    desk.customer("Ann Meyer")
    shift.start(desk.desk)
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def refunded(hand: TestDesk, lines: list[int]) -> int:
    """Have a contact in which each line is refunded, and return its number."""
    ticket = tickets.create(hand.desk, 1, "Broken", "phone")
    opened = interaction.open_contact(hand.desk, ticket, Channel.PHONE)
    for line in lines:
        refund.request(hand.desk, line, "5.00", "broken")
    hand.wait(60)
    interaction.end(hand.desk, opened.id)
    wrap_up.commit(hand.desk, opened.id, WrapUp("returns/damaged", "resolved", told="by phone"))
    hand.wait(60)
    return opened.id


def first_contacts(hand: TestDesk) -> str:
    now = hand.desk.now()
    name = "fcr_issue_7d_provisional"
    figure = report.shift(hand.store, hand.config, 1, now).report.figures[name]
    found = hud.figures(hand.store, hand.config, 1, now)
    assert found is not None
    assert found.fcr_issue_7d_provisional == figure
    return figure.text


def test_another_order_of_the_customer_is_another_issue(hand: TestDesk) -> None:
    one, other = order(hand, 900), order(hand, 900)
    refunded(hand, one)
    refunded(hand, other)
    assert first_contacts(hand) == "100.00 % (2/2)"
    numbers = hand.store.all("SELECT order_number FROM interaction ORDER BY id")
    assert [row[0] for row in numbers] == ["A-1015", "A-1016"]


def test_the_same_order_again_is_a_repeat(hand: TestDesk) -> None:
    one, other = order(hand, 900, 900)
    refunded(hand, [one])
    refunded(hand, [other])
    assert first_contacts(hand) == "0.00 % (0/1)"


def test_the_order_that_was_asked_for_first_stays(hand: TestDesk) -> None:
    number = refunded(hand, [*order(hand, 900), *order(hand, 900)])
    sql = "SELECT order_number FROM interaction WHERE id = ?"
    assert hand.store.value(sql, number) == "A-1015"
