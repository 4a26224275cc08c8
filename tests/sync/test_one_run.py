"""One run of `csr-desk sync` over an account with small limits."""

import random
from pathlib import Path

import pytest

from csr_desk.store import remote, remote_order, tickets
from tests.fakes.common.schedule import Decision, Every
from tests.sync.one_run import SlowWorld, run_once
from tests.sync.test_simulation import folder, template
from tests.sync.vendor_freshdesk import FEW_FRESHDESK, FRESHDESK
from tests.sync.world import ACCOUNT

__all__ = ["folder", "template"]


@pytest.fixture
def rng() -> random.Random:
    return random.Random(5)


def test_a_run_waits_for_changes_that_a_short_limit_keeps_back(
    folder: Path, template: Path, rng: random.Random
) -> None:
    world = SlowWorld(folder, rng, template=template, vendor=FEW_FRESHDESK)
    world.read_all()
    number = world.server.names["late"]
    world.server.customer_replies(number, "Hello again.")
    world.pass_time(400)
    limited = Decision("rate_limited", seconds=8, form="seconds")
    world.line.schedule = Every(limited, lambda one: one.url_path == "/api/v2/tickets", times=1)
    run_once(world)
    ticket_id = remote.ticket_of(world.desk.store, ACCOUNT, str(number))
    assert ticket_id is not None
    bodies = [one.body for one in tickets.messages(world.desk.store, ticket_id)]
    assert "Hello again." in bodies
    world.close()


def test_a_run_does_not_wait_minutes_for_what_nobody_asked_for(
    folder: Path, template: Path, rng: random.Random
) -> None:
    """An account may have 40 requests a minute: the rest is left to the next run."""
    world = SlowWorld(folder, rng, template=template, vendor=FRESHDESK)
    began = world.desk.now()
    run_once(world)
    assert world.desk.now() - began < 30_000
    assert remote_order.behind(world.desk.store, ACCOUNT) > 0
    for _ in range(6):
        world.pass_time(60)
        run_once(world)
    assert remote_order.behind(world.desk.store, ACCOUNT) == 0
    world.close()
