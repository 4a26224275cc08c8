"""Sending and reading back together, under faults: each write is in effect once, in the end."""

from collections import Counter

import pytest

from csr_desk.backends.failures import BackendFailure, Clash, NoAnswer, SignedOut
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import Applied, HandleTime, OutFile, Requester, Write
from tests.backends.zendesk.desk_side import Account, reply
from tests.fakes.zendesk import FaultyZendesk, Schedule

FAULTS = {
    "drop_before": 1.0,
    "drop_after": 3.0,
    "duplicate_delivery": 2.0,
    "status_before": 1.0,
    "status_after": 2.0,
    "rate_limited": 1.0,
    "captive_portal": 1.0,
    "truncated_json": 2.0,
    "stale_read": 4.0,
    "wrong_type": 1.0,
}
TURNS = 200


class Desk:
    """What the engine does with one write: send, look after a lost answer, send again when sure.

    What is sent again is made against the very reading that `find` was sure of: against a later
    one, a change that came through in between could no longer be refused.
    """

    def __init__(self, account: Account, write: Write) -> None:
        self.account, self.write = account, write
        self.in_doubt = False
        self.is_dirty = False

    def work(self) -> Applied:
        for turn in range(TURNS):
            self.account.later()
            if turn in (2, 5):
                meddling(self.account, turn)
            try:
                applied = self._look() if self.in_doubt else self._send()
            except SignedOut:
                self.account.signed = self.account.server.bearer()
            except BackendFailure as failure:
                self.account.later(failure.after_s or 0)
            else:
                if applied is not None:
                    return applied
        raise AssertionError("the write never came to an end")

    def _send(self) -> Applied | None:
        if self.is_dirty and self.write.ticket is not None:
            self.write = self.write._replace(base=self.account.base("broken"))
            self.is_dirty = False
            self.account.later()
        try:
            return self.account.send(self.write)
        except Clash:
            self.is_dirty, self.in_doubt = True, True
            return None
        except NoAnswer:
            self.in_doubt = True
            raise

    def _look(self) -> Applied | None:
        found = self.account.find(self.write)
        if found.applied is None and found.is_sure:
            self.in_doubt = self.is_dirty = False
            self.write = self.write._replace(base=_base(self.write, found.ticket))
        return found.applied


def _base(write: Write, read: RemoteTicket | None) -> RemoteTicket | None:
    return write.base if write.ticket is None else read


def meddling(account: Account, number: int) -> None:
    """Let a colleague and the customer act between two writes."""
    ticket = account.names["broken"]
    if number % 2:
        account.server.colleague_replies(ticket, f"Aside {number}", public=False)
    else:
        account.server.customer_replies(ticket, f"And {number}?")
    account.later()


@pytest.mark.parametrize("seed", range(25))
def test_every_write_is_in_effect_once(seed: int) -> None:
    account = Account()
    account.server.limits.off()
    total = account.names["total_time"]
    account.line = FaultyZendesk(
        account.server, Schedule(seed, rate=0.0, weights=FAULTS), wait=account.later
    )
    spent = 0
    for number in range(6):
        account.line.schedule = Schedule(seed, rate=0.0)
        meddling(account, number)
        account.later(60)
        files = (OutFile("a.txt", "text/plain", b"x"),) if number % 3 == 0 else ()
        write = account.update(
            "broken",
            f"m-{number}",
            comment=reply(f"Answer {number}", files=files),
            add_tags=(f"tag-{number}",),
            handle_time=HandleTime(number, 1, 0),
            time_total_field=str(total),
        )
        account.line.schedule = Schedule(seed * 100 + number, rate=0.45, weights=FAULTS)
        Desk(account, write).work()
        spent += number + 1
    made = account.create(
        "m-new",
        comment=reply(files=(OutFile("b.txt", "text/plain", b"y"),) if seed % 2 else ()),
        requester=Requester(None, "Ann", "ann@new.example"),
    )
    Desk(account, made).work()
    applied = Counter({f"m-{number}": account.server.applied(f"m-{number}") for number in range(6)})
    assert set(applied.values()) == {1}
    assert account.server.applied("m-new") == 1
    mine = account.server.public_replies(account.names["broken"])
    assert [one for one in mine if one.startswith("Answer")] == [f"Answer {n}" for n in range(6)]
    shown = account.ticket("broken")
    values = {one["id"]: one["value"] for one in shown["custom_fields"]}
    assert values[total] == spent
    assert {f"tag-{number}" for number in range(6)} <= set(shown["tags"])
    assert account.clean(), account.server.violations_of()
