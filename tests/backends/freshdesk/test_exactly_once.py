"""Sending and looking back together, under faults: each write is in effect once, in the end."""

from collections import Counter
from collections.abc import Callable

import pytest

from csr_desk.backends.failures import BackendFailure, Clash, NoAnswer, SignedOut
from csr_desk.backends.writes import Applied, HandleTime, OutFile, Requester, Write
from csr_desk.domain.queue_row import Status
from tests.backends.freshdesk.desk_side import Account, first, note, reply
from tests.fakes.freshdesk import Decision, FaultyFreshdesk, Schedule, Script

FAULTS = {
    "drop_before": 1.0,
    "drop_after": 3.0,
    "status_before": 1.0,
    "status_after": 2.0,
    "rate_limited": 1.0,
    "captive_portal": 1.0,
    "truncated_json": 2.0,
    "stale_read": 3.0,
    "wrong_type": 1.0,
    "key_revoked": 0.5,
}
TURNS = 200
APART = 30
"""Seconds between the two looks that the engine takes before it sends again."""


class Desk:
    """What the engine does with one write: send, look twice after a lost answer, send again."""

    def __init__(self, account: Account, write: Write) -> None:
        self.account, self.write = account, write
        self.looked = -1
        self.is_dirty = False
        self.meddle: Callable[[int], None] = lambda turn: None

    def work(self) -> Applied:
        for turn in range(TURNS):
            self.meddle(turn)
            self.account.later()
            try:
                applied = self._look() if self.looked >= 0 else self._send()
            except SignedOut:
                self.account.key = self.account.server.sign_in().access
            except BackendFailure as failure:
                self.account.later(failure.after_s or 0)
            else:
                if applied is not None:
                    return applied
        raise AssertionError("the write never came to an end")

    def _send(self) -> Applied | None:
        if self.is_dirty and self.write.ticket is not None:
            self.write = self.write._replace(base=self.account.base(int(self.write.ticket)))
            self.is_dirty = False
            self.account.later()
        try:
            return self.account.send(self.write)
        except Clash:
            self.is_dirty, self.looked = True, 0
        except NoAnswer:
            self.looked = 0
            raise
        return None

    def _look(self) -> Applied | None:
        found = self.account.find(self.write)
        if found.applied is None:
            self.account.later(APART)
            if found.is_sure:
                self.looked += 1
                if self.looked == 2:
                    self.looked, self.is_dirty = -1, True
        return found.applied


def writes(account: Account, number: int) -> list[Write]:
    """Return a write of each kind, each with words and a mark of its own."""
    files = (OutFile("a.txt", "text/plain", b"x"),) if number % 2 else ()
    new = Requester(None, "Ann", "ann@new.example") if number % 2 else None
    known = Requester(str(account.names["Nia Okafor"]), "Nia")
    return [
        account.update(
            "broken", f"reply-r{number:07}", comment=reply(f"Answer {number}.", files=files)
        ),
        account.update("late", f"note-n{number:07}", comment=note(f"Aside {number}.", files=files)),
        account.update("waiting", f"time-t{number:07}", handle_time=HandleTime(60 + number, 1, 0)),
        account.update("same_a", f"fields-f{number:07}", add_tags=(f"tag-{number}",)),
        account.create(
            f"create-c{number:07}",
            f"uid-u{number:07}",
            subject=f"New {number}",
            comment=first(f"Hello {number}.", files=files),
            requester=new or known,
        ),
    ]  # fmt: skip


def effects(account: Account, number: int) -> Counter[str]:
    """Return how often each of those writes is in effect."""
    words = [row["body"] for row in account.ticket("broken")["comments"]]
    notes = [row["body"] for row in account.ticket("late")["comments"]]
    entries = [row["note"] or "" for row in account.entries("waiting")]
    tickets = [one.values["subject"] for one in account.server.state.tickets.values()]
    return Counter({
        "reply": sum(f"Answer {number}." in one for one in words),
        "note": sum(f"Aside {number}." in one for one in notes),
        "time": sum(f"[csrdesk:t{number:07}]" in one for one in entries),
        "fields": account.ticket("same_a")["tags"].count(f"tag-{number}"),
        "create": tickets.count(f"New {number}"),
    })  # fmt: skip


ONCE = Counter(dict.fromkeys(("reply", "note", "time", "fields", "create"), 1))


@pytest.mark.parametrize("seed", range(25))
def test_every_write_is_in_effect_once(seed: int) -> None:
    account = Account()
    for number in range(2):
        for write in writes(account, number):
            schedule = Schedule(seed * 100 + number, rate=0.45, weights=FAULTS)
            account.line = FaultyFreshdesk(account.server, schedule, wait=account.later)
            desk = Desk(account, write)
            desk.meddle = lambda turn: meddling(account, turn)
            desk.work()
            account.line = FaultyFreshdesk(account.server, Script({}))
            account.later(200)
        assert effects(account, number) == ONCE
    assert account.server.violations_of() == []


def meddling(account: Account, turn: int) -> None:
    """Let a colleague and the customer act while a write is on its way."""
    for name in ("broken", "late", "same_a"):
        if turn == 2:
            account.server.colleague_replies(account.names[name], "Mine.", public=False)
        elif turn == 6:
            account.server.customer_replies(account.names[name], "And mine?")


KINDS = [
    Decision("drop_before", form="connect"),
    Decision("drop_before", form="lost"),
    Decision("drop_after", form="read_timeout"),
    Decision("drop_after", form="reset"),
    Decision("tls"),
    Decision("refused_window"),
    Decision("status_before", status=500),
    Decision("status_before", status=503, form="seconds", seconds=7),
    Decision("status_after", status=502),
    Decision("status_after", status=504),
    Decision("rate_limited", seconds=20, form="seconds"),
    Decision("rate_limited", seconds=20, form="text"),
    Decision("captive_portal"),
    Decision("truncated_json"),
    Decision("wrong_type"),
    Decision("stale_read", back=3),
    Decision("key_revoked"),
    Decision("delay", seconds=40),
]


@pytest.mark.parametrize("fate", KINDS, ids=lambda one: f"{one.kind}-{one.status}-{one.form}")
def test_every_fault_at_every_request_of_every_write(fate: Decision) -> None:
    """Each fault befalls the first, the second … request of each kind of write."""
    for place in range(4):
        account = Account()
        for write in writes(account, 0):
            account.befalls(fate, after=place)
            Desk(account, write).work()
            account.fates.clear()
            account.later(60)
        assert effects(account, 0) == ONCE, place
        assert account.server.violations_of() == [], place


@pytest.mark.parametrize("second", KINDS[:10], ids=lambda one: f"{one.kind}-{one.form}")
@pytest.mark.parametrize("place", range(5))
def test_a_second_fault_while_looking_back(second: Decision, place: int) -> None:
    account = Account()
    for write in writes(account, 0):
        account.befalls(
            Decision("drop_after", form="reset"), after=0 if write.ticket is None else 1
        )
        account.befalls(second, after=2 + place)
        Desk(account, write).work()
        account.fates.clear()
        account.later(60)
    assert effects(account, 0) == ONCE
    assert account.server.violations_of() == []


def test_a_status_is_set_through_a_colleagues_change(account: Account) -> None:
    write = account.update("broken", fields={"status": Status.PENDING})
    account.server.colleague_changes(account.names["broken"], priority=4)
    desk = Desk(account, write)
    desk.work()
    assert (account.ticket("broken")["status"], account.ticket("broken")["priority"]) == (3, 4)
