"""Triage as actions: fields, event with the age, spam, undo, the state, and the figures."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import interaction, shift, ticket, triage
from csr_desk.actions.ticket import Change
from csr_desk.config import Config
from csr_desk.domain import group_letters
from csr_desk.domain.models import AgentState, Channel, Priority, Status
from csr_desk.reports import report, verify
from csr_desk.store import tickets, timeline, untriaged
from csr_desk.store.connection import Store
from tests import replay
from tests.desk import TestDesk
from tests.shared import shared


def new(hand: TestDesk, subject: str = "Where is it") -> int:
    return hand.ticket(subject, body="Hello.", assign_to_me=False)


def team(hand: TestDesk, name: str) -> int:
    with hand.store.transaction():
        return hand.store.insert("team", name=name)


def data(hand: TestDesk, kind: str) -> list[dict[str, object]]:
    rows = hand.store.all("SELECT data FROM event WHERE kind = ? ORDER BY seq", kind)
    return [json.loads(row[0]) for row in rows]


def state(hand: TestDesk) -> AgentState | None:
    segment = timeline.open_segment(hand.store)
    return segment.state if segment else None


def test_what_waits_is_the_oldest_first_and_nobody_has_it(hand: TestDesk) -> None:
    first = new(hand)
    hand.wait(5)
    mine = hand.ticket("I made this one")
    second = new(hand)
    solved = new(hand)
    ticket.change(hand.desk, solved, Change(status=Status.SOLVED, told="by phone"))
    assert untriaged.ids(hand.store) == [first, second]
    assert untriaged.first_look(hand.store, mine) is None
    assert untriaged.ids(hand.store, 1) == [first]


def test_the_look_has_the_first_message_and_is_bounded(hand: TestDesk) -> None:
    long = hand.ticket("Long", body="x" * 10_000, assign_to_me=False)
    silent = hand.ticket("Silent", assign_to_me=False)
    look = untriaged.first_look(hand.store, long)
    assert look is not None
    assert (len(look.body), look.is_cut, look.status) == (untriaged.BEGINNING, True, Status.NEW)
    look = untriaged.first_look(hand.store, silent)
    assert look is not None
    assert (look.body, look.is_cut) == ("", False)


def test_a_triage_sets_the_fields_and_keeps_the_age(hand: TestDesk) -> None:
    one, billing = new(hand), team(hand, "Billing")
    hand.wait(90.5)
    triage.give(hand.desk, one, Priority.URGENT, billing)
    found = tickets.ticket(hand.store, one)
    assert (found.priority, found.team, found.status) == (Priority.URGENT, "Billing", Status.NEW)
    assert hand.store.value("SELECT triaged_at FROM ticket WHERE id = ?", one) == hand.desk.now()
    made = found.created_at
    assert data(hand, "triage.set") == [
        {"age_s": 90, "created": made, "group": "Billing", "priority": "urgent"}
    ]
    assert untriaged.ids(hand.store) == []
    kinds = hand.store.all("SELECT kind FROM operation WHERE ticket_id = ? ORDER BY seq", one)
    assert kinds == [("create",), ("update",)]


def test_without_a_group_the_agent_takes_it(hand: TestDesk) -> None:
    one = new(hand)
    triage.give(hand.desk, one, Priority.LOW, None)
    found = tickets.ticket(hand.store, one)
    assert (found.assignee_id, found.status, found.priority) == (1, Status.OPEN, Priority.LOW)
    assert data(hand, "triage.set")[0]["group"] == triage.OWN


def test_a_triage_that_changes_no_field_counts_too(hand: TestDesk) -> None:
    one, billing = new(hand), team(hand, "Billing")
    ticket.change(hand.desk, one, Change(team_id=billing))
    done = triage.give(hand.desk, one, Priority.NORMAL, billing)
    assert done.operations == ()
    assert untriaged.ids(hand.store) == []
    triage.undo(hand.desk, done)
    assert untriaged.ids(hand.store) == [one]


def test_spam_is_closed_and_out_of_the_queue(hand: TestDesk) -> None:
    one = new(hand)
    hand.wait(7)
    triage.spam(hand.desk, one)
    found = tickets.ticket(hand.store, one)
    assert (found.status, found.is_spam) == (Status.CLOSED, True)
    made = found.created_at
    assert data(hand, "triage.spam") == [{"age_s": 7, "created": made}]
    assert untriaged.ids(hand.store) == []


@pytest.mark.parametrize("how", ["group", "me", "spam"])
def test_undo_puts_everything_back(hand: TestDesk, how: str) -> None:
    one, billing = new(hand), team(hand, "Billing")
    hand.wait(60)
    columns = "status, priority, team_id, assignee_id, is_spam, triaged_at, solved_at, created_at"
    sql = f"SELECT {columns} FROM ticket WHERE id = ?"
    before = hand.store.one(sql, one)
    if how == "spam":
        done = triage.spam(hand.desk, one)
    else:
        team_id = billing if how == "group" else None
        done = triage.give(hand.desk, one, Priority.HIGH, team_id)
    assert hand.store.one(sql, one) != before
    triage.undo(hand.desk, done)
    assert hand.store.one(sql, one) == before
    assert untriaged.ids(hand.store) == [one]
    assert hand.kinds()[-1] == "triage.undone"
    assert triage.progress(hand.desk).done == 0


def test_undo_never_overwrites_what_came_after(hand: TestDesk) -> None:
    one = new(hand)
    done = triage.give(hand.desk, one, Priority.HIGH, None)
    ticket.change(hand.desk, one, Change(priority=Priority.LOW))
    with pytest.raises(errors.Refused, match="was changed since its triage"):
        triage.undo(hand.desk, done)
    assert tickets.ticket(hand.store, one).priority is Priority.LOW


def test_what_cannot_be_triaged_is_refused_and_changes_nothing(hand: TestDesk) -> None:
    one, other = new(hand), new(hand)
    triage.give(hand.desk, one, Priority.HIGH, None)
    events = len(hand.kinds())
    with pytest.raises(errors.Refused, match="triaged already"):
        triage.give(hand.desk, one, Priority.LOW, None)
    with pytest.raises(errors.Refused, match="triaged already"):
        triage.spam(hand.desk, one)
    with pytest.raises(errors.Refused, match="there is no group 99"):
        triage.give(hand.desk, other, Priority.LOW, 99)
    with pytest.raises(errors.Refused, match="there is no ticket 99"):
        triage.spam(hand.desk, 99)
    ticket.change(hand.desk, other, Change(status=Status.SOLVED, told="by phone"))
    with pytest.raises(errors.Refused, match="is solved already"):
        triage.spam(hand.desk, other)
    assert len(hand.kinds()) == events + 2


def test_another_account_gets_its_operations(hand: TestDesk) -> None:
    one = new(hand)
    hand.store.execute("UPDATE ticket SET account = 'acme' WHERE id = ?", one)
    triage.undo(hand.desk, triage.spam(hand.desk, one))
    rows = hand.store.all("SELECT kind, payload FROM operation WHERE state = 'queued' ORDER BY seq")
    spam = [json.loads(payload) for kind, payload in rows if kind == "spam"]
    assert spam == [{"is_spam": True}, {"is_spam": False}]
    assert [kind for kind, _ in rows] == ["update", "spam", "update", "spam"]


# the state -------------------------------------------------------------------------------------


def test_the_clock_runs_in_triage_and_the_state_before_comes_back(hand: TestDesk) -> None:
    shift.set_state(hand.desk, AgentState.ADMIN)
    hand.wait(10)
    triage.enter(hand.desk)
    hand.wait(30)
    triage.give(hand.desk, new(hand), Priority.LOW, None)
    triage.give(hand.desk, new(hand), Priority.LOW, None)
    assert triage.progress(hand.desk) == (2, 15)
    triage.leave(hand.desk)
    assert state(hand) is AgentState.ADMIN
    spans = timeline.segments(hand.store, 1)
    triaged = [one for one in spans if one.state is AgentState.TRIAGE]
    assert [(one.to_at or 0) - one.from_at for one in triaged] == [30_000]


def test_who_is_in_triage_already_stays_there(hand: TestDesk) -> None:
    shift.set_state(hand.desk, AgentState.TRIAGE)
    triage.enter(hand.desk)
    triage.leave(hand.desk)
    assert state(hand) is AgentState.TRIAGE


def test_a_state_set_by_hand_is_not_taken_away(hand: TestDesk) -> None:
    triage.enter(hand.desk)
    shift.set_state(hand.desk, AgentState.LUNCH)
    triage.leave(hand.desk)
    assert state(hand) is AgentState.LUNCH
    shift.set_state(hand.desk, AgentState.TRIAGE)
    triage.leave(hand.desk)
    assert state(hand) is AgentState.TRIAGE


def test_entering_is_refused_while_a_contact_is_in_focus(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, new(hand), Channel.EMAIL)
    with pytest.raises(errors.Refused, match=f"contact #{one.id} is in focus"):
        triage.enter(hand.desk)
    assert timeline.current_shift(hand.store).base_state is AgentState.AVAILABLE  # type: ignore[union-attr]


def test_a_contact_keeps_the_focus_when_triage_is_left(hand: TestDesk) -> None:
    shift.set_state(hand.desk, AgentState.ADMIN)
    triage.enter(hand.desk)
    one = interaction.open_contact(hand.desk, new(hand), Channel.PHONE)
    triage.leave(hand.desk)
    assert interaction.has_focus(hand.desk, one.id)
    assert timeline.current_shift(hand.store).base_state is AgentState.AVAILABLE  # type: ignore[union-attr]


def test_the_state_before_survives_a_kill(tmp_path: Path) -> None:
    killed = TestDesk(tmp_path)
    triage.enter(killed.desk)
    reborn = killed.kill()
    triage.enter(reborn.desk)
    triage.leave(reborn.desk)
    assert timeline.current_shift(reborn.store).base_state is AgentState.AVAILABLE  # type: ignore[union-attr]
    reborn.store.close()
    reborn.heartbeat.close()


def test_leaving_without_a_shift_does_nothing(hand: TestDesk) -> None:
    triage.leave(hand.desk)
    assert triage.progress(hand.desk) == (0, None)
    assert timeline.current_shift(hand.store) is None


# the figures -----------------------------------------------------------------------------------


def test_the_report_counts_spam_and_forgets_what_was_taken_back(hand: TestDesk) -> None:
    triage.enter(hand.desk)
    for _ in range(3):
        triage.spam(hand.desk, new(hand))
    again = new(hand)
    triage.undo(hand.desk, triage.spam(hand.desk, again))
    triage.give(hand.desk, again, Priority.HIGH, None)
    hand.wait(60)
    figures = report.shift(hand.store, Config(), 1, hand.desk.now()).report.figures
    assert figures["triage_spam"].value == 3
    assert figures["triage"].value is None


def test_the_triage_of_the_acceptance_day(tmp_path: Path) -> None:
    script = json.loads(shared("acceptance/shift60.json").read_text(encoding="utf-8"))
    kinds = ("shift.start", "triage")
    picked = [one for one in script["events"] if one["type"] in kinds or one["n"] == 59]
    picked = [{**one, "at": picked[1]["at"]} if one["n"] < 59 else one for one in picked]
    played = replay.Replay({**script, "events": picked}, tmp_path)
    assert played.run() == 0
    assert not played.skipped
    store = Store(tmp_path / "desk.db", read_only=True)
    counts: dict[str, int] = dict(store.all("SELECT kind, count(*) FROM event GROUP BY kind"))
    assert (counts["triage.set"], counts["triage.spam"]) == (48, 4)
    ages = store.all("SELECT json_extract(data, '$.age_s') FROM event WHERE kind LIKE 'triage.s%'")
    assert all(0 < age < 86_400 * 7 for (age,) in ages)
    checks = verify.run(Store(tmp_path / "desk.db"), tmp_path / "state.json", 0)
    assert [one for one in checks if not one.ok] == []


# the letters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "taken", "letters"),
    [
        (["Billing", "Logistics", "Technical"], "", "blt"),
        (["Sales", "Support"], "", "au"),
        (["Billing", "Back office", "Bb"], "", "bac"),
        (["Mail", "Métier", "Ärzte"], "mug", "iea"),
        (["Бухгалтерия", "Логистика"], "", "ab"),
    ],
)
def test_letters_come_from_the_names(names: list[str], taken: str, letters: str) -> None:
    assert group_letters.assigned(names, taken) == list(letters)


@given(st.lists(st.text(max_size=8), max_size=40), st.sets(st.sampled_from("abcdefgu")))
def test_no_letter_is_given_twice_and_never_s(names: list[str], taken: set[str]) -> None:
    found = group_letters.assigned(names, taken)
    given_out = [one for one in found if one]
    assert len(found) == len(names)
    assert len(set(given_out)) == len(given_out)
    assert not set(given_out) & (taken | {"s"})
    assert len(given_out) == min(len(names), 25 - len(taken))
