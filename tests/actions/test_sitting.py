"""Who sits at the desk: its own agent under any name, or a visiting approver beside them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csr_desk.actions import sitting
from csr_desk.config import AgentConfig, Config
from csr_desk.config_sales import RefundConfig, SalesConfig
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path)
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def settings(
    name: str, email: str = "", approvers: tuple[str, ...] = ("lead@example.com",)
) -> Config:
    refund = RefundConfig(approvers=approvers)
    return replace(Config(), agent=AgentConfig(name, email), sales=SalesConfig(refund))


def people(hand: TestDesk) -> list[tuple[int, str, str | None]]:
    return [(row[0], row[1], row[2]) for row in hand.store.all("SELECT id, name, email FROM agent")]


def test_the_own_agent_may_change_their_name(hand: TestDesk) -> None:
    assert sitting.note(hand.store, settings("Dana", "me@example.com")) == 1
    assert sitting.note(hand.store, settings("Dana Fox", "dana@example.com")) == 1
    assert people(hand)[0] == (1, "Dana Fox", "dana@example.com")


def test_an_approver_is_a_person_of_their_own_and_stays_it(hand: TestDesk) -> None:
    lead = settings("Lead", "lead@example.com")
    assert sitting.row_of(hand.store, lead) == 0
    number = sitting.note(hand.store, lead)
    assert number == sitting.note(hand.store, lead) == sitting.row_of(hand.store, lead) == 3
    assert people(hand) == [
        (1, "Me", "me@example.com"), (2, "Colleague", None), (3, "Lead", "lead@example.com")
    ]  # fmt: skip


def test_an_approver_known_by_name_is_found(hand: TestDesk) -> None:
    assert sitting.note(hand.store, settings("colleague", "", ("Colleague",))) == 2


def test_an_approver_at_their_own_desk_is_its_agent(hand: TestDesk) -> None:
    assert sitting.note(hand.store, settings("Me", "ME@example.com", ("me@example.com",))) == 1


def test_without_settings_the_agent_stays(hand: TestDesk) -> None:
    assert sitting.note(hand.store, Config()) == 1
    assert people(hand)[0] == (1, "Me", "me@example.com")
