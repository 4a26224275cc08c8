"""Macros: said before, done as one act, taken back whole; what is left out says why."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import draft, follow_up, macro_form, macro_run, macro_undo, message, outbox
from csr_desk.actions import snooze as snoozing
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.kept_form import Kept
from csr_desk.actions.macro_form import Form
from csr_desk.actions.macro_plan import Plan, plan
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.domain.macro_steps import Steps, as_text, from_text
from csr_desk.domain.models import DraftKind, Priority, Status
from csr_desk.store import follow_ups, macros, tickets
from tests.desk import TestDesk

TICKET = (
    "status", "priority", "assignee_id", "team_id", "subject", "tags", "waiting_since", "due_at",
    "due_kind", "solved_at", "last_message_at", "last_seen_at", "is_spam",
)  # fmt: skip


def made(hand: TestDesk, name: str = "Late", **steps: Any) -> int:
    return macro_form.create(hand.desk, Form(name, steps=Steps(**steps)))


def words(found: Plan) -> dict[str, tuple[str, str]]:
    return {line.what: (line.old, line.new) for one in found.goes for line in one.lines}


def seen(hand: TestDesk, ticket_id: int) -> dict[str, Any]:
    """Return all an agent can see of a ticket's fields, tags, drafts, messages, follow-ups."""
    store = hand.store
    ticket = tickets.ticket(store, ticket_id)
    return {
        **{name: getattr(ticket, name) for name in TICKET},
        "asleep": store.value("SELECT snoozed_until FROM ticket WHERE id = ?", ticket_id),
        "snippet": store.value("SELECT snippet FROM ticket WHERE id = ?", ticket_id),
        "acknowledged": store.value("SELECT acknowledged_at FROM ticket WHERE id = ?", ticket_id),
        "drafts": store.all(
            "SELECT kind, body, cursor, extra, began_version, updated_at FROM draft"
            " WHERE ticket_id = ? ORDER BY kind",
            ticket_id,
        ),
        "messages": tickets.messages(store, ticket_id),
        "tasks": [(one.id, one.due_at, one.text) for one in follow_ups.of_ticket(store, ticket_id)],
        "waiting": store.all(
            "SELECT uid FROM operation WHERE ticket_id = ? AND state = 'waiting'", ticket_id
        ),
    }


# the plan ----------------------------------------------------------------------------------------


def test_the_preview_says_old_and_new_and_changes_nothing(hand: TestDesk) -> None:
    one = hand.ticket(assign_to_me=False)
    ticket_actions.change(hand.desk, one, ticket_actions.Change(add_tags=("old",)))
    team = hand.store.insert("team", name="Billing")
    macro = made(
        hand, reply="Dear {{customer.first_name}}, {{order.number}} is late.",
        status=Status.PENDING, priority=Priority.HIGH, team_id=team, assignee="me",
        add_tags=("late",), remove_tags=("old",), follow_up="in 2 days", task="look again",
        snooze="in 1 day",
    )  # fmt: skip
    before, log = seen(hand, one), len(hand.kinds())
    found = plan(hand.desk, macro, [one])
    assert words(found) == {
        "reply": ("", "goes into the composer"),
        "status": ("new", "pending when it is sent"),
        "priority": ("normal", "high"),
        "group": ("none", "Billing"),
        "assignee": ("nobody", "Me"),
        "tags": ("old", "+late -old"),
        "follow-up": ("", "Wed 25 Nov 09:00: look again"),
        "snoozed until": ("", "Tue 24 Nov 09:00"),
    }
    assert found.goes[0].remarks == ("No value for order.number: fill it in before you send.",)
    assert found.goes[0].texts[0][1].text.startswith("Dear Ann")
    assert seen(hand, one) == before
    assert len(hand.kinds()) == log


def test_what_is_so_already_is_no_change(hand: TestDesk) -> None:
    one = hand.ticket()
    found = plan(hand.desk, made(hand, assignee="me", priority=Priority.NORMAL), [one, one])
    assert [each.problem for each in found.stays] == ["it is so already"]
    found = plan(hand.desk, made(hand, "More", assignee="me", add_tags=("a",)), [one])
    assert list(words(found)) == ["tags"]


def test_only_these_tags_take_all_others_away(hand: TestDesk) -> None:
    one = hand.ticket()
    ticket_actions.change(hand.desk, one, ticket_actions.Change(add_tags=("a", "b")))
    steps = as_text(Steps(only_tags=("b", "c")))
    macro = hand.store.insert("macro", uid="m", name="M", steps=steps, created_at=0, updated_at=0)
    macro_run.run(hand.desk, macro, [one])
    assert tickets.ticket(hand.store, one).tags == ("b", "c")


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ({"status": Status.SOLVED}, "the customer had no answer yet"),
        ({"reply": "About {{order.number}}", "sends": True}, "there is no value for order.number"),
        ({"follow_up": "2026-11-01 10:00", "task": "x"}, "is past"),
        ({}, "the macro has nothing the desk can do"),
    ],
)
def test_what_speaks_against_it_is_said(hand: TestDesk, steps: dict[str, Any], why: str) -> None:
    one = hand.ticket()
    macro = hand.store.insert(
        "macro", uid="m", name="M", steps=as_text(Steps(**steps)), created_at=0, updated_at=0
    )
    (stays,) = plan(hand.desk, macro, [one]).stays
    assert why in stays.problem
    with pytest.raises(errors.Refused, match="was not run"):
        macro_run.run(hand.desk, macro, [one])
    assert "macro.run" not in hand.kinds()


def test_a_begun_answer_is_never_overwritten_by_sending(hand: TestDesk) -> None:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.REPLY, "half")
    (stays,) = plan(hand.desk, made(hand, reply="Hello", sends=True), [one]).stays
    assert stays.problem == "you have begun an answer"


def test_what_the_helpdesk_wants_filled_keeps_a_ticket_out_of_the_bulk(hand: TestDesk) -> None:
    one, two = hand.ticket(), hand.ticket()
    for each in (one, two):
        message.reply(hand.desk, each, "Hello")
    hand.store.execute("UPDATE ticket SET account = 'acme' WHERE id = ?", two)
    hand.store.insert(
        "remote_field", account="acme", remote_id="7", title="Cause", type="text",
        required_to_solve=1, role="", data="{}",
    )  # fmt: skip
    found = plan(hand.desk, made(hand, status=Status.SOLVED), [one, two])
    assert [each.ticket.id for each in found.goes] == [one]
    assert found.stays[0].problem == "Cause must be filled before it is solved"
    macro_run.run(hand.desk, found.macro.id, [one, two])
    assert tickets.ticket(hand.store, one).status is Status.SOLVED
    assert tickets.ticket(hand.store, two).status is Status.OPEN


# running it --------------------------------------------------------------------------------------


def test_a_macro_runs_as_one_act_and_is_in_the_log(hand: TestDesk) -> None:
    one = hand.ticket()
    macro = made(hand, reply="On its way.", sends=True, status=Status.PENDING, add_tags=("late",))
    ran = macro_run.run(hand.desk, macro, [one])
    ticket = tickets.ticket(hand.store, one)
    assert (ticket.status, ticket.tags) == (Status.PENDING, ("late",))
    assert [each.body for each in tickets.messages(hand.store, one)] == ["On its way."]
    (event,) = hand.store.all("SELECT data FROM event WHERE kind = 'macro.run'")
    logged = json.loads(event[0])
    assert (logged["macro"], logged["did"]) == (macro, ["reply", "status", "tags"])
    assert len(logged["operations"]) == 2
    assert ran.opens is None
    hand.wait(16)
    outbox.release_due(hand.desk)
    assert tickets.messages(hand.store, one)[0].state.value == "sent"
    with pytest.raises(errors.Refused, match="no macro was run"):
        macro_undo.undo(hand.desk)


def test_a_text_waits_in_the_composer_with_its_status(hand: TestDesk) -> None:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.REPLY, "Hello,  ")
    macro = made(hand, reply="it is late.", note="told them", status=Status.SOLVED)
    ran = macro_run.run(hand.desk, macro, [one])
    assert ran.opens is DraftKind.REPLY
    assert [line[:3] for line in ran.plan.goes[0].lines][:2] == [
        ("reply", "", "goes into the composer"),
        ("note", "", "is kept as a draft"),
    ]
    kept = draft.load(hand.desk, one, DraftKind.REPLY)
    assert kept is not None
    assert (kept.body, kept.extra["status"]) == ("Hello,\n\nit is late.", int(Status.SOLVED))
    assert tickets.ticket(hand.store, one).status is Status.OPEN
    note = draft.load(hand.desk, one, DraftKind.NOTE)
    assert note is not None
    assert note.body == "told them"


def test_a_text_typed_on_since_then_is_kept(hand: TestDesk) -> None:
    one = hand.ticket()
    macro_run.run(hand.desk, made(hand, reply="Hello", priority=Priority.URGENT), [one])
    draft.save(hand.desk, one, DraftKind.REPLY, "Hello, and more")
    undone = macro_undo.undo(hand.desk)
    assert undone.kept == (one,)
    kept = draft.load(hand.desk, one, DraftKind.REPLY)
    assert kept is not None
    assert kept.body == "Hello, and more"
    assert tickets.ticket(hand.store, one).priority is Priority.NORMAL


def test_an_answer_begun_while_the_message_waits_stays(hand: TestDesk) -> None:
    one = hand.ticket()
    macro_run.run(hand.desk, made(hand, reply="Hello", sends=True), [one])
    draft.save(hand.desk, one, DraftKind.REPLY, "one more word")
    macro_undo.undo(hand.desk)
    kept = draft.load(hand.desk, one, DraftKind.REPLY)
    assert kept is not None
    assert kept.body == "one more word"
    assert tickets.messages(hand.store, one) == []


def test_one_undo_takes_a_bulk_run_back(hand: TestDesk) -> None:
    ids = [hand.ticket(f"Ticket {number}") for number in range(3)]
    before = [seen(hand, one) for one in ids]
    macro_run.run(hand.desk, made(hand, status=Status.PENDING, snooze="tomorrow 10"), ids)
    hand.wait(60)
    assert macro_undo.undo(hand.desk).tickets == tuple(ids)
    assert [seen(hand, one) for one in ids] == before
    assert hand.kinds().count("macro.undone") == 3
    assert follow_up.last_act_at(hand.desk) is None
    with pytest.raises(errors.Refused):
        macro_undo.undo(hand.desk)


def test_after_ten_minutes_a_run_stays(hand: TestDesk) -> None:
    one = hand.ticket()
    macro_run.run(hand.desk, made(hand, priority=Priority.LOW), [one])
    hand.wait(601)
    with pytest.raises(errors.Refused):
        macro_undo.undo(hand.desk)
    macro_run.run(hand.desk, made(hand, "Other", priority=Priority.HIGH), [one])
    assert hand.store.value("SELECT count(*) FROM macro_change") == 1


texts = st.sampled_from(["", "Hello {{customer.first_name}}", "Second"])
steps_of = st.builds(
    Steps,
    reply=texts,
    note=texts,
    sends=st.booleans(),
    status=st.sampled_from([None, Status.OPEN, Status.PENDING, Status.SOLVED]),
    priority=st.sampled_from([None, Priority.LOW, Priority.URGENT]),
    team_id=st.sampled_from([None, 1, 2]),
    assignee=st.sampled_from(["", "me", "nobody", "2"]),
    subject=st.sampled_from(["", "Other"]),
    add_tags=st.sampled_from([(), ("a",), ("a", "b")]),
    remove_tags=st.sampled_from([(), ("b", "c")]),
    only_tags=st.sampled_from([None, (), ("c",)]),
    follow_up=st.sampled_from(["", "in 2 days"]),
    snooze=st.sampled_from(["", "tomorrow 10"]),
)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    hand = TestDesk(tmp_path_factory.mktemp("macros"))
    hand.session.begin()
    for name in ("One", "Two"):
        hand.store.insert("team", name=name)
    yield hand
    hand.heartbeat.close()
    hand.store.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=steps_of,
    mine=st.booleans(),
    typed=st.sampled_from(["", "half"]),
    tags=st.sampled_from([(), ("b",), ("a", "c")]),
    state=st.sampled_from([Status.OPEN, Status.PENDING, Status.SOLVED]),
    asleep=st.sampled_from([0, HOUR, 3 * DAY]),
)
def test_a_macro_and_its_undo_leave_everything_as_it_was(
    shared_desk: TestDesk, steps: Steps, mine: bool, typed: str, tags: tuple[str, ...],
    state: Status, asleep: int,
) -> None:  # fmt: skip
    hand, desk = shared_desk, shared_desk.desk
    hand.wait(3600)
    one = hand.ticket(assign_to_me=mine, body="Where is it?")
    change = ticket_actions.Change(status=state, add_tags=tags, told="by phone")
    ticket_actions.change(desk, one, change)
    if typed:
        draft.save(desk, one, DraftKind.REPLY, typed, 2)
    if asleep:
        snoozing.snooze(desk, [one], desk.now() + asleep, "wait")
    follow_up.add(desk, "a task", desk.now() + DAY, ticket_id=one)
    hand.wait(30)
    before = seen(hand, one)
    macro = hand.store.insert(
        "macro", uid=hand.hands.uid(), name="M", steps=as_text(steps), created_at=0, updated_at=0
    )
    if plan(desk, macro, [one]).stays:
        assert seen(hand, one) == before
        return
    macro_run.run(desk, macro, [one])
    hand.wait(5)
    macro_undo.undo(desk)
    assert seen(hand, one) == before
    assert hand.store.value("SELECT uses FROM macro WHERE id = ?", macro) == 0


@given(steps_of)
def test_steps_are_kept_as_they_are(steps: Steps) -> None:
    assert from_text(as_text(steps)) == steps


# written by the agent ----------------------------------------------------------------------------


def test_what_is_typed_is_what_is_kept(hand: TestDesk) -> None:
    hand.store.insert("team", name="Billing")
    empty = macro_form.typed_of(hand.desk, Form())
    typed = {
        **empty, "name": " Late  parcel ", "status": "Pending", "priority": "high",
        "group": "billing", "assignee": "Colleague", "tags": "late, -vip", "follow_up": "in 2 days",
        "task": "look", "snooze": "tomorrow 10", "sends": "yes", "reply": "Hello",
    }  # fmt: skip
    form, found = macro_form.parse(hand.desk, typed)
    assert found == []
    assert form.steps == Steps(
        reply="Hello", sends=True, status=Status.PENDING, priority=Priority.HIGH, team_id=1,
        assignee="2", add_tags=("late",), remove_tags=("vip",), follow_up="in 2 days", task="look",
        snooze="tomorrow 10",
    )  # fmt: skip
    one = macro_form.create(hand.desk, form)
    kept = macro_form.form_of(macros.macro(hand.store, one))
    assert kept == form
    again, found = macro_form.parse(hand.desk, macro_form.typed_of(hand.desk, kept), one)
    assert (again, found) == (form, [])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "taken"}, "name"),
        ({"status": "closd"}, "status"),
        ({"group": "nowhere"}, "group"),
        ({"assignee": "Nobody Known"}, "assignee"),
        ({"snooze": "some day"}, "snooze"),
        ({"task": "call"}, "follow_up"),
        ({"reply": "{{customer.nme}}"}, "reply"),
        ({"priority": ""}, "status"),
    ],
)
def test_a_wrong_form_is_not_saved(hand: TestDesk, typed: dict[str, str], field: str) -> None:
    made(hand, "Taken", priority=Priority.LOW)
    good = {**macro_form.typed_of(hand.desk, Form("M")), "priority": "low"}
    form, found = macro_form.parse(hand.desk, {**good, **typed})
    assert found[0].field == field
    if field in ("name", "status") and not typed.get("status"):
        with pytest.raises(errors.Refused):
            macro_form.create(hand.desk, form)


def test_a_change_counts_a_version_and_one_changed_meanwhile_is_refused(hand: TestDesk) -> None:
    one = made(hand, priority=Priority.LOW)
    new = Form("Late", "Orders", "parcel", Steps(priority=Priority.HIGH))
    assert macro_form.edit(hand.desk, one, new, version=1) == 2
    assert macro_form.edit(hand.desk, one, new) == 2
    with pytest.raises(errors.Refused, match="changed meanwhile"):
        macro_form.edit(hand.desk, one, new, version=1)
    macro_form.archive(hand.desk, one)
    assert macros.macros(hand.store, frozenset()) == []
    macro_form.archive(hand.desk, one, back=True)
    assert [each.id for each in macros.macros(hand.store, frozenset())] == [one]


def test_a_helpdesks_macro_is_not_changed_here(hand: TestDesk) -> None:
    one = hand.store.insert("macro", uid="m", account="acme", name="M", created_at=0, updated_at=0)
    with pytest.raises(errors.Refused, match="of acme"):
        macro_form.archive(hand.desk, one)


def test_card_numbers_never_reach_the_disk(hand: TestDesk, tmp_path: Path) -> None:
    number = "4111 1111 1111 1111"
    made(hand, f"Pay {number}", reply=f"Use {number}", follow_up="in 1 day", task=number)
    Kept(hand.desk, "macro").save({"reply": number})
    dump = str([hand.store.all(f"SELECT * FROM {table}") for table in ("macro", "event", "meta")])
    assert number not in dump
    assert number.replace(" ", "") not in dump
