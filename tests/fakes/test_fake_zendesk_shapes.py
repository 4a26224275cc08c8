"""The fake's records carry every key that recorded answers of the real service carry."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.zendesk.caller import Caller
from tests.fakes.zendesk.stage import Stage
from tests.fakes.zendesk.wire import Json
from tests.shared import shared

PLURALS = {
    "tickets": "ticket", "comments": "comment", "audits": "audit", "users": "user",
    "views": "view", "macros": "macro", "ticket_fields": "ticket_field", "groups": "group",
    "organizations": "organization", "group_memberships": "group_membership",
    "custom_statuses": "custom_status", "attachments": "attachment",
    "job_statuses": "job_status",
}  # fmt: skip
SINGLES = {*PLURALS.values(), "upload", "view_count", "meta"}
EXCEPTIONS: dict[str, set[str]] = {
    # a column of a view is called "group" too
    "group": {"title", "filterable", "sortable", "order"},
    # four recorded jobs of one kind name it
    "job_status": {"job_type"},
    # an action's definition in a recording, not a comment
    "comment": {"value"},
}
SHARE = 0.5
"""A key counts as required when at least this share of the recorded objects has it."""


def objects(found: Any, name: str = "") -> Iterator[tuple[str, Json]]:
    """Yield (kind, object) of everything in an answer whose kind is told by its key."""
    if isinstance(found, list):
        for one in found:
            yield from objects(one, PLURALS.get(name, ""))
    elif isinstance(found, dict):
        if name in SINGLES:
            yield name, found
        for key, inner in found.items():
            yield from objects(inner, key)


def recorded() -> dict[str, list[Json]]:
    """Return the recorded objects of every kind."""
    kinds: dict[str, list[Json]] = {}
    for path in sorted(shared("fixtures/zendesk/zenpy").glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            if record["status"] < 300:
                for kind, one in objects(record["response_body"]):
                    kinds.setdefault(kind, []).append(one)
    return kinds


def answered() -> dict[str, list[Json]]:
    """Return objects of every kind as the fake answers them."""
    stage = Stage()
    admin = Caller(stage.server, stage.id("Cleo Admin"))
    late = f"tickets/{stage.id('late')}"
    token = stage.me.ask("POST", "uploads", raw=b"x", filename="a").json()
    body = {"body": "See", "public": True, "uploads": [token["upload"]["token"]]}
    job = stage.me.post(f"{late}/merge", {"ids": [stage.id("invoice")]})
    answers = [token, stage.update("late", comment=body, type="question").json(), job.json()]
    paths = (
        "users/me", "tickets", late, f"{late}/comments", f"{late}/audits", "views", "macros",
        "ticket_fields", "groups", "organizations", "group_memberships", "custom_statuses",
        f"views/{stage.id('Pending tickets')}/count",
    )  # fmt: skip
    answers += [admin.get(path, page_size=50) for path in paths]
    kinds: dict[str, list[Json]] = {}
    for found in answers:
        for kind, one in objects(found):
            kinds.setdefault(kind, []).append(one)
    return kinds


def required(kind: str, rows: list[Json]) -> set[str]:
    """Return the keys most recorded objects of a kind have, exceptions taken out."""
    keys = {key for row in rows for key in row}
    often = {key for key in keys if sum(key in row for row in rows) >= SHARE * len(rows)}
    return often - EXCEPTIONS.get(kind, set())


def test_every_recorded_key_is_answered() -> None:
    real, fake = recorded(), answered()
    missing = {
        kind: sorted(required(kind, rows) - set(one))
        for kind, rows in real.items()
        for one in fake.get(kind, [])
        if required(kind, rows) - set(one)
    }
    assert missing == {}
    assert set(real) - set(fake) == set()


def test_exceptions_are_still_needed() -> None:
    real = recorded()
    for kind, keys in EXCEPTIONS.items():
        assert keys <= {key for row in real[kind] for key in row}


def event_keys(audits: list[Json]) -> dict[str, set[str]]:
    """Return the keys that all events of a kind share."""
    kinds: dict[str, set[str]] = {}
    for event in (event for audit in audits for event in audit["events"]):
        kinds[event["type"]] = kinds.get(event["type"], set(event)) & set(event)
    return kinds


@pytest.mark.parametrize("kind", ["Comment", "Create", "Change"])
def test_events_of_audits(kind: str) -> None:
    real, fake = recorded()["audit"], answered()["audit"]
    assert event_keys(real)[kind] <= event_keys(fake)[kind]


def test_error_envelopes_are_those_of_the_evidence() -> None:
    stage = Stage()
    safe = {"safe_update": True, "updated_stamp": "2020-01-01T00:00:00Z"}
    answers = {
        "404_record": stage.me.ask("GET", "tickets/1"),
        "404_endpoint": stage.me.ask("GET", "nothing"),
        "409_update_conflict": stage.update("late", tags=["x"], **safe),
        "422_required_on_solve": stage.update("late", status="solved"),
    }
    for name, given in answers.items():
        path = shared(f"fixtures/zendesk/errors-shapes/{name}.json")
        wanted = json.loads(path.read_text(encoding="utf-8"))
        assert given.status == wanted["status"]
        assert set(given.json()) == set(wanted["body"])
        assert given.json()["error"] == wanted["body"]["error"]
    refusals = answers["422_required_on_solve"].json()["details"]["base"]
    path = shared("fixtures/zendesk/errors-shapes/422_required_on_solve.json")
    entry = json.loads(path.read_text(encoding="utf-8"))["body"]["details"]["base"][0]
    assert set(refusals[0]) == set(entry)
    assert refusals[0]["description"] == entry["description"]


def test_a_429_has_the_documented_headers() -> None:
    stage = Stage()
    stage.server.limits.rules["account"].limit = 1
    stage.me.ask("GET", "users/me")
    given = stage.me.ask("GET", "users/me")
    path = shared("fixtures/zendesk/errors-shapes/429.json")
    wanted = json.loads(path.read_text(encoding="utf-8"))
    assert (given.status, given.json()) == (429, wanted["body"])
    assert set(wanted["headers"]) <= set(given.headers)


def test_page_shapes_are_those_recorded() -> None:
    path = shared("fixtures/zendesk/zenpy/tickets.json")
    record = json.loads(path.read_text(encoding="utf-8"))
    pages = [one["response_body"] for one in record if one["method"] == "GET"]
    assert pages
    mine = Stage().me.get("tickets", page_size=2)
    for page in pages:
        assert set(page) - {"_trimmed", "count", "next_page", "previous_page"} <= set(mine)
        assert set(page.get("meta", {})) <= set(mine["meta"])
