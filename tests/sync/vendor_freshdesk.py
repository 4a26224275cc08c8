"""Freshdesk as a helpdesk a run can be over."""

import re
from dataclasses import replace

from csr_desk.backends.freshdesk.backend import make
from csr_desk.domain.models import Priority, Status
from tests.fakes.freshdesk.seeding import seed_default
from tests.fakes.freshdesk.server import FakeFreshdesk
from tests.fakes.freshdesk.state import Ticket
from tests.sync.vendors import Shown, Vendor, plain

NOTE_MARK = re.compile(r"\s*\[csrdesk:[0-9a-f]+\]\s*$")
TICKET_TAG = "csrdesk-"
FEW = ("late", "broken", "invoice", "waiting", "same_a", "deleted")
_STATUSES = {2: Status.OPEN, 3: Status.PENDING, 4: Status.SOLVED, 5: Status.CLOSED}


def _freshdesk(server: FakeFreshdesk) -> list[Shown]:
    tickets = server.state.tickets.values()
    return [_ticket(server, one) for one in tickets if not one.is_archived]


def _ticket(server: FakeFreshdesk, one: Ticket) -> Shown:
    values = one.values
    codes = [tag for tag in values["tags"] or () if tag.startswith(TICKET_TAG)]
    rows = [row for row in one.comments if plain(row["body"])]
    texts = [_words(text) for text in (one.description, *(row["body"] for row in rows))]
    entries = [row for row in server.state.rows("time_entries") if row["ticket_id"] == one.id]
    more = [f"{name} {value}" for name, value in sorted(values["custom_fields"].items()) if value]
    return Shown(
        one.id,
        values["subject"] or "",
        one.deleted_at is not None or one.is_spam,
        False,
        _STATUSES.get(values["status"], Status.OPEN).word,
        Priority(values["priority"]).word,
        sorted(set(values["tags"] or ()) - set(codes)),
        [text for text in texts if text],
        [_words(row["body"]) for row in rows if row["private"]],
        more + [row["time_spent"] for row in entries],
        codes[0] if codes else "",
    )


def seed_few(server: FakeFreshdesk, **how: str) -> None:
    """Seed the account with six tickets: a day is lived through sooner."""
    seed_default(server, **how)
    kept = {server.names[name] for name in FEW}
    for ticket_id in server.state.tickets.keys() - kept:
        del server.state.tickets[ticket_id]


def seed_wide(server: FakeFreshdesk, **how: str) -> None:
    """Seed six tickets in an account with high limits: a real clock does not wait for a minute."""
    seed_few(server, **how)
    server.limits.totals = dict.fromkeys(server.limits.totals, 4_000)


def _words(text: str) -> str:
    return NOTE_MARK.sub("", plain(text))


FRESHDESK = Vendor(
    "freshdesk",
    "https://acme.freshdesk.com",
    "token",
    FakeFreshdesk,
    seed_default,
    make,
    _freshdesk,
    ({"priority": 1}, {"priority": 4}, {"tags": ["theirs"]}),
)
FEW_FRESHDESK = replace(FRESHDESK, seed=seed_few)
WIDE_FRESHDESK = replace(FRESHDESK, seed=seed_wide)
