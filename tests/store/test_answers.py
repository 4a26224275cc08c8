"""Answers of surveys: which counts, for whom, and what they say of a customer who may leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.actions import interaction as contacts
from csr_desk.actions import wrap_up as wrap_ups
from csr_desk.domain import kpi, survey
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.domain.kpi import answers as figures
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import answers, answers_log, churn
from csr_desk.store.answers_write import NewAnswer, Taken, Writer, take
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path)
    desk.session.begin()
    desk.customer("Ann Meyer")
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def give(
    hand: TestDesk, value: survey.Value, *, ago: int = 0, scale: str = "1-5", **more: object
) -> Taken:
    at = hand.desk.now() - ago
    given: dict[str, object] = {
        "key": f"{value}-{at}", "source": "shop", "kind": "csat", "customer_id": 1, **more,
    }  # fmt: skip
    with hand.store.transaction():
        writer = Writer(hand.store, hand.hands.uid, hand.desk.now(), "import", hand.desk.agent_id)
        return take(writer, NewAnswer(scale=scale, value=value, at=at, **given))  # type: ignore[arg-type]


def values(hand: TestDesk, **more: object) -> list[object]:
    return [one.value for one in answers.read(hand.store, "csat", **more)]  # type: ignore[arg-type]


class TestWhichCounts:
    def test_the_last_of_a_ticket_in_its_own_period(self, hand: TestDesk) -> None:
        ticket, now = hand.ticket(), hand.desk.now()
        give(hand, 1, ago=2 * DAY, ticket_id=ticket)
        give(hand, 5, ago=HOUR, ticket_id=ticket)
        assert values(hand) == [5]
        assert values(hand, to_at=now - DAY) == []  # it was taken back later
        assert values(hand, to_at=now - DAY, as_of=now - DAY) == [1]
        assert values(hand, from_at=now - HOUR, to_at=now - HOUR) == []
        assert values(hand, from_at=now - HOUR, to_at=now) == [5]

    def test_without_a_ticket_the_last_of_a_day(self, hand: TestDesk) -> None:
        give(hand, 1, ago=3 * HOUR)
        give(hand, 2, ago=2 * HOUR)
        give(hand, 5, ago=DAY)
        assert values(hand) == [5, 2]

    def test_one_that_is_here_changes_nothing(self, hand: TestDesk) -> None:
        assert give(hand, 4, key="a") is Taken.NEW
        assert give(hand, 4, key="a") is Taken.SAME
        assert give(hand, 4, key="a", comment="x") is Taken.CHANGED
        assert hand.kinds().count("survey.answered") == 2

    def test_a_later_contact_does_not_take_an_answer_over(self, hand: TestDesk) -> None:
        ticket = hand.ticket()
        first = contacts.open_contact(hand.desk, ticket, Channel.EMAIL).id
        at = hand.desk.now()
        give(hand, 4, key="day", ticket_id=ticket, last_moment=at + DAY)
        contacts.end(hand.desk, first)
        hand.wait(3_600)
        contacts.open_contact(hand.desk, ticket, Channel.PHONE)
        ago = hand.desk.now() - at
        again = give(hand, 4, key="day", ticket_id=ticket, last_moment=at + DAY, ago=ago)
        assert again is Taken.SAME
        assert [one.interaction_id for one in answers.read(hand.store, "csat")] == [first]

    def test_effort_on_one_scale_alone(self, hand: TestDesk) -> None:
        give(hand, 5, kind="ces", scale="1-7", key="a")
        give(hand, 5, kind="ces", scale="1-5", key="b", ago=DAY)
        assert [one.raw for one in answers.read(hand.store, "ces", scale="1-7")] == [5]

    def test_of_whom_nobody_had_a_contact_with_counts_for_nobody(self, hand: TestDesk) -> None:
        mine, other = hand.ticket(), hand.ticket("Another")
        hand.wait(60)
        contact = contacts.open_contact(hand.desk, mine, Channel.EMAIL).id
        hand.wait(60)
        give(hand, 5, ticket_id=mine)
        give(hand, 1, ticket_id=other)
        give(hand, 2, ticket_id=mine, kind="nps", scale="0-10", ago=90_000)
        assert values(hand, agent_id=1) == [5]
        assert values(hand, agent_id=2) == []
        assert answers.of_ticket(hand.store, mine)[0].interaction_id == contact
        assert answers.read(hand.store, "nps", agent_id=1) == []

    def test_the_way_to_them_is_an_index(self, hand: TestDesk) -> None:
        told: list[str] = []
        for sql in (
            "SELECT id FROM survey_answer WHERE kind = 'csat' AND answered_at >= 1",
            "SELECT id FROM survey_answer WHERE kind = 'csat' AND survey = 'x' AND answered_at > 1",
            "SELECT id FROM survey_answer WHERE customer_id = 1 ORDER BY answered_at DESC",
            "SELECT id FROM survey_answer WHERE ticket_id = 1",
        ):
            told += [row[3] for row in hand.store.all(f"EXPLAIN QUERY PLAN {sql}")]
        assert all("USING" in one and "INDEX" in one for one in told), told


class TestTheLog:
    def test_it_gives_the_same_answers(self, hand: TestDesk) -> None:
        mine = hand.ticket()
        contacts.open_contact(hand.desk, mine, Channel.EMAIL)
        hand.wait(60)
        give(hand, 1, ticket_id=mine, ago=HOUR)
        give(hand, 5, ticket_id=mine, key="k", ago=1_000)
        give(hand, 4, ticket_id=mine, key="k", comment="well")
        give(hand, 9, kind="nps", scale="0-10")
        for kind in survey.KINDS:
            logged = answers_log.read(hand.store, kind)
            stored = answers.read(hand.store, kind)
            assert logged == [one._replace(comment="") for one in stored]
        assert answers_log.differences(hand.store) == []
        early = hand.desk.now() - 2_000
        assert [one.raw for one in answers_log.read(hand.store, "csat", as_of=early)] == [1]

    def test_a_row_changed_behind_it_is_told(self, hand: TestDesk) -> None:
        give(hand, 1)
        hand.store.execute("UPDATE survey_answer SET value = 5")
        [told] = answers_log.differences(hand.store)
        assert told.startswith("answer 1 (csat): ('csat', '1-5', 1,")
        hand.store.execute("DELETE FROM survey_answer")
        assert answers_log.differences(hand.store)[0].endswith("None in the table")


def test_figures_take_them_as_they_count() -> None:
    said: list[tuple[str, survey.Value]] = [
        ("1-5", 3), ("good/bad", "good"), ("-3..3", 0), ("-3..3", 2), ("-3..3", -1),
    ]  # fmt: skip
    counted = [kpi.Answer(survey.counted(scale, value)) for scale, value in said]
    found = figures.csat(counted)
    assert found.text.startswith("40.00 % (2/5)")
    assert found.wilson95 is not None


@given(st.sampled_from(["csat", "nps", "ces"]), st.integers(-12, 12))
def test_every_value_of_a_scale_has_words_and_one_meaning(kind: str, value: int) -> None:
    for scale in survey.scales(kind):
        if not survey.is_on(scale, value):
            continue
        assert survey.words(kind, scale, value)
        meant = survey.counted(scale, value)
        assert meant in (1, 2, 3, 4, 5, "good", "bad") or kind != "csat"
        if survey.is_bad(kind, scale, value):
            assert meant in ("bad", 1, 2) if kind == "csat" else value <= 6


@pytest.mark.parametrize(
    ("kind", "scale", "value", "words", "is_bad"),
    [
        ("csat", "good/bad", "bad", "bad", True), ("csat", "good/bad", "good", "good", False),
        ("csat", "1-5", 2, "2 of 5", True), ("csat", "1-5", 3, "3 of 5", False),
        ("csat", "-3..3", -2, "very unhappy", True), ("csat", "-3..3", 0, "neutral", False),
        ("nps", "0-10", 6, "NPS 6 of 10", True), ("nps", "0-10", 7, "NPS 7 of 10", False),
        ("ces", "1-7", 1, "CES 1 of 7", False),
    ],
)  # fmt: skip
def test_words(kind: str, scale: str, value: survey.Value, words: str, is_bad: bool) -> None:
    assert survey.words(kind, scale, value) == words
    assert survey.is_bad(kind, scale, value) is is_bad


class TestChurnHints:
    def test_a_bad_answer_of_the_last_90_days_that_still_stands(self, hand: TestDesk) -> None:
        ticket = hand.ticket()
        give(hand, 1, ago=3 * HOUR, ticket_id=ticket, comment="Never again")
        give(hand, 1, ago=91 * DAY)
        assert [(one.sort, one.words, one.said) for one in churn.hints(
            hand.store, 1, hand.desk.now()
        )] == [("CSAT", "1 of 5", "Never again")]  # fmt: skip
        give(hand, 5, ticket_id=ticket)
        assert churn.hints(hand.store, 1, hand.desk.now()) == []

    def test_the_same_matter_again_and_targets_missed(self, hand: TestDesk) -> None:
        ticket = hand.ticket()
        for days, reason in ((0, "order/late"), (6, "order/late"), (8, "order/late"),
                             (0, "product/info")):  # fmt: skip
            hand.wait(days * 86_400)
            contact = contacts.open_contact(hand.desk, ticket, Channel.PHONE).id
            hand.wait(60)
            contacts.end(hand.desk, contact)
            wrap_ups.commit(hand.desk, contact, WrapUp(reason, "resolved", "", "none", (), "x", ""))
        with hand.store.transaction():
            hand.store.insert(
                "sla_fact", ticket_id=ticket, target="resolution", started_at=1, target_s=1,
                clock="business", state="breached", settled_at=hand.desk.now(),
            )  # fmt: skip
        found = churn.hints(hand.store, 1, hand.desk.now())
        assert [one.words for one in found] == ["came again once", "a target missed"]
