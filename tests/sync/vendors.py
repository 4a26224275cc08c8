"""The helpdesks a run can be over: how to make, sign in to and read each one's fake.

What a run compares are `Shown` tickets: the same words for every vendor.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csr_desk.backends.base import Backend, Settings
from csr_desk.backends.zendesk.backend import make as make_zendesk
from tests.fakes.common.faults import FaultyLine
from tests.fakes.zendesk.seeding import seed_default as seed_zendesk
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.state import Ticket

TAGS = re.compile(r"<[^>]+>")


class Shown(NamedTuple):
    """A ticket as the helpdesk has it; `uid` is what it was made under at the desk, or ''.

    `texts` are its messages, those of `internal` notes; `more` are its own fields and times.
    """

    id: int
    subject: str
    is_deleted: bool
    is_closed: bool
    status: str
    priority: str
    tags: list[str]
    texts: list[str]
    internal: list[str]
    more: list[str]
    uid: str


@dataclass(frozen=True)
class Vendor:
    """One helpdesk: its fake and its backend.

    `changes` are what a colleague may do to a ticket; `harmless` the kinds of violations that a
    sound run may show; `account` the name it has at the desk; without `tells_time` no answer says
    what time it is there.
    """

    name: str
    url: str
    auth: str
    fake: Callable[..., Any]
    seed: Callable[..., object]
    make: Callable[[Settings], Backend]
    shown: Callable[[Any], list[Shown]]
    changes: tuple[dict[str, Any], ...]
    harmless: frozenset[str] = frozenset()
    account: str = "zd"
    tells_time: bool = True
    line: Callable[..., FaultyLine[Any]] = field(default=FaultyLine)

    @property
    def host(self) -> str:
        """Return the host of the account."""
        return self.url.removeprefix("https://")


def plain(text: object) -> str:
    """Return what a person reads of HTML, on one line."""
    return " ".join(html.unescape(TAGS.sub(" ", str(text))).split())


def words(comment: dict[str, object]) -> object:
    """Return the HTML, or the text, of one of Zendesk's comments."""
    return comment.get("html_body") or comment["body"]


def _zendesk(server: FakeZendesk) -> list[Shown]:
    return [_zendesk_ticket(one) for one in server.state.tickets.values()]


def _zendesk_ticket(one: Ticket) -> Shown:
    values = one.values
    return Shown(
        one.id,
        values["subject"],
        one.deleted_at is not None,
        values["status"] == "closed",
        values["status"],
        values["priority"] or "none",
        sorted(values["tags"]),
        [plain(words(row)) for row in one.comments],
        [plain(words(row)) for row in one.comments if not row["public"]],
        [str(value) for _, value in sorted(one.custom.items()) if value],
        values.get("external_id") or "",
    )


ZENDESK = Vendor(
    "zendesk",
    "https://acme.zendesk.com",
    "oauth",
    FakeZendesk,
    seed_zendesk,
    make_zendesk,
    _zendesk,
    ({"priority": "low"}, {"priority": "urgent"}, {"tags": ["theirs"]}),
    # A refused new ticket, changed, goes out under another key: what counts is that there is one.
    frozenset({"second_idempotency_key"}),
)
