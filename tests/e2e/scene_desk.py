"""A desk for the scenes of a working day: its people, orders and tickets, on a clock to be set."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from csr_desk.domain.instants import to_instant
from csr_desk.reports import verify
from csr_desk.store.connection import Store
from tests.e2e.desk_folder import Agent, DeskFolder
from tests.e2e.helpdesk import Shifted
from tests.pty_session import ROOT

MODULE = "tests.e2e.watched_desk"
DAY, OFFSET = "2026-11-23", "-05:00"
SETTINGS = """\
[agent]
name = "{name}"
email = "{email}"
[desk]
zone = "America/Detroit"
[calendars.office]
holidays = [2026-11-26]
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
wed = [["09:00", "17:00"]]
thu = [["09:00", "17:00"]]
fri = [["09:00", "17:00"]]
[sla.policies.usual.target_s]
first_response = 28800
[teams."Second Line"]
tier = "T2"
people = ["Ines Roth"]
[teams."Accounts Receivable"]
people = ["Tom Vale"]
[refund]
limit = "50.00"
approvers = ["Kim Lead"]
[pay]
link = "https://pay.example.com/{{reference}}?amount={{amount}}&currency={{currency}}"
[offers]
"coffee machine" = "descaler"
"""
PEOPLE = (
    "Chen", "Costa", "Diaz", "Garcia", "Huang", "Ito", "Jones", "Lopez", "Meyer", "Nowak",
    "Okoro", "Patel", "Petrov", "Quinn", "Rossi", "Tanaka", "Thomas", "Usman", "Weber", "Xu",
    "Yilmaz", "Zola",
)  # fmt: skip
ORDERS = (
    ("A-1015", "Meyer", "Kettle", "79.90"),
    ("A-1026", "Zola", "Mirror", "120.00"),
    ("A-1050", "Yilmaz", "Lamp", "35.00"),
    ("A-1059", "Garcia", "Coffee machine", "199.00"),
)
ESCALATED = ("Escalated", "escalated", "Our specialists look at it now.")
LATE = "Hello, my parcel is late. I am {name}, call me at {phone}. What can I do?"
TICKETS = (
    ("T03", "Costa", "email", "Return label", "How do I send the shoes back?", "20T16:00"),
    ("T60", "Jones", "email", "Where is my parcel", "When will it come?", "20T16:20"),
    ("T09", "Huang", "email", "Parcel is late", LATE, "20T16:25"),
    ("T14", "Lopez", "email", "Late parcel", LATE, "20T16:30"),
    ("T20", "Tanaka", "email", "Late order", LATE, "20T16:35"),
    ("T15", "Meyer", "email", "Kettle sent back", "I sent it back, my money please.", "20T16:40"),
    ("T16", "Patel", "chat", "Promotion code", "The code does not work.", "20T16:45"),
    ("T17", "Quinn", "chat", "Size of the coat", "Does size M fit me?", "20T16:46"),
    ("T18", "Rossi", "chat", "Card declined", "My card was declined.", "20T16:47"),
    ("T50", "Yilmaz", "social", "Broken lamp", "Your lamp is rubbish.", "20T16:50"),
    ("F01", "Weber", "email", "A question on the bill", "What is line two?", "20T16:55"),
)
GROUPS = {"T16": "billing", "T17": "logistics", "T18": "technical"}
UNTRIAGED = (
    ("F02", "Chen", "email", "Does not start", "It does not start.", "23T08:00"),
    ("F03", "Diaz", "email", "Billed twice", "I was billed twice.", "23T08:10"),
    ("F04", "Ito", "email", "Still on the way", "Where is it?", "23T08:20"),
    ("F05", "Xu", "email", "You have won", "Click here.", "23T08:30"),
)


def mail(name: str) -> str:
    """Return the address of a customer."""
    return f"{name.lower()}@example.com"


def phone(name: str) -> str:
    """Return the number of a customer."""
    return f"+1313555{PEOPLE.index(name) + 101:04}"


@dataclass(frozen=True)
class SceneDesk(DeskFolder):
    """A data folder whose desk stands on a clock that is set to times of the day."""

    clock: Shifted

    def at(self, when: str) -> None:
        """Set the clock to a time of the day such as `09:13:05`."""
        wanted = datetime.fromisoformat(f"{DAY}T{when}{OFFSET}")
        self.clock.push((wanted - self.clock()).total_seconds())

    def environment(self, who: str = "config") -> dict[str, str]:
        """Return what the program of a person reads."""
        return {
            "CSR_DESK_TEST_SHIFT": str(self.clock.file),
            "CSR_DESK_TEST_CALLS": str(self.clock.file.with_name("calls.txt")),
            "CSR_DESK_CONFIG": str(self.path / f"{who}.toml"),
            "HOME": str(self.path),
        }

    def start(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        before: tuple[str, ...] = (),
        module: str = MODULE,
    ) -> Agent:
        """Start the program on the clock of the scene."""
        argv = [*before, sys.executable, "-m", module, "--data", str(self.path), *arguments]
        return Agent(argv, self.environment() | dict(env or {}), size)

    def run(self, *verb: str) -> str:
        """Run a verb of the line mode on the same clock and return what it says."""
        return self.run_as("config", *verb)

    def run_as(self, who: str, *verb: str) -> str:
        """Run a verb with the settings of a person."""
        argv = [sys.executable, "-m", MODULE, "--data", str(self.path), *verb]
        env = os.environ | self.environment(who)
        done = subprocess.run(
            argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def cli(self, *verb: str) -> Any:
        """Run a verb with --json and return its document."""
        return json.loads(self.run(*verb, "--json"))

    def verify(self) -> None:
        """Assert that `verify` has nothing to say against the store."""
        store = Store(self.path / "desk.db")
        try:
            checks = verify.run(store, self.path / "state.json", to_instant(self.clock()))
            assert [one for one in checks if not one.ok] == []
        finally:
            store.close()

    def opened(self, when: str, view: str = "3") -> Agent:
        """Set the clock, start the desk and show the view with every open ticket."""
        self.at(when)
        agent = self.open()
        agent.send(view)
        agent.wait_for(f"[{view} ")
        return agent

    def log(self, kind: str) -> list[Any]:
        """Return what the log has of a kind, oldest first."""
        found = self.all("SELECT data FROM event WHERE kind = ? ORDER BY seq", kind)
        return [json.loads(one) for one in found]

    def settings(self) -> None:
        """Write the settings of the agent and of the lead who approves."""
        for who, name in (("config", "Ada Agent"), ("lead", "Kim Lead")):
            email = f"{name.split()[0].lower()}@acme.example"
            (self.path / f"{who}.toml").write_text(SETTINGS.format(name=name, email=email))


def build(folder: Path, clock: Shifted) -> SceneDesk:
    """Make the desk of the scenes through the importer, as an agent would on the first day."""
    folder.mkdir(mode=0o700)
    desk = SceneDesk(folder, clock)
    desk.settings()
    desk.at("08:55:00")
    people = [(one, mail(one), phone(one)) for one in PEOPLE]
    orders = [
        (number, mail(name), name, "2026-11-09", "USD", price, "shipped")
        for number, name, _, price in ORDERS
    ]
    lines = [(f"{number}-1", number, what, 1, price, "USD") for number, _, what, price in ORDERS]
    tickets = [*map(_ticket, TICKETS), *(_ticket(one, "new") for one in UNTRIAGED)]
    files = (
        _table(folder, "customers", ("customer_id", "name", "email", "phone"), _numbered(people)),
        _table(folder, "orders", _ORDER, orders),
        _table(folder, "order_lines", _LINE, lines),
        _table(folder, "tickets", _TICKET, tickets),
        _table(folder, "canned", ("title", "shortcut", "body"), [ESCALATED]),
    )
    desk.run("import", *files)
    return desk


def copy(store: Path, folder: Path) -> SceneDesk:
    """Make a desk of its own on a copy of the store."""
    folder.mkdir(mode=0o700)
    shutil.copy(store, folder / "desk.db")
    desk = SceneDesk(folder, Shifted(folder.with_name("shift.txt")))
    desk.settings()
    return desk


_ORDER = ("order_number", "email", "customer_name", "order_date", "currency", "total", "status")
_LINE = ("order_line_id", "order_number", "product_name", "quantity", "unit_price", "currency")
_TICKET = (
    "ticket_id", "subject", "description", "requester_name", "requester_email", "channel",
    "created_at", "status", "group",
)  # fmt: skip


def _ticket(given: tuple[str, ...], status: str = "open") -> tuple[str, ...]:
    number, name, channel, subject, words, when = given
    text = words.format(name=name, phone=phone(name))
    at = f"2026-11-{when}:00{OFFSET}"
    return number, subject, text, name, mail(name), channel, at, status, GROUPS.get(number, "")


def _numbered(people: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [(f"C-{number}", *one) for number, one in enumerate(people, 1)]


def _table(
    folder: Path, name: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> str:
    path = folder / f"{name}.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    return str(path)
