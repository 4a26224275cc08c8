import itertools
import json

import pytest

from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    Closed,
    Expired,
    Forbidden,
    Incomplete,
    Missing,
    NoAnswer,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.zendesk import answers
from tests.backends.zendesk.given import NOON
from tests.shared import shared

NOW = int(NOON.timestamp() * 1000)
GET = Request("GET", "/api/v2/tickets/1")
PAGE = Request("GET", "/api/v2/tickets", (("page[after]", "abc"),))
EXPORT = Request("GET", "/api/v2/incremental/tickets/cursor", (("cursor", "abc"),))
CREATE = Request("POST", "/api/v2/tickets", body=b'{"ticket":{}}')
STAMPED = Request("PUT", "/api/v2/tickets/1", body=b'{"ticket":{"updated_stamp":"x"}}')
BARE = Request("PUT", "/api/v2/tickets/1", body=b'{"ticket":{}}')
METHODS = (GET, PAGE, EXPORT, CREATE, STAMPED, BARE)
HTML = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"
BODIES = (
    b"",
    b" \n",
    b"{}",
    b"[]",
    b"null",
    b"17",
    b'"text"',
    b'{"ticket":{"id":1}}',
    b'{"ticket":{"id":1',
    b'{"error":"RecordNotFound","description":"Not found"}',
    b'{"error":"InvalidEndpoint","description":"Not found"}',
    b'{"error":{"title":"Forbidden","message":"You do not have access"}}',
    b'{"errors":[{"code":"InvalidCursor","title":"The cursor is not valid"}]}',
    b'{"errors":[]}',
    b'{"errors":["first","second"]}',
    b'{"error":"RecordInvalid","description":"No","details":{"base":[{"description":"A"}]}}',
    b'{"error":"RecordInvalid","details":"odd"}',
    b'{"error":"RecordInvalid","details":[1,null,{"description":null}]}',
    b'{"error":null,"description":null}',
    b"Number of allowed API requests per minute exceeded",
    b"\xff\xfe\x00binary",
    b"[" * 50_000,
    HTML,
    b"\xef\xbb\xbf\n<html>",
    b"<h1>Bad gateway</h1>",
)


def outcome(request: Request, response: Response) -> str:
    """Return the class an answer falls into, `answer` for one that is handed on."""
    found = _failure(request, response)
    if found is None:
        return "answer"
    assert found.words.strip()
    assert "\n" not in found.words
    return type(found).__name__


def _failure(request: Request, response: Response) -> BackendFailure | None:
    try:
        answers.read(request, response, NOW)
    except BackendFailure as failure:
        return failure
    return None


@pytest.mark.parametrize("body", BODIES)
def test_every_status_and_body_falls_into_a_class_that_fits_the_method(body: bytes) -> None:
    for status, request in itertools.product(range(100, 600), METHODS):
        found = outcome(request, Response(status, {}, body))
        if found == "answer":
            assert 200 <= status <= 299
        if found in ("Missing", "Forbidden"):
            assert status in (403, 404)
        if status >= 500 or status in (408, 425):
            assert found == ("TryLater" if request.is_read else "NoAnswer")
        if status < 200 or 300 <= status <= 399:
            assert found == "NoAnswer"
        if not request.is_read and found == "TryLater":
            # A write comes again unasked only where nothing can have been applied.
            assert status == 429 or (status == 409 and request is STAMPED)


def test_a_web_page_at_200_is_no_answer_of_zendesk() -> None:
    for kind in ("text/html", "application/json"):
        given = Response(200, {"content-type": kind}, HTML)
        assert outcome(GET, given) == outcome(CREATE, given) == "NoAnswer"
        with pytest.raises(NoAnswer, match="wants a sign-in"):
            answers.read(GET, given, NOW)


@pytest.mark.parametrize("body", [b"", b'{"tickets":[{"id":1},', b'{"tickets":[]} trailing', b"ok"])
def test_a_cut_answer_is_no_answer(body: bytes) -> None:
    assert outcome(GET, Response(200, {}, body)) == "NoAnswer"
    assert outcome(STAMPED, Response(200, {}, body)) == "NoAnswer"


def test_json_under_another_type_is_an_answer() -> None:
    given = Response(201, {"content-type": "text/plain"}, b'{"upload":{"token":"x"}}')
    assert answers.read(CREATE, given, NOW).body == given.body


def test_nothing_is_said_with_204() -> None:
    assert outcome(Request("DELETE", "/api/v2/tickets/1"), Response(204, {}, b"")) == "answer"


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (rb'{"a":"half \ud83d"}', {"a": "half ?"}),
        (b'{"a":"\xff"}', {"a": "\N{REPLACEMENT CHARACTER}"}),
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (b'{"a":"tab\there"}', {"a": "tab\there"}),
        (b'{"a":NaN}', {"a": None}),
    ],
)
def test_json_that_only_a_strict_reader_refuses_is_mended(body: bytes, whole: object) -> None:
    assert json.loads(answers.read(GET, Response(200, {}, body), NOW).body) == whole


def test_the_recorded_shapes_of_errors() -> None:
    expected = {
        "400_idempotency_mismatch": (CREATE, Rejected),
        "400_too_many_values": (GET, Rejected),
        "401_basic": (GET, SignedOut),
        "404_endpoint": (GET, Forbidden),
        "404_record": (GET, Missing),
        "409_update_conflict": (STAMPED, Clash),
        "422_required_on_solve": (STAMPED, Incomplete),
        "429": (STAMPED, TryLater),
    }
    folder = shared("fixtures/zendesk/errors-shapes")
    assert {path.stem for path in folder.glob("*.json")} == set(expected)
    for name, (request, kind) in expected.items():
        shape = json.loads((folder / f"{name}.json").read_text())
        headers = {key.lower(): value for key, value in shape.get("headers", {}).items()}
        given = Response(shape["status"], headers, json.dumps(shape["body"]).encode())
        found = answers.failure(request, given, NOW)
        assert type(found) is kind, name
        if isinstance(found, Incomplete):
            assert found.fields == {
                "1001": "Assignee: is required when solving a ticket",
                "1002": "Minutes: is required when solving a ticket",
                "1003": "Reason: is required when solving a ticket",
            }
            assert found.words.endswith("Reason: is required when solving a ticket.")
        if isinstance(found, TryLater):
            assert found.after_s == 93


def test_every_recorded_refusal_is_told_in_the_servers_words() -> None:
    seen = 0
    for path in sorted(shared("fixtures/zendesk/zenpy").glob("*.json")):
        for one in json.loads(path.read_text()):
            if one["status"] < 400:
                continue
            request = Request(one["method"], "/api/v2")
            body = json.dumps(one["response_body"]).encode()
            found = answers.failure(request, Response(one["status"], {}, body), NOW)
            assert isinstance(found, Rejected)
            assert isinstance(found, Missing) == (one["status"] == 404)
            seen += 1
    assert seen > 0


def test_a_closed_ticket_is_told_apart() -> None:
    body = {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {
            "status": [
                {
                    "description": "Status: closed prevents ticket update",
                    "type": "closed_prevents_ticket_update",
                }
            ]
        },
    }
    found = answers.failure(STAMPED, Response(422, {}, json.dumps(body).encode()), NOW)
    assert type(found) is Closed
    assert found.words == "Record validation errors. Status: closed prevents ticket update."


@pytest.mark.parametrize(
    "details",
    [
        {"status": [{"description": "Status: closed prevents ticket update"}]},
        {"status": [{"error": "ClosedPreventsTicketUpdate", "type": "closed_prevents_update"}]},
        {"base": ["Status: closed prevents ticket update"]},
        "Status: closed prevents ticket update",
    ],
)
def test_a_closed_ticket_is_told_by_its_words_as_well(details: object) -> None:
    body: dict[str, object] = {"error": "RecordInvalid", "description": "Not saved"}
    body |= {"description": details} if isinstance(details, str) else {"details": details}
    found = answers.failure(STAMPED, Response(422, {}, json.dumps(body).encode()), NOW)
    assert type(found) is Closed


def test_a_field_that_is_wanted_to_solve_is_told_without_its_id_too() -> None:
    told = {"description": "Order: is required when solving a ticket", "error": None}
    body = {"error": "RecordInvalid", "details": {"base": [told]}}
    found = answers.failure(STAMPED, Response(422, {}, json.dumps(body).encode()), NOW)
    assert isinstance(found, Incomplete)
    assert found.fields == {"Order": "Order: is required when solving a ticket"}


def test_a_collision_is_tried_again_only_where_it_cannot_double() -> None:
    given = Response(409, {}, b'{"error":"DatabaseConflict","description":"Database collision"}')
    assert outcome(GET, given) == "TryLater"
    assert outcome(STAMPED, given) == "TryLater"
    assert outcome(BARE, given) == "NoAnswer"
    assert outcome(CREATE, given) == "NoAnswer"


def test_an_unknown_409_of_a_stamped_write_is_a_clash() -> None:
    given = Response(409, {}, b'{"error":"Conflict","description":"The ticket is newer"}')
    assert outcome(STAMPED, given) == "Clash"
    assert outcome(CREATE, given) == "NoAnswer"


def test_a_dead_page_cursor_expires() -> None:
    body = b'{"errors":[{"code":"InvalidPaginationParameter","title":"page[after] is invalid"}]}'
    for request in (PAGE, EXPORT):
        assert type(answers.failure(request, Response(400, {}, body), NOW)) is Expired
    assert type(answers.failure(GET, Response(400, {}, body), NOW)) is Rejected


def test_a_redirect_of_the_api_names_the_host_it_leads_to() -> None:
    given = Response(302, {"location": "http://user@portal.example:80/login?u=1"}, b"")
    found = answers.failure(STAMPED, given, NOW)
    assert type(found) is NoAnswer
    assert "portal.example" in found.words
    assert "user@" not in found.words


def test_a_proxys_page_neither_demotes_nor_rejects() -> None:
    for status in (400, 403, 404, 407, 409, 422, 451):
        assert outcome(GET, Response(status, {}, HTML)) == "NoAnswer"
        assert outcome(STAMPED, Response(status, {}, HTML)) == "NoAnswer"


def test_what_is_too_big_is_refused_also_by_a_page() -> None:
    assert outcome(CREATE, Response(413, {}, HTML)) == "Rejected"


def test_429_in_plain_text_waits_as_it_says() -> None:
    given = Response(429, {"retry-after": "12"}, b"Number of allowed API requests exceeded")
    found = answers.failure(STAMPED, given, NOW)
    assert isinstance(found, TryLater)
    assert found.after_s == 12


def test_a_limit_of_one_kind_of_request_does_not_stop_the_account() -> None:
    spent = {"zendesk-ratelimit-tickets-index": "total=100; remaining=0; resets=50"}
    for headers, narrow in (
        (spent, True),
        ({**spent, "x-rate-limit-remaining": "650"}, True),
        ({**spent, "x-rate-limit-remaining": "0"}, False),
        ({"x-rate-limit-remaining": "0"}, False),
        ({}, False),
    ):
        found = answers.failure(GET, Response(429, headers, b""), NOW)
        assert isinstance(found, TryLater)
        assert found.is_narrow is narrow
    busy = answers.failure(GET, Response(503, spent, b""), NOW)
    assert isinstance(busy, TryLater)
    assert not busy.is_narrow


def test_503_of_a_write_is_in_doubt_and_says_when_to_look() -> None:
    found = answers.failure(STAMPED, Response(503, {"retry-after": "30"}, b"busy"), NOW)
    assert type(found) is NoAnswer
    assert found.after_s == 30


def test_a_dead_access_token_is_told_in_words() -> None:
    body = b'{"error":"invalid_token","error_description":"The access token expired"}'
    found = answers.failure(GET, Response(401, {}, body), NOW)
    assert type(found) is SignedOut
    assert found.words == "The access token expired."
