"""An approver answers on the ticket, at the helpdesk; nobody else's note decides."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import message, refund, refund_answers
from csr_desk.domain.models import AuthorKind, MessageKind
from csr_desk.store import order_requests, tickets
from csr_desk.store.order_requests import Request
from tests.actions.order_world import SETTINGS, order
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path, config=SETTINGS)
    desk.session.begin()
    desk.customer("Ann Meyer")
    yield desk
    desk.heartbeat.close()
    desk.store.close()


@pytest.fixture
def asked(hand: TestDesk) -> Request:
    hand.ticket()
    line = order(hand, 7990)[0]
    return refund.request(hand.desk, line, "79.90", "returned", confirmed="79.90")


def says(
    hand: TestDesk, words: str, agent_id: int = 2, kind: MessageKind = MessageKind.INTERNAL
) -> None:
    message.receive(
        hand.desk, 1, words, author="Colleague", author_kind=AuthorKind.AGENT, kind=kind,
        agent_id=agent_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("approve R1", "approved"),
        ("Approved R1, thank you", "approved"),
        ("Decline R1: not sent back yet", "declined"),
        ("declined r1", "declined"),
    ],
)
def test_the_answer_of_an_approver_decides(
    hand: TestDesk, asked: Request, words: str, state: str
) -> None:
    says(hand, words)
    done = refund_answers.take_up(hand.desk)
    assert [(one.id, one.state.value, one.decider) for one in done] == [(1, state, "Colleague")]
    assert refund_answers.take_up(hand.desk) == []
    assert tickets.ticket(hand.store, 1).tags == ()
    assert hand.store.value("SELECT decided_by FROM order_request") == 2


@pytest.mark.parametrize("words", ["approve R2", "approve", "I approve R1", "R1 approve", "no"])
def test_other_words_decide_nothing(hand: TestDesk, asked: Request, words: str) -> None:
    says(hand, words)
    assert refund_answers.take_up(hand.desk) == []


def test_others_decide_nothing(hand: TestDesk, asked: Request) -> None:
    with hand.store.transaction():
        third = hand.store.insert("agent", name="Third")
        twin = hand.store.insert("agent", name="me")
    says(hand, "approve R1", third)
    says(hand, "approve R1", twin)
    says(hand, "approve R1", 1)
    says(hand, "approve R1", 2, MessageKind.PUBLIC)
    message.receive(hand.desk, 1, "approve R1", author="Colleague")
    message.note(hand.desk, 1, "approve R1")
    assert refund_answers.take_up(hand.desk) == []
    assert order_requests.of_customer(hand.store, 1)[0].state == "requested"
