"""What a backend is: calls as flows (csr_desk.backends.wire), and flags for what it can do.

A backend is a plugin: the entry point group `csr_desk.backends` maps its name to a `Factory`. It
imports neither the store nor a screen. It raises csr_desk.backends.failures, nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Protocol

from csr_desk.backends.records import (
    Catalogue,
    Identity,
    Page,
    RemoteArticle,
    Talk,
    ViewPage,
)
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.writes import Applied, Found, PersonWrite, Write


class Can(Flag):
    """What a backend offers; the desk hides what is not there."""

    TICKETS = auto()  # tickets can be made, answered and changed
    TOGETHER = auto()  # one request brings a comment, fields, tags and time
    CREATE_KEY = auto()  # making a ticket takes an idempotency key
    MARKER = auto()  # every write carries a marker that can be read back
    DELETIONS = auto()  # the changes tell which tickets were deleted
    STAMP = auto()  # the helpdesk itself refuses a write when the ticket has changed
    VIEWS = auto()
    MACROS = auto()
    CUSTOM_FIELDS = auto()
    TIME_FIELDS = auto()
    FILES = auto()
    ARTICLES = auto()
    PEOPLE = auto()  # customers can be made and changed
    MERGE_TICKETS = auto()
    FOLLOW_UP_TICKET = auto()  # a closed ticket can be answered by a new one


@dataclass(frozen=True)
class Budget:
    """How often a kind of request may be made: `requests` in each `seconds`.

    `is_told` when the limits that its answers tell are its own, not the whole account's. `kept` is
    the share of them that only what the agent waits for may take.
    """

    requests: int
    seconds: float
    is_told: bool = False
    kept: float = 0.0


class Backend(Protocol):
    """A helpdesk behind the desk's own words; `pull_every_s` seconds lie between two pulls."""

    name: str
    can: Can
    budgets: dict[str, Budget]
    pull_every_s: float

    def identify(self) -> Flow[Identity]:
        """Tell who is signed in; SignedOut when nobody is."""

    def changed(self, cursor: str) -> Flow[Page]:
        """Return the next page of changed tickets after an opaque cursor, `""` at first."""

    def tickets(self, ids: tuple[str, ...]) -> Flow[Page]:
        """Return tickets by id (at most 100); those that are not there are in `gone`."""

    def talk(self, ticket: str) -> Flow[Talk]:
        """Return the whole conversation of a ticket."""

    def catalogue(self) -> Flow[Catalogue]:
        """Return agents, groups, fields, forms, statuses, macros and views."""

    def view(self, view: str) -> Flow[ViewPage]:
        """Return the tickets of a view in its order."""

    def view_counts(self, views: tuple[str, ...]) -> Flow[dict[str, int | None]]:
        """Return how many tickets views hold; None while the helpdesk still counts."""

    def body(self, write: Write) -> str:
        """Return the JSON text a write is sent as; the same for the same write."""

    def send(self, write: Write, body: str) -> Flow[Applied]:
        """Send a write with a body made before; exactly these bytes, files uploaded just before."""

    def find(self, write: Write) -> Flow[Found]:
        """Look whether a write is in effect, after its answer was lost."""

    def save_person(self, write: PersonWrite) -> Flow[Applied]:
        """Make or change a customer."""

    def find_person(self, write: PersonWrite) -> Flow[Found]:
        """Look whether a write of a customer is in effect."""

    def merge_tickets(self, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
        """Merge tickets into one; their comments stay private."""

    def articles(self, text: str) -> Flow[tuple[RemoteArticle, ...]]:
        """Search the help centre."""

    def file(self, url: str) -> Flow[bytes]:
        """Fetch a file; credentials go to the account's own host alone."""

    def authorise(self, request: Request, secret: str) -> Request:
        """Return a request with the account's credentials; called for the account's host only."""


@dataclass(frozen=True)
class Settings:
    """What a backend is made with: the account's settings and the outside world."""

    account: str
    url: str
    auth: str
    email: str
    client_id: str
    now: Callable[[], int]
    new_uid: Callable[[], str]


class Factory(Protocol):
    """Makes a backend for an account; ConfigError for a wrong URL."""

    def __call__(self, settings: Settings) -> Backend:
        """Return the backend."""


def chunks(ids: Iterable[str], size: int) -> list[tuple[str, ...]]:
    """Return ids in groups of at most `size`."""
    known = tuple(dict.fromkeys(ids))
    return [known[at : at + size] for at in range(0, len(known), size)]
