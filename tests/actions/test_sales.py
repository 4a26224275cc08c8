"""Payments, offers, feedback and commitments; nothing of them is lost in a merge."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import (
    customer_merge,
    customer_unmerge,
    draft,
    feedback,
    message,
    offers,
    payment,
    ticket,
    wrap_draft,
)
from csr_desk.actions import interaction as contacts
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.store import customer_sales, payments
from tests.actions.order_world import SETTINGS, order
from tests.desk import TestDesk

CARD = "4111 1111 1111 1111"
NO_CARD = "4111 1111 1111 1112"


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path, config=SETTINGS)
    desk.session.begin()
    desk.customer("Ann Meyer")
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def bill(hand: TestDesk, amount: int, currency: str = "USD") -> int:
    with hand.store.transaction():
        return hand.store.insert(
            "invoice", number="I-1", customer_id=1, currency=currency, amount=amount,
            due_at=hand.desk.now(),
        )  # fmt: skip


class TestPayments:
    def test_the_link_names_amount_and_reference_and_no_person(self, hand: TestDesk) -> None:
        made = payment.begin(hand.desk, hand.ticket(), "48.20 USD", "")
        assert made.url == (
            f"https://pay.example.com/{made.payment.reference}?amount=48.20&currency=USD"
        )
        assert hand.kinds()[-1] == "payment.started"
        with pytest.raises(errors.Refused, match="still running"):
            payment.begin(hand.desk, made.payment.ticket_id or 0, "1 USD", "")

    def test_a_paid_one_counts_for_its_invoice(self, hand: TestDesk) -> None:
        number, ticket_id = bill(hand, 4820), hand.ticket()
        due = payment.open_invoice(hand.desk, ticket_id)
        assert due is not None
        assert due.id == number
        made = payment.begin(hand.desk, ticket_id, "48.20", "USD", invoice_id=number)
        done = payment.finish(hand.desk, made.payment.id, "paid", token="tok_1a", last4="1111")
        assert (done.state, done.token, done.last4) == ("paid", "tok_1a", "1111")
        assert customer_sales.balances(hand.store, 1) == []
        with pytest.raises(errors.Refused, match="is paid already"):
            payment.finish(hand.desk, made.payment.id, "paid")
        assert customer_sales.invoices(hand.store, 1)[0].paid == 4820

    def test_a_failed_one_counts_for_nothing(self, hand: TestDesk) -> None:
        number, ticket_id = bill(hand, 4820), hand.ticket()
        made = payment.begin(hand.desk, ticket_id, "48.20", "USD", invoice_id=number)
        payment.finish(hand.desk, made.payment.id, "failed")
        assert customer_sales.invoices(hand.store, 1)[0].paid == 0
        assert payment.begin(hand.desk, ticket_id, "48.20", "USD").payment.state == "active"

    @pytest.mark.parametrize(
        ("token", "last4"),
        [(CARD, ""), (NO_CARD.replace(" ", ""), ""), ("x", "11111"), ("", "1a1")],
    )
    def test_no_card_number_is_kept(self, hand: TestDesk, token: str, last4: str) -> None:
        made = payment.begin(hand.desk, hand.ticket(), "1 USD", "")
        with pytest.raises(errors.Refused):
            payment.finish(hand.desk, made.payment.id, "paid", token=token, last4=last4)
        assert payments.active(hand.store, made.payment.ticket_id or 0) is not None

    @pytest.mark.parametrize("typed", ["", "0", "x", "1 DOLLARS", "1.234 USD"])
    def test_what_is_no_amount(self, hand: TestDesk, typed: str) -> None:
        with pytest.raises(errors.Refused, match="no amount"):
            payment.begin(hand.desk, hand.ticket(), typed, "USD")

    def test_without_a_template_there_is_no_link(self, tmp_path: Path) -> None:
        desk = TestDesk(tmp_path / "plain") if (tmp_path / "plain").mkdir() is None else None
        assert desk is not None
        desk.customer()
        with pytest.raises(errors.Refused, match="no payment page"):
            payment.begin(desk.desk, desk.ticket(), "1 USD", "")
        desk.heartbeat.close()
        desk.store.close()

    def test_a_note_takes_no_long_number_while_it_runs(self, hand: TestDesk) -> None:
        ticket_id = hand.ticket()
        assert draft.save(hand.desk, ticket_id, DraftKind.NOTE, NO_CARD) == NO_CARD
        made = payment.begin(hand.desk, ticket_id, "1 USD", "")
        assert draft.save(hand.desk, ticket_id, DraftKind.NOTE, f"it is {NO_CARD}, 2026") == (
            "it is ••••, 2026"
        )
        message.note(hand.desk, ticket_id, f"{NO_CARD} and {CARD}")
        one = contacts.open_contact(hand.desk, ticket_id, Channel.PHONE)
        assert wrap_draft.save(hand.desk, one, {"note": NO_CARD})["note"] == "••••"
        stored = hand.store.all("SELECT body FROM message WHERE kind = 'internal'")
        assert stored == [("•••• and •••• 1111",)]
        payment.finish(hand.desk, made.payment.id, "cancelled")
        assert draft.save(hand.desk, ticket_id, DraftKind.NOTE, NO_CARD) == NO_CARD


class TestOffers:
    def test_the_hint_goes_once_it_was_offered(self, hand: TestDesk) -> None:
        order(hand, 3200)
        assert offers.hint(hand.desk, 1) == ("Cleaning brush", "Grinder 3200")
        offers.record(hand.desk, 1, "Cleaning brush", "accepted_later")
        assert offers.hint(hand.desk, 1) == ("", "")
        assert payments.offers(hand.store, 1)[0].outcome == "accepted_later"

    def test_nothing_is_offered_in_a_complaint(self, hand: TestDesk) -> None:
        order(hand, 3200)
        made = hand.ticket()
        ticket.change(hand.desk, made, ticket.Change(add_tags=("complaint",)))
        assert offers.hint(hand.desk, 1) == ("", "")
        with pytest.raises(errors.Refused, match="has a complaint"):
            offers.record(hand.desk, 1, "Cleaning brush", "offered")

    def test_the_reason_of_the_contact_in_hand_is_enough(self, hand: TestDesk) -> None:
        order(hand, 3200)
        one = contacts.open_contact(hand.desk, hand.ticket(), Channel.PHONE)
        wrap_draft.save(hand.desk, one, {"reason": "complaint/staff"})
        assert offers.in_complaint(hand.desk, 1)
        wrap_draft.save(hand.desk, one, {"reason": "order/late"})
        assert not offers.in_complaint(hand.desk, 1)

    def test_an_unknown_outcome_is_refused(self, hand: TestDesk) -> None:
        with pytest.raises(errors.Refused, match="is no outcome"):
            offers.record(hand.desk, 1, "Brush", "sold")


class TestFeedback:
    def test_it_is_counted_by_recipient_and_towards_the_commitment(self, hand: TestDesk) -> None:
        feedback.add(hand.desk, "improvement", "Logistics", f"labels, not {CARD}")
        feedback.add(hand.desk, "recommendation", "Product", "a lid", ticket_id=hand.ticket())
        assert feedback.counts(hand.desk) == [
            ("Logistics", "improvement", 1), ("Product", "recommendation", 1)
        ]  # fmt: skip
        assert feedback.recent(hand.desk)[1].text == "labels, not •••• 1111"
        feedback.done(hand.desk, "training", "Product news")
        done = {one.kind: (one.done, one.wanted, one.is_kept) for one in counted(hand)}
        assert done == {
            "training": (1, 1, True), "quiz": (0, 1, False), "improvement": (1, 2, False)
        }  # fmt: skip

    def test_months_and_quarters_begin_anew(self, hand: TestDesk) -> None:
        feedback.done(hand.desk, "training", "News")
        feedback.done(hand.desk, "quiz", "News")
        hand.hands.wall += timedelta(days=9)  # 2026-12-02
        hand.hands.seconds += 9 * 86_400
        assert [one.done for one in counted(hand)] == [0, 1, 0]
        hand.hands.wall += timedelta(days=31)
        hand.hands.seconds += 31 * 86_400
        assert [one.done for one in counted(hand)] == [0, 0, 0]

    @pytest.mark.parametrize(
        ("kind", "to", "words"), [("x", "P", "a"), (*("improvement", " "), "a")]
    )
    def test_what_is_refused(self, hand: TestDesk, kind: str, to: str, words: str) -> None:
        with pytest.raises(errors.Refused):
            feedback.add(hand.desk, kind, to, words)


def counted(hand: TestDesk) -> list[feedback.Commitment]:
    return feedback.commitments(hand.desk)


def test_a_merge_takes_payments_and_offers_along_and_gives_them_back(hand: TestDesk) -> None:
    other = hand.customer("A. Meyer")
    made = ticket.create(hand.desk, other, "Bill", "email")
    payment.begin(hand.desk, made, "1 USD", "")
    offers.record(hand.desk, other, "Brush", "offered")
    customer_merge.merge(hand.desk, other, 1)
    assert len(payments.of_customer(hand.store, 1)) == len(payments.offers(hand.store, 1)) == 1
    last = customer_unmerge.last_merge(hand.desk, 1)
    assert last is not None
    customer_unmerge.undo_merge(hand.desk, last.id)
    assert payments.of_customer(hand.store, 1) == []
    assert len(payments.of_customer(hand.store, other)) == 1
