"""The check of requests against the vendor's OpenAPI file."""

from typing import Any

import pytest

from tests.fakes.zendesk.caller import request
from tests.fakes.zendesk.openapi import check
from tests.fakes.zendesk.stage import Stage

REPLY = {
    "comment": {"html_body": "<p>x</p>", "public": True, "uploads": ["t"]},
    "status": "pending", "custom_fields": [{"id": 1, "value": "745"}],
    "metadata": {"csr_desk_op": "op"}, "safe_update": True,
    "updated_stamp": "2026-11-21T10:00:00Z", "macro_ids": [7], "assignee_id": 3,
}  # fmt: skip
NEW = {"subject": "x", "comment": {"body": "x", "public": True}, "external_id": "u",
       "requester": {"name": "x", "email": "x@y.example"}}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "tickets/12", {"ticket": REPLY}),
        ("POST", "tickets.json", {"ticket": NEW}),
        ("GET", "tickets", None),
        ("GET", "users/me.json", None),
        ("DELETE", "oauth/tokens/current", None),
        ("PUT", "users/3/merge", {"user": {"id": 4}}),
        ("POST", "tickets/3/merge", {"ids": [1], "target_comment": "x"}),
        ("GET", "help_center/articles/search.json", None),
        ("PUT", "tickets/3/tags", {"tags": ["x"], "safe_update": "true"}),
    ],
)
def test_requests_that_fit(method: str, path: str, body: Any) -> None:
    assert check(request(method, path, body)) == []
    assert check(request("GET", "incremental/tickets/cursor.json", cursor="x")) == []


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("GET", "nowhere", None, "no such path"),
        ("PATCH", "tickets/1", None, "no such method"),
        ("PUT", "tickets/1", {"status": "open"}, "key status is unknown"),
        ("PUT", "tickets/1", {"ticket": {"colour": 1}}, "key ticket.colour is unknown"),
        ("PUT", "tickets/1", {"ticket": {"comment": {"text": "x"}}}, "ticket.comment.text"),
        ("PUT", "tickets/1", {"ticket": {"assignee_id": "me"}}, "of type integer"),
        ("PUT", "tickets/1", {"ticket": {"tags": "a"}}, "of type array"),
        ("POST", "tickets", {"ticket": {"subject": "x"}}, "ticket.comment is missing"),
        ("POST", "tickets/1/merge", {"target_comment": "x"}, "ids is missing"),
        ("GET", "search", None, "query query is missing"),
        ("GET", "incremental/tickets/cursor", None, "query start_time is missing"),
    ],
)
def test_requests_that_do_not_fit(method: str, path: str, body: Any, complaint: str) -> None:
    found = check(request(method, path, body))
    assert len(found) == 1
    assert complaint in found[0]


def test_a_body_without_its_type_does_not_fit() -> None:
    assert check(request("PUT", "tickets/1", raw=b"{}")) == [
        "PUT /api/v2/tickets/1: Content-Type is not application/json"
    ]


def test_a_watcher_checks_every_request_whole() -> None:
    stage = Stage()
    found: list[str] = []
    stage.server.watchers.append(lambda seen: found.extend(check(seen)))
    stage.reply("late", "Hello" * 1000)
    stage.me.get("views/active", page_size=100)
    assert found == []
    assert stage.server.requests[0].body is None
    stage.update("late", colour="red")
    assert [one.split(": ")[1] for one in found] == ["key ticket.colour is unknown"]
