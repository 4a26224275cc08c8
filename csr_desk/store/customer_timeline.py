"""Everything that ever happened with a customer as one line, newest first, read page by page.

Each source is read through its own index from one key downwards and the pages are merged, so the
first page of a customer with thousands of messages costs as much as that of a new one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import nlargest
from itertools import islice

from csr_desk.domain import money, survey
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Phase
from csr_desk.store import timeline
from csr_desk.store.connection import Store

BODY = 2_000
"""Characters of a text that the timeline reads; the whole text is in the ticket."""


class EntryKind(StrEnum):
    """What an entry is, as the filter names it."""

    CONTACT = "contact"
    MESSAGE = "message"
    NOTE = "note"
    FOLLOW_UP = "follow-up"
    ORDER = "order"
    INVOICE = "invoice"
    ANSWER = "answer"
    FIELD_CHANGE = "change"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: when, what, by whom, its head on one line and its text.

    `head` and `text` may hold foreign text. `seconds` has talk, hold and after-call work of a
    contact; `open_id` is its ticket, 0 for none.
    """

    kind: EntryKind
    id: int
    at: Instant
    who: str
    channel: str
    head: str
    text: str
    open_id: int = 0
    seconds: tuple[int, int, int] | None = None
    from_customer: bool = False

    @property
    def key(self) -> "Key":
        """Return the place of the entry in the line."""
        return (self.at, _RANKS[self.kind], self.id)


Key = tuple[Instant, int, int]
"""Instant, rank of the source, id: strictly decreasing down the line."""

_END: Key = (1 << 62, 99, 0)
_RANKS = {
    EntryKind.ANSWER: 7,
    EntryKind.CONTACT: 6,
    EntryKind.MESSAGE: 5,
    EntryKind.NOTE: 5,
    EntryKind.FOLLOW_UP: 4,
    EntryKind.INVOICE: 3,
    EntryKind.ORDER: 2,
    EntryKind.MERGE: 1,
    EntryKind.FIELD_CHANGE: 0,
}
"""At the same instant the entry of the higher rank stands above; messages and notes share one."""


@dataclass(frozen=True, slots=True)
class _Below:
    """What a source is asked for: at most `limit` entries of a customer before (at, id)."""

    customer_id: int
    at: Instant
    id: int
    limit: int

    @property
    def values(self) -> tuple[int, int, int, int]:
        return (self.customer_id, self.at, self.id, self.limit)


_Reader = Callable[[Store, _Below], Iterable[Entry]]


def entries(
    store: Store,
    customer_id: int,
    now: Instant,
    *,
    kinds: frozenset[EntryKind] = frozenset(EntryKind),
    before: Key | None = None,
    limit: int = 50,
) -> list[Entry]:
    """Return the entries of some kinds below a key, newest first, at most `limit`."""
    found: list[Entry] = []
    for rank, reader in _readers(kinds).items():
        at, below = _bound(rank, before or _END)
        found += islice(reader(store, _Below(customer_id, at, below, limit)), limit)
    newest = nlargest(limit, found, key=lambda one: one.key)
    return [_timed(store, one, now) for one in newest]


def last_contacts(store: Store, customer_id: int, now: Instant, limit: int = 5) -> list[Entry]:
    """Return the last contacts of a customer over all channels."""
    return entries(store, customer_id, now, kinds=frozenset({EntryKind.CONTACT}), limit=limit)


def _bound(rank: int, key: Key) -> tuple[Instant, int]:
    """Return the (at, id) below which the entries of a rank come after a key."""
    at, key_rank, entry_id = key
    if rank < key_rank:
        return at + 1, 0
    return (at, entry_id) if rank == key_rank else (at, 0)


def _timed(store: Store, one: Entry, now: Instant) -> Entry:
    if one.kind is not EntryKind.CONTACT:
        return one
    sums = timeline.phase_seconds(store, one.id, now)
    return replace(one, seconds=(sums[Phase.TALK], sums[Phase.HOLD], sums[Phase.AFTER_CALL_WORK]))


def _readers(kinds: frozenset[EntryKind]) -> dict[int, _Reader]:
    readers = {_RANKS[kind]: _READERS[kind] for kind in kinds if kind in _READERS}
    stored = [word for kind, word in _STORED.items() if kind in kinds]
    if stored:
        readers[_RANKS[EntryKind.MESSAGE]] = lambda store, below: _messages(store, below, stored)
    return readers


# messages and notes ------------------------------------------------------------------------------

_STORED = {EntryKind.MESSAGE: "public", EntryKind.NOTE: "internal"}
_KINDS = {word: kind for kind, word in _STORED.items()}


def _messages(store: Store, below: _Below, stored: list[str]) -> Iterable[Entry]:
    at, below_id, page = below.at, below.id, below.limit
    while ids := store.all(
        "SELECT m.id, m.at FROM ticket t JOIN message m ON m.ticket_id = t.id"
        " WHERE t.customer_id = ? AND (m.at, m.id) < (?, ?)"
        " ORDER BY m.at DESC, m.id DESC LIMIT ?",
        below.customer_id,
        at,
        below_id,
        page,
    ):
        yield from _rows_of(store, [row[0] for row in ids], stored)
        below_id, at = ids[-1]
        page = min(page * 4, 2_000)


def _rows_of(store: Store, ids: list[int], stored: list[str]) -> Iterable[Entry]:
    for row in store.all(
        "SELECT m.id, m.at, m.author, m.channel, t.reference, t.subject,"
        f" substr(m.body, 1, {BODY}), m.ticket_id, m.author_kind = 'customer', m.state, m.kind"
        " FROM message m JOIN ticket t ON t.id = m.ticket_id"
        f" WHERE m.id IN ({', '.join('?' * len(ids))}) AND m.state <> 'dropped'"
        f" AND m.kind IN ({', '.join('?' * len(stored))}) ORDER BY m.at DESC, m.id DESC",
        *ids,
        *stored,
    ):
        state = f" ({row[9]})" if row[9] in ("waiting", "held") else ""
        yield Entry(
            _KINDS[row[10]],
            row[0],
            row[1],
            row[2],
            row[3],
            f"#{row[4]}{state} {row[5]}",
            row[6],
            row[7],
            from_customer=bool(row[8]),
        )


# contacts, follow-ups, changes -------------------------------------------------------------------


def _contacts(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT i.id, i.started_at, a.name, i.channel, i.direction, t.reference,"
        " coalesce(w.reason, ''), coalesce(w.outcome, ''), coalesce(w.note, ''), i.ticket_id,"
        " i.wrapped_at FROM interaction i JOIN agent a ON a.id = i.agent_id"
        " JOIN ticket t ON t.id = i.ticket_id LEFT JOIN wrap_up w ON w.id ="
        " (SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)"
        " WHERE i.customer_id = ? AND (i.started_at, i.id) < (?, ?)"
        " ORDER BY i.started_at DESC, i.id DESC LIMIT ?",
        *below.values,
    ):
        way = "" if row[4] == "in" else " outgoing"
        outcome = row[7].replace("_", " ")
        words = f"{row[6]} {outcome}" if row[10] is not None else "not logged yet"
        yield Entry(
            EntryKind.CONTACT, row[0], row[1], row[2], row[3], f"{words}{way} #{row[5]}", row[8],
            row[9],
        )  # fmt: skip


def _follow_ups(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT f.id, f.created_at, f.kind, f.text, f.done_at, f.dropped_at, f.ticket_id"
        " FROM follow_up f WHERE f.id IN (SELECT id FROM follow_up WHERE customer_id = ?1 UNION"
        " SELECT u.id FROM ticket t JOIN follow_up u ON u.ticket_id = t.id"
        " WHERE t.customer_id = ?1) AND (f.created_at, f.id) < (?2, ?3)"
        " ORDER BY f.created_at DESC, f.id DESC LIMIT ?4",
        *below.values,
    ):
        state = "dropped" if row[5] else "done" if row[4] else "open"
        yield Entry(
            EntryKind.FOLLOW_UP, row[0], row[1], "", "", f"{row[2]} {state}", row[3], row[6] or 0
        )


_SELF_AND_MERGED = (
    "WITH RECURSIVE joined(id) AS (SELECT ?1 UNION"
    " SELECT c.id FROM customer c JOIN joined j ON c.merged_into = j.id)"
)


def _field_changes(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        f"{_SELF_AND_MERGED} SELECT h.id, h.at, h.actor, h.field, coalesce(h.old, ''),"
        " coalesce(h.new, ''), h.source FROM field_history h"
        " WHERE h.customer_id IN (SELECT id FROM joined) AND (h.at, h.id) < (?2, ?3)"
        " ORDER BY h.at DESC, h.id DESC LIMIT ?4",
        *below.values,
    ):
        change = f"{row[4] or '(empty)'} → {row[5] or '(empty)'}"
        yield Entry(
            EntryKind.FIELD_CHANGE, row[0], row[1], row[2], row[6], f"{row[3]}: {change}", ""
        )


def _merges(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT m.id, m.at, m.actor, c.name, m.undone_at FROM customer_merge m"
        " JOIN customer c ON c.id = m.from_id WHERE m.into_id = ? AND (m.at, m.id) < (?, ?)"
        " ORDER BY m.at DESC, m.id DESC LIMIT ?",
        *below.values,
    ):
        undone = " (undone)" if row[4] is not None else ""
        yield Entry(
            EntryKind.MERGE, row[0], row[1], row[2], "", f"joined with {row[3]}{undone}", ""
        )


# orders and invoices -----------------------------------------------------------------------------


def _orders(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT o.id, o.placed_at, o.number, o.status, o.total, o.currency,"
        " coalesce((SELECT group_concat(product, ', ') FROM order_line WHERE order_id = o.id), '')"
        " FROM customer_order o WHERE o.customer_id = ? AND (o.placed_at, o.id) < (?, ?)"
        " ORDER BY o.placed_at DESC, o.id DESC LIMIT ?",
        *below.values,
    ):
        head = f"order {row[2]} {row[3]} {money.shown(row[4], row[5])}"
        yield Entry(EntryKind.ORDER, row[0], row[1], "", "", head, row[6])


def _invoices(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT id, issued_at, number, amount, paid, currency FROM invoice"
        " WHERE customer_id = ? AND (issued_at, id) < (?, ?)"
        " ORDER BY issued_at DESC, id DESC LIMIT ?",
        *below.values,
    ):
        rest = row[3] - row[4]
        words = "paid" if rest == 0 else f"{money.shown(rest, row[5])} to pay"
        head = f"invoice {row[2]} {money.shown(row[3], row[5])}, {words}"
        yield Entry(EntryKind.INVOICE, row[0], row[1], "", "", head, "")


# answers to surveys ------------------------------------------------------------------------------


def _answers(store: Store, below: _Below) -> Iterable[Entry]:
    for row in store.all(
        "SELECT a.id, a.answered_at, a.kind, a.scale, a.value, a.comment, a.ticket_id,"
        " coalesce(t.reference, '') FROM survey_answer a LEFT JOIN ticket t ON t.id = a.ticket_id"
        " WHERE a.customer_id = ? AND (a.answered_at, a.id) < (?, ?)"
        " ORDER BY a.answered_at DESC, a.id DESC LIMIT ?",
        *below.values,
    ):
        said = survey.words(row[2], row[3], row[4])
        head = f"{said} #{row[7]}" if row[7] else said
        yield Entry(
            EntryKind.ANSWER, row[0], row[1], "", "", head, row[5], row[6] or 0, from_customer=True
        )


_READERS: dict[EntryKind, _Reader] = {
    EntryKind.ANSWER: _answers,
    EntryKind.CONTACT: _contacts,
    EntryKind.FOLLOW_UP: _follow_ups,
    EntryKind.FIELD_CHANGE: _field_changes,
    EntryKind.MERGE: _merges,
    EntryKind.ORDER: _orders,
    EntryKind.INVOICE: _invoices,
}
