"""A helpdesk that takes each aspect by a request of its own: the same change, piece by piece."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import message, shelf, ticket, wrap_up
from csr_desk.backends.base import Can
from csr_desk.backends.failures import Forbidden, Incomplete, NoAnswer, Rejected
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, HandleTime, Write
from csr_desk.backends.zendesk.backend import ZendeskBackend
from csr_desk.domain.models import OperationState, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import tickets
from tests.sync.test_push import contact, local
from tests.sync.test_simulation import folder, template
from tests.sync.vendors import ZENDESK
from tests.sync.world import World

__all__ = ["folder", "template"]


class Piecemeal(ZendeskBackend):
    """The fake's backend, saying that it takes one aspect a request; keeps what it was given.

    `fail` is raised instead of the next sending of an aspect; `applies` whether it came through.
    """

    can = ZendeskBackend.can & ~(Can.TOGETHER | Can.TIME_FIELDS)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.sent: list[Write] = []
        self.fail: dict[str, Exception] = {}
        self.applies = False

    def send(self, write: Write, body: str) -> Flow[Applied]:
        aspect = aspect_of(write)
        failure = self.fail.pop(aspect, None)
        if failure is not None and not self.applies:
            raise failure
        self.sent.append(write)
        applied = yield from super().send(write, body)
        if failure is not None:
            raise failure
        return applied


def aspect_of(write: Write) -> str:
    if write.ticket is None:
        return "create"
    if write.comment is not None:
        return "reply" if write.comment.is_public else "note"
    return "time" if write.handle_time is not None else "fields"


@pytest.fixture
def world(folder: Path, template: Path) -> Iterator[World]:
    vendor = replace(ZENDESK, make=Piecemeal)
    found = World(folder, random.Random(3), template=template, vendor=vendor)
    found.read_all()
    yield found
    found.close()


def sent(world: World) -> list[Write]:
    assert isinstance(world.backend, Piecemeal)
    return world.backend.sent


def aspects(world: World) -> list[str]:
    return [aspect_of(one) for one in sent(world)]


def fail(world: World, aspect: str, failure: Exception, *, applies: bool = False) -> None:
    assert isinstance(world.backend, Piecemeal)
    world.backend.fail[aspect], world.backend.applies = failure, applies


def test_reply_note_time_and_fields_leave_in_this_order(world: World) -> None:
    number, late = contact(world, "late"), local(world, "late")
    message.reply(world.desk, late, "It is on its way.", status=Status.PENDING)
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", note="Rings on Friday."))
    world.settle()
    assert aspects(world) == ["reply", "note", "time", "fields"]
    reply, note, time, fields = sent(world)
    assert not reply.fields
    assert not reply.add_tags
    assert reply.handle_time is None
    assert note.comment is not None
    assert "Rings on Friday." in note.comment.body
    assert "handle time 03:15" in note.comment.body
    assert time.handle_time == HandleTime(120, 30, 45)
    assert not time.fields
    assert not time.add_tags
    assert time.comment is None
    assert fields.fields["status"] == Status.PENDING
    assert "csr:reason:order/late" in fields.add_tags
    assert len({one.marker for one in sent(world)}) == 4
    assert shelf.rows(world.desk) == []


def test_changes_before_and_after_a_reply_are_one_request(world: World) -> None:
    late = local(world, "late")
    world.line.go_offline()
    ticket.change(world.desk, late, ticket.Change(priority=Priority.URGENT))
    message.reply(world.desk, late, "We look into it.")
    ticket.change(world.desk, late, ticket.Change(add_tags=("vip",)))
    world.pass_time(60)
    world.line.go_online()
    world.settle()
    assert aspects(world) == ["reply", "fields"]
    assert sent(world)[1].fields["priority"] == Priority.URGENT
    assert sent(world)[1].add_tags == ("vip",)


def test_a_new_ticket_takes_its_fields_along_and_words_of_ours_after_it(world: World) -> None:
    desk = world.desk
    made = ticket.create(desk, world.hand.customer(), "Where is it", "phone")
    message.note(desk, made, "Looked it up.")
    ticket.change(desk, made, ticket.Change(priority=Priority.HIGH))
    world.settle()
    assert aspects(world)[:2] == ["create", "note"]
    create = sent(world)[0]
    assert create.comment is None
    assert create.fields["priority"] == Priority.HIGH
    assert shelf.rows(desk) == []


def test_a_status_that_is_refused_never_sends_the_reply_again(world: World) -> None:
    late = local(world, "late")
    message.reply(world.desk, late, "All done.", status=Status.PENDING)
    fail(world, "fields", Incomplete("Order number is missing", {"1": "empty"}))
    world.settle()
    (row,) = shelf.rows(world.desk)
    assert (row.state, row.kind) == (OperationState.REJECTED, "update")
    assert not row.carries_text
    newest = tickets.messages(world.desk.store, late)[-1]
    assert (newest.body, newest.state) == ("All done.", "sent")
    shelf.retry(world.desk, row.uid)
    world.settle()
    assert aspects(world) == ["reply", "fields"]
    assert shelf.rows(world.desk) == []


def test_a_status_that_is_dropped_leaves_the_reply_sent(world: World) -> None:
    late = local(world, "late")
    message.reply(world.desk, late, "All done.", status=Status.SOLVED)
    fail(world, "fields", Rejected("no"))
    world.settle()
    shelf.drop(world.desk, shelf.rows(world.desk)[0].uid)
    world.settle()
    assert tickets.messages(world.desk.store, late)[-1].state == "sent"
    assert tickets.ticket(world.desk.store, late).status != Status.SOLVED
    assert world.server.public_replies(int(sent(world)[0].ticket or 0)).count("All done.") == 1


@pytest.mark.parametrize("applies", [True, False])
@pytest.mark.parametrize("aspect", ["reply", "note", "fields"])
def test_each_piece_is_looked_for_by_itself(world: World, aspect: str, applies: bool) -> None:
    number, waiting = contact(world, "late"), local(world, "late")
    message.reply(world.desk, waiting, "It is on its way.", status=Status.PENDING)
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", note="Rings on Friday."))
    fail(world, aspect, NoAnswer("cut"), applies=applies)
    world.settle()
    assert aspects(world) == ["reply", "note", "time", "fields"]
    assert shelf.rows(world.desk) == []
    marked = world.server.markers
    assert all(count == 1 for count in marked.values())
    theirs = world.server.state.tickets[int(sent(world)[0].ticket or 0)]
    assert theirs.values["status"] == "pending"
    bodies = [json.dumps(one) for one in theirs.comments]
    assert sum("It is on its way." in one for one in bodies) == 1
    assert sum("Rings on Friday." in one for one in bodies) == 1


def test_after_a_power_cut_between_two_pieces_the_rest_goes_on(world: World) -> None:
    number, waiting = contact(world, "late"), local(world, "late")
    message.reply(world.desk, waiting, "It is on its way.", status=Status.PENDING)
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback", note="Rings on Friday."))
    seen: list[str] = []
    for _ in range(4000):
        if not shelf.rows(world.desk):
            break
        if not set(aspects(world)) <= set(seen):
            seen += aspects(world)
            world.crash()
        now = world.desk.now()
        idle_s = max((world.engine.wake_at(now) - now) / 1000, 0.2)
        world.pass_time(0.2 if world.step() else idle_s)
    assert list(dict.fromkeys(seen)) == ["reply", "note", "time", "fields"]
    assert shelf.rows(world.desk) == []
    assert all(count == 1 for count in world.server.markers.values())


def test_an_account_without_time_tracking_keeps_the_time_in_the_note(world: World) -> None:
    wrap_up.commit(world.desk, contact(world, "late"), WrapUp("order/late", "callback"))
    fail(world, "time", Forbidden("require_feature"))
    world.settle()
    assert aspects(world) == ["note", "fields"]
    assert shelf.rows(world.desk) == []


def test_a_correction_brings_only_the_time_that_is_new(world: World) -> None:
    number = contact(world, "late")
    wrap_up.commit(world.desk, number, WrapUp("order/late", "callback"))
    fail(world, "fields", Rejected("no"))
    world.settle()
    update, wrapped = shelf.rows(world.desk)
    assert (update.kind, wrapped.kind) == ("update", "wrap_up")
    shelf.drop(world.desk, wrapped.uid)
    shelf.drop(world.desk, update.uid)
    wrap_up.correct(world.desk, number, WrapUp("order/late", "resolved"), "wrong outcome chosen")
    world.settle()
    assert aspects(world).count("time") == 1
    assert aspects(world)[-1] == "fields"


def test_what_is_judged_arrived_leaves_its_status_to_be_sent(world: World) -> None:
    late = local(world, "late")
    message.reply(world.desk, late, "It is there.", status=Status.PENDING)
    world.pass_time(20)
    fail(world, "reply", NoAnswer("cut"))
    for _ in range(60):
        found = [row for row in shelf.rows(world.desk) if row.state is OperationState.IN_DOUBT]
        if found:
            break
        if not world.step():
            world.pass_time(0.5)
    world.running.clear()
    shelf.arrived(world.desk, found[0].uid)
    world.settle()
    assert aspects(world) == ["fields"]
    assert tickets.ticket(world.desk.store, late).status == Status.PENDING
    assert tickets.messages(world.desk.store, late)[-1].state == "sent"
