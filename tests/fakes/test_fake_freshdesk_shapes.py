"""Answers have the key sets of the recorded fixtures."""

import json
from typing import Any

import pytest

from tests.fakes.freshdesk.stage import Stage
from tests.shared import shared

ADDED = {"support_email"}


def recorded(name: str) -> Any:
    found = json.loads(shared(f"fixtures/freshdesk/made/{name}.json").read_text())
    return found["response"]


def keys(body: Any) -> set[str]:
    return set(body[0] if isinstance(body, list) else body)


@pytest.fixture
def stage() -> Stage:
    return Stage(role="admin")


def test_list_rows(stage: Stage) -> None:
    assert keys(stage.list()) == keys(recorded("tickets-list-page-1")["body"])


def test_list_rows_with_everything_embedded(stage: Stage) -> None:
    row = stage.list(include="requester,stats,description")[0]
    wanted = recorded("tickets-list-include")["body"][0]
    assert set(row) == set(wanted)
    assert set(row["stats"]) == set(wanted["stats"])
    assert set(row["requester"]) == set(wanted["requester"])


def test_deleted_rows(stage: Stage) -> None:
    assert keys(stage.list(filter="deleted")) == keys(recorded("tickets-list-deleted")["body"])


def test_a_view(stage: Stage) -> None:
    row = stage.view("broken", include="requester,stats,company")
    wanted = recorded("ticket-view")["body"]
    assert set(row) == set(wanted)
    assert set(row["company"]) == set(wanted["company"])


def test_conversations_of_every_kind(stage: Stage) -> None:
    wanted = recorded("conversations")["body"]
    rows = [*stage.talk("long"), *stage.talk("files"), *stage.talk("solved")]
    assert all(set(row) == set(wanted[0]) for row in rows)
    kinds = {(row["source"], row["category"]) for row in wanted}
    assert kinds <= {(row["source"], row["category"]) for row in rows}
    picture = stage.talk("files")[0]["attachments"][0]
    assert set(picture) == set(wanted[1]["attachments"][0])


def test_a_survey_row_is_empty(stage: Stage) -> None:
    assert stage.talk("solved")[0]["body"] == "<div></div>"


def test_what_was_made(stage: Stage) -> None:
    given = {"subject": "Broken", "description": "Broken", "source": 3}
    made = stage.me.post("tickets", {**given, "requester_id": stage.id("Nia Okafor")})
    wanted = recorded("ticket-created")
    assert made.status == wanted["status"]
    assert set(made.json()) == set(wanted["body"])
    assert made.json()["description"] == wanted["body"]["description"]
    assert made.header("Location").endswith(f"/api/v2/tickets/{made.json()['id']}")


def test_a_reply_that_was_made(stage: Stage) -> None:
    made, wanted = stage.reply("late", "Dear Zoë,<br>done."), recorded("reply-created")
    assert made.status == wanted["status"]
    assert set(made.json()) == set(wanted["body"])
    assert made.json()["body_text"] == wanted["body"]["body_text"]


def test_time_entries(stage: Stage) -> None:
    rows = stage.me.get(f"tickets/{stage.id('solved')}/time_entries")
    assert keys(rows) == keys(recorded("time-entries")["body"])


def test_fields(stage: Stage) -> None:
    wanted = {row["name"]: row for row in recorded("ticket-fields")["body"]}
    there = {row["name"]: row for row in stage.me.get("ticket_fields")}
    assert set(wanted) <= set(there)
    for name, row in wanted.items():
        assert set(row) == set(there[name]), name
        assert type(row.get("choices")) is type(there[name].get("choices")), name
        assert row["type"] == there[name]["type"]


def test_me(stage: Stage) -> None:
    wanted, there = recorded("agents-me")["body"], stage.me.get("agents/me")
    assert set(there) == set(wanted)
    assert set(there["contact"]) == set(wanted["contact"])


def test_canned_responses(stage: Stage) -> None:
    folders = stage.me.get("canned_response_folders")
    assert keys(folders) == keys(recorded("canned-folders")["body"])
    path = f"canned_response_folders/{stage.id('folder Refunds')}/responses"
    assert keys(stage.me.get(path)) == keys(recorded("canned-folder-responses")["body"])


def test_search(stage: Stage) -> None:
    found = stage.me.get("search/tickets", query='"status:2"')
    wanted = recorded("search-tickets")["body"]
    assert set(found) == set(wanted)
    assert keys(found["results"]) == keys(wanted["results"])


@pytest.mark.parametrize(
    ("name", "method", "path", "body"),
    [
        ("error-400-missing-field", "PUT", "tickets/1", {"status": 5}),
        ("error-400-several", "PUT", "tickets/1", {"id": 41, "priority": "high"}),
        ("error-400-page-301", "GET", "tickets?page=301", None),
        ("error-404-empty", "GET", "tickets/999999", None),
        ("error-403-access-denied", "GET", "canned_response_folders", None),
        (
            "error-409-duplicate",
            "POST",
            "contacts",
            {"name": "Zoë", "email": "ZOE@customer.example"},
        ),
    ],
)
def test_refusals(name: str, method: str, path: str, body: Any) -> None:
    stage, wanted = Stage(), recorded(name)
    path, _, page = path.partition("?page=")
    given = stage.me.ask(method, path, body, **({"page": page} if page else {}))
    assert given.status == wanted["status"]
    if wanted["body"] is None:
        assert given.body == b""
        return
    assert set(given.json()) == set(wanted["body"])
    if "errors" in wanted["body"]:
        coded = {(one["field"], one["code"]) for one in wanted["body"]["errors"]}
        assert coded == {(one["field"], one["code"]) for one in given.json()["errors"]}
    else:
        assert given.json()["code"] == wanted["body"]["code"]


def test_a_wrong_key() -> None:
    stage, wanted = Stage(), recorded("error-401")
    given = stage.me.ask("GET", "agents/me", headers={"Authorization": "Basic d3Jvbmc6WA=="})
    assert given.status == wanted["status"]
    assert given.json()["code"] == wanted["body"]["code"]


def test_too_many_requests() -> None:
    stage, wanted = Stage(limits=True), recorded("error-429")
    answers = [stage.me.ask("GET", "tickets/1") for _ in range(41)]
    assert {one.status for one in answers[:40]} == {200}
    last = answers[-1]
    assert last.status == wanted["status"]
    assert set(last.json()) == set(wanted["body"])
    assert {name.lower() for name in wanted["headers"]} <= {name.lower() for name in last.headers}
