"""A new ticket whose answer was lost and whose mark was wiped off: it is made and shown once."""

import random
from pathlib import Path

import pytest

from csr_desk.actions import ticket
from csr_desk.store import remote
from tests.fakes.common.schedule import Decision, Every, Script
from tests.sync.test_simulation import folder, template
from tests.sync.vendor_freshdesk import FEW_FRESHDESK
from tests.sync.world import ACCOUNT, World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> World:
    found = World(folder, random.Random(3), template=template, vendor=FEW_FRESHDESK)
    found.read_all()
    return found


def made(world: World) -> list[int]:
    tickets = world.server.state.tickets.values()
    return [one.id for one in tickets if one.values["subject"] == "No light"]


def shown(world: World) -> list[tuple[int, str]]:
    sql = "SELECT id, remote_id FROM ticket WHERE subject = 'No light'"
    return [(int(id_), str(number)) for id_, number in world.desk.store.all(sql)]


def test_it_is_made_once_and_shown_once(world: World) -> None:
    customer = world.desk.store.value("SELECT id FROM customer ORDER BY id LIMIT 1")
    created = ticket.create(world.desk, customer, "No light", "email", body="It is dark.")
    lost = Decision("drop_after", form="reset")
    new = Every(lost, lambda one: one.method == "POST", times=1)
    world.line.schedule = new
    while new.times:
        if not world.step():
            world.pass_time(1)
    world.line.schedule = Script({})
    [number] = made(world)
    world.server.colleague_changes(number, tags=["theirs"])
    world.read_all()
    assert made(world) == [number]
    assert shown(world) == [(created, str(number))]
    assert remote.ticket_of(world.desk.store, ACCOUNT, str(number)) == created
    world.close()


def test_a_ticket_of_the_same_look_that_is_another_one_here_is_not_taken_for_it(
    world: World,
) -> None:
    customer = world.desk.store.value("SELECT id FROM customer ORDER BY id LIMIT 1")
    first = ticket.create(world.desk, customer, "No light", "email", body="It is dark.")
    world.read_all()
    [number] = made(world)
    world.server.colleague_changes(number, tags=["theirs"])
    second = ticket.create(world.desk, customer, "No light", "email", body="It is dark.")
    new = Every(Decision("status_before", 500), lambda one: one.method == "POST", times=1)
    world.line.schedule = new
    while new.times:
        if not world.step():
            world.pass_time(1)
    world.line.schedule = Script({})
    world.read_all()
    assert len(made(world)) == 2
    assert sorted(id_ for id_, _ in shown(world)) == sorted([first, second])
    world.close()
