"""What waits here over what came from there."""

import json
from typing import Any

import pytest

from csr_desk.actions import conflict, message, outbox, shelf, ticket
from csr_desk.actions.ticket import Change
from csr_desk.domain.models import OperationState
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store import operations, remote
from csr_desk.sync.apply_ticket import Outcome, apply_ticket
from tests.sync.remote_world import ACCOUNT, ANN, COLLEAGUE, ME, NOW, Helpdesk, remote_ticket
from tests.sync.remote_world import message as words


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


class TestNoClash:
    def test_what_they_left_alone_stays_mine(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        uid = change(desk, priority=Priority.URGENT)
        done = desk.pull(remote_ticket(minutes=2, subject="Theirs", status=Status.PENDING))
        assert (done.changed, done.clashed) == (1, 0)
        row = desk.row()
        assert (row["priority"], row["subject"], row["status"]) == (4, "Theirs", 2)
        assert state(desk, uid) == "queued"

    def test_both_made_the_same_of_it(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        change(desk, status=Status.PENDING)
        assert desk.pull(remote_ticket(minutes=2, status=Status.PENDING)).clashed == 0
        assert desk.row()["status"] == 2

    def test_tags_merge_as_sets(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(tags=("a", "b")))
        change(desk, add_tags=("mine",), remove_tags=("a",))
        change(desk, add_tags=("more",))
        desk.pull(remote_ticket(minutes=2, tags=("a", "theirs")))
        assert json.loads(desk.row()["tags"]) == ["mine", "more", "theirs"]
        index = desk.store.all("SELECT tag FROM ticket_tag ORDER BY tag")
        assert [row[0] for row in index] == ["mine", "more", "theirs"]

    def test_a_tag_put_on_and_taken_off_again_stays_off(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(tags=()))
        change(desk, add_tags=("a",))
        change(desk, remove_tags=("a",))
        for _ in range(2):
            desk.pull(remote_ticket(minutes=2, tags=("a", "b")))
            assert json.loads(desk.row()["tags"]) == ["b"], "as the helpdesk will have it"

    def test_a_later_pull_still_knows_what_waits(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        change(desk, priority=Priority.URGENT)
        for minutes in (2, 3, 4):
            desk.pull(remote_ticket(minutes=minutes, subject=f"s{minutes}"))
        assert desk.row()["priority"] == 4
        assert conflicts(desk) == []

    def test_a_reply_that_waits_counts_as_given(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(status=Status.NEW))
        message.reply(desk.desk, desk.id(), "On its way.")
        desk.pull(
            remote_ticket(
                minutes=1, status=Status.NEW, subject="s", due_at=NOW, due_kind="first_response",
                due_known=True,
            )
        )  # fmt: skip
        row = desk.row()
        assert (row["status"], row["waiting_since"], row["due_at"]) == (1, None, None)
        assert row["assignee_id"] == 1

    def test_taking_back_leads_to_what_they_have_now(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        message.reply(desk.desk, desk.id(), "Soon.")
        desk.pull(remote_ticket(minutes=1, status=Status.PENDING))
        assert desk.row()["status"] == 2
        message.undo(desk.desk)
        assert desk.row()["status"] == 2

    def test_own_fields_wait_too(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket(custom={"61": "a", "62": "b"}))
        payload = {"before": {"custom:61": "a"}, "after": {"custom:61": "mine"}}
        with desk.store.transaction():
            outbox.write(desk.desk, desk.id(), "update", payload, account=ACCOUNT)
        desk.pull(remote_ticket(minutes=1, custom={"61": "a", "62": "theirs"}))
        rows = desk.store.all("SELECT remote_id, value FROM ticket_field ORDER BY 1")
        assert rows == [("61", '"mine"'), ("62", '"theirs"')]


class TestClash:
    def test_all_three_are_kept_once_and_theirs_is_shown(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        uid = change(desk, status=Status.SOLVED, priority=Priority.HIGH)
        theirs = remote_ticket(minutes=2, status=Status.PENDING)
        assert desk.pull(theirs).clashed == 1
        row = desk.row()
        assert (row["status"], row["priority"], row["solved_at"]) == (2, 3, None)
        assert conflicts(desk) == [("status", 1, 4, 2)]
        assert state(desk, uid) == "conflict"
        before = desk.changes()
        desk.pull(theirs)
        assert desk.changes() == before
        assert desk.pull(remote_ticket(minutes=3, status=Status.HOLD)).clashed == 0
        assert conflicts(desk) == [("status", 1, 4, 3)]
        assert desk.row()["status"] == 3

    def test_the_same_and_then_something_else_asks(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        uid = change(desk, status=Status.HOLD)
        desk.pull(remote_ticket(minutes=1, status=Status.HOLD))
        assert conflicts(desk) == []
        theirs = remote_ticket(minutes=2, status=Status.OPEN)
        assert desk.pull(theirs).clashed == 1
        assert (desk.row()["status"], state(desk, uid)) == (1, "conflict")
        before = desk.changes()
        desk.pull(theirs)
        assert desk.changes() == before

    def test_solved_here_and_closed_there_asks_nothing(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        change(desk, status=Status.SOLVED)
        for _ in range(2):
            assert desk.pull(remote_ticket(minutes=1, status=Status.CLOSED)).clashed == 0
        assert (desk.row()["status"], conflicts(desk)) == (5, [])

    def test_the_first_operation_of_the_field_stops(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        first = change(desk, status=Status.PENDING)
        second = change(desk, status=Status.HOLD)
        desk.pull(remote_ticket(minutes=2, status=Status.NEW))
        assert (state(desk, first), state(desk, second)) == ("conflict", "queued")
        assert conflicts(desk) == [("status", 1, 3, 0)]


class TestInFlight:
    @pytest.mark.parametrize("where", ["trying", "in_doubt"])
    def test_a_reading_is_passed_over_and_asked_for_again(self, desk: Helpdesk, where: str) -> None:
        desk.pull(remote_ticket())
        uid = change(desk, status=Status.PENDING)
        desk.store.execute("UPDATE operation SET state = ? WHERE uid = ?", where, uid)
        assert desk.pull(remote_ticket(minutes=2, status=Status.HOLD)).passed == 1
        assert desk.row()["status"] == 2
        known = remote.state(desk.store, desk.id())
        assert known is not None
        assert known.base["status"] == 1, "the base is what the write was made against"
        assert desk.one("SELECT stale_at IS NOT NULL FROM remote_ticket") == (1,)
        before = desk.changes()
        desk.pull(remote_ticket(minutes=2, status=Status.HOLD))
        assert desk.changes() == before

    def test_the_answer_to_a_write_clashes_with_nothing(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        first = change(desk, status=Status.PENDING)
        change(desk, status=Status.HOLD)
        with desk.store.transaction():
            desk.store.execute("UPDATE operation SET state = 'acknowledged' WHERE uid = ?", first)
            now = remote_ticket(minutes=3, status=Status.PENDING, assignee=ME.id)
            done = apply_ticket(desk.desk, ACCOUNT, now, NOW, is_echo=True)
        assert done is Outcome.CHANGED
        row = desk.row()
        assert (row["status"], row["assignee_id"]) == (3, 1)
        assert conflicts(desk) == []

    def test_what_was_found_later_knows_its_own(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        first = change(desk, status=Status.PENDING)
        change(desk, status=Status.HOLD, priority=Priority.HIGH)
        with desk.store.transaction():
            desk.store.execute("UPDATE operation SET state = 'acknowledged' WHERE uid = ?", first)
            now = remote_ticket(minutes=3, status=Status.PENDING, priority=Priority.LOW)
            own = {"status": 2}
            assert apply_ticket(desk.desk, ACCOUNT, now, NOW, own=own) is Outcome.CLASHED
        assert conflicts(desk) == [("priority", 2, 3, 1)]
        assert desk.row()["status"] == 3


class TestSolvedAndTheCustomerWrote:
    def pulled(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        desk.talk(words("1", 0, ANN, "Where is it?"))

    def test_the_agent_is_asked(self, desk: Helpdesk) -> None:
        self.pulled(desk)
        uid = change(desk, status=Status.SOLVED)
        desk.pull(remote_ticket(minutes=2))
        assert conflicts(desk) == [], "the ticket alone does not tell"
        done = desk.talk(words("1", 0, ANN, "Where is it?"), words("2", 30, ANN, "Broken!"))
        assert done.clashed == 1
        assert conflicts(desk) == [("status", 1, 4, 1)]
        assert state(desk, uid) == "conflict"
        row = desk.row()
        assert (row["status"], row["solved_at"]) == (1, None)
        conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "mine")
        desk.pull(remote_ticket(minutes=4, subject="x"))
        desk.talk(words("1", 0, ANN, "Where is it?"), words("2", 30, ANN, "Broken!"))
        assert (state(desk, uid), desk.row()["status"]) == ("queued", 4)

    def test_old_words_read_for_the_first_time_are_no_news(self, desk: Helpdesk) -> None:
        desk.pull(remote_ticket())
        uid = change(desk, status=Status.SOLVED)
        assert desk.talk(words("1", 0, ANN, "Where is it?")).clashed == 0
        assert state(desk, uid) == "queued"

    def test_a_colleagues_word_is_no_reason(self, desk: Helpdesk) -> None:
        self.pulled(desk)
        change(desk, status=Status.SOLVED)
        done = desk.talk(words("1", 0, ANN, "Where is it?"), words("2", 30, COLLEAGUE, "On it."))
        assert done.clashed == 0


class TestGone:
    def test_what_was_looked_for_once_can_be_dropped_when_its_ticket_is_gone(
        self, desk: Helpdesk
    ) -> None:
        """No copy of it can come through any more: nothing is left to wait for."""
        desk.pull(remote_ticket())
        uid = change(desk, add_tags=("mine",))
        with desk.store.transaction():
            operations.save_bundle(desk.store, "m1", ACCOUNT, ticket_id=desk.id(), looked=1)
            operations.move(desk.store, [uid], OperationState.QUEUED, bundle="m1")
        desk.pull(remote_ticket(minutes=2, is_deleted=True))
        assert state(desk, uid) == "rejected"
        shelf.drop(desk.desk, uid)
        assert state(desk, uid) == "dropped"
