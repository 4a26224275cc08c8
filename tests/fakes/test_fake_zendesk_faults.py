"""Faults by seed, the httpx transport, and the loopback server."""

import json
from collections import Counter

import httpx
import pytest

from tests.fakes.zendesk.caller import request
from tests.fakes.zendesk.faults import (
    KINDS,
    NOT_SENT,
    SENT_NO_ANSWER,
    Decision,
    Dropped,
    Every,
    FaultyZendesk,
    Plan,
    Schedule,
    Script,
    windows,
)
from tests.fakes.zendesk.http_server import HttpServer
from tests.fakes.zendesk.stage import Stage
from tests.fakes.zendesk.transport import MockTransport

READ = request("GET", "tickets")


def fates(seed: int, count: int = 400, rate: float = 0.5) -> list[Decision]:
    schedule = Schedule(seed, rate=rate)
    return [schedule.decide(number, READ) for number in range(1, count + 1)]


def test_a_seed_is_a_fate() -> None:
    assert fates(7) == fates(7)
    assert fates(7) != fates(8)
    kinds = Counter(one.kind for one in fates(7, 3000))
    assert set(kinds) == {"none", *KINDS}


def test_a_schedule_falls_quiet() -> None:
    schedule = Schedule(1, rate=1.0, quiet_after=10)
    assert {schedule.decide(number, READ).kind for number in range(11, 60)} == {"none"}


def test_only_writes_that_can_be_told_apart_arrive_twice() -> None:
    schedule = Schedule(1, rate=1.0, weights={"duplicate_delivery": 1})
    bare = request("PUT", "tickets/1", {"ticket": {"comment": {"body": "x"}}})
    safe = request("PUT", "tickets/1", {"ticket": {"safe_update": True, "updated_stamp": "x"}})
    assert schedule.decide(1, bare).kind == "none"
    assert schedule.decide(1, safe).kind == "duplicate_delivery"
    assert Schedule(1, 1.0, {"duplicate_delivery": 1}, double_any_write=True).decide(
        1, bare
    ).kind == "duplicate_delivery"  # fmt: skip


def test_signing_in_is_spared_unless_asked_for() -> None:
    renewal = request("POST", "/oauth/tokens", {})
    assert Schedule(1, rate=1.0).decide(1, renewal).kind == "none"
    assert Schedule(1, rate=1.0, spare_sign_in=False).decide(1, renewal).kind != "none"


def write(stage: Stage, plan: Plan, marker: str = "op") -> tuple[str, FaultyZendesk]:
    """Send one reply over a bad line; return how it went for the client."""
    line = FaultyZendesk(stage.server, plan, wait=stage.clock.advance)
    change = {
        "comment": {"body": "Hi", "public": True}, "metadata": {"csr_desk_op": marker},
        "safe_update": True, "updated_stamp": stage.ticket("late")["updated_at"],
    }  # fmt: skip
    wanted = request("PUT", f"tickets/{stage.id('late')}", {"ticket": change}, stage.me.headers)
    try:
        return str(line.deliver(wanted).status), line
    except Dropped as dropped:
        return dropped.kind, line


@pytest.mark.parametrize(
    ("fate", "outcome", "applied"),
    [
        (Decision("none"), "200", 1),
        (Decision("drop_before", form="connect"), NOT_SENT, 0),
        (Decision("drop_before", form="lost"), SENT_NO_ANSWER, 0),
        (Decision("drop_after"), SENT_NO_ANSWER, 1),
        (Decision("tls"), NOT_SENT, 0),
        (Decision("refused_window"), NOT_SENT, 0),
        (Decision("status_before", 502), "502", 0),
        (Decision("status_after", 504), "504", 1),
        (Decision("rate_limited"), "429", 0),
        (Decision("captive_portal"), "200", 0),
        (Decision("token_expired"), "401", 0),
        (Decision("truncated_json"), "200", 1),
        (Decision("wrong_type"), "200", 1),
        (Decision("duplicate_delivery"), "200", 1),
        (Decision("delay", seconds=5), "200", 1),
        (Decision("stale_read", back=3), "200", 1),
    ],
)
def test_what_a_fault_does_to_a_reply(fate: Decision, outcome: str, applied: int) -> None:
    stage = Stage()
    given, line = write(stage, Script({1: fate}))
    assert (given, stage.server.applied("op")) == (outcome, applied)
    assert [one.kind for _, one in line.log] == ([fate.kind] if fate.kind != "none" else [])


def test_a_doubled_write_slips_through_the_stamp_of_its_own_second() -> None:
    stage = Stage()
    stage.server.colleague_replies(stage.id("late"), "Just now")
    assert write(stage, Script({1: Decision("duplicate_delivery")}))[0] == "200"
    assert stage.server.applied("op") == 1
    write(stage, Script({1: Decision("duplicate_delivery", form="any")}), "op-2")
    assert stage.server.applied("op-2") == 2


def test_a_truncated_answer_is_no_json() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Every(Decision("truncated_json"), times=1))
    wanted = request("GET", "tickets", signed=stage.me.headers)
    with pytest.raises(json.JSONDecodeError):
        line.deliver(wanted).json()
    assert line.deliver(wanted).json()["count"] == 4


def test_a_stale_read_shows_the_past_but_not_an_old_one() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Script({3: Decision("stale_read", back=2),
                                               5: Decision("stale_read", back=4)}))  # fmt: skip
    path = f"tickets/{stage.id('late')}"
    read = request("GET", path, signed=stage.me.headers)
    line.deliver(read)
    line.deliver(request("PUT", path, {"ticket": {"tags": ["new"]}}, stage.me.headers))
    assert line.deliver(read).json()["ticket"]["tags"] == []
    assert line.deliver(read).json()["ticket"]["tags"] == ["new"]
    stage.clock.advance(21)
    assert line.deliver(read).json()["ticket"]["tags"] == ["new"]


def test_offline_windows_and_the_switch() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, windows((2, 3)))
    wanted = request("GET", "tickets", signed=stage.me.headers)
    outcomes = []
    for _ in range(4):
        try:
            outcomes.append(str(line.deliver(wanted).status))
        except Dropped as dropped:
            outcomes.append(dropped.kind)
    assert outcomes == ["200", NOT_SENT, NOT_SENT, "200"]
    line.go_offline()
    with pytest.raises(Dropped):
        line.deliver(wanted)
    line.go_online()
    assert line.deliver(wanted).status == 200


def test_a_503_may_ask_to_wait() -> None:
    stage = Stage()
    fate = Decision("status_before", 503, seconds=20, form="seconds")
    line = FaultyZendesk(stage.server, Script({1: fate}))
    given = line.deliver(request("GET", "tickets", signed=stage.me.headers))
    assert (given.status, given.header("Retry-After")) == (503, "20")


@pytest.mark.parametrize(
    ("fate", "error"),
    [
        (Decision("drop_before", form="connect"), httpx.ConnectError),
        (Decision("drop_before", form="connect_timeout"), httpx.ConnectTimeout),
        (Decision("drop_before", form="lost"), httpx.ReadTimeout),
        (Decision("drop_after", form="reset"), httpx.ReadError),
        (Decision("drop_after", form="closed"), httpx.RemoteProtocolError),
        (Decision("tls"), httpx.ConnectError),
        (Decision("delay", seconds=60), httpx.ReadTimeout),
    ],
)
def test_the_transport_raises_what_httpx_would(
    fate: Decision, error: type[httpx.TransportError]
) -> None:
    stage = Stage()
    transport = MockTransport(FaultyZendesk(stage.server, Script({1: fate})))
    with httpx.Client(transport=transport, base_url=stage.server.base_url) as client:
        with pytest.raises(error):
            client.get("/api/v2/tickets", headers=stage.me.headers)
        assert client.get("/api/v2/tickets", headers=stage.me.headers).status_code == 200


async def test_the_transport_serves_asynchronous_clients_and_notes_other_hosts() -> None:
    stage = Stage()
    transport = MockTransport(stage.server)
    async with httpx.AsyncClient(transport=transport, headers=stage.me.headers) as client:
        page = await client.get(
            "https://acme.zendesk.com/api/v2/tickets.json",
            params={"page[size]": "2", "sort": "-updated_at"},
        )
        assert len(page.json()["tickets"]) == 2
        missing = await client.get(page.json()["links"]["next"])
    assert missing.status_code == 404
    assert transport.other_hosts == [("z3n-acme.zendesk.example", "/api/v2/tickets.json", True)]


def test_the_loopback_server_speaks_http() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Script({3: Decision("drop_after")}))
    with HttpServer(line) as server, httpx.Client(base_url=server.url) as client:
        me = client.get("/api/v2/users/me", headers=stage.me.headers).json()
        assert me["user"]["name"] == "Ada Agent"
        consent = client.get(
            "/oauth/authorizations/new",
            params={"client_id": "csr_desk", "redirect_uri": "http://127.0.0.1:1/callback"},
        )
        assert consent.headers["Location"].startswith("http://127.0.0.1:1/callback?code=")
        path = f"/api/v2/tickets/{stage.id('late')}"
        change = {"ticket": {"comment": {"body": "Hi", "public": True}}}
        with pytest.raises(httpx.RemoteProtocolError):
            client.put(path, json=change, headers=stage.me.headers)
        with server.lock:
            assert stage.server.public_replies(stage.id("late")) == ["Hi"]


def test_the_loopback_server_sends_files_from_another_host() -> None:
    stage = Stage()
    with HttpServer(stage.server) as server, httpx.Client() as client:
        made = client.post(
            f"{server.url}/api/v2/uploads?filename=a.txt", content=b"bytes",
            headers=stage.me.headers,
        )  # fmt: skip
        url = made.json()["upload"]["attachment"]["content_url"]
        assert url.startswith(server.url)
        sent_on = client.get(url, headers=stage.me.headers).headers["Location"]
        assert sent_on.startswith(f"http://localhost:{server.port}/")
        assert client.get(sent_on).content == b"bytes"
    assert stage.server.violations_of("credentials_on_foreign_host") == []


def test_one_seed_is_one_whole_run() -> None:
    def run() -> tuple[list[str], list[tuple[int, Decision]]]:
        stage = Stage()
        line = FaultyZendesk(stage.server, Schedule(11, rate=0.4), wait=stage.clock.advance)
        outcomes = []
        for number in range(60):
            body = {"ticket": {"tags": [f"t{number}"]}}
            path = f"tickets/{stage.id('late')}"
            try:
                given = line.deliver(request("PUT", path, body, stage.me.headers))
                outcomes.append(f"{given.status} {given.body!r}")
            except Dropped as dropped:
                outcomes.append(dropped.why)
            stage.clock.advance(30)
        return outcomes, line.log

    assert run() == run()
