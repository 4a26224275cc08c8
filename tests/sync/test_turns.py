"""Who goes when: messages for later, windows to take back, merges called back, lines of a chat."""

import random
from pathlib import Path
from unittest.mock import Mock

import pytest

from csr_desk.actions import (
    conflict,
    draft,
    escalation,
    held,
    macro_form,
    macro_run,
    message,
    outbox,
    shelf,
    ticket,
    ticket_merge,
    ticket_unmerge,
)
from csr_desk.domain.instants import HOUR, MINUTE, SECOND
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import DraftKind, OperationState, Status
from csr_desk.errors import Refused
from csr_desk.store import operations, remote, tickets
from csr_desk.sync import push
from csr_desk.sync.merging import merge
from tests.sync.test_simulation import folder, template
from tests.sync.vendors import plain, words
from tests.sync.world import World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> World:
    found = World(folder, random.Random(3), template=template)
    found.read_all()
    return found


def local(world: World, name: str = "late") -> int:
    found = remote.ticket_of(world.desk.store, "zd", str(world.server.names[name]))
    assert found is not None
    return found


def there(world: World, *texts: str, name: str = "late") -> list[str]:
    """Return which of some texts stand on a ticket of the helpdesk, in its order."""
    comments = world.server.state.tickets[world.server.names[name]].comments
    found = [plain(words(one)) for one in comments]
    return [one for one in found if one in texts]


def state(world: World, uid: str) -> str:
    return str(world.desk.store.value("SELECT state FROM operation WHERE uid = ?", uid))


def test_what_comes_due_stands_behind_what_was_written_before_its_time(world: World) -> None:
    late, now = local(world), world.desk.now()
    world.line.go_offline()
    message.reply(world.desk, late, "in an hour", release_at=now + HOUR)
    message.reply(world.desk, late, "in half an hour", release_at=now + 30 * MINUTE)
    message.note(world.desk, late, "at once")
    world.pass_time(7200)
    world.sync_for(20)
    message.note(world.desk, late, "after both")
    world.line.go_online()
    world.settle()
    texts = ("at once", "in half an hour", "in an hour", "after both")
    assert there(world, *texts) == [*texts]


def test_a_macro_holds_its_ticket_back_while_it_can_be_taken_back(world: World) -> None:
    late = local(world)
    steps = Steps(reply="From the macro", note="And a note", sends=True, add_tags=("ran",))
    macro_run.run(
        world.desk, macro_form.create(world.desk, macro_form.Form("M", steps=steps)), [late]
    )
    message.reply(world.desk, late, "By hand", channel="chat")
    world.sync_for(20)
    assert there(world, "From the macro", "By hand") == []
    world.settle()
    texts = ("From the macro", "And a note", "By hand")
    assert there(world, *texts) == [*texts]


def test_a_held_reply_for_later_that_is_sent_anyway_keeps_its_time_and_its_place(
    world: World,
) -> None:
    late, now = local(world), world.desk.now()
    later = message.reply(world.desk, late, "Tomorrow", release_at=now + MINUTE).operation
    world.server.customer_replies(world.server.names["late"], "Wait")
    world.pass_time(90)
    world.settle()
    assert state(world, later) == OperationState.HELD
    message.note(world.desk, late, "behind it")
    held.send_anyway(world.desk, later)
    operations.settle_blocked(world.desk.store, "zd")
    world.settle()
    assert there(world, "Tomorrow", "behind it") == ["Tomorrow", "behind it"]


def test_a_reply_for_later_that_was_held_at_once_still_waits_for_its_time(world: World) -> None:
    late, now = local(world), world.desk.now()
    draft.save(world.desk, late, DraftKind.REPLY, "Tomorrow", 1)
    message.receive(world.desk, late, "One thing more", author="Ann")
    later = message.reply(world.desk, late, "Tomorrow", release_at=now + HOUR).operation
    assert state(world, later) == OperationState.HELD
    held.send_anyway(world.desk, later)
    found = world.desk.store.value("SELECT release_at FROM operation WHERE uid = ?", later)
    assert found == now + HOUR


def test_taking_a_reply_back_leaves_what_was_done_since(world: World) -> None:
    mine = world.hand.ticket()
    message.receive(world.desk, mine, "Hello?", author="Ann")
    later = message.reply(world.desk, mine, "Tomorrow", release_at=world.desk.now() + HOUR)
    ticket.change(world.desk, mine, ticket.Change(status=Status.SOLVED, told="by phone"))
    message.undo(world.desk, later.operation)
    found = tickets.ticket(world.desk.store, mine)
    assert found.status is Status.SOLVED
    assert found.solved_at is not None


def test_a_ticket_with_a_message_for_later_is_not_merged_away(world: World) -> None:
    late, into = local(world), local(world, "broken")
    later = message.reply(world.desk, late, "Tomorrow", release_at=world.desk.now() + HOUR)
    with pytest.raises(Refused, match="to be sent later"):
        ticket_merge.merge(world.desk, late, into)
    message.undo(world.desk, later.operation)
    ticket_merge.merge(world.desk, late, into)


def test_a_merge_dropped_from_the_outbox_comes_apart_here_too(world: World) -> None:
    late, into = local(world), local(world, "broken")
    uid = ticket_merge.merge(world.desk, late, into)
    shelf.drop(world.desk, uid)
    assert tickets.ticket(world.desk.store, late).status is not Status.CLOSED
    assert ticket_unmerge.last_merge(world.desk, late) is None
    world.settle()
    assert not any("merge" in one.path for one in world.server.requests)


def test_a_refused_merge_whose_survivor_was_merged_on_can_be_dropped(world: World) -> None:
    late, into, last = local(world), local(world, "broken"), local(world, "waiting")
    uid = ticket_merge.merge(world.desk, late, into)
    ticket_merge.merge(world.desk, into, last)
    shelf.drop(world.desk, uid)
    assert state(world, uid) == OperationState.DROPPED
    world.settle()
    assert tickets.ticket(world.desk.store, late).status is not Status.CLOSED


def test_a_merge_called_back_while_it_is_about_to_leave_does_not_leave(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, into = local(world), local(world, "broken")
    uid = ticket_merge.merge(world.desk, late, into)
    world.pass_time(20)
    outbox.release_due(world.desk)
    (one,) = operations.in_turn(world.desk.store, late)
    move = ticket_unmerge.last_merge(world.desk, late)
    assert move is not None
    ticket_unmerge.unmerge(world.desk, move.id)
    flow = merge(world.account, one)  # as it was read a moment before
    with pytest.raises(StopIteration) as ended:
        next(flow)
    assert ended.value.value is False
    assert state(world, uid) == OperationState.DROPPED


def test_an_escalation_keeps_its_window_when_the_line_comes_back(world: World) -> None:
    late = local(world)
    world.line.go_offline()
    message.note(world.desk, local(world, "broken"), "tried and tried")
    world.pass_time(20)
    world.sync_for(20)
    escalation.make(world.desk, late, escalation.Wanted("tier 2", "why", "what"))
    world.line.go_online()
    world.engine.line_is_back()
    waits = world.desk.store.value("SELECT not_before FROM operation WHERE ticket_id = ?", late)
    assert waits == world.desk.now() + 15 * SECOND


def test_a_clash_settled_after_its_time_lets_a_message_take_its_turn_then(world: World) -> None:
    late, now = local(world), world.desk.now()
    later = message.reply(world.desk, late, "later", release_at=now + MINUTE).operation
    with world.desk.store.transaction():
        outbox.set_state(world.desk, later, OperationState.CONFLICT)
    written = message.note(world.desk, late, "before its time").operation
    world.pass_time(90)
    with world.desk.store.transaction():
        conflict._go_on(world.desk, Mock(operation=later))
    outbox.release_due(world.desk)
    assert [one.uid for one in operations.in_turn(world.desk.store, late)] == [written, later]


def test_a_pause_for_a_ticket_shortens_no_window(world: World) -> None:
    late = local(world)
    escalation.make(world.desk, late, escalation.Wanted("tier 2", "why", "what"))
    push._pause(world.account, late)
    waits = world.desk.store.value("SELECT not_before FROM operation WHERE ticket_id = ?", late)
    assert waits == world.desk.now() + 15 * SECOND


def test_a_refused_note_of_an_escalation_taken_back_leaves_no_second_one(world: World) -> None:
    late = local(world)
    made = escalation.make(world.desk, late, escalation.Wanted("tier 2", "why", "what"))
    with world.desk.store.transaction():
        world.desk.store.execute("UPDATE operation SET state = 'rejected' WHERE kind = 'note'")
    escalation.undo(world.desk, made.id)
    assert operations.in_turn(world.desk.store, late) == []


@pytest.mark.parametrize(("seconds", "is_held"), [(5, False), (600, True)])
def test_a_line_of_a_chat_is_held_only_after_an_outage(
    world: World, seconds: int, is_held: bool
) -> None:
    late = local(world)
    posted = message.reply(world.desk, late, "One moment.", channel="chat")
    if is_held:
        world.line.go_offline()
    world.server.customer_replies(world.server.names["late"], "Are you there?")
    world.pass_time(seconds)
    world.line.go_online()
    world.settle()
    wanted = OperationState.HELD if is_held else OperationState.ACKNOWLEDGED
    assert state(world, posted.operation) == wanted


def test_a_colleague_in_a_chat_holds_a_line_back(world: World) -> None:
    late = local(world)
    posted = message.reply(world.desk, late, "One moment.", channel="chat")
    world.server.colleague_replies(world.server.names["late"], "I have it.")
    world.pass_time(5)
    world.settle()
    assert state(world, posted.operation) == OperationState.HELD
