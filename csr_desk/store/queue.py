"""The queue as windows over a view: blocks of rows paged by keyset, never the whole list.

Source of the scheme and its figures: performance.md section 2. A source is what a list on the
screen needs: `count`, `row`, `id_of`, `index_of`; it shows the store as it was when it was made
until `refresh`, so nothing moves under the agent's hand.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Priority, QueueRow
from csr_desk.store import queue_rows
from csr_desk.store.connection import Store
from csr_desk.store.views import BY_INDEX, Base, Sort, View, index_of

BLOCK = 128
KEPT_BLOCKS = 16
LEAST, GREATEST = -(1 << 63), (1 << 63) - 1
_PRIORITY_STEP = 1 << 56  # as in the generated column ticket.priority_key

AWAKE = "coalesce(t.snoozed_until, 0) <= ?"
AWAKE_ID = "t.id NOT IN (SELECT s.id FROM ticket s WHERE s.snoozed_until > ?)"
"""The same by the few that are snoozed, so that the view's own index is all that is read."""

Key = tuple[int, int]
"""Where a row stands in an order: the value of the order's column, then the ticket's id."""


class Count(NamedTuple):
    """How many tickets a view has; `more` tells that there are more than were counted.

    `is_known` is false while its helpdesk has not told yet.
    """

    n: int
    more: bool = False
    is_known: bool = True

    def __str__(self) -> str:
        if not self.is_known:
            return "…"
        return f"{self.n}+" if self.more else str(self.n)


class Source(Protocol):
    """A list of queue rows as the screen reads it."""

    def count(self) -> int:
        """Return the number of rows."""
        ...

    def row(self, index: int) -> QueueRow | None:
        """Return the row at a place, None beyond the end."""
        ...

    def id_of(self, index: int) -> int | None:
        """Return the ticket id at a place, None beyond the end."""
        ...

    def index_of(self, ticket_id: int) -> int | None:
        """Return the place of a ticket, None when it is not in the list."""
        ...

    def context(self, ticket_id: int) -> str:
        """Return why the ticket stands here, such as the text of its follow-up; mostly empty."""
        ...

    def total(self) -> Count:
        """Return the count as it is shown, with `+` when the list was cut."""
        ...


def key_of(row: QueueRow, sort: Sort) -> Key:
    """Return where a row stands in an order."""
    if sort is Sort.DEADLINE:
        return row.queue_key, row.id
    if sort is Sort.PRIORITY:
        return (Priority.URGENT - row.priority) * _PRIORITY_STEP + row.queue_key, row.id
    return row.updated_at, row.id


class Statements:
    """The SQL of a paged view in one order; each statement reads its index from a key on."""

    def __init__(self, base: Base, sort: Sort) -> None:
        where, column = BY_INDEX[base][0], sort.column
        indexed = f"ticket t INDEXED BY {index_of(base, sort)}"
        down, up = ("<", ">") if sort.descending else (">", "<")
        forward, backward = ("DESC", "ASC") if sort.descending else ("ASC", "DESC")
        rows = (
            f"SELECT {queue_rows.COLUMNS} FROM {indexed}{queue_rows.JOINS}"
            f" WHERE {where} AND {AWAKE}"
        )
        place = f"(t.{column}, t.id)"
        in_order = f" ORDER BY t.{column} {forward}, t.id {forward}"
        self.first = (LEAST, LEAST) if not sort.descending else (GREATEST, GREATEST)
        self.last = (GREATEST, GREATEST) if not sort.descending else (LEAST, LEAST)
        self.after = f"{rows} AND {place} {down} (?, ?){in_order} LIMIT ?"
        self.before = (
            f"{rows} AND {place} {up} (?, ?)"
            f" ORDER BY t.{column} {backward}, t.id {backward} LIMIT ?"
        )
        self.jump = (
            f"SELECT t.{column}, t.id FROM {indexed} WHERE {where} AND {AWAKE_ID}"
            f" AND {place} {down} (?, ?){in_order} LIMIT 1 OFFSET ?"
        )
        self.rank = (
            f"SELECT count(*) FROM {indexed} WHERE {where} AND {AWAKE_ID} AND {place} {up} (?, ?)"
        )
        self.here = f"SELECT t.{column} FROM ticket t WHERE {where} AND {AWAKE} AND t.id = ?"


class QueueSource:
    """A view that stands on an index: any size, read by blocks, the last used of them kept."""

    def __init__(
        self,
        store: Store,
        view: View,
        sort: Sort | None = None,
        agent_id: int = 1,
        now: Instant = 0,
    ) -> None:
        self.store = store
        self.view = view
        self.sort = sort or view.sort
        self.sql = Statements(view.base, self.sort)
        self.now = now
        self.values = (*((agent_id,) if view.base is Base.MINE else ()), now)
        self.agent_id = agent_id
        self.blocks: OrderedDict[int, list[QueueRow]] = OrderedDict()
        self._count = 0
        self.refresh()

    def refresh(self) -> None:
        """Forget what was read; the next rows come from the store as it is then."""
        self.blocks.clear()
        self._count = counted(self.store, self.view.base, self.agent_id, self.now)

    def count(self) -> int:
        """Return the number of rows when the source was made or refreshed."""
        return self._count

    def total(self) -> Count:
        """Return the same number, which is exact."""
        return Count(self._count)

    def row(self, index: int) -> QueueRow | None:
        """Return the row at a place, None beyond the end."""
        if not 0 <= index < self._count:
            return None
        number, place = divmod(index, BLOCK)
        block = self.blocks.get(number)
        if block is None:
            block = self._load(number)
            self.blocks[number] = block
            if len(self.blocks) > KEPT_BLOCKS:
                self.blocks.popitem(last=False)
        else:
            self.blocks.move_to_end(number)
        return block[place] if place < len(block) else None

    def id_of(self, index: int) -> int | None:
        """Return the ticket id at a place, None beyond the end."""
        row = self.row(index)
        return None if row is None else row.id

    def index_of(self, ticket_id: int) -> int | None:
        """Return the place of a ticket: among the blocks at hand, else counted in the index."""
        for number, block in self.blocks.items():
            for place, row in enumerate(block):
                if row.id == ticket_id:
                    return number * BLOCK + place
        value = self.store.value(self.sql.here, *self.values, ticket_id)
        if value is None:
            return None
        return int(self.store.value(self.sql.rank, *self.values, value, ticket_id))

    def context(self, ticket_id: int) -> str:
        """Return nothing: the rows of these views speak for themselves."""
        return ""

    def _load(self, number: int) -> list[QueueRow]:
        last = (self._count - 1) // BLOCK
        previous, following = self.blocks.get(number - 1), self.blocks.get(number + 1)
        if number == 0:
            return self._after(self.sql.first)
        if previous and len(previous) == BLOCK:
            return self._after(key_of(previous[-1], self.sort))
        if following:
            return self._before(key_of(following[0], self.sort), BLOCK)
        if number == last:
            return self._before(self.sql.last, self._count - last * BLOCK)
        jump = self.store.one(self.sql.jump, *self.values, *self.sql.first, number * BLOCK - 1)
        return self._after((jump[0], jump[1])) if jump else []

    def _after(self, key: Key) -> list[QueueRow]:
        return self._read(self.sql.after, key, BLOCK)

    def _before(self, key: Key, limit: int) -> list[QueueRow]:
        return self._read(self.sql.before, key, limit)[::-1]

    def _read(self, sql: str, key: Key, limit: int) -> list[QueueRow]:
        return [queue_rows.queue_row(r) for r in self.store.all(sql, *self.values, *key, limit)]


class ListSource:
    """A bounded list of tickets known by id, in a fixed order; rows are read by blocks.

    `contexts` says of a ticket why it stands here; `more` that the list was cut.
    """

    def __init__(
        self,
        store: Store,
        ids: Sequence[int],
        *,
        more: bool = False,
        contexts: Mapping[int, str] | None = None,
    ) -> None:
        self.store = store
        self.ids = list(ids)
        self.more = more
        self.contexts = contexts or {}
        self._places: dict[int, int] | None = None
        self._blocks: dict[int, dict[int, QueueRow]] = {}

    def count(self) -> int:
        """Return the number of tickets in the list."""
        return len(self.ids)

    def total(self) -> Count:
        """Return the number as it is shown."""
        return Count(len(self.ids), self.more)

    def row(self, index: int) -> QueueRow | None:
        """Return the row at a place, None beyond the end or when the ticket is gone."""
        if not 0 <= index < len(self.ids):
            return None
        number = index // BLOCK
        block = self._blocks.get(number)
        if block is None:
            ids = self.ids[number * BLOCK : (number + 1) * BLOCK]
            block = {row.id: row for row in queue_rows.rows_of(self.store, ids)}
            self._blocks[number] = block
        return block.get(self.ids[index])

    def id_of(self, index: int) -> int | None:
        """Return the ticket id at a place, None beyond the end."""
        return self.ids[index] if 0 <= index < len(self.ids) else None

    def index_of(self, ticket_id: int) -> int | None:
        """Return the place of a ticket, None when it is not in the list."""
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self.ids)}
        return self._places.get(ticket_id)

    def context(self, ticket_id: int) -> str:
        """Return why the ticket stands here, empty for most lists."""
        return self.contexts.get(ticket_id, "")


_COUNTS = {
    Base.MINE: "SELECT sum(n) FROM ticket_count WHERE status IN (0, 1, 2, 3) AND assignee_id = ?",
    Base.UNASSIGNED: (
        "SELECT sum(n) FROM ticket_count WHERE status IN (0, 1, 2, 3) AND assignee_id = 0"
    ),
    Base.OPEN: "SELECT sum(n) FROM ticket_count WHERE status < 4",
    Base.WAITING: "SELECT sum(n) FROM ticket_count WHERE status = 2",
}


def counted(store: Store, base: Base, agent_id: int, now: Instant = 0) -> int:
    """Return how many tickets a paged view has: those of the table the triggers keep, but for
    those that are snoozed.
    """
    values = (agent_id,) if base is Base.MINE else ()
    asleep = (
        "SELECT count(*) FROM ticket t INDEXED BY ticket_snoozed"
        f" WHERE {BY_INDEX[base][0]} AND t.snoozed_until > ?"
    )
    sql = f"SELECT coalesce(({_COUNTS[base]}), 0) - ({asleep})"
    return int(store.value(sql, *values, *values, now))


def newest_change(store: Store, view: View, agent_id: int) -> Instant:
    """Return when a ticket of a paged view changed last; 0 for an empty view."""
    where, _ = BY_INDEX[view.base]
    values = (agent_id,) if view.base is Base.MINE else ()
    sql = (
        f"SELECT t.updated_at FROM ticket t INDEXED BY {index_of(view.base, Sort.NEWEST)}"
        f" WHERE {where} AND (t.updated_at, t.id) < ({GREATEST}, {GREATEST})"
        " ORDER BY t.updated_at DESC, t.id DESC LIMIT 1"
    )
    return int(store.value(sql, *values) or 0)
