"""A day at a live helpdesk: verbs, a colleague and a customer, while sync is killed and the line
breaks; then the reckoning.
"""

import json
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from csr_desk.actions import customer_field, ticket, wishes
from csr_desk.actions.desk import Desk
from csr_desk.backends.base import Settings
from csr_desk.domain.models import Priority, Status
from csr_desk.errors import Refused
from tests.e2e.helpdesk import ACCOUNT, Brisk, Place, Process, until
from tests.fakes.common.schedule import Schedule, Script
from tests.sync import simulation
from tests.sync.vendors import ZENDESK, Shown, Vendor

FAULTS = {
    "drop_before": 3.0, "drop_after": 3.0, "duplicate_delivery": 2.0, "status_before": 2.0,
    "status_after": 2.0, "rate_limited": 2.0, "token_expired": 1.0, "captive_portal": 1.0,
    "truncated_json": 1.0, "stale_read": 2.0, "wrong_type": 0.5,
}  # fmt: skip
MOVES = {
    "reply": 5, "note": 3, "change": 4, "new": 2, "contact": 2, "name": 1, "customer": 3,
    "colleague": 2, "colleague_change": 2, "kill": 2,
}  # fmt: skip
WRAP = ("--reason", "order/late", "--outcome", "resolved")
QUIET = Script({})
REQUESTS_A_MOVE, MOVE_S = 12, 0.5
READS_FAIL, WRITES_FAIL = 0.25, 0.6


@dataclass
class Seen:
    """What the checks of the simulation look at: a desk and a helpdesk."""

    desk: Desk
    server: Any
    vendor: Vendor
    backend: Any


@dataclass
class Day:
    """The agent's intentions of one seed, and the sync process that carries them."""

    place: Place
    seed: int
    kill_rate: float = 0.015
    texts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    contacts: list[tuple[int, str]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    count: int = 0
    kills: int = 0
    sign_ins: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.desk = self.place.desk()
        self.sync: Process | None = None

    @property
    def world(self) -> Seen:
        """Return both sides for the simulation's checks."""
        vendor = self.place.vendor
        settings = Settings(ACCOUNT, vendor.url, vendor.auth, "", "", self.desk.now, str)
        return Seen(self.desk, self.place.line.fake, vendor, vendor.make(settings))

    def there(self) -> list[Shown]:
        """Return the tickets as the helpdesk has them."""
        return self.place.vendor.shown(self.place.line.fake)

    def begin(self) -> None:
        """Break the line, and let requests kill their sender now and then."""
        line = self.place.line
        line.faulty.schedule = Brisk(
            Schedule(self.seed, rate=READS_FAIL, weights=FAULTS),
            Schedule(self.seed, rate=WRITES_FAIL, weights=FAULTS),
        )
        line.murder = self._fate
        line.victim = self._kill
        self.watch()

    def watch(self) -> None:
        """Start the sync process, unless it runs."""
        if self.sync is None or not self.sync.is_alive:
            if self.sync is not None:
                code = self.sync.wait()
                assert code == -signal.SIGKILL, (code, self.sync.said)
            self.sync = self.place.start("sync", "--watch")

    def _fate(self, number: int) -> str:
        rng = random.Random(f"{self.seed}/kill/{number}")
        return rng.choice(("before", "after")) if rng.random() < self.kill_rate else ""

    def _kill(self) -> None:
        if self.sync is not None and self.sync.is_alive:
            self.kills += 1
            self.sync.send(signal.SIGKILL)

    def move(self) -> None:
        """Do one thing, drawn by weight; the desk may say no."""
        kind = self.rng.choices(list(MOVES), list(MOVES.values()))[0]
        with suppress(Refused):
            getattr(self, f"do_{kind}")()
        self.watch()
        self.place.clock.push(self.rng.choice((0, 2, 20, 60)))
        self._let_sync_work()

    def _let_sync_work(self) -> None:
        """Wait for some requests, for a moment at most: sync may be waiting too."""
        line = self.place.line
        enough, end = line.arrived + REQUESTS_A_MOVE, time.monotonic() + MOVE_S
        while line.arrived < enough and time.monotonic() < end:
            time.sleep(0.02)

    def unique(self, word: str) -> str:
        self.count += 1
        return f"{word}{self.seed}-{self.count:03}"

    def a_ticket(self) -> tuple[int, str]:
        """Return a ticket that is open here: its id and what the agent calls it."""
        rows = self.place.rows(
            "SELECT id, reference FROM ticket WHERE account = ? AND status < 5 ORDER BY id", ACCOUNT
        )
        if not rows:
            raise Refused("there is no ticket yet")
        found = self.rng.choice(rows)
        return int(found[0]), str(found[1])

    def do_reply(self) -> None:
        body = self.unique("reply-")
        status = self.rng.choice(((), ("--status", "pending"), ("--status", "open")))
        done = self.place.run("reply", self.a_ticket()[1], body, *status, "--json", code=None)
        self._posted(done, body)

    def do_note(self) -> None:
        body = self.unique("note-")
        self._posted(self.place.run("note", self.a_ticket()[1], body, "--json", code=None), body)

    def _posted(self, done: Any, body: str) -> None:
        assert done.returncode in (0, 1), done
        if done.returncode == 0:
            self.texts[json.loads(done.stdout)["operation"]] = body

    def do_change(self) -> None:
        tag = self.unique("tag-")
        wanted = self.rng.choice(
            (
                ticket.Change(add_tags=(tag,)),
                ticket.Change(add_tags=(tag,), priority=self.rng.choice(list(Priority)[1:])),
                ticket.Change(add_tags=(tag,), status=Status.PENDING),
            )
        )
        changed, _ = self.a_ticket()
        ticket.change(self.desk, changed, wanted)
        sql = "SELECT uid FROM operation WHERE ticket_id = ? AND kind = 'update' ORDER BY seq DESC"
        self.tags[str(self.desk.store.value(f"{sql} LIMIT 1", changed))] = tag

    def do_new(self) -> None:
        subject, body = self.unique("Subject "), self.unique("first-")
        who = self.rng.choice(("nia@customer.example", f"{self.unique('person')}@new.example"))
        where = ("--channel", "email", "--customer", who, "--subject", subject, "--body", body)
        if self.place.run("new", *where, code=None).returncode == 0:
            self.subjects.append(subject)

    def do_contact(self) -> None:
        ticket_id, reference = self.a_ticket()
        note = self.unique("contact-")
        begun = self.place.cli("start", reference, "--channel", "phone")["interaction"]
        self.place.clock.push(self.rng.randint(3, 9))
        self.place.run("end")
        self.place.run("wrap", str(begun), *WRAP, "--note", note)
        self.contacts.append((ticket_id, note))

    def do_name(self) -> None:
        customer = self.desk.store.value(
            "SELECT c.id FROM customer c JOIN ticket t ON t.customer_id = c.id"
            " WHERE t.account = ? AND t.remote_id NOT NULL AND c.merged_into IS NULL"
            " ORDER BY c.id LIMIT 1",
            ACCOUNT,
        )
        if customer is not None:
            name = self.unique("Nia Okafor ")
            customer_field.change(self.desk, customer, "name", name)
            self.names[customer] = name

    def _theirs(self) -> int:
        return self.rng.choice(sorted(one.id for one in self.there() if not one.is_deleted))

    def do_customer(self) -> None:
        with self.place.line.lock:
            self.place.line.fake.customer_replies(self._theirs(), self.unique("customer-"))

    def do_colleague(self) -> None:
        with self.place.line.lock:
            self.place.line.fake.colleague_replies(self._theirs(), self.unique("colleague-"))

    def do_colleague_change(self) -> None:
        change = self.rng.choice(self.place.vendor.changes[:2])
        with self.place.line.lock:
            self.place.line.fake.colleague_changes(self._theirs(), **change)

    def do_kill(self) -> None:
        self._kill()

    def offline(self, seconds: float) -> None:
        """Cut the line for hours while the agent works on."""
        self.place.line.vanish()
        for kind in ("reply", "change", "reply", "contact", "new"):
            with suppress(Refused):
                getattr(self, f"do_{kind}")()
        self.place.clock.push(seconds / 2)
        with self.place.line.lock:
            self.do_customer()
        self.place.clock.push(seconds / 2)
        self.watch()
        self.place.line.come_back()

    def finish(self) -> None:
        """Mend the line and sync until nothing moves, the agent answering what is asked."""
        line = self.place.line
        line.faulty.schedule, line.murder = QUIET, lambda number: ""
        self._kill()
        if self.sync is not None:
            self.sync.wait()
        for _ in range(12):
            self.place.clock.push(400)
            done = self.place.run("sync", code=None)
            assert done.returncode in (0, 75, 77), done
            if self.place.state() == "sign_in":
                self._sign_in_again()
            elif not self._asked() and not self._moves():
                break
        self._ask_for_solved()
        self.place.clock.push(120)
        assert self.place.cli("sync")["unread"] == 0

    def _ask_for_solved(self) -> None:
        """Open what is solved: only then its conversation is fetched."""
        sql = "SELECT id FROM ticket WHERE account = ? AND status >= 4"
        for (ticket_id,) in self.place.rows(sql, ACCOUNT):
            wishes.want_ticket(self.desk, ticket_id)

    def _sign_in_again(self) -> None:
        """Sign in anew, as the agent must when a renewal was lost with its answer."""
        self.place.sign_in()
        self.sign_ins += 1
        with self.desk.store.transaction():
            self.desk.store.execute("UPDATE account SET state = 'new'")

    def _moves(self) -> bool:
        states = "'waiting', 'queued', 'trying', 'in_doubt', 'blocked'"
        sql = f"SELECT count(*) FROM operation WHERE state IN ({states})"
        return bool(self.desk.store.value(sql))

    def _asked(self) -> bool:
        """Answer by verbs what waits for the agent; False when nothing does."""
        asked = False
        for one in self.place.cli("conflicts"):
            side = self.rng.choice(("mine", "theirs"))
            self.place.run("conflicts", "resolve", str(one["conflict"]), side)
            asked = True
        for row in self.place.cli("outbox"):
            asked = self._answer(row["operation"], row["state"], row["error"] or "") or asked
        return asked

    def _answer(self, uid: str, state: str, error: str) -> bool:
        if state == "held":
            act = self.rng.choice(("send", "drop", "note"))
            kept = self.place.cli("outbox", act, uid)["operation"]
            if act == "note":
                self.texts[kept] = self.texts[uid]
            return True
        if state == "rejected":
            self.place.run("outbox", "drop", uid)
            return True
        if state == "in_doubt" and error.startswith("Was it sent?"):
            sql = "SELECT bundle FROM operation WHERE uid = ?"
            done = self.place.line.fake.applied(self.place.value(sql, uid) or "")
            if uid in self.texts:  # a reply carries no marker everywhere
                done = self.texts[uid] in [text for one in self.there() for text in one.texts]
            self.place.run("outbox", "retry", uid, "--arrived" if done else "--again")
            return True
        return False

    def broken(self) -> list[str]:
        """Return every promise that was not kept."""
        found = simulation.broken_of(self)  # type: ignore[arg-type]
        if self.sign_ins:  # a kill came between new tokens and their file: the old pair is tried
            found = [one for one in found if "refresh_token_reused" not in one]
        return found + self._tags() + self._tickets() + self._times() + self._people()

    def _tags(self) -> list[str]:
        sql = "SELECT o.state, t.remote_id FROM operation o JOIN ticket t ON t.id = o.ticket_id"
        wrong = []
        for uid, tag in self.tags.items():
            [(state, remote)] = self.desk.store.all(f"{sql} WHERE o.uid = ?", uid)
            [there] = [one.tags.count(tag) for one in self.there() if one.id == int(remote)]
            if there != (state == "acknowledged"):
                wrong.append(f"{tag} ({state}) is there {there} times")
        return wrong

    def _tickets(self) -> list[str]:
        there = [one.subject for one in self.there()]
        return [f"{one}: {n} tickets" for one in self.subjects if (n := there.count(one)) != 1]

    def _times(self) -> list[str]:
        """Return the tickets whose handle time or contact notes are not what was worked."""
        wrong = []
        for ticket_id in {one for one, _ in self.contacts}:
            remote = self.desk.store.value("SELECT remote_id FROM ticket WHERE id = ?", ticket_id)
            contacts = self.desk.store.all(
                "SELECT sum(s.to_at - s.from_at) / 1000 FROM segment s JOIN interaction i"
                " ON i.id = s.interaction_id WHERE i.ticket_id = ? GROUP BY i.id",
                ticket_id,
            )
            told = TIMES[self.place.vendor.name](self.place.line.fake, int(remote))
            worked = WORKED[self.place.vendor.name]([seconds for (seconds,) in contacts])
            if told != worked:
                wrong.append(f"ticket {remote}: {told} there, {worked} worked")
        for ticket_id, note in self.contacts:
            there = [one.id for one in self.there() for text in one.texts if note in text]
            if len(there) != 1:
                wrong.append(f"{note} of ticket {ticket_id} is there {len(there)} times")
        return wrong

    def _people(self) -> list[str]:
        fake, table = self.place.line.fake, "contacts"
        if self.place.vendor is ZENDESK:
            table = "users"
        there = {row["name"] for row in fake.state.rows(table)}
        return [f"{name} is not there" for name in self.names.values() if name not in there]


def zendesk_seconds(fake: Any, remote: int) -> int:
    """Return the seconds in the handle-time field of a ticket, without what it began with."""
    values = {one["id"]: one["value"] for one in fake.ticket(remote)["custom_fields"]}
    return int(values[fake.names["total_time"]] or 0) - (
        120 if remote == fake.names["waiting"] else 0
    )


def freshdesk_minutes(fake: Any, remote: int) -> int:
    """Return the minutes of my time entries on a ticket, without what it began with."""
    rows = [row for row in fake.state.rows("time_entries") if row["ticket_id"] == remote]
    told = [row["time_spent"].split(":") for row in rows if "csrdesk" in (row["note"] or "")]
    return sum(int(hours) * 60 + int(minutes) for hours, minutes in told)


TIMES = {"zendesk": zendesk_seconds, "freshdesk": freshdesk_minutes}
WORKED: dict[str, Callable[[list[int]], int]] = {
    "zendesk": sum,
    "freshdesk": lambda contacts: sum(max(-(-seconds // 60), 1) for seconds in contacts),
}


def first_sync(place: Place) -> None:
    """Fetch everything over a whole line before the day begins."""
    place.run("sync")
    until(lambda: place.state() == "online", "online")
