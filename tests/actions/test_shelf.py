"""The outbox in the agent's hands: retry, drop, edit, keep as a note, judge what is in doubt."""

from collections.abc import Callable

import pytest

from csr_desk.actions import customer_carry, draft, message, outbox, shelf, ticket
from csr_desk.actions.ticket import Change
from csr_desk.domain.models import (
    AuthorKind,
    DraftKind,
    MessageState,
    OperationState,
    Priority,
    Status,
)
from csr_desk.errors import Refused
from csr_desk.store import operations, remote, tickets
from tests.desk import TestDesk

CARD = "4111 1111 1111 1111"
WORK = "work"


@pytest.fixture
def one(hand: TestDesk) -> int:
    """A ticket the helpdesk has, of the account `work`."""
    made = hand.ticket(account=WORK)
    with hand.store.transaction():
        hand.store.execute("UPDATE operation SET state = 'acknowledged'")
        hand.store.execute("UPDATE ticket SET remote_id = '35436' WHERE id = ?", made)
        remote.set_state(hand.store, made, WORK, stamp="2026-11-23T08:00:00Z", settled=1)
    return made


def reply(hand: TestDesk, one: int, body: str = "On its way", **more: object) -> str:
    """Write a reply and let its undo window pass."""
    posted = message.reply(hand.desk, one, body, **more)  # type: ignore[arg-type]
    hand.wait(16, tick=True)
    return posted.operation


def move(hand: TestDesk, uid: str, state: OperationState, **columns: object) -> None:
    with hand.store.transaction():
        operations.move(hand.store, [uid], state, **columns)
        operations.settle_blocked(hand.store, WORK)


def reject(hand: TestDesk, uid: str) -> None:
    move(hand, uid, OperationState.REJECTED, error="Status: closed prevents ticket update")


def doubt(hand: TestDesk, *uids: str) -> None:
    with hand.store.transaction():
        operations.save_bundle(hand.store, "b1", WORK, sent_at=hand.desk.now())
        operations.move(hand.store, list(uids), OperationState.IN_DOUBT, bundle="b1")


def states(hand: TestDesk) -> list[str]:
    sql = "SELECT state FROM operation WHERE kind <> 'create' ORDER BY seq"
    return [row[0] for row in hand.store.all(sql)]


def said(hand: TestDesk, uid: str) -> MessageState:
    sql = "SELECT message_id FROM operation WHERE uid = ?"
    return tickets.message(hand.store, hand.store.value(sql, uid)).state


def test_rows_say_what_waits_and_why(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one, "Back on\n the lorry", status=Status.PENDING)
    ticket.change(
        hand.desk, one, Change(priority=Priority.HIGH, assignee_id=2, add_tags=("parcel",))
    )
    reject(hand, uid)
    first, second = shelf.rows(hand.desk)
    assert first.words == "reply, pending: Back on the lorry"
    assert (first.error, first.state) == ("Status: closed prevents ticket update", "rejected")
    assert first.carries_text
    assert second.words == "priority high, assignee, tags parcel"
    assert (second.state, second.reference) == ("blocked", first.reference)
    assert shelf.row(hand.desk, uid[:12].upper()) == first


def test_a_message_in_its_undo_window_shows_when_it_leaves(hand: TestDesk, one: int) -> None:
    posted = message.reply(hand.desk, one, "Soon")
    (row,) = shelf.rows(hand.desk)
    assert (row.state, row.not_before) == ("waiting", posted.release_at)


@pytest.mark.parametrize(
    ("word", "told"),
    [("", "no operation"), ("%", "no operation"), ("zz", "no operation"), ("_", "no operation")],
)
def test_what_no_operation_is_called_is_refused(hand: TestDesk, word: str, told: str) -> None:
    hand.ticket(account=WORK)
    with pytest.raises(Refused, match=told):
        shelf.row(hand.desk, word)


def test_a_beginning_of_several_asks_for_more(hand: TestDesk, one: int) -> None:
    for uid in ("aa1", "aa2"):
        reply(hand, one)
        hand.store.execute("UPDATE operation SET uid = ? WHERE seq = (SELECT max(seq) FROM"
                           " operation)", uid)  # fmt: skip
    with pytest.raises(Refused, match="several operations begin with aa"):
        shelf.row(hand.desk, "aa")
    assert shelf.row(hand.desk, "aa1").uid == "aa1"


def test_retry_queues_what_was_refused_and_frees_what_stood_behind(
    hand: TestDesk, one: int
) -> None:
    uid = reply(hand, one)
    reply(hand, one, "Second")
    reject(hand, uid)
    assert states(hand) == ["rejected", "blocked"]
    done = shelf.retry(hand.desk, uid)
    assert done.state is OperationState.QUEUED
    assert states(hand) == ["queued", "queued"]
    assert shelf.row(hand.desk, uid).error == ""
    assert hand.kinds()[-1] == "outbox.retried"


def test_retry_hurries_what_waits_its_turn(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one)
    move(hand, uid, OperationState.QUEUED, not_before=hand.desk.now() + 60_000)
    shelf.retry(hand.desk, uid)
    assert shelf.row(hand.desk, uid).not_before is None


def test_a_dropped_reply_is_kept_and_the_customer_waits_again(hand: TestDesk, one: int) -> None:
    before = tickets.ticket(hand.store, one)
    uid = reply(hand, one, status=Status.SOLVED)
    follower = ticket.change(hand.desk, one, Change(priority=Priority.HIGH))
    reject(hand, uid)
    assert shelf.drop(hand.desk, uid).state is OperationState.DROPPED
    after = tickets.ticket(hand.store, one)
    assert (after.status, after.waiting_since) == (before.status, before.waiting_since)
    assert (after.priority, after.solved_at) == (Priority.HIGH, None)
    assert said(hand, uid) is MessageState.DROPPED
    assert [row.uid for row in shelf.rows(hand.desk)] == [follower]
    assert states(hand) == ["dropped", "queued"]
    with pytest.raises(Refused, match="dropped already"):
        shelf.drop(hand.desk, uid)
    wanted = remote.state(hand.store, one)
    assert wanted is not None
    assert wanted.wanted_at == hand.desk.now()


def test_a_customer_another_answer_reached_does_not_wait_again(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one)
    reply(hand, one, "Second")
    shelf.drop(hand.desk, uid)
    assert tickets.ticket(hand.store, one).waiting_since is None


def test_a_dropped_change_gives_back_what_nobody_set_since(hand: TestDesk, one: int) -> None:
    before = tickets.ticket(hand.store, one)
    wanted = Change(priority=Priority.URGENT, status=Status.PENDING, add_tags=("a", "b"))
    uid = ticket.change(hand.desk, one, wanted)
    ticket.change(hand.desk, one, Change(status=Status.HOLD, add_tags=("c",)))
    assert uid is not None
    shelf.drop(hand.desk, uid)
    after = tickets.ticket(hand.store, one)
    assert after.priority is before.priority
    assert after.status is Status.HOLD
    assert after.tags == ("c",)


@pytest.mark.parametrize("nested", [True, False])
def test_a_dropped_change_gives_the_helpdesks_own_fields_back(
    hand: TestDesk, one: int, nested: bool
) -> None:
    with hand.store.transaction():
        for name, value in (("1", '"new"'), ("2", "7"), ("3", '"other"')):
            hand.store.execute("INSERT INTO ticket_field VALUES (?, ?, ?)", one, name, value)
        sides = {"before": {"1": "old", "2": None, "3": "was"}}
        sides["after"] = {"1": "new", "2": 7, "3": "x"}
        payload = {
            side: {"custom": values} if nested else {f"custom:{k}": v for k, v in values.items()}
            for side, values in sides.items()
        }
        uid = outbox.write(hand.desk, one, "update", payload, account=WORK)
    assert shelf.row(hand.desk, uid).words == "3 fields"
    shelf.drop(hand.desk, uid)
    rows = dict(hand.store.all("SELECT remote_id, value FROM ticket_field"))
    assert rows == {"1": '"old"', "3": '"other"'}


def test_a_change_of_a_customer_is_listed_and_dropped(hand: TestDesk, one: int) -> None:
    customer = tickets.ticket(hand.store, one).customer_id
    with hand.store.transaction():
        remote.link(hand.store, WORK, "customer", "77", customer)
        customer_carry.carry(hand.desk, customer, "name", "Ann", "Anne")
    (row,) = shelf.rows(hand.desk)
    assert (row.words, row.reference) == ("customer's name: Anne", None)
    move(hand, row.uid, OperationState.REJECTED, error="Name is too long")
    assert shelf.retry(hand.desk, row.uid).state is OperationState.QUEUED
    assert shelf.drop(hand.desk, row.uid).state is OperationState.DROPPED


def test_a_dropped_new_ticket_stays_on_this_machine(hand: TestDesk) -> None:
    made = hand.ticket(account=WORK)
    (create,) = shelf.rows(hand.desk)
    uid = reply(hand, made)
    with pytest.raises(Refused, match="another change needs it"):
        shelf.drop(hand.desk, create.uid)
    shelf.drop(hand.desk, uid)
    shelf.drop(hand.desk, create.uid)
    assert tickets.ticket(hand.store, made).account == "local"
    assert shelf.rows(hand.desk) == []


def test_dropping_a_message_in_its_undo_window_brings_its_text_back(
    hand: TestDesk, one: int
) -> None:
    posted = message.reply(hand.desk, one, "Too early")
    shelf.drop(hand.desk, posted.operation)
    typed = draft.load(hand.desk, one, DraftKind.REPLY)
    assert typed is not None
    assert typed.body == "Too early"


def test_an_edited_refused_reply_is_queued_with_its_new_text(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one)
    reject(hand, uid)
    done = shelf.edit(hand.desk, uid, f"Better. Card {CARD}.")
    assert done.state is OperationState.QUEUED
    assert done.body.startswith("Better. Card ")
    assert CARD not in done.body
    row = hand.store.one("SELECT snippet FROM ticket WHERE id = ?", one)
    assert row is not None
    assert row[0].startswith("Better.")


@pytest.mark.parametrize("state", ["queued", "blocked", "held", "waiting"])
def test_an_edit_leaves_an_unsent_message_where_it_stands(
    hand: TestDesk, one: int, state: str
) -> None:
    uid = reply(hand, one)
    hand.store.execute("UPDATE operation SET state = ? WHERE uid = ?", state, uid)
    if state == "blocked":
        hand.store.execute("INSERT INTO operation (uid, account, ticket_id, kind, payload, state,"
                           " release_at, created_at, seq) VALUES ('x', ?, ?, 'update', '{}',"
                           " 'rejected', 0, 0, -1)", WORK, one)  # fmt: skip
    assert shelf.edit(hand.desk, uid, "Other words").state.value == state


def test_what_cannot_be_edited_says_why(hand: TestDesk, one: int) -> None:
    changed = ticket.change(hand.desk, one, Change(priority=Priority.HIGH))
    assert changed is not None
    uid = reply(hand, one)
    with pytest.raises(Refused, match="carries no text"):
        shelf.edit(hand.desk, changed, "x")
    with pytest.raises(Refused, match="empty"):
        shelf.edit(hand.desk, uid, " \n")
    doubt(hand, uid)
    with pytest.raises(Refused, match="is in doubt"):
        shelf.edit(hand.desk, uid, "x")
    shelf.send_again(hand.desk, uid)
    with pytest.raises(Refused, match="on its way once already"):
        shelf.edit(hand.desk, uid, "x")


def test_a_refused_reply_becomes_a_note(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one, "For us then")
    reject(hand, uid)
    kept = shelf.to_note(hand.desk, uid)
    assert said(hand, uid) is MessageState.DROPPED
    assert tickets.message(hand.store, kept.message_id).kind == "internal"
    assert states(hand) == ["dropped", "queued"]
    assert tickets.ticket(hand.store, one).waiting_since is not None
    with pytest.raises(Refused, match="is no reply"):
        shelf.to_note(hand.desk, kept.operation)


def held_reply(hand: TestDesk, one: int) -> str:
    draft.save(hand.desk, one, DraftKind.REPLY, "Answer", 6)
    message.receive(hand.desk, one, "Never mind", author="Ann", author_kind=AuthorKind.CUSTOMER)
    return message.reply(hand.desk, one, "Answer").operation


@pytest.mark.parametrize(
    ("act", "state", "kept"),
    [
        (shelf.send, "waiting", MessageState.WAITING),
        (shelf.drop, "dropped", MessageState.DROPPED),
        (shelf.to_note, "dropped", MessageState.DROPPED),
    ],
)
def test_a_held_reply_is_settled_and_its_followers_go_on(
    hand: TestDesk,
    one: int,
    act: Callable[..., object],
    state: str,
    kept: MessageState,
) -> None:
    uid = held_reply(hand, one)
    ticket.change(hand.desk, one, Change(priority=Priority.HIGH))
    move(hand, uid, OperationState.HELD)
    assert states(hand) == ["held", "blocked"]
    act(hand.desk, uid)
    assert states(hand)[:2] == [state, "queued"]
    assert said(hand, uid) is kept


def test_only_a_held_reply_is_sent_anyway(hand: TestDesk, one: int) -> None:
    with pytest.raises(Refused, match="is queued"):
        shelf.send(hand.desk, reply(hand, one))


def test_what_arrived_is_acknowledged_with_its_whole_request(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one)
    changed = ticket.change(hand.desk, one, Change(priority=Priority.HIGH))
    assert changed is not None
    later = reply(hand, one, "Later")
    doubt(hand, uid, changed)
    shelf.arrived(hand.desk, changed)
    assert states(hand) == ["acknowledged", "acknowledged", "queued"]
    assert said(hand, uid) is MessageState.SENT
    assert shelf.rows(hand.desk)[0].uid == later
    assert hand.store.value("SELECT done_at FROM bundle") == hand.desk.now()
    with pytest.raises(Refused, match="at the helpdesk already"):
        shelf.send_again(hand.desk, uid)


def test_what_did_not_arrive_goes_again_under_its_own_marker(hand: TestDesk, one: int) -> None:
    uid = reply(hand, one)
    doubt(hand, uid)
    with pytest.raises(Refused, match="is in doubt"):
        shelf.drop(hand.desk, uid)
    done = shelf.send_again(hand.desk, uid)
    assert (done.state, shelf.row(hand.desk, uid).bundle) == ("queued", "b1")
    assert hand.store.value("SELECT looked FROM bundle") == 1


def test_a_new_ticket_is_not_taken_as_arrived_by_hand(hand: TestDesk) -> None:
    hand.ticket(account=WORK)
    (create,) = shelf.rows(hand.desk)
    doubt(hand, create.uid)
    with pytest.raises(Refused, match="cannot be taken as arrived"):
        shelf.arrived(hand.desk, create.uid)


@pytest.mark.parametrize("act", [shelf.retry, shelf.drop, shelf.to_note, shelf.arrived])
def test_what_is_on_its_way_now_is_left_alone(
    hand: TestDesk, one: int, act: Callable[..., object]
) -> None:
    uid = reply(hand, one)
    move(hand, uid, OperationState.TRYING)
    with pytest.raises(Refused, match="is trying"):
        act(hand.desk, uid)
    assert states(hand) == ["trying"]
