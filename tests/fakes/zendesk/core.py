"""The heart every part of the fake shares: state, clock, chance, options, what was noticed."""

import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.zendesk.keys import IdempotencyKeys
from tests.fakes.zendesk.limits import Limits
from tests.fakes.zendesk.oauth import OAuth
from tests.fakes.zendesk.state import State, Ticket
from tests.fakes.zendesk.wire import Json, stamp

Predicate = Callable[[Ticket, Json], bool]


@dataclass
class Options:
    """Behaviours that differ between accounts or that nobody has verified; tests set them."""

    search_lag: float = 120.0
    marker_key: str = "csr_desk_op"
    only_private: str = "private"
    noop_audit: bool = False
    slas_on_show: bool = False
    incremental_duplicates: bool = True
    view_count_nulls: int = 1
    upload_life: timedelta = timedelta(minutes=60)
    help_center_needs_json: bool = True
    private_attachments: bool = True
    allows_user_changes: bool = True
    fields_as_list: bool = False
    last_page_links: bool = True
    archived: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Violation:
    """Something a careful client never does."""

    kind: str
    detail: str
    at: datetime
    path: str


class Core:
    """State and services; `now` answers aware instants, `rng` makes tokens."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        subdomain: str = "acme",
        rng: random.Random | None = None,
        first_ticket_id: int | None = None,
    ) -> None:
        self.now = now
        self.subdomain = subdomain
        self.rng = rng or random.Random(0)
        self.options = Options()
        self.state = State()
        self.limits = Limits(now)
        self.oauth = OAuth(self)
        self.keys = IdempotencyKeys(self)
        self.base_url = f"https://{subdomain}.zendesk.com"
        self.links_base = f"https://z3n-{subdomain}.zendesk.example"
        self.file_base = f"https://{subdomain}.zdusercontent.example"
        self.predicates: dict[int, Predicate] = {}
        self.violations: list[Violation] = []
        self.warnings: list[str] = []
        self.markers: Counter[str] = Counter()
        self.files: dict[str, tuple[str, bytes]] = {}
        self.index: dict[int, Ticket] = {}
        self.index_waiting: deque[tuple[datetime, Ticket]] = deque()
        self.path = ""
        self.unpermitted: list[str] = []
        self._last_id = 9_100_000_000_000
        self._last_ticket_id = None if first_ticket_id is None else first_ticket_id - 1

    def instant(self) -> datetime:
        """Return now with the API's resolution of one second."""
        return self.now().astimezone(UTC).replace(microsecond=0)

    def stamp(self) -> str:
        return stamp(self.now())

    def new_id(self) -> int:
        """Return the next id of the account, 13 digits."""
        self._last_id += 7
        return self._last_id

    def reserve_ids(self, count: int) -> int:
        """Set `count` ids aside and return the first of them."""
        first = self._last_id + 1
        self._last_id += count
        return first

    def new_ticket_id(self) -> int:
        """Return the next ticket id, small when the account was made so."""
        if self._last_ticket_id is None:
            return self.new_id()
        self._last_ticket_id += 1
        return self._last_ticket_id

    def token(self, length: int = 25) -> str:
        """Return a fresh secret text from the injected chance."""
        letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
        return "".join(self.rng.choice(letters) for _ in range(length))

    def note(self, kind: str, detail: str) -> None:
        """Write down a violation of the request that is being answered."""
        self.violations.append(Violation(kind, detail, self.now(), self.path))

    def url(self, path: str) -> str:
        """Return an absolute API address on the foreign host that answers name (fact 10)."""
        return f"{self.links_base}/api/v2/{path}"

    def put_ticket(self, ticket: Ticket) -> None:
        """Store a ticket's new version; search sees it only after its lag."""
        self.state.put_ticket(ticket)
        due = self.now() + timedelta(seconds=self.options.search_lag)
        self.index_waiting.append((due, ticket))

    def indexed(self) -> dict[int, Ticket]:
        """Return the tickets as the search index knows them at this moment."""
        now = self.now()
        while self.index_waiting and self.index_waiting[0][0] <= now:
            ticket = self.index_waiting.popleft()[1]
            self.index[ticket.id] = ticket
        return self.index

    def count_marker(self, custom: Json) -> None:
        """Count the operation markers that one audit carries."""
        found: Any = custom.get(self.options.marker_key)
        for marker in found if isinstance(found, list) else [found]:
            if marker:
                self.markers[str(marker)] += 1
