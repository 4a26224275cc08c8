"""The loop of section 7 survives every seed; without its read-back it does not."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tests.fakes.zendesk.caller import request
from tests.fakes.zendesk.faults import Dropped, FaultyZendesk, Schedule
from tests.fakes.zendesk.stage import Stage
from tests.fakes.zendesk.wire import Json

SEEDS = range(250)
SETTLED = 31.0
"""Seconds after which no read is stale any more."""


class Sender:
    """Sends one marked reply until it knows that it arrived."""

    def __init__(self, seed: int, *, reads_back: bool) -> None:
        self.stage = Stage()
        plan = Schedule(seed, rate=0.5, quiet_after=25, double_any_write=not reads_back)
        self.line = FaultyZendesk(self.stage.server, plan, wait=self.stage.clock.advance)
        self.reads_back = reads_back
        self.path = f"tickets/{self.stage.id('late')}"

    def run(self) -> None:
        for _ in range(60):
            if self.tried():
                return
            self.stage.clock.advance(SETTLED)
        raise AssertionError("the reply never got through")

    def tried(self) -> bool:
        change: Json = {
            "comment": {"body": "Hello", "public": True},
            "metadata": {"csr_desk_op": "op"},
        }
        if self.reads_back:
            ticket = self.asked("GET", self.path)
            audits = self.asked("GET", f"{self.path}/audits", sort_order="desc")
            if ticket is None or audits is None:
                return False
            if any("csr_desk_op" in one["metadata"]["custom"] for one in audits["audits"]):
                return True
            change["safe_update"] = True
            change["updated_stamp"] = ticket["ticket"]["updated_at"]
        done = self.asked("PUT", self.path, {"ticket": change})
        return done is not None and "audit" in done

    def asked(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the body of a good answer; None for anything else, after waiting as told."""
        wanted = request(method, path, body, self.stage.me.headers, **query)
        try:
            given = self.line.deliver(wanted)
        except Dropped:
            return None
        if given.status == 401:
            self.stage.me.headers = self.stage.server.bearer()
        if given.status != 200:
            self.wait(given.header("Retry-After"))
            return None
        try:
            return given.json()
        except ValueError:
            return None

    def wait(self, told: str) -> None:
        clock = self.stage.clock
        if told.isdigit():
            clock.advance(int(told))
        elif told:
            until: datetime = parsedate_to_datetime(told)
            clock.advance(max(0.0, (until - clock()).total_seconds()))


def outcome(seed: int, *, reads_back: bool) -> tuple[int, list[str]]:
    sender = Sender(seed, reads_back=reads_back)
    sender.run()
    server = sender.stage.server
    kinds = ("before_retry_after", "unknown_keys", "flat_body", "public_left_out")
    assert server.public_replies(sender.stage.id("late")) == ["Hello"] * server.applied("op")
    return server.applied("op"), list(server.violations_of(*kinds))


def test_reading_back_applies_every_reply_exactly_once() -> None:
    outcomes = {seed: outcome(seed, reads_back=True) for seed in SEEDS}
    assert {seed: one for seed, one in outcomes.items() if one != (1, [])} == {}


def test_a_planted_bug_is_caught() -> None:
    doubled = [seed for seed in SEEDS if outcome(seed, reads_back=False)[0] > 1]
    assert len(doubled) > len(SEEDS) / 10
