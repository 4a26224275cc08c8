"""A write is one request, or none of Freshdesk's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.freshdesk.bodies import LONGEST_TAG, body, clean_tag, tags_after
from csr_desk.backends.freshdesk.fields_out import typed
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import HandleTime, OutComment, Requester, Write
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.freshdesk.desk_side import MARKER, UID, first, note, reply

BASE = RemoteTicket(
    "41", "2026-11-20T09:05:00Z", "Lamp", Status.OPEN, Priority.LOW, "7", 0, 0, tags=("a", "b")
)
TIME = HandleTime(1, 0, 0)


def update(**more: Any) -> Write:
    return Write(MARKER, UID, "41", BASE, 0, **more)


def create(**more: Any) -> Write:
    told: dict[str, Any] = {"requester": Requester("7", "Ann"), "subject": "Lamp", **more}
    return Write(MARKER, UID, None, None, 0, **told)


@pytest.mark.parametrize(
    "write",
    [
        update(),
        update(handle_time=HandleTime(0, 0, 0)),
        update(comment=reply(), add_tags=("x",)),
        update(comment=reply(), handle_time=TIME),
        update(handle_time=TIME, fields={"status": Status.OPEN}),
        update(comment=first("Hello")),
        update(comment=reply())._replace(base=None),
        create(comment=reply()),
        create(comment=note()),
        create(handle_time=TIME),
        create()._replace(requester=None),
    ],
)
def test_what_is_no_single_request_is_no_body(write: Write) -> None:
    with pytest.raises(ValueError, match=r"."):
        body(write)


@pytest.mark.parametrize(
    ("write", "keys"),
    [
        (update(comment=reply("Hi\nthere")), {"body": "<div>Hi<br>there</div>"}),
        (
            update(comment=note("Hi\n")),
            {"body": "<div>Hi<br><br></div><div>[csrdesk:aa11bb22]</div>", "private": True},
        ),
        (
            update(comment=OutComment("", is_public=False)),
            {"body": "<div>[csrdesk:aa11bb22]</div>", "private": True},
        ),
        (update(add_tags=("c",), remove_tags=("a", "c")), {"tags": ["b", "c"]}),
        (update(fields={"status": Status.SOLVED}), {"status": 4}),
        (update(fields={"status": Status.HOLD}), {"status": 3}),
        (update(fields={"custom_status": None, "status": Status.OPEN}), {"status": 2}),
        (update(fields={"subject": " New \r\n words"}), {"subject": "New words"}),
        (update(fields={"group": "12", "priority": Priority.NONE}), {"group_id": 12}),
        (
            update(custom={"type": None, "cf_x": ""}),
            {"type": None, "custom_fields": {"cf_x": None}},
        ),
        (update(custom={"product_id": "81"}), {"product_id": 81}),
        (update(custom={"company_id": ""}), {"company_id": None}),
    ],
)
def test_a_body_has_the_changed_keys_alone(write: Write, keys: dict[str, Any]) -> None:
    assert json.loads(body(write)) == keys


def test_a_subject_is_found_where_none_was_written() -> None:
    told = json.loads(body(create(subject="", comment=first("\nIt broke.\nMore"))))
    assert told["subject"] == "It broke."
    assert told["requester_id"] == 7


@pytest.mark.parametrize(
    ("value", "before", "sent"),
    [
        ("5", 4, 5),
        ("5.5", 4, 5.5),
        ("five", 4, "five"),
        (5, "4", "5"),
        ("true", False, True),
        ("", "4", None),
        ("5", None, "5"),
        (True, None, True),
        (True, "x", True),
    ],
)
def test_a_value_takes_the_type_the_field_has(value: object, before: object, sent: object) -> None:
    found = typed(value, before)
    assert found == sent
    assert type(found) is type(sent)


TAGS = st.lists(st.text(max_size=40), max_size=4)


@given(TAGS, TAGS, TAGS)
def test_tags_are_those_of_the_ticket_with_what_changes(
    there: list[str], add: list[str], remove: list[str]
) -> None:
    write = update(add_tags=tuple(add), remove_tags=tuple(remove))
    found = tags_after(write, there)
    added = {clean_tag(tag).casefold() for tag in add} - {""}
    removed = {clean_tag(tag).casefold() for tag in remove} - added
    folded = [tag.casefold() for tag in found]
    assert set(folded) == ({tag.casefold() for tag in there} - removed) | added
    assert len(folded) == len(set(folded))


@given(st.text(max_size=80))
def test_a_tag_is_one_that_freshdesk_takes(tag: str) -> None:
    clean = clean_tag(tag)
    assert len(clean) <= LONGEST_TAG
    assert "," not in clean
    assert clean == clean.strip()
    assert clean_tag(clean) == clean
