"""Refunds: the limit, four eyes, never twice, never more than the line, on two desks at once."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import draft, order_request, refund
from csr_desk.actions.desk import Desk
from csr_desk.domain import rma
from csr_desk.domain.models import DraftKind
from csr_desk.domain.order_request import LIVE, RequestKind, RequestState
from csr_desk.store import order_requests, tickets
from tests.actions.order_world import SETTINGS, order, other_desk
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
def boss(hand: TestDesk) -> Iterator[Desk]:
    desk = other_desk(hand)
    yield desk
    desk.store.close()


def notes(hand: TestDesk, ticket_id: int) -> list[str]:
    return [one.body for one in tickets.messages(hand.store, ticket_id)]


class TestLimit:
    def test_up_to_the_limit_it_is_recorded_at_once(self, hand: TestDesk) -> None:
        line = order(hand, 3200)[0]
        made = refund.request(hand.desk, line, "32.00", "returned goods")
        assert (made.state, made.amount, made.line.order_number) == ("recorded", 3200, "A-1015")
        assert "refund.recorded" in hand.kinds()

    def test_exactly_the_limit_counts_as_within(self, hand: TestDesk) -> None:
        line = order(hand, 9000)[0]
        assert refund.request(hand.desk, line, "50.00", "broken").state is RequestState.RECORDED

    def test_each_currency_has_its_limit(self, hand: TestDesk) -> None:
        line = order(hand, 9000, currency="JPY")[0]
        made = refund.request(hand.desk, line, "6000", "broken")
        assert made.state is RequestState.RECORDED

    def test_above_it_the_amount_is_typed_twice(self, hand: TestDesk) -> None:
        line = order(hand, 7990)[0]
        for second in (None, "79.91", "7.99"):
            with pytest.raises(errors.Refused):
                refund.request(hand.desk, line, "79.90", "returned", confirmed=second)
        assert order_requests.of_line(hand.store, line) == []
        made = refund.request(hand.desk, line, "79.90", "returned", confirmed="79.90 USD")
        assert made.state is RequestState.REQUESTED

    @pytest.mark.parametrize("typed", ["79.91", "0", "0.00", "-1", "x", "", "79.90 EUR", "1,200.5"])
    def test_what_no_line_is_refunded(self, hand: TestDesk, typed: str) -> None:
        line = order(hand, 7990)[0]
        with pytest.raises(errors.Refused):
            refund.request(hand.desk, line, typed, "returned", confirmed=typed)
        assert order_requests.of_line(hand.store, line) == []

    def test_another_currency_is_named_in_the_refusal(self, hand: TestDesk) -> None:
        line = order(hand, 7990)[0]
        with pytest.raises(errors.Refused, match="the order is in USD, not in EUR"):
            refund.request(hand.desk, line, "5 EUR", "returned")

    def test_a_reason_is_wanted_and_a_card_number_in_it_is_masked(self, hand: TestDesk) -> None:
        first, second = order(hand, 1000, 1000)
        with pytest.raises(errors.Refused, match="reason is empty"):
            refund.request(hand.desk, first, "5", "  ")
        made = refund.request(hand.desk, second, "5", "paid with 4111 1111 1111 1111")
        assert made.reason == "paid with •••• 1111"


class TestFourEyes:
    def asked(self, hand: TestDesk) -> order_requests.Request:
        return refund.request(
            hand.desk, order(hand, 7990)[0], "79.90", "returned", confirmed="79.90"
        )

    def test_nobody_approves_their_own_request(self, hand: TestDesk) -> None:
        made = self.asked(hand)
        with pytest.raises(errors.Refused, match="asked for this refund yourself"):
            refund.approve(hand.desk, made.id)
        with pytest.raises(apsw.ConstraintError), hand.store.transaction():
            hand.store.execute("UPDATE order_request SET state = 'approved', decided_by = agent_id")

    def test_without_approval_nothing_follows(self, hand: TestDesk) -> None:
        made = self.asked(hand)
        with pytest.raises(errors.Refused, match="is requested already"):
            refund.record(hand.desk, made.id)
        with pytest.raises(apsw.ConstraintError), hand.store.transaction():
            hand.store.execute("UPDATE order_request SET state = 'approved'")

    def test_another_person_who_is_no_approver_is_refused(self, hand: TestDesk) -> None:
        made = self.asked(hand)
        with hand.store.transaction():
            third = hand.store.insert("agent", name="Third")
        desk = other_desk(hand, third)
        with pytest.raises(errors.Refused, match="no approver"):
            refund.approve(desk, made.id)
        desk.store.close()

    def test_the_approver_approves_and_the_agent_passes_it_on(
        self, hand: TestDesk, boss: Desk
    ) -> None:
        made = self.asked(hand)
        approved = refund.approve(boss, made.id)
        assert (approved.state, approved.decider) == ("approved", "Colleague")
        with pytest.raises(errors.Refused, match="already refunded"):
            refund.request(hand.desk, made.line.id, "79.90", "returned", confirmed="79.90")
        assert "refund.refused" in hand.kinds()
        assert refund.record(hand.desk, made.id).state is RequestState.RECORDED
        assert [one for one in hand.kinds() if one.startswith("refund")] == [
            "refund.requested", "refund.approved", "refund.refused", "refund.recorded",
        ]  # fmt: skip

    def test_a_declined_one_says_why_and_may_be_asked_again(
        self, hand: TestDesk, boss: Desk
    ) -> None:
        made = self.asked(hand)
        with pytest.raises(errors.Refused, match="reason is empty"):
            refund.decline(boss, made.id, " ")
        assert refund.decline(boss, made.id, "not sent back yet").decision == "not sent back yet"
        with pytest.raises(errors.Refused, match="is declined already"):
            refund.approve(boss, made.id)
        again = refund.request(hand.desk, made.line.id, "40", "half of it")
        assert again.state is RequestState.RECORDED

    def test_the_ticket_tells_the_approver(self, hand: TestDesk, boss: Desk) -> None:
        ticket_id = hand.ticket()
        draft.save(hand.desk, ticket_id, DraftKind.NOTE, "half typed", 4)
        made = self.asked(hand)
        assert made.ticket_id == ticket_id
        assert "needs approval by another person: 79.90 USD" in notes(hand, ticket_id)[-1]
        assert tickets.ticket(hand.store, ticket_id).tags == ("refund-approval",)
        typed = draft.load(hand.desk, ticket_id, DraftKind.NOTE)
        assert typed is not None
        assert (typed.body, typed.cursor) == ("half typed", 4)
        refund.approve(boss, made.id, "fine")
        assert notes(hand, ticket_id)[-1].startswith(
            f"Refund R{made.id} of 79.90 USD is approved by Colleague. fine"
        )
        assert tickets.ticket(hand.store, ticket_id).tags == ()
        kinds = [row[0] for row in hand.store.all("SELECT kind FROM operation ORDER BY seq")]
        assert kinds == ["create", "note", "update", "note", "update"]

    def test_the_log_has_no_personal_words(self, hand: TestDesk, boss: Desk) -> None:
        made = self.asked(hand)
        refund.approve(boss, made.id, "secretword")
        rows = hand.store.all("SELECT data FROM event WHERE kind LIKE 'refund.%'")
        assert "secretword" not in str(rows)
        assert "returned" not in str(rows)


class TestReturns:
    def test_a_return_gets_a_number_that_can_be_checked(self, hand: TestDesk) -> None:
        first, second = order(hand, 1000, 1000)
        one = order_request.create_rma(hand.desk, first, RequestKind.RETURN, "too small")
        two = order_request.create_rma(hand.desk, second, RequestKind.EXCHANGE, "too small")
        assert one.state is RequestState.ISSUED
        assert one.rma != two.rma
        assert rma.is_valid(one.rma)

    def test_a_second_one_is_refused_until_the_first_is_taken_back(self, hand: TestDesk) -> None:
        line = order(hand, 1000)[0]
        one = order_request.create_rma(hand.desk, line, RequestKind.RETURN, "too small")
        with pytest.raises(errors.Refused, match="already being returned"):
            order_request.create_rma(hand.desk, line, RequestKind.EXCHANGE, "too small")
        with pytest.raises(errors.Refused, match="already being returned"):
            order_request.cancel_line(hand.desk, line, "changed their mind")
        order_request.withdraw(hand.desk, one.id)
        assert order_request.cancel_line(hand.desk, line, "no need").state is RequestState.RECORDED
        with pytest.raises(errors.Refused, match="is cancelled already"):
            order_request.withdraw(hand.desk, one.id)


PRICES = st.lists(st.integers(1, 20_000), min_size=1, max_size=3)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["me", "boss"]),
        st.sampled_from(["ask", "approve", "decline", "record", "withdraw"]),
        st.integers(0, 2),
        st.integers(0, 20_100),
    ),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PRICES, ACTS)
def test_two_desks_never_refund_more_than_a_line(
    hand: TestDesk, boss: Desk, prices: list[int], acts: list[tuple[str, str, int, int]]
) -> None:
    lines = order(hand, *prices)
    for who, act, which, amount in acts:
        desk = hand.desk if who == "me" else boss
        line = lines[which % len(lines)]
        with suppress(errors.Refused):  # that it changed nothing is checked below
            carry_out(desk, act, line, amount)
        for price, one in zip(prices, lines, strict=True):
            found = order_requests.of_line(hand.store, one)
            live = [each for each in found if each.state in LIVE]
            assert len(live) <= 1
            assert sum(each.amount for each in live) <= price
            for each in found:
                if each.state is RequestState.APPROVED:
                    assert each.decider
                    assert each.decider != each.actor
                if each.amount > 5000 and each.state is RequestState.RECORDED:
                    assert each.decider


def carry_out(desk: Desk, act: str, line: int, amount: int) -> None:
    """Do one thing to the newest request of a line."""
    typed = f"{amount // 100}.{amount % 100:02}"
    if act == "ask":
        refund.request(desk, line, typed, "because", confirmed=typed)
        return
    newest = order_requests.of_line(desk.store, line)[-1:]
    for one in newest:
        if act == "approve":
            refund.approve(desk, one.id)
        elif act == "decline":
            refund.decline(desk, one.id, "no")
        elif act == "record":
            refund.record(desk, one.id)
        else:
            order_request.withdraw(desk, one.id)


def test_the_second_of_two_desks_that_asked_together_is_refused(hand: TestDesk, boss: Desk) -> None:
    line = order(hand, 1000)[0]
    assert order_requests.live_kinds(boss.store, line) == frozenset()
    refund.request(hand.desk, line, "10", "broken")
    with pytest.raises(errors.Refused, match="already refunded"):
        refund.request(boss, line, "10", "broken")
    with pytest.raises(apsw.ConstraintError), hand.store.transaction():
        hand.store.execute(
            "INSERT INTO order_request (uid, kind, line_id, amount, state, agent_id, actor, at)"
            " SELECT 'x', kind, line_id, amount, state, agent_id, actor, at FROM order_request"
        )
