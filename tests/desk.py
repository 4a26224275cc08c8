"""A desk over a real store in a temporary folder, with a clock that only the test moves."""

import random
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from csr_desk.actions import ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.session import Session
from csr_desk.config import Config, load_taxonomy
from csr_desk.domain.clock import Clock
from csr_desk.paths import Places
from csr_desk.store import migrations, people
from csr_desk.store.connection import Store
from csr_desk.store.heartbeat import Heartbeat

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Hands:
    """The test's hands on the world: the wall, the monotonic clock, the machine's boot."""

    wall: datetime = START
    seconds: float = 1000.0
    boot: str = "boot-1"
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def uid(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"


def fresh_store() -> bytes:
    """Return an empty store of the present schema, made once: the schemas take 40 ms to apply."""
    return _made(tuple(migrations.scripts()))


@cache
def _made(_scripts: tuple[tuple[int, str, str], ...]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fresh.db")
        path.touch(mode=0o600)
        store = Store(path)
        migrations.migrate(store, 0, lambda: "", lambda version: None)
        store.close()
        return path.read_bytes()


class TestDesk:
    """A desk with short words for what tests do all the time."""

    __test__ = False

    def __init__(self, folder: Path, hands: Hands | None = None, config: Config | None = None):
        self.folder = folder
        self.hands = hands or Hands()
        self.config = config or Config()
        self.places = Places(folder, folder / "config.toml")
        new = not self.places.database.exists()
        if new:
            self.places.database.touch(mode=0o600)
            self.places.database.write_bytes(fresh_store())
        self.store = Store(self.places.database)
        self.desk = self._desk()
        if new:
            self._date()
            self.store.insert("agent", name="Me", email="me@example.com")
            self.store.insert("agent", name="Colleague")
        self.heartbeat = Heartbeat(self.places.heartbeat)
        self.session = Session(self.desk, self.heartbeat)

    def _date(self) -> None:
        """Let a fresh store be made now, by this hand."""
        with self.store.transaction():
            self.store.execute(
                "UPDATE meta SET value = iif(key = 'uid', ?, ?)"
                " WHERE key IN ('uid', 'made_at') OR key LIKE 'migration:%'",
                self.hands.uid(),
                self.desk.now(),
            )

    def _desk(self) -> Desk:
        clock = Clock(lambda: self.hands.wall, lambda: self.hands.seconds, self.hands.boot)
        taxonomy = load_taxonomy(self.config)
        return Desk(
            self.store, clock, self.config, self.places, self.hands.uid, taxonomy, ZoneInfo("UTC")
        )

    def customer(self, name: str = "Ann Baker") -> int:
        with self.store.transaction():
            return people.insert_customer(
                self.store, uid=self.hands.uid(), at=self.desk.now(), name=name, salt="salt"
            )

    def ticket(self, subject: str = "Late parcel", channel: str = "email", **more: object) -> int:
        customer = self.store.value("SELECT min(id) FROM customer") or self.customer()
        return ticket.create(self.desk, customer, subject, channel, **more)  # type: ignore[arg-type]

    def wait(self, seconds: float, *, tick: bool = False) -> None:
        """Let time pass; with `tick` the session ticks each second."""
        whole = int(seconds) if tick else 0
        for _ in range(whole):
            self._pass(1)
            self.session.tick()
        self._pass(seconds - whole)

    def _pass(self, seconds: float) -> None:
        self.hands.wall += timedelta(seconds=seconds)
        self.hands.seconds += seconds

    def kill(self) -> "TestDesk":
        """Kill the desk without a word and open another one over what it left."""
        self.store.close()
        self.heartbeat.close()
        return TestDesk(self.folder, self.hands, self.config)

    def kinds(self) -> list[str]:
        """Return the kinds in the event log, in order."""
        return [row[0] for row in self.store.all("SELECT kind FROM event ORDER BY seq")]
