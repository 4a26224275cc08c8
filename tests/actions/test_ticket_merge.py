"""Two tickets of the desk become one and come apart again: exactly what was, nothing lost."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import (
    customer_merge,
    customer_unmerge,
    draft,
    escalation,
    follow_up,
    interaction,
    message,
    move_rows,
    outbox,
    ticket,
    ticket_link,
    ticket_merge,
    ticket_unmerge,
    wrap_draft,
    wrap_up,
)
from csr_desk.domain.models import Channel, DraftKind, OperationState, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import events, ticket_links, tickets
from tests.desk import TestDesk

REPLY, NOTE = DraftKind.REPLY, DraftKind.NOTE


def pair(hand: TestDesk) -> tuple[int, int]:
    """Return two tickets of one customer: the one that goes, and the one that stays."""
    hand.customer()
    gone = hand.ticket("Where is it?", body="It has not come.")
    hand.wait(60)
    return gone, hand.ticket("Late parcel", body="My parcel is late.")


def last(hand: TestDesk, ticket_id: int) -> int:
    found = ticket_unmerge.last_merge(hand.desk, ticket_id)
    assert found is not None
    return found.id


def dump(hand: TestDesk) -> dict[str, list[Any]]:
    """Return every row that hangs on a ticket, but for versions, which only rise."""
    found: dict[str, list[Any]] = {}
    tables = [*move_rows.GOES, "ticket_tag", "ticket_link", "draft"]
    for table in tables:
        found[table] = sorted(hand.store.all(f"SELECT * FROM {table}"), key=repr)
    names = [
        row[0]
        for row in hand.store.all("SELECT name FROM pragma_table_info('ticket')")
        if row[0] != "version"
    ]
    found["ticket"] = hand.store.all(f"SELECT {', '.join(names)} FROM ticket ORDER BY id")
    return found


def test_every_table_of_tickets_either_goes_along_or_stays_for_a_reason(hand: TestDesk) -> None:
    rows = hand.store.all(
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.name = 'ticket_id'"
    )
    tables = {row[0] for row in rows}
    assert tables - set(move_rows.GOES) - set(move_rows.STAYS) == set()
    assert set(move_rows.GOES) <= tables
    assert not set(move_rows.GOES) & set(move_rows.STAYS)


def test_all_of_a_ticket_hangs_on_the_survivor(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    ticket.change(hand.desk, gone, ticket.Change(add_tags=("parcel", "urgent")))
    ticket.change(hand.desk, keep, ticket.Change(add_tags=("late",)))
    contact = interaction.open_contact(hand.desk, gone, Channel.EMAIL)
    follow_up.add(hand.desk, "call", hand.desk.now(), ticket_id=gone)
    made = escalation.make(hand.desk, gone, escalation.Wanted("T2", "lost", "It is gone."))
    hand.wait(60)
    message.note(hand.desk, gone, "The carrier is asked.")
    draft.save(hand.desk, gone, REPLY, "We look into it.", 3)
    assert ticket_merge.problem(hand.desk, gone, keep) is None
    ticket_merge.merge(hand.desk, gone, keep)
    assert tickets.messages(hand.store, gone) == []
    bodies = [one.body for one in tickets.messages(hand.store, keep)]
    assert bodies[:2] == ["It has not come.", "My parcel is late."]
    assert bodies[-1] == "The carrier is asked."
    known = tickets.ticket(hand.store, keep)
    assert known.tags == ("late", "parcel", "urgent")
    assert known.waiting_since == hand.store.value(
        "SELECT created_at FROM ticket WHERE id = ?", gone
    )
    assert hand.store.value("SELECT ticket_id FROM interaction") == keep
    assert hand.store.value("SELECT ticket_id FROM follow_up WHERE text = 'call'") == keep
    typed = draft.load(hand.desk, keep, REPLY)
    assert typed is not None
    assert typed.body == "We look into it."
    assert tickets.ticket(hand.store, gone).status is Status.CLOSED
    assert ticket_links.merged_into(hand.store, gone) == (keep, known.reference)
    assert contact.ticket_id == gone
    assert hand.store.value("SELECT ticket_id FROM escalation WHERE id = ?", made.id) == keep
    assert events.broken_at(hand.store) is None


def test_two_drafts_become_one_and_two_again(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    draft.save(hand.desk, gone, REPLY, "Typed there.", 5, extra={"canned": [2], "attachments": [1]})
    draft.save(hand.desk, keep, REPLY, "Typed here.", 3, extra={"canned": [1]})
    before = dump(hand)
    ticket_merge.merge(hand.desk, gone, keep)
    typed = draft.load(hand.desk, keep, REPLY)
    assert typed is not None
    assert (typed.body, typed.cursor) == ("Typed here.\n\nTyped there.", 3)
    assert typed.extra == {"canned": [1, 2], "attachments": [1]}
    ticket_unmerge.unmerge(hand.desk, last(hand, gone))
    assert dump(hand) == before


def test_a_draft_written_on_after_the_merge_stays_and_the_other_comes_back(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    draft.save(hand.desk, gone, NOTE, "Typed there.")
    draft.save(hand.desk, keep, NOTE, "Typed here.")
    ticket_merge.merge(hand.desk, gone, keep)
    draft.save(hand.desk, keep, NOTE, "Typed here.\n\nTyped there. And more.")
    ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    there, here = (draft.load(hand.desk, one, NOTE) for one in (gone, keep))
    assert there is not None
    assert there.body == "Typed there."
    assert here is not None
    assert here.body == "Typed here.\n\nTyped there. And more."


def test_wrap_ups_typed_so_far_follow_their_contacts(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    first = interaction.open_contact(hand.desk, gone, Channel.EMAIL)
    second = interaction.open_contact(hand.desk, keep, Channel.EMAIL)
    wrap_draft.save(hand.desk, first, {"note": "about the first"})
    wrap_draft.save(hand.desk, second, {"note": "about the second"})
    ticket_merge.merge(hand.desk, gone, keep)
    moved = first._replace(ticket_id=keep)
    assert wrap_draft.load(hand.desk, moved) == {"note": "about the first"}
    wrap_draft.save(hand.desk, moved, {"note": "written on"})
    ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    assert wrap_draft.load(hand.desk, first) == {"note": "written on"}
    assert wrap_draft.load(hand.desk, second) == {"note": "about the second"}


def test_a_wrap_up_from_before_the_merge_is_taken_back_after_the_merge(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    contact = interaction.open_contact(hand.desk, gone, Channel.EMAIL)
    interaction.end(hand.desk, contact.id)
    wrap_up.commit(hand.desk, contact.id, WrapUp("order/late", "pending_customer"))
    ticket_merge.merge(hand.desk, gone, keep)
    with pytest.raises(errors.Refused, match="merged"):
        wrap_up.undo(hand.desk, contact.id)
    ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    wrap_up.undo(hand.desk, contact.id)


def test_a_solved_survivor_opens_again_when_somebody_waits(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    ticket.change(hand.desk, keep, ticket.Change(status=Status.SOLVED, told="by phone"))
    before = dump(hand)
    ticket_merge.merge(hand.desk, gone, keep)
    assert tickets.ticket(hand.store, keep).status is Status.OPEN
    assert "ticket.reopened" in hand.kinds()
    ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    assert dump(hand) == before


def test_links_go_along_and_come_back(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    third = hand.ticket("A third")
    fourth = hand.ticket("A fourth")
    ticket_link.make_problem(hand.desk, gone, [third])
    ticket_link.link(hand.desk, gone, keep, "related")
    ticket_link.link(hand.desk, gone, fourth, "related")
    ticket_link.link(hand.desk, keep, fourth, "related")
    before = dump(hand)
    ticket_merge.merge(hand.desk, gone, keep)
    assert ticket_links.problem_of(hand.store, third) == keep
    ticket_unmerge.unmerge(hand.desk, last(hand, gone))
    assert dump(hand) == before


def test_what_cannot_be_merged_says_why(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    other = ticket.create(hand.desk, hand.customer("Bob Carter"), "Other", "email")
    with pytest.raises(errors.Refused, match="into itself"):
        ticket_merge.merge(hand.desk, gone, gone)
    with pytest.raises(errors.Refused, match="two customers"):
        ticket_merge.merge(hand.desk, gone, other)
    hand.wait(1)
    message.reply(hand.desk, gone, "On its way.")
    with pytest.raises(errors.Refused, match="has not left yet"):
        ticket_merge.merge(hand.desk, gone, keep)
    hand.wait(20)
    outbox.release_due(hand.desk)
    ticket_merge.merge(hand.desk, gone, keep)
    with pytest.raises(errors.Refused, match="closed already"):
        ticket_merge.merge(hand.desk, gone, other)
    with pytest.raises(errors.Refused, match="takes nothing in"):
        ticket_merge.merge(hand.desk, keep, gone)


def test_merges_come_apart_from_the_last(hand: TestDesk) -> None:
    gone, keep = pair(hand)
    third = hand.ticket("A third", body="Again.")
    before = dump(hand)
    ticket_merge.merge(hand.desk, gone, keep)
    first = last(hand, gone)
    ticket_merge.merge(hand.desk, keep, third)
    with pytest.raises(errors.Refused, match="since"):
        ticket_unmerge.unmerge(hand.desk, first)
    ticket_unmerge.unmerge(hand.desk, last(hand, third))
    ticket_unmerge.unmerge(hand.desk, first)
    assert dump(hand) == before
    with pytest.raises(errors.Refused, match="undone already"):
        ticket_unmerge.unmerge(hand.desk, first)


def test_customers_are_not_parted_while_their_tickets_are_one(hand: TestDesk) -> None:
    keep = hand.ticket("Late parcel", body="Late.")
    other = hand.customer("A. Baker")
    gone = ticket.create(hand.desk, other, "Where is it?", "email", body="Where?")
    mine = int(hand.store.value("SELECT min(id) FROM customer"))
    merge_id = customer_merge.merge(hand.desk, other, mine)
    ticket_merge.merge(hand.desk, gone, keep)
    with pytest.raises(errors.Refused, match="were merged since"):
        customer_unmerge.undo_merge(hand.desk, merge_id)
    ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    customer_unmerge.undo_merge(hand.desk, merge_id)
    assert tickets.ticket(hand.store, gone).customer_id == other


# at a helpdesk -----------------------------------------------------------------------------------


def far(hand: TestDesk) -> tuple[int, int]:
    gone, keep = pair(hand)
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET account = 'zd'")
        hand.store.execute("UPDATE operation SET account = 'zd', state = 'acknowledged'")
    return gone, keep


def test_a_helpdesk_is_told_after_the_undo_window_and_what_is_typed_comes_along(
    hand: TestDesk,
) -> None:
    gone, keep = far(hand)
    draft.save(hand.desk, gone, NOTE, "Typed there.")
    contact = interaction.open_contact(hand.desk, gone, Channel.EMAIL)
    follow_up.add(hand.desk, "call", hand.desk.now(), ticket_id=gone)
    before = dump(hand)
    uid = ticket_merge.merge(hand.desk, gone, keep)
    assert hand.store.value("SELECT state FROM operation WHERE uid = ?", uid) == "waiting"
    assert len(tickets.messages(hand.store, gone)) == 1
    typed = draft.load(hand.desk, keep, NOTE)
    assert typed is not None
    assert typed.body == "Typed there."
    where = "SELECT ticket_id FROM interaction WHERE id = ?"
    assert hand.store.value(where, contact.id) == keep
    assert hand.store.value("SELECT ticket_id FROM follow_up") == keep
    ticket_unmerge.unmerge(hand.desk, last(hand, gone))
    assert dump(hand) == before
    assert hand.store.value("SELECT state FROM operation WHERE uid = ?", uid) == "dropped"
    hand.wait(20)
    assert outbox.release_due(hand.desk) == 0


@pytest.mark.parametrize(
    ("state", "can"),
    [
        (OperationState.QUEUED, True),
        (OperationState.REJECTED, True),
        (OperationState.BLOCKED, True),
        (OperationState.TRYING, False),
        (OperationState.IN_DOUBT, False),
        (OperationState.ACKNOWLEDGED, False),
    ],
)
def test_what_has_left_for_the_helpdesk_cannot_be_taken_back(
    hand: TestDesk, state: OperationState, can: bool
) -> None:
    gone, keep = far(hand)
    uid = ticket_merge.merge(hand.desk, gone, keep)
    with hand.store.transaction():
        outbox.set_state(hand.desk, uid, state)
    if can:
        ticket_unmerge.unmerge(hand.desk, last(hand, keep))
        assert tickets.ticket(hand.store, gone).status is not Status.CLOSED
        return
    with pytest.raises(errors.Refused, match="cannot take that back"):
        ticket_unmerge.unmerge(hand.desk, last(hand, keep))
    assert tickets.ticket(hand.store, gone).status is Status.CLOSED


# merge then unmerge is the identity --------------------------------------------------------------

Step = Callable[[TestDesk, int], object]
STEPS: dict[str, Step] = {
    "word": lambda hand, one: message.receive(hand.desk, one, "And now?", author="Ann"),
    "note": lambda hand, one: message.note(hand.desk, one, "Looked."),
    "reply": lambda hand, one: draft.save(hand.desk, one, REPLY, f"Reply {one}", 2),
    "typed": lambda hand, one: draft.save(hand.desk, one, NOTE, f"Note {one}", 1),
    "tag": lambda hand, one: ticket.change(
        hand.desk, one, ticket.Change(add_tags=(f"t{one}", "b"))
    ),
    "high": lambda hand, one: ticket.change(hand.desk, one, ticket.Change(priority=Priority.HIGH)),
    "pend": lambda hand, one: ticket.change(hand.desk, one, ticket.Change(status=Status.PENDING)),
    "solve": lambda hand, one: ticket.change(
        hand.desk, one, ticket.Change(status=Status.SOLVED, told="by phone")
    ),
    "task": lambda hand, one: follow_up.add(hand.desk, "call", hand.desk.now(), ticket_id=one),
    "contact": lambda hand, one: interaction.open_contact(hand.desk, one, Channel.EMAIL),
    "wait": lambda hand, one: hand.wait(61),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.booleans()), max_size=10)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
@given(before=steps, count=st.integers(1, 3))
def test_merge_then_unmerge_is_the_identity(before: list[tuple[str, bool]], count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = TestDesk(Path(folder))
        gone, keep = pair(hand)
        for name, on_gone in before:
            STEPS[name](hand, gone if on_gone else keep)
        was = dump(hand)
        for _ in range(count):
            hand.wait(5)
            ticket_merge.merge(hand.desk, gone, keep)
            assert hand.store.value("SELECT count(*) FROM message WHERE ticket_id = ?", gone) == 0
            ticket_unmerge.unmerge(hand.desk, last(hand, keep))
            assert dump(hand) == was
        hand.store.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=steps, after=st.lists(st.sampled_from(["word", "note"]), min_size=1, max_size=4))
def test_what_comes_later_stays_on_the_survivor(
    before: list[tuple[str, bool]], after: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = TestDesk(Path(folder))
        gone, keep = pair(hand)
        for name, on_gone in before:
            STEPS[name](hand, gone if on_gone else keep)
        was = dump(hand)
        newest = int(hand.store.value("SELECT max(id) FROM message"))
        ticket_merge.merge(hand.desk, gone, keep)
        for name in after:
            hand.wait(3)
            STEPS[name](hand, keep)
        ticket_unmerge.unmerge(hand.desk, last(hand, gone))
        now = dump(hand)
        message_ids = "SELECT ticket_id FROM message WHERE id > ?"
        assert {row[0] for row in hand.store.all(message_ids, newest)} == {keep}
        later = hand.store.all("SELECT * FROM message WHERE id > ?", newest)
        assert sorted([*was["message"], *later], key=repr) == now["message"]
        source = [row for row in was["ticket"] if row[0] == gone]
        assert [row for row in now["ticket"] if row[0] == gone] == source
        for table in ("interaction", "follow_up", "ticket_tag"):
            assert now[table] == was[table]
        hand.store.close()
