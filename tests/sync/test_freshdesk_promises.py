"""The engine over Freshdesk: what the agent is promised, seen from the helpdesk."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import canned_edit, interaction, message, required, shift, ticket, wrap_up
from csr_desk.actions.canned_form import Form
from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import answers, remote, tickets
from tests.sync.test_simulation import folder, template
from tests.sync.vendor_freshdesk import FEW_FRESHDESK
from tests.sync.vendors import plain
from tests.sync.world import ACCOUNT, World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> Iterator[World]:
    found = World(folder, random.Random(3), template=template, vendor=FEW_FRESHDESK)
    found.read_all()
    found.pass_time(70)
    yield found
    found.close()


def local(world: World, name: str) -> int:
    found = remote.ticket_of(world.desk.store, ACCOUNT, str(world.server.names[name]))
    assert found is not None
    return found


def writes(world: World) -> list[tuple[str, str]]:
    """Return method and last word of the path of everything that changed something."""
    asked = [one for one in world.server.requests if one.method != "GET"]
    return [(one.method, one.path.rpartition("/")[2]) for one in asked]


def wrapped(world: World) -> None:
    shift.start(world.desk)
    one = interaction.open_contact(world.desk, local(world, "waiting"), Channel.PHONE)
    world.pass_time(125)
    wrap_up.commit(world.desk, one.id, WrapUp("order/late", "callback", note="Rang."))
    world.settle()


def test_a_wrap_up_goes_as_note_time_and_fields_in_this_order(world: World) -> None:
    wrapped(world)
    number = world.server.names["waiting"]
    assert writes(world) == [
        ("POST", "notes"),
        ("POST", "time_entries"),
        ("PUT", str(number)),
    ]
    [entry] = [row for row in world.server.state.rows("time_entries") if row["ticket_id"] == number]
    assert entry["time_spent"] == "00:03", "minutes, rounded up"
    assert "Handle time 125 s" in entry["note"]
    assert entry["timer_running"] is False
    assert "2:05" in plain(world.server.ticket(number)["comments"][-1]["body"])


def test_without_time_entries_the_seconds_stand_in_the_note_and_nothing_stops(world: World) -> None:
    world.server.options.has_time_entries = False
    wrapped(world)
    number = world.server.names["waiting"]
    assert not world.moves_on()
    assert world.desk.store.value("SELECT count(*) FROM operation WHERE state = 'rejected'") == 0
    assert "2:05" in plain(world.server.ticket(number)["comments"][-1]["body"])
    assert "csr:outcome:callback" in world.server.ticket(number)["tags"]


def test_due_times_are_read_again_once_freshdesk_has_worked_them_out(world: World) -> None:
    late = local(world, "late")
    before = tickets.ticket(world.desk.store, late).due_at
    ticket.change(world.desk, late, ticket.Change(priority=Priority.URGENT))
    world.settle()
    world.pass_time(11)
    world.read_all()
    due_by = world.server.ticket(world.server.names["late"])["due_by"]
    assert tickets.ticket(world.desk.store, late).due_at != before
    assert due_by is not None


def test_own_canned_responses_stay_where_freshdesk_refuses_its_list(world: World) -> None:
    refused = [one.status for one in world.server.requests if "canned_response" in one.path]
    assert refused == [403] * len(refused) != []
    canned_edit.create(world.desk, Form("hello", "Hello", "Hello {{customer.first_name}},"))
    world.pass_time(31 * 60)
    world.read_all()
    again = [one for one in world.server.requests if "canned_response" in one.path]
    assert len(again) > len(refused)
    known = world.desk.store.all("SELECT name FROM canned WHERE archived_at IS NULL")
    assert known == [("hello",)]


def test_fields_wanted_for_closing_are_asked_for_before_anything_is_sent(world: World) -> None:
    waiting = local(world, "waiting")
    asked = required.missing(world.desk, waiting, Status.SOLVED)
    assert [one.title for one in asked] == ["Root cause"]
    assert [value for value, _ in asked[0].options][:1] == ["Carrier"]
    assert required.missing(world.desk, waiting, Status.PENDING) == []
    assert required.missing(world.desk, waiting, Status.SOLVED, {asked[0].id: "Carrier"}) == []
    assert writes(world) == []


def test_nothing_is_lost_where_a_note_moves_no_stamp(world: World) -> None:
    world.server.options.notes_move_stamp = False
    late = local(world, "late")
    for body in ("One.", "Two."):
        message.note(world.desk, late, body)
    message.reply(world.desk, late, "Three.", status=Status.PENDING)
    world.settle()
    shown = world.server.ticket(world.server.names["late"])
    said = [plain(row["body"]).partition(" [")[0] for row in shown["comments"]]
    assert said == ["One.", "Two.", "Three."]
    bodies = [one.body for one in tickets.messages(world.desk.store, late)]
    assert [bodies.count(one) for one in said] == [1, 1, 1]


def test_a_rating_belongs_to_the_last_contact_and_a_changed_one_replaces_it(world: World) -> None:
    wrapped(world)
    ticket_id, number = local(world, "waiting"), world.server.names["waiting"]
    contact = world.desk.store.value("SELECT max(id) FROM interaction")
    for face, value in ((-103, "bad"), (100, 3), (102, "good")):
        world.pass_time(60)
        world.server.rate_satisfaction(number, face, "As I said")
        world.pass_time(180)
        world.settle()
        own = answers.read(world.desk.store, "csat", agent_id=world.desk.agent_id)
        assert [(one.value, one.ticket_id, one.interaction_id) for one in own] == [
            (value, ticket_id, contact)
        ]
    assert own[0].comment == "As I said"
