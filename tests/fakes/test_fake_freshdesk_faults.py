"""Rate limits, the bad line, httpx and the loopback server of the fake."""

import json

import httpx
import pytest

from tests.fakes.common.faults import FaultyLine
from tests.fakes.common.http_server import HttpServer
from tests.fakes.common.transport import MockTransport
from tests.fakes.common.wire import Answer
from tests.fakes.freshdesk import (
    Decision,
    Dropped,
    Every,
    FaultyFreshdesk,
    Schedule,
    Script,
    seed_many,
)
from tests.fakes.freshdesk.caller import request
from tests.fakes.freshdesk.stage import LONG_AGO, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def line_of(stage: Stage, decision: Decision) -> FaultyFreshdesk:
    return FaultyFreshdesk(stage.server, Every(decision, times=1), wait=stage.clock.advance)


def asked(
    stage: Stage, line: FaultyFreshdesk, method: str, path: str, body: object = None
) -> Answer:
    return line.deliver(request(method, path, body, stage.me.headers))


def replied(stage: Stage, line: FaultyFreshdesk) -> Answer:
    path = f"tickets/{stage.id('late')}/reply"
    return asked(stage, line, "POST", path, {"body": "<div>Once.</div>"})


def test_buckets_go_by_family() -> None:
    stage = Stage(limits=True)
    for _ in range(40):
        assert stage.me.ask("GET", "tickets/1").status == 200
    full = stage.me.ask("GET", "tickets/2")
    assert full.status == 429
    assert (full.header("X-RateLimit-Total"), full.header("X-RateLimit-Remaining")) == ("40", "0")
    other = stage.me.ask("GET", "ticket_fields")
    assert (other.status, other.header("X-RateLimit-Total")) == (200, "100")
    assert stage.server.violations_of() == []
    assert stage.me.ask("GET", "tickets/1/conversations").status == 429
    assert stage.server.violations_of("before_retry_after")
    stage.clock.advance(int(full.header("Retry-After")))
    assert stage.me.ask("GET", "tickets/1").status == 200


def test_contacts_draw_on_two_buckets_and_refusals_count() -> None:
    stage = Stage(limits=True)
    assert stage.me.ask("GET", "contacts/1").header("X-RateLimit-Remaining") == "39"
    assert stage.me.ask("GET", "agents/me").header("X-RateLimit-Remaining") == "98"
    assert stage.me.ask("PUT", "tickets/1", {"x": 1}).header("X-RateLimit-Remaining") == "39"


def test_embeds_count_as_credits() -> None:
    stage = Stage(limits=True)
    asking = {"updated_since": LONG_AGO, "include": "requester,stats"}
    given = stage.me.ask("GET", "tickets", **asking)
    assert given.header("X-RateLimit-Remaining") == "35"


def test_not_sent_has_no_effect(stage: Stage) -> None:
    for form in ("connect", "lost"):
        with pytest.raises(Dropped):
            replied(stage, line_of(stage, Decision("drop_before", form=form)))
    assert stage.talk("late") == []


@pytest.mark.parametrize("kind", ["drop_after", "status_after", "truncated_json", "wrong_type"])
def test_an_unknown_outcome_took_effect(stage: Stage, kind: str) -> None:
    line = line_of(stage, Decision(kind, form="reset"))
    if kind == "drop_after":
        with pytest.raises(Dropped):
            replied(stage, line)
    else:
        given = replied(stage, line)
        assert given.status == (503 if kind == "status_after" else 201)
    assert stage.server.said("Once.") == 1


@pytest.mark.parametrize("kind", ["status_before", "captive_portal", "rate_limited"])
def test_a_refusal_before_has_no_effect(stage: Stage, kind: str) -> None:
    given = replied(stage, line_of(stage, Decision(kind, seconds=20)))
    assert given.status in (200, 429, 503)
    assert ("html" in given.header("content-type")) is (kind != "rate_limited")
    assert stage.server.said("Once.") == 0


def test_a_told_wait_is_the_familys(stage: Stage) -> None:
    line = line_of(stage, Decision("rate_limited", seconds=20))
    assert replied(stage, line).header("Retry-After") == "20"
    stage.me.get("ticket_fields")
    assert stage.server.violations_of() == []
    stage.me.get("tickets/1")
    assert stage.server.violations_of("before_retry_after") == ["GET /api/v2/tickets/1"]


def test_a_replica_lags(stage: Stage) -> None:
    fates = {number: Decision("stale_read", back=3) for number in (3, 4)}
    line = FaultyFreshdesk(stage.server, Script(fates))
    path = f"tickets/{stage.id('late')}"
    before = asked(stage, line, "GET", path).json()["updated_at"]
    replied(stage, line)
    stage.clock.advance(2)
    assert asked(stage, line, "GET", f"{path}/conversations").json() == []
    assert asked(stage, line, "GET", path).json()["updated_at"] == before
    assert len(asked(stage, line, "GET", f"{path}/conversations").json()) == 1


@pytest.mark.parametrize("kind", ["key_revoked", "token_expired"])
def test_a_key_is_revoked(stage: Stage, kind: str) -> None:
    assert asked(stage, line_of(stage, Decision(kind)), "GET", "agents/me").status == 401
    assert stage.me.ask("GET", "agents/me").status == 401


def test_a_second_copy_of_a_post_is_only_made_where_asked_for(stage: Stage) -> None:
    replied(stage, line_of(stage, Decision("duplicate_delivery")))
    assert stage.server.said("Once.") == 1
    replied(stage, line_of(stage, Decision("duplicate_delivery", form="any")))
    assert stage.server.said("Once.") == 3


def test_a_delay_passes_on_the_tests_clock(stage: Stage) -> None:
    before = stage.clock()
    given = asked(stage, line_of(stage, Decision("delay", seconds=7)), "GET", "agents/me")
    assert (given.delay, (stage.clock() - before).total_seconds()) == (7.0, 7.0)


def test_a_drawn_schedule_ends_in_nothing_worse_than_it_says(stage: Stage) -> None:
    line = FaultyLine(stage.server, Schedule(5, rate=0.6), wait=stage.clock.advance)
    outcomes: set[object] = set()
    for _ in range(200):
        try:
            outcomes.add(
                line.deliver(request("GET", "tickets/1", None, stage.server.basic())).status
            )
        except Dropped as dropped:
            outcomes.add(dropped.kind)
    assert {200, 401, 429, 503, "not_sent", "sent_no_answer"} <= outcomes


def test_httpx_and_a_foreign_host(stage: Stage) -> None:
    transport = MockTransport(line_of(stage, Decision("drop_after", form="read_timeout")))
    key = stage.server.sign_in().access
    with httpx.Client(transport=transport, base_url=stage.server.base_url, auth=(key, "X")) as web:
        with pytest.raises(httpx.ReadTimeout):
            web.post("/api/v2/tickets/1/reply", json={"body": "Once."})
        assert web.get("/api/v2/agents/me").status_code == 200
        url = stage.view("files")["attachments"][0]["attachment_url"]
        assert web.get(url).status_code == 400
        web.get("https://elsewhere.example/x")
    assert httpx.Client(transport=transport).get(url).content == b"A-17, two lamps"
    assert stage.server.violations_of("key_to_other_host")
    assert transport.other_hosts == [("elsewhere.example", "/x", True)]
    assert stage.server.said("Once.") == 1


def test_over_a_socket(stage: Stage) -> None:
    seed_many(stage.server, 3)
    key = stage.server.sign_in().access
    with HttpServer(stage.server) as server, httpx.Client(base_url=server.url) as web:
        listed = web.get(
            "/api/v2/tickets", params={"updated_since": LONG_AGO, "per_page": 2}, auth=(key, "X")
        )
        assert listed.links["next"]["url"].startswith(f"{server.url}/api/v2/tickets?")
        body = {"body": "<div>Hello</div>", "private": True}
        note = web.post("/api/v2/tickets/1/notes", json=body, auth=(key, "X"))
        assert note.status_code == 201
        shown = web.get(f"/api/v2/tickets/{stage.id('files')}", auth=(key, "X")).json()
        assert f"{server.url}/inline/attachment" in shown["description"]
        url = shown["attachments"][0]["attachment_url"]
        assert url.startswith("http://localhost:")
        assert web.get(url).text == "A-17, two lamps"
        assert web.get(url, auth=(key, "X")).status_code == 400
        files = [("attachments[]", ("ü.txt", b"12", "text/plain"))]
        sent = web.post("/api/v2/tickets/1/reply", data={"body": "x"}, files=files, auth=(key, "X"))
        assert sent.status_code == 201, sent.text
        assert sent.json()["attachments"][0]["name"] == "ü.txt"
    seen = stage.server.requests[-1]
    assert (seen.method, seen.path) == ("POST", "/api/v2/tickets/1/reply")
    assert json.loads(stage.server.requests[1].body or b"")["private"] is True
