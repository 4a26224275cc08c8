"""A network that comes back is noticed, and what failed for want of it goes on soon."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from csr_desk.actions import message
from csr_desk.actions.glance import look
from csr_desk.backends.failures import NotSent, TryLater
from csr_desk.config import AccountConfig, Config
from csr_desk.domain.instants import SECOND
from csr_desk.sync import route
from csr_desk.sync.breaker import FAILURES, Breaker
from csr_desk.sync.route import RouteWatch
from tests.sync.test_simulation import folder, template
from tests.sync.world import World

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> World:
    found = World(folder, random.Random(3), template=template)
    found.read_all()
    account = AccountConfig("zd", "zendesk", "https://acme.zendesk.com")
    found.desk.config = Config(accounts={"zd": account})
    return found


def test_only_the_way_from_nothing_to_something_is_a_return() -> None:
    looks = iter([True, True, False, False, True, True])
    watch = RouteWatch(lambda: next(looks))
    assert [watch.came_back() for _ in range(6)] == [False, False, False, False, True, False]
    assert watch.is_there


def test_no_route_is_told_by_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, address: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert not route.has_route()


def offline_for(world: World, seconds: int) -> None:
    world.line.go_offline()
    for _ in range(seconds):
        world.pass_time(1)
        world.sync_for(20)


def seconds_until(world: World, done: Callable[[], bool]) -> int:
    for second in range(400):
        world.sync_for(50)
        if done():
            return second
        world.pass_time(1)
    raise AssertionError("it never came")


def test_what_waits_leaves_within_ten_seconds_of_the_return(world: World) -> None:
    ticket = world.desk.store.value("SELECT min(id) FROM ticket WHERE account = 'zd'")
    message.note(world.desk, ticket, "while offline")
    offline_for(world, 2400)
    assert look(world.desk).network.startswith("offline since")
    world.line.go_online()
    world.engine.line_is_back()
    assert seconds_until(world, lambda: look(world.desk).outbox == 0) <= 10
    assert look(world.desk).network == "online"


def test_a_wait_that_the_helpdesk_told_is_kept(world: World) -> None:
    world.engine.health.failed(TryLater("slow down", after_s=600))
    world.engine.health.failed(NotSent("no route"))
    world.engine.line_is_back()
    world.pass_time(300)
    assert world.engine.jobs(world.desk.now()) == []
    world.pass_time(301)
    assert world.engine.jobs(world.desk.now())


def test_nothing_moves_while_the_line_was_never_gone(world: World) -> None:
    before = world.engine.health.retry_at
    world.engine.line_is_back()
    assert world.engine.health.retry_at == before


def test_an_open_breaker_lets_its_probe_go() -> None:
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(1000 * SECOND)
    assert breaker.wait_s(1001 * SECOND) == 29.0
    breaker.line_is_back(1001 * SECOND)
    assert breaker.wait_s(1001 * SECOND) == 0.0
    breaker.began()
    assert breaker.wait_s(1001 * SECOND) == 1.0
