"""Every answer comes to exactly one failure: recorded, empty, as a page, as cut JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    Closed,
    Forbidden,
    Halt,
    Incomplete,
    Missing,
    NoAnswer,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.freshdesk import answers
from csr_desk.backends.wire import Request, Response
from tests.backends.freshdesk.given import NOON, OWN_HEADERS, answer_of, recorded

READ = Request("GET", "/api/v2/tickets/41")
WRITE = Request("PUT", "/api/v2/tickets/41", body=b"{}", content_type="application/json")
CONTACT = Request("POST", "/api/v2/contacts", body=b"{}", content_type="application/json")
PAGE = b"<!DOCTYPE html><html><body>Nginx</body></html>"


def failure(
    status: int, body: Any = b"", request: Request = READ, **headers: str
) -> BackendFailure:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answers.failure(request, Response(status, named, content), NOON)


RECORDED = {
    "error-400-missing-field": Incomplete,
    "error-400-page-301": Rejected,
    "error-400-several": Rejected,
    "error-401": SignedOut,
    "error-403-access-denied": Forbidden,
    "error-404-empty": Missing,
    "error-409-duplicate": Rejected,
    "error-429": TryLater,
}


@pytest.mark.parametrize(("name", "kind"), RECORDED.items())
@pytest.mark.parametrize("body", ["recorded", "empty", "page", "cut"])
def test_recorded_errors_and_the_same_without_a_body_that_helps(
    name: str, kind: type[BackendFailure], body: str
) -> None:
    exchange = recorded(name)
    asked = exchange["request"]
    request = Request(asked["method"], asked["path"].partition("?")[0])
    response = answer_of(exchange)
    other = {"empty": b"", "page": PAGE, "cut": b'{"description": "Valid'}.get(body)
    if other is not None:
        response = response._replace(body=other)
    with pytest.raises(BackendFailure) as caught:
        answers.read(request, response, NOON)
    # Which fields are missing only the body can tell.
    wanted = Rejected if kind is Incomplete and other is not None else kind
    assert type(caught.value) is wanted
    assert caught.value.words


def test_fields_and_their_complaints() -> None:
    missing = failure_of("error-400-missing-field")
    assert isinstance(missing, Incomplete)
    assert missing.fields == {"cf_root_cause": "It is mandatory"}
    several = failure_of("error-400-several")
    assert isinstance(several, Rejected)
    assert several.fields == {"id": "Unexpected field", "priority": "Wrong type"}
    assert several.words == "Validation failed. id: Unexpected field. priority: Wrong type."
    page = failure_of("error-400-page-301")
    assert isinstance(page, Rejected)
    assert "page" in page.fields


def failure_of(name: str) -> BackendFailure:
    return answers.failure(WRITE, answer_of(recorded(name)), NOON)


def test_too_many_requests_is_about_this_family_and_says_when() -> None:
    found = failure_of("error-429")
    assert isinstance(found, TryLater)
    assert (found.after_s, found.is_narrow) == (34, True)
    without = failure(429, PAGE)
    assert isinstance(without, TryLater)
    assert without.after_s is None


@pytest.mark.parametrize("code", ["account_suspended", "password_lockout", "password_expired"])
def test_what_would_only_get_worse_stops_the_account(code: str) -> None:
    found = failure(403, {"code": code, "message": "no"})
    assert isinstance(found, Halt)
    assert found.words.endswith(".")


@pytest.mark.parametrize("code", ["access_denied", "require_feature", "new_one", ""])
def test_other_refusals_are_normal(code: str) -> None:
    assert type(failure(403, {"code": code, "message": ""})) is Forbidden
    assert type(failure(403)) is Forbidden


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 408, 425])
@pytest.mark.parametrize("body", [b"", PAGE, b'{"message": "x"}'])
def test_a_helpdesk_in_trouble_may_have_applied_a_write(status: int, body: bytes) -> None:
    assert type(failure(status, body)) is TryLater
    assert type(failure(status, body, WRITE)) is NoAnswer


def test_a_collision_is_a_clash_for_a_ticket_and_a_refusal_for_a_contact() -> None:
    busy = {"code": "inconsistent_state", "message": "Busy"}
    assert type(failure(409, busy, WRITE)) is Clash
    assert type(failure(409, b"", WRITE)) is Clash
    assert type(failure(409, busy, READ)) is TryLater
    assert type(failure(409, busy, CONTACT)) is Rejected
    twin = {"errors": [{"field": "email", "message": "taken", "code": "duplicate_value"}]}
    found = failure(409, twin, CONTACT)
    assert isinstance(found, Rejected)
    assert found.fields == {"email": "taken"}


def test_a_deleted_ticket_takes_no_change_and_a_blocked_contact_neither() -> None:
    assert type(failure(405, b"", WRITE, allow="GET, DELETE")) is Closed
    assert type(failure(405, b"", CONTACT)) is Rejected


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 418])
def test_a_page_that_is_not_freshdesks_means_nothing(status: int) -> None:
    assert type(failure(status, PAGE)) is NoAnswer
    own = answers.failure(READ, Response(status, OWN_HEADERS, PAGE), NOON)
    assert type(own) is not NoAnswer


def test_a_page_in_place_of_a_good_answer_was_not_freshdesk() -> None:
    for body in (PAGE, b"", b"[1, 2", b"words"):
        with pytest.raises(NoAnswer):
            answers.read(READ, Response(200, {}, body), NOON)
    assert answers.read(WRITE, Response(204, {}, b""), NOON).body == b""
    moved = failure(302, b"", location="https://portal.example/sign-in")
    assert "portal.example" in moved.words


def test_a_key_that_is_not_taken_signs_out_whatever_the_body() -> None:
    for body in (b"", PAGE, b'{"code": "invalid_credentials", "message": "Wrong"}'):
        assert type(failure(401, body)) is SignedOut
        assert type(failure(401, body, WRITE)) is SignedOut


@given(st.integers(100, 599).filter(lambda one: not 200 <= one <= 299), st.binary(max_size=80))
def test_every_answer_comes_to_a_failure_with_words(status: int, body: bytes) -> None:
    for request in (READ, WRITE, CONTACT):
        assert failure(status, body, request).words
