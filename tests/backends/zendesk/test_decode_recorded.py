"""Every recorded answer decodes without loss: no row dropped, each value as the raw JSON has it."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.comments import message
from csr_desk.backends.zendesk.decode_pages import page
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.fields import custom_status, field, form
from csr_desk.backends.zendesk.macros import macro
from csr_desk.backends.zendesk.people import names, person
from csr_desk.backends.zendesk.structs import AuditRow, CommentRow, TicketRow
from csr_desk.backends.zendesk.structs_catalogue import (
    ArticleRow,
    FieldRow,
    FormRow,
    MacroRow,
    StatusRow,
    ViewRow,
)
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow
from csr_desk.backends.zendesk.views import view_of
from tests.backends.zendesk.given import at, context
from tests.shared import shared

SHAPES: dict[str, type[msgspec.Struct]] = {
    "ticket": TicketRow,
    "comment": CommentRow,
    "audit": AuditRow,
    "user": UserRow,
    "organization": NameRow,
    "group": NameRow,
    "view": ViewRow,
    "macro": MacroRow,
    "ticket_field": FieldRow,
    "ticket_form": FormRow,
    "custom_status": StatusRow,
    "article": ArticleRow,
}
PLURALS = {f"{name}s": name for name in SHAPES} | {"custom_statuses": "custom_status"}
PEOPLE = {"agents": "user", "actors": "user"}
FOLDERS = ("zenpy", "node-zendesk", "go-zendesk", "justeat", "zd", "spec-examples")


def bodies(folder: Path) -> Iterator[Any]:
    """Yield the bodies of a folder's answers, whatever the files wrap them in."""
    for path in sorted(folder.rglob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        if folder.name == "zenpy":
            yield from (one["response_body"] for one in found)
        elif folder.name == "node-zendesk":
            yield from (one["response"] for one in found)
        elif folder.name == "spec-examples":
            for one in found:
                yield from (one["response_examples"] or {}).values()
        else:
            yield found


def rows_of(body: Any) -> Iterator[tuple[str, Any]]:
    """Yield (kind, row) of every record an answer holds at its top."""
    if not isinstance(body, dict):
        return
    for key, value in body.items():
        if key in SHAPES and isinstance(value, dict):
            yield key, value
        kind = PLURALS.get(key) or PEOPLE.get(key)
        if kind and isinstance(value, list):
            yield from ((kind, one) for one in value if isinstance(one, dict))
        if key == "results" and isinstance(value, list):
            for one in value:
                kind = one.get("result_type") if isinstance(one, dict) else None
                if kind in SHAPES:
                    yield kind, one


@pytest.fixture(scope="module", params=FOLDERS)
def recorded(request: pytest.FixtureRequest) -> list[tuple[str, Any]]:
    folder = shared(f"fixtures/zendesk/{request.param}")
    return [pair for body in bodies(folder) for pair in rows_of(body)]


def test_every_key_of_a_shape_is_as_in_the_raw_json(recorded: list[tuple[str, Any]]) -> None:
    for kind, raw in recorded:
        row = msgspec.json.decode(json.dumps(raw), type=SHAPES[kind])
        assert_same(row, raw, kind)


def assert_same(found: Any, raw: Any, where: str) -> None:
    """Compare a decoded value with the raw one, key by key of its shape, to any depth."""
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


def test_whole_lists_come_through_the_pages_row_by_row() -> None:
    seen: Counter[str] = Counter()
    for folder in FOLDERS:
        for body in bodies(shared(f"fixtures/zendesk/{folder}")):
            for key, kind in PLURALS.items():
                if not isinstance(body, dict) or not isinstance(body.get(key), list):
                    continue
                if not all(isinstance(one, dict) for one in body[key]):
                    continue
                response = Response(200, {}, json.dumps(body).encode())
                rows = paging.rows(paging.envelope(response), key, SHAPES[kind])
                assert [getattr(row, "id", None) for row in rows] == [
                    one.get("id") for one in body[key]
                ]
                seen[kind] += len(rows)
    assert {"ticket", "comment", "audit", "user", "organization", "group", "view"} <= set(seen)
    assert {"macro", "ticket_field", "ticket_form", "custom_status"} <= set(seen)


def test_tickets_keep_ids_times_tags_and_fields(recorded: list[tuple[str, Any]]) -> None:
    for kind, raw in recorded:
        if kind != "ticket":
            continue
        found = ticket(msgspec.convert(raw, TicketRow))
        assert found.id == str(raw["id"])
        assert found.stamp == (raw.get("updated_at") or "")
        assert found.is_deleted == (raw.get("status") == "deleted")
        for name, key in (
            ("requester", "requester_id"),
            ("assignee", "assignee_id"),
            ("group", "group_id"),
            ("organisation", "organization_id"),
            ("custom_status", "custom_status_id"),
            ("form", "ticket_form_id"),
            ("external_id", "external_id"),
        ):
            value = raw.get(key)
            assert (getattr(found, name) or None) == (str(value) if value else None), key
        for name, key in (("created_at", "created_at"), ("updated_at", "updated_at")):
            if raw.get(key):
                assert getattr(found, name) == at(raw[key])
        assert list(found.tags) == (raw.get("tags") or [])
        given = raw.get("custom_fields") or raw.get("fields") or []
        assert dict(found.custom) == {str(one["id"]): one["value"] for one in given}
        if raw.get("status") not in (None, "deleted"):
            assert found.status.word == raw["status"]
        assert found.priority.word == (raw.get("priority") or "none")
        assert found.subject == (raw.get("subject") or raw.get("raw_subject") or "")
        assert found.description == (raw.get("description") or "")


def test_comments_keep_text_author_time_and_files(recorded: list[tuple[str, Any]]) -> None:
    for kind, raw in recorded:
        if kind != "comment":
            continue
        found = message(msgspec.convert(raw, CommentRow), "1")
        assert found.id == str(raw["id"])
        assert found.author == str(raw.get("author_id", -1))
        assert found.is_public == bool(raw.get("public"))
        assert found.at == (at(raw["created_at"]) if raw.get("created_at") else 0)
        assert "".join(found.body.split()) or not raw.get("body")
        files = raw.get("attachments") or []
        assert [(one.id, one.name, one.size, one.url) for one in found.files] == [
            (str(one["id"]), one["file_name"], one["size"], one["content_url"])
            for one in files
            if "file_name" in one
        ]


def test_audits_keep_markers_and_changes(recorded: list[tuple[str, Any]]) -> None:
    for kind, raw in recorded:
        if kind != "audit":
            continue
        found = msgspec.convert(raw, AuditRow)
        assert [event.type for event in found.events] == [
            one.get("type") for one in raw.get("events", [])
        ]


def test_people_names_and_the_catalogue_lose_no_row(recorded: list[tuple[str, Any]]) -> None:
    decoders: dict[str, Any] = {
        "user": person,
        "view": view_of,
        "macro": macro,
        "ticket_field": field,
        "ticket_form": form,
        "custom_status": custom_status,
    }
    for kind, raw in recorded:
        if kind in decoders:
            found = decoders[kind](msgspec.convert(raw, SHAPES[kind]))
            if raw.get("id") is None:
                assert found is None
                continue
            assert found.id == str(raw["id"])
        if kind in ("group", "organization") and raw.get("id") is not None:
            (name,) = names([msgspec.convert(raw, NameRow)])
            assert (name.id, name.name) == (str(raw["id"]), raw.get("name") or "")


def test_whole_recorded_ticket_lists_become_pages() -> None:
    rows = 0
    for name in ("tickets", "tickets__show_many", "views__id__tickets", "incremental__tickets"):
        path = shared(f"fixtures/zendesk/zenpy/{name}.json")
        for one in json.loads(path.read_text(encoding="utf-8")):
            body = one["response_body"]
            if not isinstance(body, dict) or "tickets" not in body:
                continue
            response = Response(200, {}, json.dumps(body).encode())
            found = page(context(), paging.envelope(response), response)
            ids = [str(raw["id"]) for raw in body["tickets"]]
            assert sorted([*(row.id for row in found.tickets), *found.gone]) == sorted(ids)
            assert all(row.url.startswith("https://acme.zendesk.com/") for row in found.tickets)
            rows += len(ids)
    assert rows > 50
