"""What the helpdesk refuses to show holds up nothing else, and is told in the end."""

from collections.abc import Callable
from typing import Any

import pytest

from csr_desk.actions import message, shelf
from csr_desk.domain.models import OperationState
from tests.fakes.zendesk.wire import Answer, Refused, Request, forbidden
from tests.sync.test_push import local, world
from tests.sync.test_simulation import folder, template
from tests.sync.world import World

__all__ = ["folder", "template", "world"]


def answered(world: World, answer: Callable[[Request, str], Answer | None]) -> None:
    """Let some requests be answered by a test."""
    real = world.server._handled

    def handled(request: Request, path: str, me: Any) -> Answer:
        return answer(request, path) or real(request, path, me)

    world.server._handled = handled


def test_a_view_that_is_refused_holds_up_no_other(world: World) -> None:
    store = world.desk.store
    broken, *others = [str(row["id"]) for row in world.server.state.rows("views")]
    with store.transaction():
        store.execute("UPDATE remote_view SET read_at = NULL")

    def refuse(request: Request, path: str) -> None:
        if path == f"views/{broken}/tickets":
            raise Refused(422, {"error": "RecordInvalid", "description": "broken view"})

    answered(world, refuse)
    for _ in range(12):
        world.pass_time(60)
        world.sync_for(60)
    read = dict(store.all("SELECT remote_id, read_at FROM remote_view"))
    assert all(read[one] for one in others)
    assert "broken view" in str(store.value("SELECT words FROM account"))


def test_counts_of_a_moment_ago_are_not_asked_for_again(world: World) -> None:
    """Zendesk lets six such requests through in five minutes."""
    with world.desk.store.transaction():
        world.desk.store.execute("UPDATE remote_view SET read_at = NULL, counted_at = NULL")
    for _ in range(4):
        world.pass_time(31)
        world.sync_for(60)
    asked = [one.path for one in world.server.requests if "count_many" in one.path]
    assert len(asked) <= 1


def test_a_change_in_doubt_on_a_ticket_that_is_hidden_now_is_asked_about(world: World) -> None:
    posted = message.reply(world.desk, local(world, "broken"), "Hello.")
    number, is_hidden = world.server.names["broken"], False

    def hide(request: Request, path: str) -> Answer | None:
        nonlocal is_hidden
        if request.method == "PUT":
            is_hidden = True
            return Answer(502, {}, b"bad gateway")
        if is_hidden and path.startswith(f"tickets/{number}"):
            raise forbidden()
        return None

    answered(world, hide)
    for _ in range(40):
        world.pass_time(30)
        world.sync_for(60)
    row = shelf.row(world.desk, posted.operation)
    assert row.state is OperationState.IN_DOUBT
    assert row.error.startswith("Was it sent?")
    writes = [one for one in world.server.requests if one.method == "PUT"]
    assert len(writes) == 1


@pytest.mark.parametrize("seconds", [1, 20])
def test_a_held_reply_says_nothing_of_an_earlier_try(world: World, seconds: int) -> None:
    late = local(world, "late")
    posted = message.reply(world.desk, late, "Hello.")
    world.line.go_offline()
    world.pass_time(seconds + 20)
    world.sync_for(40)
    world.server.customer_replies(world.server.names["late"], "Never mind.")
    world.line.go_online()
    world.settle()
    row = shelf.row(world.desk, posted.operation)
    assert (row.state, row.error) == (OperationState.HELD, "")
