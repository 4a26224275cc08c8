"""The heart every part of the fake shares: state, clock, options, what was noticed."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.fakes.common.wire import Json, Request, stamp
from tests.fakes.freshdesk.limits import Limits
from tests.fakes.freshdesk.state import State, Ticket

TAG = "csrdesk-"


@dataclass
class Options:
    """Behaviours that differ between accounts or that nobody has verified; tests set them.

    `unique_texts`: the test writes no text twice, so a second identical reply is a violation.
    `nested_shape`: maps, lists or objects. `closing`: statuses that ask for required fields.
    `refusals_as`: json, empty or html, for those whose shape was never captured.
    `is_newer_account`: rows carry keys that older accounts do not have.
    """

    search_lag: float = 180.0
    sla_lag: float = 5.0
    sla_moves_stamp: bool = False
    since_is_inclusive: bool = False
    closing: frozenset[int] = frozenset({5})
    most_pages: int = 300
    most_per_page: int = 100
    file_life: timedelta = timedelta(seconds=300)
    lock_after: int = 8
    has_time_entries: bool = True
    has_surveys: bool = True
    gives_other_contact: bool = True
    takes_external_id: bool = True
    unique_texts: bool = False
    empty_lists_are_null: bool = True
    time_moves_stamp: bool = False
    notes_move_stamp: bool = True
    nested_shape: str = "maps"
    refusals_as: str = "json"
    is_newer_account: bool = False


@dataclass(frozen=True)
class Violation:
    """Something a careful client never does."""

    kind: str
    detail: str
    at: datetime
    path: str


@dataclass
class Seen:
    """One request of the log; bodies longer than 1 kB are left out."""

    at: datetime
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes | None
    status: int
    host: str


@dataclass
class Keys:
    """API keys by their agent; how often each secret was refused in a row, and since when."""

    agents: dict[str, int] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    refused_at: dict[str, datetime] = field(default_factory=dict)
    made: int = 0


class Core:
    """State and services; the clock answers aware instants."""

    def __init__(self, now: Callable[[], datetime], *, subdomain: str = "acme") -> None:
        self._clock = now
        self._at: datetime | None = None
        self.subdomain = subdomain
        self.options, self.state, self.keys = Options(), State(), Keys()
        self.limits = Limits(self.now)
        self.home = self.base_url = f"https://{subdomain}.freshdesk.com"
        self.file_base = f"https://{subdomain}.s3.example"
        self.violations: list[Violation] = []
        self.requests: list[Seen] = []
        self.noted_by_last: list[Violation] = []
        self.watchers: list[Callable[[Request], object]] = []
        self.markers: Counter[str] = Counter()
        self.texts: Counter[tuple[int, int, str]] = Counter()
        self.files: dict[int, bytes] = {}
        self.names: dict[str, int] = {}
        self.made_contacts: list[int] = []
        self.me_id = 0
        self.path = ""
        self.index: dict[int, Ticket] = {}
        self.index_waiting: deque[tuple[datetime, Ticket]] = deque()
        self.sla_waiting: list[tuple[datetime, int]] = []
        self._last_id, self._last_ticket_id = 81_000_001_000, 0

    def now(self) -> datetime:
        """Return the injected clock's time, or the one a test set a scene at."""
        return self._at or self._clock()

    @contextmanager
    def at(self, instant: datetime) -> Iterator[None]:
        """Let what happens inside have happened at an instant."""
        kept, self._at = self._at, instant
        try:
            yield
        finally:
            self._at = kept

    def instant(self) -> datetime:
        """Return now with the API's resolution of one second."""
        return self.now().astimezone(UTC).replace(microsecond=0)

    def stamp(self) -> str:
        return stamp(self.now())

    def own_links(self, text: str) -> str:
        """Return HTML whose links to the account lead to where it is served."""
        return text.replace(self.home, self.base_url)

    def new_id(self) -> int:
        """Return the next id, above 2**31."""
        self._last_id += 3
        return self._last_id

    def new_ticket_id(self) -> int:
        """Return the next ticket number, small."""
        self._last_ticket_id += 1
        return self._last_ticket_id

    def note(self, kind: str, detail: str) -> None:
        """Write down a violation of the request that is being answered."""
        self.violations.append(Violation(kind, detail, self.now(), self.path))

    def put_ticket(self, ticket: Ticket, *, sla: bool = False) -> Ticket:
        """Store a ticket's new version; search sees it later, its due times change later."""
        due = self.now() + timedelta(seconds=self.options.search_lag)
        self.index_waiting.append((due, ticket))
        if sla:
            after = self.now() + timedelta(seconds=self.options.sla_lag)
            self.sla_waiting.append((after, ticket.id))
        return self.state.put_ticket(ticket)

    def indexed(self) -> dict[int, Ticket]:
        """Return the tickets as the search index knows them at this moment."""
        now = self.now()
        while self.index_waiting and self.index_waiting[0][0] <= now:
            ticket = self.index_waiting.popleft()[1]
            self.index[ticket.id] = ticket
        return self.index

    def mark(self, code: str, what: str) -> None:
        """Count an operation's marker; a second effect of one is a violation."""
        self.markers[code] += 1
        if self.markers[code] > 1:
            self.note(f"second_{what}", code)

    def agent(self, agent_id: int) -> Json:
        """Return an agent's row; raises Refused 404."""
        return self.state.row("agents", agent_id)

    def person_name(self, user_id: int | None) -> str:
        """Return the name of an agent or a customer, empty when nobody is meant."""
        for table, key in (("agents", "contact"), ("contacts", "")):
            row = self.state.tables[table].get(user_id or 0)
            if row is not None:
                return str((row[key] if key else row)["name"])
        return ""
