"""Acknowledging many tickets: what goes out, what stays, what runs on, and one undo for all."""

import pytest

from csr_desk import errors
from csr_desk.actions import acknowledge, draft, interaction, message, outbox
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.canned_edit import create
from csr_desk.actions.canned_form import Form
from csr_desk.domain.models import AuthorKind, Channel, DraftKind
from csr_desk.store import tickets, unacknowledged
from tests.desk import TestDesk


@pytest.fixture
def word(hand: TestDesk) -> int:
    return create(hand.desk, Form(name="received", title="Received", body="It arrived."))


def heard(hand: TestDesk, ticket_id: int) -> int | None:
    value = hand.store.value("SELECT acknowledged_at FROM ticket WHERE id = ?", ticket_id)
    return None if value is None else int(value)


def test_the_first_public_word_acknowledges_wherever_it_was_written(hand: TestDesk) -> None:
    by_note, by_reply, by_call = hand.ticket(), hand.ticket(), hand.ticket(channel="phone")
    message.note(hand.desk, by_note, "looking")
    hand.wait(60)
    message.reply(hand.desk, by_reply, "we look into it")
    interaction.open_contact(hand.desk, by_call, Channel.PHONE)
    assert heard(hand, by_note) is None
    assert heard(hand, by_reply) == hand.desk.now()
    assert heard(hand, by_call) is not None
    assert unacknowledged.ids(hand.store, 9) == [by_note]
    message.undo(hand.desk)
    assert unacknowledged.ids(hand.store, 9) == [by_note, by_reply]


def test_it_is_no_answer(hand: TestDesk, word: int) -> None:
    one = hand.ticket(assign_to_me=False)
    hand.store.execute("UPDATE ticket SET due_at = 99, due_kind = 'first_response'")
    before = tickets.ticket(hand.store, one)
    acknowledge.send(hand.desk, acknowledge.preview(hand.desk, [one], word))
    hand.wait(16)
    outbox.release_due(hand.desk)
    after = tickets.ticket(hand.store, one)
    for name in ("status", "assignee_id", "waiting_since", "due_at", "due_kind"):
        assert getattr(after, name) == getattr(before, name), name
    (said,) = tickets.messages(hand.store, one)
    assert (said.body, said.kind.value, said.state.value) == ("It arrived.", "public", "sent")
    assert hand.store.value("SELECT acknowledges FROM message") == 1
    assert heard(hand, one) is not None


def test_what_is_left_out_says_why(hand: TestDesk, word: int) -> None:
    answered, begun, open_one = hand.ticket(), hand.ticket(), hand.ticket()
    message.reply(hand.desk, answered, "done")
    draft.save(hand.desk, begun, DraftKind.REPLY, "half")
    found = acknowledge.preview(hand.desk, [answered, begun, open_one, open_one], word)
    assert [one.ticket.id for one in found.goes] == [open_one]
    assert [one.problem for one in found.stays] == [
        "acknowledged already",
        "you have begun an answer",
    ]
    with pytest.raises(errors.Refused, match="none of these"):
        acknowledge.send(hand.desk, found._replace(goes=()))


def test_what_a_colleague_answered_since_the_preview_is_left_out(hand: TestDesk, word: int) -> None:
    first, other = hand.ticket(), hand.ticket()
    found = acknowledge.preview(hand.desk, [first, other], word)
    message.receive(
        hand.desk, first, "Done.", author="Colleague", author_kind=AuthorKind.AGENT, agent_id=2
    )
    assert len(acknowledge.send(hand.desk, found)) == 1
    assert [one.body for one in tickets.messages(hand.store, first)] == ["Done."]
    with pytest.raises(errors.Refused, match="changed meanwhile"):
        acknowledge.send(hand.desk, found)


def test_one_undo_takes_all_of_it_back_also_chats(hand: TestDesk, word: int) -> None:
    ids = [hand.ticket(), hand.ticket(channel="chat")]
    done = acknowledge.send(hand.desk, acknowledge.preview(hand.desk, ids, word))
    draft.save(hand.desk, ids[0], DraftKind.REPLY, "begun meanwhile")
    hand.wait(14)
    outbox.release_due(hand.desk)
    assert acknowledge.undo(hand.desk, done) == 2
    assert unacknowledged.ids(hand.store, 9) == ids
    kept = draft.load(hand.desk, ids[0], DraftKind.REPLY)
    assert kept is not None
    assert kept.body == "begun meanwhile"
    assert draft.load(hand.desk, ids[1], DraftKind.REPLY) is None
    assert hand.store.value("SELECT uses FROM canned") == 0
    assert acknowledge.undo(hand.desk, done) == 0


def test_what_has_left_stays(hand: TestDesk, word: int) -> None:
    done = acknowledge.send(hand.desk, acknowledge.preview(hand.desk, [hand.ticket()], word))
    hand.wait(16)
    outbox.release_due(hand.desk)
    assert acknowledge.undo(hand.desk, done) == 0


def test_a_solved_ticket_and_spam_wait_for_no_word(hand: TestDesk) -> None:
    one, other = hand.ticket(), hand.ticket()
    solved = ticket_actions.Change(status=tickets.Status.SOLVED, told="by phone")
    ticket_actions.change(hand.desk, one, solved)
    hand.store.execute("UPDATE ticket SET is_spam = 1 WHERE id = ?", other)
    assert unacknowledged.ids(hand.store, 9) == []
    assert unacknowledged.count(hand.store, 9) == 0
