"""Any order of changes here, changes there, readings and choices: no value is lost or made up."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csr_desk.actions import conflict, ticket
from csr_desk.actions.ticket import Change
from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store import events, remote_operations, tickets
from csr_desk.sync.apply_ticket import apply_ticket
from tests.desk import TestDesk
from tests.sync.remote_world import ACCOUNT, COLLEAGUE, ME, NOW, Helpdesk, remote_ticket

STATUSES = st.sampled_from([Status.OPEN, Status.PENDING, Status.HOLD, Status.SOLVED])
PRIORITIES = st.sampled_from([Priority.LOW, Priority.NORMAL, Priority.HIGH])
TAGS = st.sampled_from("abcd")
FIELDS = ("status", "priority")


class Merging(RuleBasedStateMachine):
    """One ticket, an agent here and a colleague there; `there` is the truth of the helpdesk."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.hand = TestDesk(Path(self.folder.name))
        self.desk = Helpdesk(self.hand)
        self.minutes = 0
        self.there = remote_ticket(tags=())
        self.desk.pull(self.there)

    def teardown(self) -> None:
        self.hand.heartbeat.close()
        self.hand.store.close()
        self.folder.cleanup()

    def now_there(self, **change: Any) -> None:
        self.minutes += 1
        made = remote_ticket(minutes=self.minutes)
        self.there = self.there._replace(stamp=made.stamp, updated_at=made.updated_at, **change)

    @rule(status=STATUSES, priority=PRIORITIES)
    def colleague_changes(self, status: Status, priority: Priority) -> None:
        self.now_there(status=status, priority=priority)

    @rule(tag=TAGS, who=st.sampled_from([None, ME.id, COLLEAGUE.id]))
    def colleague_tags(self, tag: str, who: str | None) -> None:
        tags = tuple(sorted({*self.there.tags} ^ {tag}))
        self.now_there(tags=tags, assignee=who)

    @rule(status=STATUSES)
    def agent_sets_status(self, status: Status) -> None:
        ticket.change(self.desk.desk, self.desk.id(), Change(status=status, told="by phone"))

    @rule(priority=PRIORITIES)
    def agent_sets_priority(self, priority: Priority) -> None:
        ticket.change(self.desk.desk, self.desk.id(), Change(priority=priority))

    @rule(tag=TAGS, takes_off=st.booleans())
    def agent_tags(self, tag: str, takes_off: bool) -> None:
        names = {"remove_tags" if takes_off else "add_tags": (tag,)}
        ticket.change(self.desk.desk, self.desk.id(), Change(**names))  # type: ignore[arg-type]

    @rule()
    def reads(self) -> None:
        self.desk.pull(self.there)
        before = self.desk.changes()
        self.desk.pull(self.there)
        assert self.desk.changes() == before, "a second time changes nothing"

    @rule(side=st.sampled_from(["mine", "theirs"]))
    def agent_chooses(self, side: Any) -> None:
        for one in conflict.open_conflicts(self.desk.desk)[:1]:
            conflict.resolve(self.desk.desk, one.id, side)

    @rule()
    def first_write_arrives(self) -> None:
        """Send the oldest operation as the push would: read, written under the stamp, answered."""
        self.desk.pull(self.there)
        waiting = remote_operations.waiting(self.desk.store, self.desk.id())
        if not waiting or waiting[0].state != "queued":
            return
        one, change = waiting[0], dict[str, Any]()
        for name, (before, after) in one.fields.items():
            if name == "tags":
                kept = ({*self.there.tags} | {*after}) - ({*before} - {*after})
                change["tags"] = tuple(sorted(kept))
            else:
                change[name] = {"status": Status, "priority": Priority}[name](after)
        self.now_there(**change)
        with self.desk.store.transaction():
            self.desk.store.execute(
                "UPDATE operation SET state = 'acknowledged' WHERE uid = ?", one.uid
            )
            apply_ticket(self.desk.desk, ACCOUNT, self.there, NOW, is_echo=True)

    @invariant()
    def the_row_is_what_waits_over_what_was_read(self) -> None:
        row = tickets.ticket(self.desk.store, self.desk.id())
        waiting = remote_operations.waiting(self.desk.store, self.desk.id())
        clashing = {one.field: one for one in conflict.open_conflicts(self.desk.desk)}
        read = self.read()
        for field in FIELDS:
            wanted = [one.fields[field][1] for one in waiting if field in one.fields]
            if field in clashing:
                assert clashing[field].theirs == getattr(read, field)
            elif wanted:
                assert getattr(row, field) == wanted[-1], field
            else:
                assert getattr(row, field) == getattr(read, field), field

    @invariant()
    def what_clashes_stands_still(self) -> None:
        for one in conflict.open_conflicts(self.desk.desk):
            state = self.desk.one("SELECT state FROM operation WHERE uid = ?", one.operation)
            assert state == ("conflict",)
            assert {one.base, one.mine, one.theirs} >= {one.mine, one.theirs}

    @invariant()
    def nothing_waits_for_a_choice_that_is_made(self) -> None:
        stuck = self.desk.store.all("SELECT uid FROM operation WHERE state = 'conflict'")
        asked = {one.operation for one in conflict.open_conflicts(self.desk.desk)}
        assert {row[0] for row in stuck} == asked

    def read(self) -> RemoteTicket:
        """Return the ticket as the desk read it last."""
        from csr_desk.store import remote
        from csr_desk.sync import bases

        state = remote.state(self.desk.store, self.desk.id())
        assert state is not None
        found = bases.from_json(state.base)
        assert found is not None
        return found


Merging.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMerging = Merging.TestCase


def test_the_log_stays_whole(desk: Helpdesk) -> None:
    desk.pull(remote_ticket())
    ticket.change(desk.desk, desk.id(), Change(priority=Priority.HIGH))
    desk.pull(remote_ticket(minutes=1, priority=Priority.LOW))
    conflict.resolve(desk.desk, conflict.open_conflicts(desk.desk)[0].id, "mine")
    assert events.broken_at(desk.store) is None
