"""What a helpdesk wants filled before a ticket is solved: worked out and written offline."""

import json

import pytest

from csr_desk.actions import required, ticket
from csr_desk.actions.required import Field
from csr_desk.domain.models import Priority, Status
from csr_desk.store import remote_catalogue, remote_operations
from tests.desk import TestDesk

WORK = "work"


@pytest.fixture
def one(hand: TestDesk) -> int:
    """A ticket of a helpdesk whose form wants an order and, when it is late, a carrier."""
    made = hand.ticket(account=WORK)
    with hand.store.transaction():
        hand.store.execute("UPDATE operation SET state = 'acknowledged'")
        catalogue(hand)
    return made


def field(
    title: str, kind: str, wanted: int = 1, role: str = "", *options: str
) -> dict[str, object]:
    data = json.dumps({"options": [[one.lower(), one] for one in options]})
    return {
        "title": title,
        "type": kind,
        "required_to_solve": wanted,
        "role": role,
        "data": data,
    }


def catalogue(hand: TestDesk) -> None:
    rows = {
        "11": field("Order", "tagger", 1, "", "Late", "Broken"),
        "12": field("Carrier", "text", 0),
        "13": field("Total time spent (sec)", "integer", 1, "time_total"),
        "14": field("Elsewhere", "text", 1),
        "15": field("Type", "tickettype", 1),
        "16": field("Assignee", "assignee", 1),
    }
    remote_catalogue.replace(hand.store, WORK, "remote_field", rows)
    late = {"parent": "11", "value": "late", "child": "12", "statuses": ["solved"]}
    form = {
        "title": "Usual",
        "is_default": 1,
        "data": json.dumps({"fields": ["16", "11", "12", "13", "15"], "conditions": [late]}),
    }
    remote_catalogue.replace(hand.store, WORK, "remote_form", {"1": form})


def ids(found: list[Field]) -> list[str]:
    return [one.id for one in found]


def test_solving_asks_for_what_the_form_wants(hand: TestDesk, one: int) -> None:
    (order,) = required.missing(hand.desk, one, Status.SOLVED)
    assert order == Field("11", "Order", "tagger", (("late", "Late"), ("broken", "Broken")))
    assert required.missing(hand.desk, one, Status.PENDING) == []


def test_an_answer_may_ask_for_more(hand: TestDesk, one: int) -> None:
    assert required.missing(hand.desk, one, Status.SOLVED, {"11": "broken"}) == []
    assert ids(required.missing(hand.desk, one, Status.SOLVED, {"11": "late"})) == ["12"]


def test_nobody_assigned_is_asked_unless_the_reply_assigns(hand: TestDesk, one: int) -> None:
    ticket.change(hand.desk, one, ticket.Change(unassign=True))
    asked = required.missing(hand.desk, one, Status.SOLVED)
    assert [(found.id, found.title) for found in asked] == [("16", "Assignee"), ("11", "Order")]
    assert asked[0].options == ((1, "Me"), (2, "Colleague"))
    assert ids(required.missing(hand.desk, one, Status.SOLVED, assigns=True)) == ["11"]
    assert ids(required.missing(hand.desk, one, Status.SOLVED, {"16": 2})) == ["11"]


def test_local_tickets_ask_nothing(hand: TestDesk, one: int) -> None:
    assert required.missing(hand.desk, hand.ticket(), Status.SOLVED) == []


def test_filling_writes_the_values_and_one_operation(hand: TestDesk, one: int) -> None:
    (uid,) = required.fill(hand.desk, one, {"11": "late", "12": "card 4111 1111 1111 1111"})
    stored: dict[str, str] = dict(hand.store.all("SELECT remote_id, value FROM ticket_field"))
    assert json.loads(stored["11"]) == "late"
    assert "4111 1111" not in stored["12"]
    (waiting,) = remote_operations.waiting(hand.store, one)
    assert waiting.uid == uid
    assert waiting.payload["told"] == ""
    assert waiting.fields["custom:11"] == (None, "late")
    assert required.missing(hand.desk, one, Status.SOLVED) == []


def test_filling_knows_what_was_there(hand: TestDesk, one: int) -> None:
    required.fill(hand.desk, one, {"11": "late"})
    required.fill(hand.desk, one, {"11": "broken"})
    last = remote_operations.waiting(hand.store, one)[-1]
    assert last.fields["custom:11"] == ("late", "broken")


def test_the_assignee_is_changed_as_an_agent_would(hand: TestDesk, one: int) -> None:
    ticket.change(hand.desk, one, ticket.Change(unassign=True))
    required.fill(hand.desk, one, {"16": 2, "11": ["a", "b"]})
    assert hand.store.value("SELECT assignee_id FROM ticket WHERE id = ?", one) == 2
    fields = [waiting.fields for waiting in remote_operations.waiting(hand.store, one)[-2:]]
    assert fields == [{"assignee_id": (None, 2)}, {"custom:11": (None, ["a", "b"])}]


def test_an_empty_priority_is_asked_for(hand: TestDesk, one: int) -> None:
    with hand.store.transaction():
        hand.store.execute("DELETE FROM remote_form")
        rows = {"17": field("Priority", "priority")}
        remote_catalogue.replace(hand.store, WORK, "remote_field", rows)
        hand.store.execute("UPDATE ticket SET priority = 0 WHERE id = ?", one)
    (asked,) = required.missing(hand.desk, one, Status.SOLVED)
    assert asked.options[0] == (Priority.URGENT, "urgent")
    required.fill(hand.desk, one, {"17": Priority.HIGH})
    assert required.missing(hand.desk, one, Status.SOLVED) == []
