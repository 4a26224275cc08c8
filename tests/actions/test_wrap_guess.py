"""What speaks for a reason: text, responses used, past wrap-ups; bounded and never the name."""

from pathlib import Path

import pytest

from csr_desk.actions import interaction, message, wrap_draft, wrap_guess, wrap_up
from csr_desk.domain.models import Channel, Interaction
from csr_desk.domain.wrap_up import WrapUp
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> TestDesk:
    made = TestDesk(tmp_path)
    made.customer("Ann Baker")
    return made


def contact(hand: TestDesk, subject: str, body: str = "", channel: str = "email") -> Interaction:
    ticket_id = hand.ticket(subject, channel)
    if body:
        message.receive(hand.desk, ticket_id, body, author="Ann Baker")
    return interaction.open_contact(hand.desk, ticket_id, Channel(channel))


def log(hand: TestDesk, one: Interaction, reason: str) -> None:
    interaction.end(hand.desk, one.id)
    wanted = WrapUp(reason, "pending_customer", note="as said on the line")
    wrap_up.commit(hand.desk, one.id, wanted)


def test_the_text_of_the_customer_speaks(hand: TestDesk) -> None:
    one = contact(hand, "Refund", "I would like my money back, please refund the order.")
    found = wrap_guess.guesses(hand.desk, one)
    assert found[0].code == "returns/refund"
    assert "refund" in found[0].because


def test_a_ticket_goes_on_about_what_it_was_logged_with(hand: TestDesk) -> None:
    one = contact(hand, "Invoice and parcel", "The invoice came, the invoice is fine.")
    log(hand, one, "returns/damaged")
    again = interaction.open_contact(hand.desk, one.ticket_id, Channel("email"))
    first = wrap_guess.guesses(hand.desk, again)[0]
    assert (first.code, first.because) == (
        "returns/damaged",
        "this ticket was logged so before",
    )
    assert wrap_guess.ranked(hand.desk, one.ticket_id, {})[0].code == "returns/damaged"


def test_nothing_speaks_for_nothing_and_a_name_is_no_reason(hand: TestDesk) -> None:
    for number in range(6):
        log(hand, contact(hand, f"Call with Ann Baker {number}"), "billing/invoice")
    assert wrap_guess.guesses(hand.desk, contact(hand, "Call with Ann Baker")) == []


def test_words_of_past_wrap_ups_speak(hand: TestDesk) -> None:
    for number in range(25):
        log(hand, contact(hand, f"Zwirbel gone {number}", "The zwirbel fell off"), "product/fault")
        log(hand, contact(hand, f"Other {number}", "The schnacker hums"), "account/access")
    found = wrap_guess.guesses(hand.desk, contact(hand, "zwirbel gone", "zwirbel fell"))
    assert found[0].code == "product/fault"
    assert found[0].because.startswith("earlier contacts with ")
    assert "zwirbel" in found[0].because


def test_the_history_is_read_once_for_each_newest_wrap_up(hand: TestDesk) -> None:
    for number in range(3):
        log(hand, contact(hand, f"Zwirbel {number}"), "product/fault")
    first = wrap_guess.history(hand.desk)
    assert wrap_guess.history(hand.desk) is first
    last = contact(hand, "Zwirbel 9")
    log(hand, last, "product/fault")
    after = wrap_guess.history(hand.desk)
    assert after["product/fault"]["zwirbel"] == 4
    wrap_draft.take_back(hand.desk, last.id)
    assert wrap_guess.history(hand.desk)["product/fault"]["zwirbel"] == 3


def test_responses_used_here_speak_with_how_often_they_were_used_for_it(hand: TestDesk) -> None:
    canned = hand.store.insert(
        "canned", uid="c1", name="late", title="Late", body="Sorry", created_at=1, updated_at=1
    )
    for number in range(4):
        one = contact(hand, f"Hello {number}", "hello")
        message.reply(hand.desk, one.ticket_id, "Sorry", interaction_id=one.id, canned=(canned,))
        log(hand, one, "order/late")
    fresh = contact(hand, "Hello", "hello")
    assert wrap_guess.guesses(hand.desk, fresh) == []
    message.reply(hand.desk, fresh.ticket_id, "Sorry", interaction_id=fresh.id, canned=(canned,))
    found = wrap_guess.guesses(hand.desk, fresh)
    assert found[0].code == "order/late"
    assert "response used 4 times for it" in found[0].because
    assert wrap_guess.evidence(hand.desk, fresh).canned == {"order/late": 4}


def test_the_notes_of_a_call_speak_where_the_customer_wrote_nothing(hand: TestDesk) -> None:
    one = contact(hand, "Call with Ann Baker", channel="phone")
    message.note(hand.desk, one.ticket_id, "Wants a refund", interaction_id=one.id)
    assert wrap_guess.guesses(hand.desk, one)[0].code.startswith("returns/")


def test_long_threads_are_read_in_part(hand: TestDesk) -> None:
    one = contact(hand, "Thread", "first words " + "x" * 10_000)
    for number in range(30):
        message.receive(hand.desk, one.ticket_id, f"message {number}", author="Ann Baker")
    text = wrap_guess.text_of(hand.desk, one.ticket_id)
    assert "first words" in text
    assert "message 29" in text
    assert "message 15" not in text
    assert len(text) < 8_000
