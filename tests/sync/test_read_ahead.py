"""Conversations nobody asked for: none is believed whole that lags, none keeps others waiting."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from csr_desk.actions import message
from csr_desk.store import remote, remote_order, tickets
from csr_desk.sync import engine
from csr_desk.sync.engine import REFUSED_AGAIN, TALKS_AT_ONCE
from tests.fakes.zendesk.seeding import seed_many
from tests.fakes.zendesk.wire import Answer, Request, answer
from tests.sync.one_run import SlowWorld, run_once
from tests.sync.test_simulation import folder, template
from tests.sync.world import ACCOUNT

__all__ = ["folder", "template"]


@pytest.fixture
def world(folder: Path, template: Path) -> SlowWorld:
    found = SlowWorld(folder, random.Random(3), template=template)
    found.read_all()
    return found


def local(world: SlowWorld, number: int) -> int:
    found = remote.ticket_of(world.desk.store, ACCOUNT, str(number))
    assert found is not None
    return found


def bodies(world: SlowWorld, number: int) -> list[str]:
    return [one.body for one in tickets.messages(world.desk.store, local(world, number))]


def is_talk(request: Request) -> bool:
    return request.url_path.endswith("/comments")


def lags_before(world: SlowWorld, word: str, times: int) -> None:
    """Let conversations be shown as they were before a word, so many times."""
    real, left = world.server.answer, [times]

    def older(request: Request, stale: Any = None) -> Answer:
        given = real(request, stale)
        if not is_talk(request) or not left[0]:
            return given
        left[0] -= 1
        document = json.loads(given.body)
        known = [one["body"] for one in document["comments"]]
        if word in known:
            document["comments"] = document["comments"][: known.index(word)]
        return answer(document, given.status, given.headers)

    world.server.answer = older  # type: ignore[method-assign]


def refuses(world: SlowWorld, numbers: list[int]) -> None:
    """Let the helpdesk show tickets, and not their conversations."""
    real, paths = world.server.answer, {f"/api/v2/tickets/{one}/comments" for one in numbers}

    def strict(request: Request, stale: Any = None) -> Answer:
        if request.url_path in paths:
            return answer({"error": "Forbidden", "description": "not yours"}, 403)
        return real(request, stale)

    world.server.answer = strict  # type: ignore[method-assign]


def only_the_ticket_is_read(world: SlowWorld, number: int) -> None:
    """Let the desk know of a change, and not read its conversation yet."""
    world.engine._due |= {engine._AHEAD: world.desk.now() + 10**9, "changes": 0}
    for _ in range(40):
        world.step()
    world.running.clear()
    world.engine._due.pop(engine._AHEAD)
    state = remote.state(world.desk.store, local(world, number))
    assert state is not None
    assert state.settled
    assert state.talk_stamp != state.stamp


@pytest.mark.parametrize("slow", [0.0, 1.0])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_word_is_not_lost_behind_our_own_note(world: SlowWorld, slow: float, times: int) -> None:
    """The answer to a write counts no messages; those counted before it are there all the same."""
    number = world.server.names["late"]
    world.server.customer_replies(number, "Are you there?")
    world.pass_time(3)
    only_the_ticket_is_read(world, number)
    world.slow = slow
    lags_before(world, "Are you there?", times)
    message.note(world.desk, local(world, number), "Rang nobody.")
    world.read_all()
    assert bodies(world, number) == ["I need help.", "Are you there?", "Rang nobody."]


@pytest.mark.parametrize("slow", [0.0, 1.0])
def test_a_reply_behind_a_note_waits_for_a_word_that_lags(world: SlowWorld, slow: float) -> None:
    number = world.server.names["late"]
    world.server.customer_replies(number, "It came, thank you.")
    world.pass_time(3)
    only_the_ticket_is_read(world, number)
    world.slow = slow
    lags_before(world, "It came, thank you.", 2)
    message.note(world.desk, local(world, number), "Rang nobody.")
    posted = message.reply(world.desk, local(world, number), "Did it come?")
    world.read_all()
    sql = "SELECT state FROM operation WHERE uid = ?"
    assert world.desk.store.value(sql, posted.operation) == "held"


def test_refused_conversations_do_not_stand_before_the_others(world: SlowWorld) -> None:
    """More of them than are read at once, and newer: the others come all the same."""
    numbers = seed_many(world.server, TALKS_AT_ONCE + 3)
    refuses(world, numbers[3:])
    world.pass_time(400)
    began = world.desk.now()
    world.read_all()
    assert world.desk.now() - began < REFUSED_AGAIN
    assert remote_order.behind(world.desk.store, ACCOUNT) == TALKS_AT_ONCE
    assert all(bodies(world, one) for one in numbers[:3])


def test_one_run_reads_all_that_has_grown(world: SlowWorld) -> None:
    numbers = seed_many(world.server, 20)
    for number in numbers:
        world.server.customer_replies(number, f"Still waiting, {number}.")
    world.pass_time(400)
    began = world.desk.now()
    run_once(world)
    assert remote_order.behind(world.desk.store, ACCOUNT) == 0
    assert all(f"Still waiting, {one}." in bodies(world, one) for one in numbers)
    assert world.desk.now() - began < 20_000


def test_one_run_leaves_what_takes_long_to_the_next(world: SlowWorld) -> None:
    numbers = seed_many(world.server, 300)
    world.pass_time(400)
    began = world.desk.now()
    run_once(world)
    assert 15_000 < world.desk.now() - began < 30_000
    left = remote_order.behind(world.desk.store, ACCOUNT)
    assert 0 < left < len(numbers)
    run_once(world)
    assert remote_order.behind(world.desk.store, ACCOUNT) < left


def test_one_run_does_not_wait_for_what_is_refused(world: SlowWorld) -> None:
    refuses(world, seed_many(world.server, 3))
    world.pass_time(400)
    began = world.desk.now()
    run_once(world)
    assert world.desk.now() - began < 5_000
    assert remote_order.behind(world.desk.store, ACCOUNT) == 3
