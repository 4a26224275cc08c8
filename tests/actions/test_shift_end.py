"""What stands before the end of a shift, and what the outbox counts as one thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import draft, follow_up, interaction, message, outbox, shift, ticket, wrap_up
from csr_desk.actions.glance import look
from csr_desk.domain.instants import HOUR
from csr_desk.domain.models import AuthorKind, Channel, DraftKind, OperationState, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import operations
from tests.desk import TestDesk


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    """A desk whose new tickets belong to a helpdesk."""
    made = TestDesk(tmp_path)
    made.desk.account = "work"
    yield made
    made.heartbeat.close()
    made.store.close()


def known(hand: TestDesk, channel: str = "email") -> int:
    """Return a ticket the helpdesk has already."""
    made = hand.ticket(channel=channel)
    with hand.store.transaction():
        hand.store.execute("UPDATE operation SET state = 'acknowledged'")
    return made


def logged(hand: TestDesk, ticket_id: int, channel: Channel = Channel.EMAIL) -> int:
    one = interaction.open_contact(hand.desk, ticket_id, channel)
    hand.wait(60)
    return wrap_up.commit(hand.desk, one.id, WrapUp("order/late", "resolved")).interaction_id


def test_a_wrap_up_is_one_with_the_words_it_goes_out_with(hand: TestDesk) -> None:
    one = known(hand)
    message.reply(hand.desk, one, "soon")
    assert look(hand.desk).outbox == 1
    logged(hand, one)
    assert look(hand.desk).outbox == 1
    assert len(operations.unfinished(hand.store, one)) == 3


def test_a_new_ticket_and_its_wrap_up_are_one(hand: TestDesk) -> None:
    logged(hand, hand.ticket(), Channel.PHONE)
    assert outbox.size(hand.desk) == 1


def test_a_reopening_and_a_wrap_up_are_two(hand: TestDesk) -> None:
    one = known(hand)
    ticket.change(hand.desk, one, ticket.Change(status=Status.SOLVED, told="by phone"))
    with hand.store.transaction():
        hand.store.execute("UPDATE operation SET state = 'acknowledged'")
    ticket.change(hand.desk, one, ticket.Change(status=Status.OPEN))
    logged(hand, one, Channel.PHONE)
    assert outbox.size(hand.desk) == 2


def test_what_is_sent_later_holds_nothing_up_and_counts_by_itself(hand: TestDesk) -> None:
    one = known(hand)
    later = message.reply(hand.desk, one, "tomorrow", release_at=hand.desk.now() + 24 * HOUR)
    logged(hand, one)
    waiting = operations.in_turn(hand.store, one)
    assert later.operation not in [each.uid for each in waiting]
    assert operations.waiting_tickets(hand.store, "work", hand.desk.now()) == [one]
    assert outbox.size(hand.desk) == 2
    hand.wait(24 * 3600)
    outbox.release_due(hand.desk)
    assert operations.in_turn(hand.store, one)[-1].uid == later.operation


def test_a_reply_in_its_undo_window_keeps_its_place(hand: TestDesk) -> None:
    one = known(hand)
    message.reply(hand.desk, one, "soon")
    message.note(hand.desk, one, "for us")
    assert operations.waiting_tickets(hand.store, "work", hand.desk.now()) == []


def test_in_a_chat_the_customers_own_line_makes_no_answer_stale(hand: TestDesk) -> None:
    one = known(hand, "chat")
    draft.save(hand.desk, one, DraftKind.REPLY, "let me look")
    message.receive(hand.desk, one, "and one thing more", author="Ann Baker")
    assert message.reply(hand.desk, one, "let me look").state is not OperationState.HELD


def test_in_a_chat_a_colleagues_word_still_holds_it(hand: TestDesk) -> None:
    one = known(hand, "chat")
    draft.save(hand.desk, one, DraftKind.REPLY, "let me look")
    kind = AuthorKind.AGENT
    message.receive(hand.desk, one, "done", author="Colleague", author_kind=kind, agent_id=2)
    message.receive(hand.desk, one, "thanks", author="Ann Baker")
    assert message.reply(hand.desk, one, "let me look").state is OperationState.HELD


def test_in_mail_the_customers_word_holds_it(hand: TestDesk) -> None:
    one = known(hand)
    draft.save(hand.desk, one, DraftKind.REPLY, "let me look")
    message.receive(hand.desk, one, "and one thing more", author="Ann Baker")
    assert message.reply(hand.desk, one, "let me look").state is OperationState.HELD


def notes(hand: TestDesk, one: int) -> list[str]:
    return [
        str(row[0])
        for row in hand.store.all(
            "SELECT body FROM message WHERE ticket_id = ? AND kind = 'internal'"
            " AND state <> 'dropped' ORDER BY id",
            one,
        )
    ]


def test_a_task_by_hand_is_told_at_the_helpdesk(hand: TestDesk) -> None:
    one = known(hand)
    due = hand.desk.now() + HOUR
    follow_up.add(hand.desk, "Data export", due, ticket_id=one, by_hand=True, is_told=True)
    assert notes(hand, one) == ["Task: Data export (due 2026-11-23 10:00 UTC)"]
    follow_up.undo(hand.desk)
    assert notes(hand, one) == []
    assert outbox.size(hand.desk) == 0


def test_a_task_taken_back_after_it_was_told_is_told_again(hand: TestDesk) -> None:
    one = known(hand)
    due = hand.desk.now() + HOUR
    follow_up.add(hand.desk, "Data export", due, ticket_id=one, by_hand=True, is_told=True)
    with hand.store.transaction():
        hand.store.execute("UPDATE operation SET state = 'acknowledged'")
    follow_up.undo(hand.desk)
    assert notes(hand, one)[1].startswith("Task taken back: Data export")


def test_a_callback_and_a_local_task_stay_here(hand: TestDesk) -> None:
    one, due = known(hand), hand.desk.now() + HOUR
    kinds = {"ticket_id": one, "by_hand": True, "is_told": True}
    follow_up.add(hand.desk, "Ring", due, kind="callback", **kinds)  # type: ignore[arg-type]
    hand.desk.account = "local"
    kinds["ticket_id"] = hand.ticket()
    follow_up.add(hand.desk, "Here", due, **kinds)  # type: ignore[arg-type]
    assert notes(hand, one) == notes(hand, int(kinds["ticket_id"])) == []


def test_the_blockers_the_weightiest_first(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, known(hand), Channel.PHONE)
    waiting, later, held = known(hand), known(hand), known(hand)
    message.reply(hand.desk, waiting, "soon")
    message.reply(hand.desk, later, "tomorrow", release_at=hand.desk.now() + 24 * HOUR)
    draft.save(hand.desk, held, DraftKind.REPLY, "let me look")
    message.receive(hand.desk, held, "more", author="Ann Baker")
    message.reply(hand.desk, held, "let me look")
    draft.save(hand.desk, held, DraftKind.NOTE, "half")
    with hand.store.transaction():
        hand.store.insert(
            "conflict", account="work", ticket_id=held, field="status", at=hand.desk.now()
        )
    found = shift.blockers(hand.desk)
    kinds = [blocker.kind for blocker in found]
    assert kinds == ["unlogged", "conflict", "held", "waiting", "scheduled", "drafts"]
    assert found[0].interaction_id == one.id
    assert found[1].sentence == "1 conflict waits for your choice"
    assert found[4].sentence == "1 of the outbox: to be sent later, at the time you named"
