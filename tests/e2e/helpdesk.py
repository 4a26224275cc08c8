"""A helpdesk on this machine and the real program against it: its line, its clock, its secrets."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from csr_desk import tokens
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import adopt_clock
from csr_desk.backends.oauth.pair import Pair
from csr_desk.config import load
from csr_desk.paths import Places
from csr_desk.secrets import Secret
from csr_desk.store.connection import Store
from tests.e2e.desk_folder import Agent
from tests.fakes.common import http_server
from tests.fakes.common.faults import FaultyLine
from tests.fakes.common.http_server import HttpServer
from tests.fakes.common.schedule import Decision, Dropped, Plan, Script
from tests.fakes.common.wire import Answer, Request
from tests.pty_session import ROOT
from tests.sync.vendors import ZENDESK, Vendor

ACCOUNT = "zd"
DEADLINE_S = 30.0
LONGEST_TOLD_S = 2
FLIGHT_S = 0.25
"""Seconds in which what was on its way may still arrive after a refusal."""


def until(holds: Callable[[], Any], what: str, seconds: float = DEADLINE_S) -> Any:
    """Wait until something holds and return it; fails with `what` after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)
    return found


@dataclass
class Shifted:
    """The clock of the helpdesk and of the program: the machine's, pushed on by `ahead`."""

    file: Path

    def __post_init__(self) -> None:
        self.ahead = 0.0
        self.push(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def push(self, seconds: float) -> None:
        """Let so much time pass at once."""
        self.ahead += seconds
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.ahead))
        fresh.replace(self.file)


@dataclass
class Brisk:
    """Schedules for what reads and what writes, with waits that end while a test looks on."""

    reads: Plan
    writes: Plan

    def decide(self, number: int, request: Request) -> Decision:
        """Return the decision of one of the schedules with a short wait."""
        plan = self.reads if request.method == "GET" else self.writes
        found = plan.decide(number, request)
        told = min(int(found.seconds), LONGEST_TOLD_S)
        return Decision(found.kind, found.status, max(told, 1), found.back, found.form)


class Line(HttpServer):
    """The helpdesk on its port; it may vanish, hang, or kill its caller around a request.

    `murder` takes the number of a request and returns "before" or "after" when the program is to
    die there, then `victim` is killed.
    """

    def __init__(self, target: FaultyLine[Any]) -> None:
        super().__init__(target)
        self.faulty = target
        self.hangs = threading.Event()
        self.murder: Callable[[int], str] = lambda number: ""
        self.victim: Callable[[], None] = lambda: None
        self.arrived = 0
        self._flying = 0
        self._landed = threading.Condition()

    def answer(self, request: Request) -> Answer:
        """Answer a request, or let it hang, or kill who asked."""
        with self._landed:
            self._flying += 1
        try:
            return self._answered(request)
        finally:
            with self._landed:
                self._flying -= 1
                self._landed.notify_all()

    def _answered(self, request: Request) -> Answer:
        self.arrived += 1
        while self.hangs.is_set():
            time.sleep(0.02)
        fate = self.murder(self.arrived)
        if fate == "before":
            self.victim()
            raise Dropped("not_sent", "connect")
        given = super().answer(request)
        if not given.header("date"):  # every server tells its clock, also one that is busy
            now = format_datetime(self.fake.instant(), usegmt=True)
            given = replace(given, headers={**given.headers, "Date": now})
        if fate == "after" and not given.header("retry-after"):
            self.victim()  # nobody obeys a wait that did not arrive
        return given

    def vanish(self) -> None:
        """Refuse every connection, as a network that is gone.

        What is on its way arrives before: a test may push the clock by hours at once, and no
        network keeps a request for hours.
        """
        self.faulty.go_offline()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
        with self._landed:
            assert self._landed.wait_for(lambda: not self._flying, DEADLINE_S)

    def come_back(self) -> None:
        """Listen again at the same port."""
        self.faulty.go_online()
        self._listener = http_server._Listener(("127.0.0.1", self.port), http_server._Handler)
        self._listener.owner = self
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()


@dataclass
class Place:
    """A data folder, the settings of an account in it, and the helpdesk it belongs to."""

    folder: Path
    line: Line
    clock: Shifted
    vendor: Vendor = ZENDESK
    started: list["Process"] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.folder / "data"

    @property
    def config(self) -> Path:
        """Return the file of settings."""
        return self.folder / "config.toml"

    @property
    def calls(self) -> Path:
        """Return the file with all hosts that were called."""
        return self.folder / "calls.txt"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of the program."""
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "CSR_DESK_TEST_SHIFT": str(self.clock.file),
            "CSR_DESK_TEST_CALLS": str(self.calls),
            **({} if self.vendor is ZENDESK else {f"CSR_DESK_{ACCOUNT.upper()}_TOKEN": self.key}),
        }

    def argv(self, *arguments: str) -> list[str]:
        """Return the command of the program."""
        where = ("--data", str(self.data), "--config", str(self.config))
        return [sys.executable, "-m", "tests.e2e.watched_desk", *where, *arguments]

    @property
    def key(self) -> str:
        """Return the agent's key at a helpdesk that takes one."""
        with self.line.lock:
            return str(self.line.fake.sign_in().access)

    def settings(self, undo_s: int = 1, url: str = "") -> None:
        """Write the settings of one account."""
        vendor = self.vendor
        client = 'client_id = "csr_desk"\n' if vendor.auth == "oauth" else ""
        self.config.write_text(
            f'[agent]\nname = "Ada Agent"\nemail = "ada@acme.example"\n'
            f"[undo_send_s]\nemail = {undo_s}\n"
            f'[accounts.{ACCOUNT}]\nbackend = "{vendor.name}"\nurl = "{url or self.line.url}"\n'
            f'auth = "{vendor.auth}"\n{client}'
        )
        self.config.chmod(0o600)

    def sign_in(self) -> None:
        """Keep a fresh pair of tokens, as a sign-in by browser leaves it; a key is in no file."""
        if self.vendor.auth != "oauth":
            return
        with self.line.lock:
            signed = self.line.fake.sign_in()
        pair = Pair(Secret(signed.access), Secret(signed.refresh))
        self.data.mkdir(mode=0o700, exist_ok=True)
        tokens.save(ACCOUNT, pair, self.data, insecure=True)

    def run(self, *verb: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end; `code` None takes every exit code."""
        done = subprocess.run(
            self.argv(*verb),
            cwd=ROOT,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        said = done.stdout + done.stderr
        self.spoken(said)
        assert code is None or done.returncode == code, (verb, done.returncode, said)
        assert "Traceback" not in said, said
        return done

    def cli(self, *verb: str, code: int | None = 0) -> Any:
        """Run a verb with --json and return its document."""
        return json.loads(self.run(*verb, "--json", code=code).stdout)

    def spoken(self, text: str) -> None:
        """Assert that an output gives no secret away."""
        for secret in self.known_secrets():
            assert secret not in text

    def known_secrets(self) -> list[str]:
        """Return every token or key there ever was."""
        if self.vendor.auth != "oauth":
            return list(self.line.fake.keys.agents)
        oauth = self.line.fake.oauth
        return [*oauth.by_access, *oauth.by_refresh, *oauth.dead_refresh, *oauth.api_tokens]

    def start(self, *verb: str) -> "Process":
        """Start a verb and leave it running."""
        made = Process(self, verb)
        self.started.append(made)
        return made

    def open(self, size: tuple[int, int] = (80, 24)) -> Agent:
        """Open the full screen."""
        return Agent(self.argv(), self.environment, size)

    def desk(self) -> Desk:
        """Open the desk in this process, as another program on the same store."""
        return opened(self)

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a query on a connection of its own."""
        store = Store(self.data / "desk.db", read_only=True)
        try:
            return store.all(sql, *values)
        finally:
            store.close()

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first value of a query, or None."""
        found = self.rows(sql, *values)
        return found[0][0] if found else None

    def state(self) -> str:
        """Return how the account stands."""
        return str(self.value("SELECT state FROM account WHERE name = ?", ACCOUNT))

    def here(self, remote: int) -> int:
        """Return the local id of a ticket."""
        sql = "SELECT id FROM ticket WHERE account = ? AND remote_id = ?"
        return int(self.value(sql, ACCOUNT, str(remote)))

    def reference(self, remote: int) -> str:
        """Return what the agent calls a ticket."""
        sql = "SELECT reference FROM ticket WHERE account = ? AND remote_id = ?"
        return str(self.value(sql, ACCOUNT, str(remote)))

    def expect_private(self) -> None:
        """Assert modes 0600 and 0700, and that no secret is in any other file than its own."""
        wanted = [secret.encode() for secret in self.known_secrets()]
        for path in [self.data, *self.data.rglob("*")]:
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))
            if path.is_file() and path.parent.name != "tokens":
                content = path.read_bytes()
                assert not any(secret in content for secret in wanted), path

    def expect_no_other_host(self) -> None:
        """Assert that nobody but the helpdesk and its file host was called or looked up."""
        port = self.line.port
        allowed = {f"{one}:{port}" for one in ("127.0.0.1", "localhost", "::1")}
        made = {line.split(" ", 1)[1] for line in self.calls.read_text().splitlines()}
        assert made <= allowed, made - allowed
        for seen in self.line.fake.requests:
            at_files = seen.host.startswith("localhost:")
            names = {name.lower() for name in seen.headers}
            assert not (at_files and names & {"authorization", "cookie"}), seen


def _heeds_ctrl_c() -> None:
    """Undo what a shell does to programs in the background: they ignore Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Process:
    """A verb at work; what it says goes to files."""

    def __init__(self, place: Place, verb: tuple[str, ...]) -> None:
        self.place = place
        self.out = place.folder / f"out-{time.monotonic_ns()}.txt"
        with open(self.out, "wb") as file:
            self._process = subprocess.Popen(
                place.argv(*verb),
                cwd=ROOT,
                env=os.environ | place.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_heeds_ctrl_c,
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    @property
    def said(self) -> str:
        """Return what it has said so far."""
        return self.out.read_text("utf-8", "replace")

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.poll() is None

    def send(self, number: int) -> None:
        """Send a signal, unless it is over."""
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    def wait(self, seconds: float = DEADLINE_S) -> int:
        """Wait for the end and return the exit code; its words give no secret away."""
        code = self._process.wait(seconds)
        self.place.spoken(self.said)
        return code

    def end(self) -> None:
        """End it without a word, whatever it does."""
        self._process.kill()
        self._process.wait()


def opened(place: Place) -> Desk:
    """Open the desk of a place in this process, on the same clock."""

    def steady() -> float:
        return time.monotonic() + place.clock.ahead

    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
        boot = file.read().strip()
    ids = iter(range(time.time_ns(), 1 << 127))
    places = Places(place.data, place.config)
    desk = open_desk(
        places, load(place.config), place.clock, steady, boot, lambda: f"{next(ids):032x}"
    )
    adopt_clock(desk)
    return desk


@contextmanager
def helpdesk(
    folder: Path, *, skew_s: float = 0.0, role: str = "agent", vendor: Vendor = ZENDESK
) -> Iterator[Place]:
    """Give a seeded helpdesk, ninety seconds old, with an agent who is signed in.

    Its clock is `skew_s` ahead of the program's.
    """
    clock = Shifted(folder / "shift.txt")
    fake = vendor.fake(lambda: clock() + timedelta(seconds=skew_s))
    vendor.seed(fake, role=role)
    fake.limits.flight_s = FLIGHT_S
    clock.push(90)
    with Line(vendor.line(fake, Script({}))) as line:
        place = Place(folder, line, clock, vendor)
        place.settings()
        place.sign_in()
        try:
            yield place
        finally:
            line.hangs.clear()
            for one in place.started:
                one.end()
