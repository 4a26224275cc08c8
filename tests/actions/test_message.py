"""Replies: the undo window, the stale-reply hold, masked before they are stored, drafts kept."""

import pytest

from csr_desk.actions import draft, held, message, outbox, shift
from csr_desk.domain.models import AuthorKind, DraftKind, MessageState, OperationState, Status
from csr_desk.errors import Refused
from csr_desk.store import tickets
from tests.desk import TestDesk

CARD = "4111 1111 1111 1111"


def states(hand: TestDesk, ticket_id: int) -> list[str]:
    rows = hand.store.all("SELECT state FROM message WHERE ticket_id = ? ORDER BY id", ticket_id)
    return [row[0] for row in rows]


def test_an_email_waits_fifteen_seconds_and_then_leaves(hand: TestDesk) -> None:
    one = hand.ticket()
    posted = message.reply(hand.desk, one, "On its way")
    assert posted.state is OperationState.WAITING
    assert posted.release_at == hand.desk.now() + 15_000
    hand.wait(14, tick=True)
    assert states(hand, one) == ["waiting"]
    hand.wait(1, tick=True)
    assert states(hand, one) == ["sent"]
    assert "operation.released" in hand.kinds()


def test_a_chat_message_leaves_at_once(hand: TestDesk) -> None:
    posted = message.reply(hand.desk, hand.ticket(channel="chat"), "Hello")
    assert posted.state is OperationState.ACKNOWLEDGED


def test_a_reply_to_a_call_goes_out_by_email(hand: TestDesk) -> None:
    one = hand.ticket(channel="phone")
    message.reply(hand.desk, one, "As we said")
    assert hand.store.value("SELECT channel FROM message WHERE ticket_id = ?", one) == "email"


def test_undo_brings_the_text_back_and_the_ticket_as_it_was(hand: TestDesk) -> None:
    one = hand.ticket()
    before = tickets.ticket(hand.store, one)
    message.reply(hand.desk, one, "Hello Joanes", status=Status.PENDING)
    assert tickets.ticket(hand.store, one).status is Status.PENDING
    message.undo(hand.desk)
    after = tickets.ticket(hand.store, one)
    assert (after.status, after.waiting_since) == (before.status, before.waiting_since)
    typed = draft.load(hand.desk, one, DraftKind.REPLY)
    assert typed is not None
    assert (typed.body, typed.cursor) == ("Hello Joanes", 12)
    hand.wait(20, tick=True)
    assert states(hand, one) == ["dropped"]
    assert tickets.messages(hand.store, one) == []


def test_a_reply_that_solves_is_a_solving_and_its_undo_no_reopening(hand: TestDesk) -> None:
    one = hand.ticket()
    message.reply(hand.desk, one, "Done", status=Status.SOLVED)
    assert tickets.ticket(hand.store, one).solved_at == hand.desk.now()
    message.undo(hand.desk)
    assert tickets.ticket(hand.store, one).solved_at is None
    steps = ("ticket.solved", "ticket.reopened", "ticket.solve_undone")
    assert [kind for kind in hand.kinds() if kind in steps] == [steps[0], steps[2]]


def test_undo_keeps_what_was_typed_since(hand: TestDesk) -> None:
    one = hand.ticket()
    message.reply(hand.desk, one, "First")
    draft.save(hand.desk, one, DraftKind.REPLY, "Second", 6)
    message.undo(hand.desk)
    typed = draft.load(hand.desk, one, DraftKind.REPLY)
    assert typed is not None
    assert typed.body == "First\n\nSecond"


def test_after_its_window_a_message_cannot_be_undone(hand: TestDesk) -> None:
    message.reply(hand.desk, hand.ticket(), "Gone")
    hand.wait(15)
    with pytest.raises(Refused, match="no message waits"):
        message.undo(hand.desk)


def test_a_scheduled_message_waits_for_its_time(hand: TestDesk) -> None:
    one = hand.ticket()
    message.reply(hand.desk, one, "Tomorrow", release_at=hand.desk.now() + 300_000)
    hand.wait(200, tick=True)
    assert states(hand, one) == ["waiting"]
    hand.wait(100, tick=True)
    assert states(hand, one) == ["sent"]


@pytest.mark.parametrize("who", [AuthorKind.CUSTOMER, AuthorKind.AGENT])
def test_a_reply_is_held_when_somebody_wrote_meanwhile(hand: TestDesk, who: AuthorKind) -> None:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.REPLY, "Answer", 6)
    message.receive(hand.desk, one, "Never mind", author="Somebody", author_kind=who, agent_id=None)
    posted = message.reply(hand.desk, one, "Answer")
    assert posted.state is OperationState.HELD
    assert tickets.message(hand.store, posted.message_id).state is MessageState.HELD
    assert [uid for uid, _ in held.held(hand.desk)] == [posted.operation]


def hold(hand: TestDesk) -> tuple[int, str]:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.REPLY, "Answer", 6)
    message.receive(hand.desk, one, "Wait", author="Ann")
    return one, message.reply(hand.desk, one, "Answer").operation


def test_a_held_reply_can_be_sent_anyway(hand: TestDesk) -> None:
    one, operation = hold(hand)
    held.send_anyway(hand.desk, operation)
    hand.wait(15, tick=True)
    assert states(hand, one) == ["received", "sent"]
    assert outbox.counts(hand.desk) == {}


def test_a_held_reply_can_become_a_note(hand: TestDesk) -> None:
    one, operation = hold(hand)
    held.keep_as_note(hand.desk, operation)
    kinds = [(m.kind, m.body) for m in tickets.messages(hand.store, one)]
    assert kinds == [("public", "Wait"), ("internal", "Answer")]


def test_a_held_reply_can_be_dropped_or_edited(hand: TestDesk) -> None:
    one, operation = hold(hand)
    held.edit_held(hand.desk, operation)
    typed = draft.load(hand.desk, one, DraftKind.REPLY)
    assert typed is not None
    assert typed.body == "Answer"
    assert message.reply(hand.desk, one, "Answer").state is OperationState.WAITING
    with pytest.raises(Refused, match="not held"):
        held.drop(hand.desk, operation)


def test_editing_a_held_reply_keeps_what_was_typed_since(hand: TestDesk) -> None:
    one, operation = hold(hand)
    draft.save(hand.desk, one, DraftKind.REPLY, "Newer", 5)
    held.edit_held(hand.desk, operation)
    typed = draft.load(hand.desk, one, DraftKind.REPLY)
    assert typed is not None
    assert typed.body == "Answer\n\nNewer"


def test_ones_own_note_does_not_hold_ones_reply(hand: TestDesk) -> None:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.REPLY, "Answer", 6)
    message.note(hand.desk, one, "Called the carrier")
    assert message.reply(hand.desk, one, "Answer").state is OperationState.WAITING


def test_card_numbers_never_reach_the_file(hand: TestDesk) -> None:
    one = hand.ticket(f"Card {CARD}", body=f"my card is {CARD} cvv 123")
    draft.save(hand.desk, one, DraftKind.REPLY, f"typed {CARD}", 0)
    message.note(hand.desk, one, f"noted {CARD}")
    message.reply(hand.desk, one, f"sent {CARD}")
    message.receive(hand.desk, one, f"pasted {CARD}", author="Ann")
    hand.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in hand.folder.iterdir():
        if file.is_file():
            assert CARD.encode() not in file.read_bytes()
    assert hand.kinds().count("pii.masked") >= 6
    assert hand.store.value("SELECT group_concat(data) FROM event").count("4111") == 0


def test_a_customers_word_opens_a_solved_ticket(hand: TestDesk) -> None:
    one = hand.ticket()
    hand.store.execute("UPDATE ticket SET status = 4, solved_at = 1 WHERE id = ?", one)
    message.receive(hand.desk, one, "It broke again", author="Ann")
    ticket = tickets.ticket(hand.store, one)
    assert (ticket.status, ticket.solved_at) == (Status.OPEN, None)
    assert "ticket.reopened" in hand.kinds()


def test_the_log_holds_no_word_of_a_message(hand: TestDesk) -> None:
    message.reply(hand.desk, hand.ticket(body="secret one"), "secret two")
    assert "secret" not in hand.store.value("SELECT group_concat(data) FROM event")


def test_waiting_and_held_messages_stand_before_the_end_of_the_shift(hand: TestDesk) -> None:
    shift.start(hand.desk)
    hold(hand)
    message.reply(hand.desk, hand.ticket(), "Waiting")
    kinds = {blocker.kind for blocker in shift.blockers(hand.desk)}
    assert kinds == {"held", "waiting"}
    with pytest.raises(Refused, match="undo window"):
        shift.end(hand.desk)


def test_an_empty_message_is_refused(hand: TestDesk) -> None:
    with pytest.raises(Refused, match="empty"):
        message.reply(hand.desk, hand.ticket(), "  \n")
