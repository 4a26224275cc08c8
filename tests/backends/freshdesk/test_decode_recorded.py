"""Recorded answers decode without loss: no row is lost, no key of a shape differs from the JSON."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from csr_desk.backends import json_rows
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.fields import fields
from csr_desk.backends.freshdesk.messages import description, message
from csr_desk.backends.freshdesk.people import agent, person
from csr_desk.backends.freshdesk.structs import ConversationRow, NameRow, TicketRow
from csr_desk.backends.freshdesk.structs_catalogue import (
    ArticleRow,
    CannedRow,
    FieldRow,
    FolderRow,
)
from csr_desk.backends.freshdesk.structs_people import AgentRow, CompanyRow, ContactRow
from csr_desk.domain.queue_row import Status
from tests.backends.freshdesk.given import URL, at, recorded
from tests.shared import shared

MADE: dict[str, type[msgspec.Struct]] = {
    "agents-me": AgentRow,
    "canned-folders": FolderRow,
    "canned-folder-responses": CannedRow,
    "conversations": ConversationRow,
    "reply-created": ConversationRow,
    "search-tickets": TicketRow,
    "ticket-created": TicketRow,
    "ticket-fields": FieldRow,
    "ticket-view": TicketRow,
    "tickets-list-deleted": TicketRow,
    "tickets-list-include": TicketRow,
    "tickets-list-page-1": TicketRow,
    "tickets-list-page-2-last": TicketRow,
}
EDITED: dict[str, type[msgspec.Struct]] = {
    "agent_1": AgentRow,
    "company": CompanyRow,
    "contact": ContactRow,
    "contacts": ContactRow,
    "conversations": ConversationRow,
    "group_1": NameRow,
    "groups": NameRow,
    "note_1": ConversationRow,
    "solution_articles": ArticleRow,
    "ticket_1": TicketRow,
}
OTHERS: dict[str, type[msgspec.Struct]] = {
    "CustomDropdownFieldJson": FieldRow,
    "CustomTextFieldJson": FieldRow,
    "ExampleTicketJson": TicketRow,
}
# Files of the first version of the API, whose rows are of another shape.
OLD = {"contact": "user", "contacts": "user"}


def raws() -> Iterator[tuple[str, type[msgspec.Struct], Any]]:
    for name, shape in MADE.items():
        yield from ((name, shape, row) for row in rows_of(recorded(name)["response"]["body"]))
    for folder, shapes in (("python-freshdesk", EDITED), ("FreshdeskApiDotnet", OTHERS)):
        for name, shape in shapes.items():
            path = shared(f"fixtures/freshdesk/{folder}/{name}.json")
            body = json.loads(path.read_text(encoding="utf-8"))
            yield from ((name, shape, row) for row in rows_of(body, OLD.get(name, "")))


def rows_of(body: Any, inside: str = "") -> list[Any]:
    """Return the rows of an answer, out of what it wraps them in."""
    if isinstance(body, dict) and "results" in body:
        body = body["results"]
    found = body if isinstance(body, list) else [body]
    return [row.get(inside, row) if inside else row for row in found]


@pytest.fixture(scope="module")
def known() -> list[tuple[str, type[msgspec.Struct], Any]]:
    return list(raws())


def test_every_key_of_a_shape_is_as_in_the_raw_json(
    known: list[tuple[str, type[msgspec.Struct], Any]],
) -> None:
    for name, shape, raw in known:
        row = json_rows.row(json.dumps(raw).encode(), shape, "Freshdesk")
        assert_same(row, raw, name)
    assert len(known) > 40


def assert_same(found: Any, raw: Any, where: str) -> None:
    if isinstance(found, msgspec.Struct):
        for one in msgspec.structs.fields(type(found)):
            if one.encode_name in raw:
                value = getattr(found, one.name)
                assert_same(value, raw[one.encode_name], f"{where}.{one.name}")
    elif isinstance(found, list):
        assert len(found) == len(raw), where
        for number, (one, other) in enumerate(zip(found, raw, strict=True)):
            assert_same(one, other, f"{where}[{number}]")
    else:
        assert found == raw, where
        assert type(found) is type(raw), where


def test_tickets_keep_ids_times_tags_and_fields(
    known: list[tuple[str, type[msgspec.Struct], Any]],
) -> None:
    seen = 0
    for _, shape, raw in known:
        if shape is not TicketRow:
            continue
        seen += 1
        found = ticket(msgspec.convert(raw, TicketRow), URL)
        assert found.id == str(raw["id"])
        assert found.stamp == raw["updated_at"]
        assert found.updated_at == at(raw["updated_at"])
        assert found.created_at == at(raw["created_at"])
        assert found.subject == (raw["subject"] or "")
        assert found.url == f"{URL}/a/tickets/{raw['id']}"
        assert found.satisfaction is None
        assert int(found.priority) == raw["priority"]
        assert found.is_deleted == bool(raw.get("deleted") or raw.get("spam"))
        assert list(found.tags) == raw.get("tags", [])
        assert {**found.custom} == {"type": raw["type"], **(raw["custom_fields"] or {})}
        for name, key in (
            ("requester", "requester_id"),
            ("assignee", "responder_id"),
            ("group", "group_id"),
            ("organisation", "company_id"),
        ):
            value = raw.get(key)
            assert (getattr(found, name) or None) == (str(value) if value else None), key
        if raw["status"] > 5:
            assert (found.status, found.custom_status) == (Status.OPEN, str(raw["status"]))
    assert seen >= 10


def test_conversations_keep_text_author_time_and_files() -> None:
    for raw in recorded("conversations")["response"]["body"]:
        found = message(msgspec.convert(raw, ConversationRow), "41", URL)
        if not raw["body_text"]:
            assert found is None
            continue
        assert found is not None
        assert found.id == str(raw["id"])
        assert found.author == str(raw["user_id"])
        assert found.is_public is not raw["private"]
        assert found.at == at(raw["created_at"])
        assert "".join(found.body.split()) == "".join(raw["body_text"].split())
        assert [one.name for one in found.files] == [one["name"] for one in raw["attachments"]]
        assert bool(found.warnings) == bool(raw["email_failure_count"])


def test_lines_come_from_the_html_as_body_text_has_lost_them() -> None:
    raw = recorded("conversations")["response"]["body"][0]
    assert "\n" not in raw["body_text"]
    found = message(msgspec.convert(raw, ConversationRow), "41", URL)
    assert found is not None
    assert found.body == "Hi Zoë,\n\nwe look into it."


def test_the_description_is_the_first_message() -> None:
    raw = recorded("ticket-view")["response"]["body"]
    found = description(msgspec.convert(raw, TicketRow), URL)
    assert found is not None
    assert (found.id, found.author, found.is_public) == ("description-41", "81000000301", True)
    assert found.at == at(raw["created_at"])
    assert found.body.startswith("Hello,\n\nthe lamp flickers.")
    assert "Zoë" in found.body


def test_agents_and_contacts_of_all_shapes() -> None:
    found = agent(msgspec.convert(recorded("agents-me")["response"]["body"], AgentRow))
    assert found is not None
    assert (found.id, found.name, found.email) == (
        "81000000101",
        "Priya Nair",
        "priya@desk.example",
    )
    for _, shape, raw in raws():
        if shape is ContactRow:
            one = person(msgspec.convert(raw, ContactRow))
            assert one is not None
            assert (one.id, one.email) == (str(raw["id"]), raw.get("email") or "")


def test_the_fields_of_the_recorded_account() -> None:
    rows = [msgspec.convert(row, FieldRow) for row in recorded("ticket-fields")["response"]["body"]]
    found = {one.id: one for one in fields(rows)}
    assert found["type"].options == tuple((one, one) for one in ("Question", "Incident", "Refund"))
    assert found["cf_root_cause"].required_to_solve
    assert found["cf_root_cause"].options == (("Carrier", "Carrier"), ("Warehouse", "Warehouse"))
    assert found["cf_region"].options == (("Europe", "Europe"),)
    assert found["cf_region_2"].options == (("Germany", "Germany"),)
    assert found["cf_region_3"].options == (("Köln", "Köln"),)
    assert [one.id for one in found.values() if one.required_to_solve] == ["cf_root_cause"]
