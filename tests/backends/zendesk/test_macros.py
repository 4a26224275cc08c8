from typing import Any

import msgspec

from csr_desk.backends.records import RemoteMacro
from csr_desk.backends.zendesk.macros import macro
from csr_desk.backends.zendesk.structs_catalogue import MacroRow
from csr_desk.domain.queue_row import Priority, Status


def read(restriction: Any = None, **actions: Any) -> RemoteMacro:
    listed = [{"field": name, "value": value} for name, value in actions.items()]
    row = {"id": 1, "title": "A::B", "actions": listed, "restriction": restriction}
    found = macro(msgspec.convert(row, MacroRow))
    assert found is not None
    return found


def test_a_macro_sets_what_the_desk_can_set() -> None:
    found = read(
        comment_value_html="<p>Hello {{ticket.requester.name}},</p><p>bye</p>",
        comment_value="Hello",
        comment_mode_is_public="false",
        status="pending",
        priority="high",
        current_tags="late vip",
    )
    assert found.body == "Hello {{ticket.requester.name}},\n\nbye"
    assert found.is_public is False
    assert (found.status, found.priority) == (Status.PENDING, Priority.HIGH)
    assert found.tags == ("late", "vip")
    assert found.more == ()
    assert found.title == "A::B"


def test_the_text_may_come_with_its_channel() -> None:
    assert read(comment_value=["channel:all", "Hello"]).body == "Hello"


def test_the_mode_is_open_unless_it_is_set() -> None:
    assert read().is_public is None
    assert read(comment_mode_is_public=True).is_public is True
    assert read(comment_mode_is_public="true").is_public is True


def test_tags_people_and_groups_are_set_too() -> None:
    found = read(
        set_tags="a b",
        remove_tags="c",
        assignee_id="current_user",
        group_id="77",
        subject="Late",
    )
    assert (found.only_tags, found.remove_tags) == (("a", "b"), ("c",))
    assert (found.assignee, found.group, found.subject) == ("me", "77", "Late")
    assert (found.acts, found.more) == (True, ())
    assert read(assignee_id="").assignee == "nobody"
    assert read(assignee_id=12).assignee == "12"
    assert (read().assignee, read().only_tags) == ("", None)


def test_what_the_desk_cannot_set_is_told_in_words() -> None:
    found = read(
        custom_fields_42="damaged",
        group_id="current_groups",
        type="incident",
        status="custom",
        priority="",
        side_conversation=["Subject", "Text", "x@example.com"],
    )
    assert found.more == (
        "group id: current_groups",
        "type: incident",
        "status: custom",
        "priority: ",
        "side conversation: Subject Text x@example.com",
    )
    assert (found.tags, found.group, found.custom) == ((), "", (("42", "damaged"),))


def test_a_macro_of_this_agent_is_mine() -> None:
    assert read({"type": "User", "id": 7}).is_mine
    assert not read({"type": "Group", "ids": [1]}).is_mine
    assert not read().is_mine


def test_a_macro_without_an_id_or_actions() -> None:
    assert macro(MacroRow(title="x")) is None
    assert macro(MacroRow(id=1, active=False)) == RemoteMacro(
        "1", "", "", is_active=False, acts=True
    )
