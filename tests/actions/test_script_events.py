"""What the desk itself says in the log of a shift: a promise suggested, a public post with personal
data, the result of a payment."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import compose, draft, payment, promised
from csr_desk.config import parse
from csr_desk.config_sales import PayConfig
from csr_desk.domain.models import DraftKind
from tests.actions.order_world import SALES, order
from tests.desk import TestDesk

CALENDAR = """
[calendars.office]
zone = "UTC"
holidays = ["2026-11-26"]
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
wed = [["09:00", "17:00"]]
thu = [["09:00", "17:00"]]
fri = [["09:00", "17:00"]]
[sla]
calendar = "office"
"""
POST = "We are sorry about order A-1015."


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    config = replace(parse(CALENDAR, tmp_path / "config.toml"), sales=SALES)
    desk = TestDesk(tmp_path)
    desk.desk.config = config
    desk.session.begin()
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def logged(hand: TestDesk, kind: str) -> list[dict[str, object]]:
    rows = hand.store.all("SELECT data FROM event WHERE kind = ? ORDER BY seq", kind)
    return [json.loads(row[0]) for row in rows]


class TestSuggested:
    def test_a_promise_on_a_holiday_is_suggested_for_the_next_opening_and_says_why(
        self, hand: TestDesk
    ) -> None:
        one = hand.ticket()
        (found,) = promised.offers(hand.desk, "Refund promised in 3 days.", one)
        (told,) = logged(hand, "task.suggested")
        assert told["due_at"] == found.due_at
        assert "holiday" in str(told["moved"])
        assert "Refund" not in json.dumps(told)

    def test_the_log_says_it_once(self, hand: TestDesk) -> None:
        one = hand.ticket()
        for _ in range(3):
            assert promised.offers(hand.desk, "Refund promised in 3 days.", one)
        assert len(logged(hand, "task.suggested")) == 1

    def test_what_stands_as_a_task_already_is_not_suggested(self, hand: TestDesk) -> None:
        one = hand.ticket()
        (found,) = promised.offers(hand.desk, "Refund promised in 3 days.", one)
        promised.keep(hand.desk, found)
        assert promised.offers(hand.desk, "Refund promised in 3 days.", one) == []


class TestPublicPost:
    @pytest.fixture
    def post(self, hand: TestDesk) -> int:
        one = hand.ticket(channel="social")
        order(hand, 1_000)
        return one

    def test_the_draft_of_a_post_is_looked_at_as_it_is_typed(
        self, hand: TestDesk, post: int
    ) -> None:
        draft.save(hand.desk, post, DraftKind.REPLY, POST, len(POST))
        draft.save(hand.desk, post, DraftKind.REPLY, f"{POST} Please write.", 5)
        assert [(one["pii"], one["where"]) for one in logged(hand, "pii.blocked")] == [
            ("order_number", "public_reply")
        ]
        assert compose.send(hand.desk, post, DraftKind.REPLY, POST).is_blocked

    def test_what_was_mended_and_comes_again_is_told_again(self, hand: TestDesk, post: int) -> None:
        for text in (POST, "We are sorry.", POST):
            draft.save(hand.desk, post, DraftKind.REPLY, text, len(text))
        assert len(logged(hand, "pii.blocked")) == 2

    def test_a_note_and_a_private_reply_are_not_looked_at(self, hand: TestDesk, post: int) -> None:
        draft.save(hand.desk, post, DraftKind.NOTE, POST, 0)
        draft.save(hand.desk, hand.ticket("Mail"), DraftKind.REPLY, POST, 0)
        assert logged(hand, "pii.blocked") == []


class TestResult:
    def begun(self, hand: TestDesk, typed: str, link: str = "") -> int:
        if link:
            sales = replace(hand.desk.config.sales, pay=PayConfig(link))
            hand.desk.config = replace(hand.desk.config, sales=sales)
        return payment.begin(hand.desk, hand.ticket(), typed, "USD" if typed else "").payment.id

    def test_amount_result_token_and_four_digits_are_kept(self, hand: TestDesk) -> None:
        number = self.begun(hand, "48.20")
        done = payment.finish(
            hand.desk, number, "paid", token="tok_test_0001", last4="4242", amount="48.20"
        )
        assert (done.amount, done.state, done.token, done.last4) == (
            4820, "paid", "tok_test_0001", "4242",
        )  # fmt: skip
        assert hand.kinds()[-1] == "payment.paid"

    def test_another_amount_than_the_links_is_refused(self, hand: TestDesk) -> None:
        number = self.begun(hand, "48.20")
        with pytest.raises(errors.Refused, match="asked for"):
            payment.finish(hand.desk, number, "paid", amount="40.00")
        with pytest.raises(errors.Refused, match="asked for"):
            payment.finish(hand.desk, number, "paid", amount="48.20 EUR")
        assert payment.finish(hand.desk, number, "failed", amount="40.00").amount == 4820

    def test_where_the_link_named_none_the_result_does(self, hand: TestDesk) -> None:
        number = self.begun(hand, "", "https://pay.example.com/{reference}")
        with pytest.raises(errors.Refused, match="how much was paid"):
            payment.finish(hand.desk, number, "paid")
        assert payment.finish(hand.desk, number, "paid", amount="48.20 USD").amount == 4820
        assert logged(hand, "payment.paid")[0]["amount"] == 4820

    @pytest.mark.parametrize("typed", ["", "48.20", "much"])
    def test_the_amount_that_is_asked_for_has_a_currency(self, hand: TestDesk, typed: str) -> None:
        number = self.begun(hand, "", "https://pay.example.com/{reference}")
        from csr_desk.store import payments

        one = payments.payment(hand.store, number)
        assert one is not None
        assert payment.paid_problem(one, typed)
        assert payment.paid_problem(one, "48.20 USD") is None
