"""What happens while a macro is read, and between its run and its undo, stays as it is."""

import json

import pytest

from csr_desk import errors
from csr_desk.actions import macro_form, macro_run, macro_undo, message, required
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.macro_form import Form
from csr_desk.actions.macro_plan import plan
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import Priority
from csr_desk.store import tickets
from tests.actions.test_macro import made
from tests.desk import TestDesk


def test_what_a_colleague_changed_since_the_run_stays(hand: TestDesk) -> None:
    """Taking a run back takes back its own work alone, here and in what the helpdesk is told."""
    one = hand.ticket()
    ticket_actions.change(hand.desk, one, ticket_actions.Change(add_tags=("old",)))
    macro_run.run(hand.desk, made(hand, priority=Priority.URGENT, add_tags=("late",)), [one])
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET priority = ? WHERE id = ?", Priority.LOW, one)
        tickets.set_tags(hand.store, one, ("late", "old", "theirs"))
    macro_undo.undo(hand.desk)
    now = tickets.ticket(hand.store, one)
    assert (now.priority, set(now.tags)) == (Priority.LOW, {"old", "theirs"})
    told = hand.store.value("SELECT payload FROM operation ORDER BY seq DESC LIMIT 1")
    assert json.loads(told)["after"] == {"tags": ["old", "theirs"]}


def test_nothing_is_sent_over_a_word_that_came_since_it_was_read(hand: TestDesk) -> None:
    one, two = hand.ticket(), hand.ticket()
    macro = made(hand, reply="It is on its way.", sends=True)
    read = plan(hand.desk, macro, [one, two])
    message.receive(hand.desk, one, "It arrived, thank you.", author="Ann Baker")
    ran = macro_run.run(hand.desk, macro, [one, two], seen=read)
    assert [each.ticket.id for each in ran.plan.goes] == [two]
    assert [each.problem for each in ran.plan.stays] == ["it changed meanwhile"]
    with pytest.raises(errors.Refused, match="it changed meanwhile"):
        macro_run.run(hand.desk, macro, [one], seen=read)
    assert [each.body for each in tickets.messages(hand.store, one)] == ["It arrived, thank you."]


def test_a_macro_changed_since_it_was_read_is_not_run(hand: TestDesk) -> None:
    one = hand.ticket()
    macro = made(hand, priority=Priority.HIGH)
    read = plan(hand.desk, macro, [one])
    macro_form.edit(hand.desk, macro, Form("Late", steps=Steps(priority=Priority.LOW)))
    with pytest.raises(errors.Refused, match="was changed meanwhile"):
        macro_run.run(hand.desk, macro, [one], seen=read)
    assert tickets.ticket(hand.store, one).priority is Priority.NORMAL


def test_a_field_filled_anew_since_the_run_keeps_the_newer_value(hand: TestDesk) -> None:
    one = hand.ticket()
    before = required.fill(hand.desk, one, {"7": "old", "8": "first"})
    done = required.fill(hand.desk, one, {"7": "new", "8": "second"})
    hand.store.execute("UPDATE ticket_field SET value = '\"theirs\"' WHERE remote_id = '7'")
    required.unfill(hand.desk, done[0])
    assert before
    assert required.stored(hand.desk, one) == {"7": "theirs", "8": "first"}
