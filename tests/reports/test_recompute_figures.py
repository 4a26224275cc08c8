"""Any shift: each figure of the tables is that of the event log, and a changed row is found."""

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csr_desk import config
from csr_desk.actions import (
    article,
    customer_merge,
    customer_unmerge,
    deadline_pass,
    escalation,
    follow_up,
    interaction,
    message,
    outbox,
    privacy,
    recovery,
    shift,
    ticket,
    time_correction,
    transfer,
    triage,
    wrap_up,
)
from csr_desk.actions.article_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.actions.order_request import cancel_line
from csr_desk.actions.ticket import Change
from csr_desk.domain.escalation import Step
from csr_desk.domain.instants import HOUR
from csr_desk.domain.models import AuthorKind, Channel, Phase, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import Refused
from csr_desk.reports import recompute_figures, verify
from csr_desk.store import answers_write, timeline
from tests.actions.order_world import order
from tests.desk import TestDesk

CALENDAR = """
[desk]
zone = "UTC"
[calendars.office]
zone = "UTC"
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
[sla.policies.usual.target_s]
first_response = 600
resolution = 7200
"""
OUTCOMES = ["resolved", "pending_customer", "callback", "escalated_t2", "transferred", "spam"]
REASONS = ["order/late", "billing/invoice", "other/wrong-number"]


def found(hand: TestDesk) -> list[str]:
    return list(recompute_figures.differences(hand.store, hand.config, hand.desk.second()))


def ask_for_an_order(hand: TestDesk, customer_id: int) -> None:
    """Cancel the one line of a new order."""
    [line] = order(hand, 900, customer_id=customer_id)
    cancel_line(hand.desk, line, "not wanted")


class FiguresMachine(RuleBasedStateMachine):
    """One desk, any day: contacts, wrap-ups, corrections, merges, messages, escalations."""

    @initialize()
    def open_desk(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.hand = TestDesk(folder)
        self.hand.config = self.hand.desk.config = config.parse(CALENDAR, folder / "config.toml")
        self.hand.session.begin()
        deadline_pass.begin(self.hand.desk)
        self.people = [self.hand.customer(name) for name in ("Ann Baker", "Bo Cole", "Cy Dee")]
        self.tickets = [
            ticket.create(
                self.hand.desk,
                self.people[place % 3],
                "Late",
                "email",
                body="Hello",
                assign_to_me=False,
            )
            for place in range(4)
        ]
        self.merges: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "hand"):
            self.hand.store.close()
            self.hand.heartbeat.close()
            self.folder.cleanup()

    def contact(self, data: st.DataObject, *, is_wrapped: bool) -> int | None:
        where = "IS NOT NULL" if is_wrapped else "IS NULL"
        rows = self.hand.store.all(f"SELECT id FROM interaction WHERE wrapped_at {where}")
        return data.draw(st.sampled_from([row[0] for row in rows])) if rows else None

    @rule(seconds=st.sampled_from([0.4, 7, 300, 3000]))
    def wait(self, seconds: float) -> None:
        self.hand.wait(seconds)
        self.hand.session.tick()
        outbox.release_due(self.hand.desk)
        deadline_pass.step(self.hand.desk)

    @rule(days=st.sampled_from([1, 7]))
    def come_back_another_day(self, days: int) -> None:
        if timeline.current_shift(self.hand.store) is not None:
            shift.end(self.hand.desk, force=True)
        self.hand.wait(days * 86_400 - 3)

    @rule(which=st.integers(0, 3), channel=st.sampled_from(["phone", "email", "chat"]))
    def open_contact(self, which: int, channel: str) -> None:
        interaction.open_contact(self.hand.desk, self.tickets[which], Channel(channel))

    @rule(data=st.data(), outcome=st.sampled_from(OUTCOMES), reason=st.sampled_from(REASONS))
    def wrap(self, data: st.DataObject, outcome: str, reason: str) -> None:
        one = self.contact(data, is_wrapped=False)
        if one is None:
            return
        due = self.hand.desk.now() + HOUR if outcome == "callback" else None
        more = "callback" if due else "none"
        tags = data.draw(st.sampled_from([(), ("late",), ("parcel", "late")]))
        wanted = WrapUp(reason, outcome, "defect", more, tags=tags, told="by phone")
        with suppress(Refused):
            wrap_up.commit(self.hand.desk, one, wanted, follow_up_at=due)

    @rule(data=st.data(), outcome=st.sampled_from(OUTCOMES))
    def correct(self, data: st.DataObject, outcome: str) -> None:
        one = self.contact(data, is_wrapped=True)
        if one is not None:
            wanted = WrapUp("billing/invoice", outcome, "defect", told="by phone")
            with suppress(Refused):
                wrap_up.correct(self.hand.desk, one, wanted, "chose the wrong one")

    @rule(data=st.data())
    def undo_wrap(self, data: st.DataObject) -> None:
        one = self.contact(data, is_wrapped=True)
        if one is not None:
            with suppress(Refused):
                wrap_up.undo(self.hand.desk, one)

    @rule(which=st.integers(0, 2))
    def ask_for_an_order(self, which: int) -> None:
        """What is asked for an order while a contact is in focus makes the contact about it."""
        with suppress(Refused):
            ask_for_an_order(self.hand, self.people[which])

    @rule(which=st.integers(0, 2))
    def erase(self, which: int) -> None:
        with suppress(Refused):
            privacy.erase(self.hand.desk, self.people[which])

    @rule(data=st.data(), act=st.sampled_from(["hold", "end", "park", "leave", "switch"]))
    def act(self, data: st.DataObject, act: str) -> None:
        one = self.contact(data, is_wrapped=False)
        if one is not None:
            with suppress(Refused):
                getattr(interaction, act)(self.hand.desk, one)

    @rule(data=st.data(), delta=st.integers(-60, 60))
    def correct_time(self, data: st.DataObject, delta: int) -> None:
        one = self.contact(data, is_wrapped=True)
        if one is not None:
            with suppress(Refused):
                time_correction.correct(self.hand.desk, one, Phase.TALK, delta, "forgot")

    @rule(data=st.data())
    def link(self, data: st.DataObject) -> None:
        ids = [row[0] for row in self.hand.store.all("SELECT id FROM interaction")]
        if len(ids) > 1:
            pair = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
            interaction.link(self.hand.desk, *pair)

    @rule(pair=st.permutations([0, 1, 2]))
    def merge(self, pair: list[int]) -> None:
        with suppress(Refused):
            self.merges.append(
                customer_merge.merge(self.hand.desk, *(self.people[one] for one in pair[:2]))
            )

    @rule()
    def unmerge(self) -> None:
        if self.merges:
            with suppress(Refused):
                customer_unmerge.undo_merge(self.hand.desk, self.merges.pop())

    @rule(which=st.integers(0, 3), status=st.sampled_from([None, Status.SOLVED, Status.PENDING]))
    def reply(self, which: int, status: Status | None) -> None:
        message.reply(self.hand.desk, self.tickets[which], "We look into it.", status=status)

    @rule()
    def undo_reply(self) -> None:
        with suppress(Refused):
            message.undo(self.hand.desk)

    @rule(which=st.integers(0, 3), who=st.sampled_from(["customer", "agent"]))
    def receive(self, which: int, who: str) -> None:
        message.receive(
            self.hand.desk, self.tickets[which], "And?", author="X", author_kind=AuthorKind(who)
        )

    @rule(which=st.integers(0, 3), undoes=st.booleans())
    def solve(self, which: int, undoes: bool) -> None:
        change = Change(status=Status.SOLVED, told="by phone")
        done = ticket.change_many(self.hand.desk, [self.tickets[which]], change)
        if undoes:
            ticket.undo_change(self.hand.desk, done)

    @rule(which=st.integers(0, 3), undoes=st.booleans(), is_spam=st.booleans())
    def triage(self, which: int, undoes: bool, is_spam: bool) -> None:
        one = self.tickets[which]
        with suppress(Refused):
            done = (
                triage.spam(self.hand.desk, one)
                if is_spam
                else triage.give(self.hand.desk, one, Priority.HIGH, None)
            )
            if undoes:
                triage.undo(self.hand.desk, done)

    @rule(data=st.data(), which=st.integers(0, 3), then=st.sampled_from(["", "undo", *Step]))
    def escalate(self, data: st.DataObject, which: int, then: str) -> None:
        one = self.contact(data, is_wrapped=data.draw(st.booleans()))
        with suppress(Refused):
            made = escalation.make(
                self.hand.desk, self.tickets[which], escalation.Wanted("T3", "bug", "look"), one
            )
            if then == "undo":
                escalation.undo(self.hand.desk, made.id)
            elif then:
                escalation.step(self.hand.desk, made.id, Step(then), "words")

    @rule(which=st.integers(0, 3), undoes=st.booleans())
    def transfer(self, which: int, undoes: bool) -> None:
        with suppress(Refused):
            wanted = transfer.Wanted("billing", agent_id=2)
            made = transfer.make(self.hand.desk, self.tickets[which], wanted)
            if undoes:
                transfer.undo(self.hand.desk, made.id)

    @rule(data=st.data(), act=st.sampled_from(["keep", "undo", "done", "drop"]))
    def call_back(self, data: st.DataObject, act: str) -> None:
        one = self.contact(data, is_wrapped=True)
        due = self.hand.desk.now() + HOUR
        made = follow_up.add(
            self.hand.desk,
            "call",
            due,
            ticket_id=self.tickets[0],
            kind="callback",
            by_hand=True,
            interaction_id=one,
        )
        if act == "undo":
            follow_up.undo(self.hand.desk)
        elif act != "keep":
            (follow_up.done if act == "done" else follow_up.drop)(self.hand.desk, made)

    @rule(gap=st.sampled_from([0, 200, 4000]), answer=st.sampled_from([None, 0, 25]))
    def kill(self, gap: float, answer: int | None) -> None:
        self.hand.wait(gap)
        self.hand = self.hand.kill()
        lost = self.hand.session.begin()
        if lost is not None and lost.interaction is not None:
            recovery.answer(self.hand.desk, lost, answer)

    @invariant()
    def every_figure_is_that_of_the_log(self) -> None:
        if hasattr(self, "hand"):
            assert found(self.hand) == []


TestFigures = FiguresMachine.TestCase
TestFigures.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def day(tmp_path: Path) -> Iterator[TestDesk]:
    """A day with two contacts of one issue, an answer, an escalation, a late reply, an article."""
    hand = TestDesk(tmp_path)
    hand.config = hand.desk.config = config.parse(CALENDAR, tmp_path / "config.toml")
    deadline_pass.begin(hand.desk)
    desk = hand.desk
    person, other = hand.customer("Ann Baker"), hand.customer("Anne Baker")
    one = ticket.create(desk, person, "Late", "email", body="Hello", assign_to_me=False)
    triage.give(desk, one, Priority.HIGH, None)
    shift.start(desk)
    hand.wait(700)
    first = interaction.open_contact(desk, one, Channel.EMAIL)
    ask_for_an_order(hand, person)
    hand.wait(60)
    message.reply(desk, one, "It is on its way.", interaction_id=first.id, status=Status.SOLVED)
    hand.wait(30)
    interaction.end(desk, first.id)
    hand.wait(20)
    wrap_up.commit(desk, first.id, WrapUp("order/late", "resolved", tags=("parcel", "late")))
    outbox.release_due(desk)
    two = ticket.create(desk, other, "Again", "phone")
    second = interaction.open_contact(desk, two, Channel.PHONE)
    hand.wait(90)
    interaction.end(desk, second.id)
    wrap_up.commit(desk, second.id, WrapUp("billing/invoice", "escalated_t2", "defect"))
    escalation.make(desk, two, escalation.Wanted("T2", "bug", "look"), second.id)
    interaction.link(desk, second.id, first.id)
    customer_merge.merge(desk, other, person)
    article.create(desk, Form(title="How", problem="p", body="b"))
    with hand.store.transaction():
        writer = answers_write.Writer(hand.store, hand.hands.uid, desk.now(), "Me", 1)
        answers_write.take(
            writer,
            answers_write.NewAnswer("k", "csv", "csat", "1-5", 5, desk.now(), person, one),
        )
    hand.wait(26 * 3600)
    yield hand
    hand.store.close()


CHANGES = {
    "UPDATE wrap_up SET outcome = 'resolved' WHERE interaction_id = 2": "fcr_reported",
    "UPDATE wrap_up SET reason = 'order/late' WHERE interaction_id = 2": "reason is",
    "UPDATE wrap_up SET undone_at = 1 WHERE interaction_id = 1": "contact 1: outcome",
    "UPDATE interaction SET ended_at = ended_at + 1000 WHERE id = 1": "contact 1: ended_at",
    "UPDATE interaction SET wrapped_at = wrapped_at + 1860000 WHERE id = 1": "log_local_30min",
    "UPDATE interaction SET direction = 'out' WHERE id = 1": "contact 1: direction",
    "UPDATE interaction SET channel = 'chat' WHERE id = 1": "aht_by_channel chat",
    "UPDATE interaction SET wrapped_at = NULL WHERE id = 1": "unlogged",
    "UPDATE segment SET phase = 'hold' WHERE interaction_id = 1 AND phase = 'talk'": "mean_hold",
    "UPDATE segment SET state = 'LUNCH' WHERE state = 'AVAILABLE'": "occupancy",
    "INSERT INTO time_correction (interaction_id, phase, delta_s, reason, kind, at)"
    " VALUES (1, 'talk', 5, '', 'corrected', 1)": "aht: ",
    "DELETE FROM interaction_link": "fcr_issue_7d_provisional",
    "UPDATE customer SET merged_into = NULL": "customer 2 stands for 2",
    "UPDATE sla_fact SET state = 'met' WHERE state = 'breached'": "sla_attainment",
    "UPDATE message SET at = at + 1000 WHERE author_kind = 'agent'": "first_response_time",
    "UPDATE message SET acknowledges = 1 WHERE author_kind = 'agent'": "first_response_time",
    "UPDATE message SET state = 'dropped' WHERE author_kind = 'agent'": "acknowledgement_time",
    "UPDATE ticket SET created_at = created_at - 1000 WHERE id = 1": "full_resolution_time",
    "UPDATE escalation SET due_at = due_at + 90000000": "sla_escalation",
    "UPDATE escalation SET tier = 'T3'": "escalations_by_tier T2",
    "UPDATE survey_answer SET value = 2": "csat",
    "UPDATE article SET owner_id = 2": "articles",
    """UPDATE wrap_up SET tags = '["late"]' WHERE interaction_id = 1""": "contact 1: its tags",
    "UPDATE interaction SET order_number = 'A-2' WHERE id = 1": "contact 1: its order",
    "UPDATE interaction SET order_number = 'A-1' WHERE id = 2": "contact 2: its order",
}


@pytest.mark.parametrize(("sql", "named"), CHANGES.items(), ids=range(len(CHANGES)))
def test_a_changed_row_is_found_by_name(day: TestDesk, sql: str, named: str) -> None:
    assert found(day) == []
    with day.store.transaction():
        day.store.execute(sql)
    assert any(named in one for one in found(day)), found(day)


def test_an_older_desk_logged_a_request_but_not_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Desk.log

    def log(self: Desk, kind: str, **data: Any) -> int:
        return 0 if kind == "interaction.ordered" else real(self, kind, **data)

    monkeypatch.setattr(Desk, "log", log)
    hand = TestDesk(tmp_path)
    person = hand.customer("Ann Baker")
    shift.start(hand.desk)
    one = interaction.open_contact(
        hand.desk, ticket.create(hand.desk, person, "Late", "phone"), Channel.PHONE
    )
    ask_for_an_order(hand, person)
    hand.wait(60)
    interaction.end(hand.desk, one.id)
    wrap_up.commit(hand.desk, one.id, WrapUp("order/late", "resolved", told="by phone"))
    assert hand.store.value("SELECT order_number FROM interaction")
    assert found(hand) == []
    hand.store.close()
    hand.heartbeat.close()


def test_verify_names_the_first_figures_that_differ(day: TestDesk) -> None:
    with day.store.transaction():
        day.store.execute("UPDATE wrap_up SET outcome = 'resolved'")
    checks = {
        one.name: one
        for one in verify.run(day.store, day.places.anchor, day.desk.now(), day.config)
    }
    assert not checks["figures"].ok
    assert checks["figures"].detail.startswith(
        "fcr_reported: 100.00 % (2/2) in the tables, 50.00 % (1/2) from the log"
    )


def test_what_no_event_tells_of_is_left_out_on_both_sides(day: TestDesk) -> None:
    with day.store.transaction():
        old = day.store.insert("shift", uid="old", agent_id=1, started_at=0, ended_at=60_000)
        day.store.insert(
            "interaction", uid="old", ticket_id=1, customer_id=1, channel="phone", direction="in",
            agent_id=1, shift_id=old, started_at=0, ended_at=60_000, wrapped_at=60_000,
        )  # fmt: skip
        day.store.insert("segment", shift_id=old, from_at=0, to_at=60_000, state="ADMIN")
    assert found(day) == []
