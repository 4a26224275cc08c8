"""Choosing a side of a clash: what loses is kept, and the operation goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csr_desk import errors
from csr_desk.actions import conflict, message, outbox, ticket
from csr_desk.actions.ticket import Change
from csr_desk.domain.queue_row import Priority, Status
from tests.desk import TestDesk
from tests.sync.remote_world import Helpdesk, remote_ticket


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Helpdesk]:
    hand = TestDesk(tmp_path)
    yield Helpdesk(hand)
    hand.heartbeat.close()
    hand.store.close()


def change(desk: Helpdesk, **fields: Any) -> str:
    told = "by phone" if fields.get("status") == Status.SOLVED else ""
    uid = ticket.change(desk.desk, desk.id(), Change(told=told, **fields))
    assert uid is not None
    return uid


def state(desk: Helpdesk, uid: str) -> str:
    return str(desk.store.value("SELECT state FROM operation WHERE uid = ?", uid))


def conflicts(desk: Helpdesk) -> list[tuple[Any, ...]]:
    return [
        (one.field, one.base, one.mine, one.theirs) for one in conflict.open_conflicts(desk.desk)
    ]


def test_theirs_takes_the_field_out(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    both = change(desk, status=Status.SOLVED, priority=Priority.HIGH)
    only = change(desk, status=Status.PENDING)
    desk.pull(remote_ticket(minutes=2, status=Status.HOLD))
    conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "theirs")
    assert outbox.payload(desk.desk, both)["after"] == {"priority": 3}
    assert (state(desk, both), state(desk, only)) == ("queued", "dropped")
    assert desk.row()["status"] == 3
    kept = desk.one("SELECT base, mine, theirs, resolution FROM conflict")
    assert kept == ("1", "2", "3", "theirs")
    assert "conflict.resolved" in desk.hand.kinds()


def test_mine_goes_over_what_they_have_now(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    uid = change(desk, status=Status.SOLVED)
    desk.pull(remote_ticket(minutes=2, status=Status.PENDING))
    conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "mine")
    assert state(desk, uid) == "queued"
    assert outbox.payload(desk.desk, uid)["before"]["status"] == 2
    row = desk.row()
    assert row["status"] == 4
    assert row["solved_at"]
    assert desk.one("SELECT theirs, resolution FROM conflict") == ("2", "mine")
    desk.pull(remote_ticket(minutes=3, status=Status.PENDING, subject="x"))
    assert desk.row()["status"] == 4, "chosen once, not asked again"
    assert conflicts(desk) == []


def test_mine_is_what_the_agent_wants_by_now(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    first = change(desk, status=Status.SOLVED)
    desk.pull(remote_ticket(minutes=2, status=Status.PENDING))
    last = change(desk, status=Status.HOLD)
    conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "mine")
    assert desk.row()["status"] == Status.HOLD
    assert (state(desk, first), state(desk, last)) == ("queued", "queued")


def test_an_operation_goes_on_when_nothing_of_it_clashes(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    uid = change(desk, status=Status.SOLVED, priority=Priority.HIGH)
    desk.pull(remote_ticket(minutes=2, status=Status.PENDING, priority=Priority.LOW))
    first, second = conflict.open_conflicts(desk.desk)
    conflict.resolve(desk.desk, first.id, "mine")
    assert state(desk, uid) == "conflict"
    conflict.resolve(desk.desk, second.id, "theirs")
    assert state(desk, uid) == "queued"
    assert outbox.payload(desk.desk, uid)["after"] == {"status": 4}


def test_a_reply_without_its_status_still_goes(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    posted = message.reply(desk.desk, desk.id(), "Done.", status=Status.SOLVED)
    desk.pull(remote_ticket(minutes=2, status=Status.HOLD))
    assert conflicts(desk) == [("status", 1, 4, 3)]
    conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "theirs")
    assert state(desk, posted.operation) == "waiting"
    payload = outbox.payload(desk.desk, posted.operation)
    assert payload["status"] is None
    assert payload["before"]["status"] == 3


def test_a_closed_one_is_refused(desk: Helpdesk) -> None:
    with pytest.raises(errors.Refused, match="no open conflict 9"):
        conflict.resolve(desk.desk, 9, "mine")
