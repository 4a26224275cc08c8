"""Views that stand on no single index, as bounded lists: follow-ups, solved, saved, filtered."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store import queue_rows, search_terms
from csr_desk.store.connection import Row, Store
from csr_desk.store.queue import GREATEST, Count, ListSource, QueueSource, Source, counted
from csr_desk.store.views import (
    BY_INDEX,
    ID_LIMIT,
    SCAN_LIMIT,
    Base,
    Filter,
    Sort,
    View,
    conditions,
    index_of,
)

HAYSTACK = 5_000
"""How many tickets of a view a filter looks into letter by letter; beyond, words are looked up."""

_WORDS = "t.subject || char(10) || c.name || char(10) || t.reference || char(10) || t.tags"


def open_view(
    store: Store, view: View, sort: Sort | None = None, agent_id: int = 1, now: Instant = 0
) -> Source:
    """Return the rows of a view in an order; bounded views are read at once, others by blocks."""
    sort = sort or view.sort
    if view.is_paged:
        return QueueSource(store, view, sort, agent_id)
    if view.base is Base.FOLLOW_UPS:
        return _follow_ups(store, now)
    found, cut = _candidates(store, view, sort, agent_id)
    solved = view.base is Base.SOLVED and view.filter is None
    ids = [one.id for one in (found if solved and sort is view.sort else in_order(found, sort))]
    return ListSource(store, ids[:ID_LIMIT], more=cut or len(ids) > ID_LIMIT)


def count_of(store: Store, view: View, agent_id: int, now: Instant) -> Count:
    """Return how many tickets a view has: kept by triggers, or counted up to a limit."""
    if view.is_paged:
        return Count(counted(store, view.base, agent_id))
    if view.base is Base.FOLLOW_UPS:
        return _follow_ups(store, now).total()
    if view.filter is None:
        n = store.value(_SOLVED_COUNT, ID_LIMIT + 1)
        return Count(min(n, ID_LIMIT), n > ID_LIMIT)
    return open_view(store, view, None, agent_id, now).total()


_SOLVED = "FROM ticket t INDEXED BY ticket_solved WHERE t.status = 4 AND t.solved_at > 0"
_SOLVED_COUNT = f"SELECT count(*) FROM (SELECT 1 {_SOLVED} LIMIT ?)"


class Found(NamedTuple):
    """A ticket of a bounded view with what the orders compare."""

    id: int
    queue_key: int
    priority_key: int
    updated_at: Instant


def in_order(found: Sequence[Found], sort: Sort) -> list[Found]:
    """Return tickets in an order, as the indexes would give them."""
    compared: Callable[[Found], tuple[int, int]] = lambda one: (  # noqa: E731
        getattr(one, sort.column),
        one.id,
    )
    return sorted(found, key=compared, reverse=sort.descending)


def _follow_ups(store: Store, now: Instant) -> ListSource:
    contexts: dict[int, str] = {}
    due = queue_rows.due_follow_ups(store, now, ID_LIMIT + 1)
    for one in due:
        if one.ticket_id is not None and one.ticket_id not in contexts:
            contexts[one.ticket_id] = f"{one.kind}: {one.text}"
    ids = list(contexts)[:ID_LIMIT]
    return ListSource(store, ids, more=len(due) > ID_LIMIT, contexts=contexts)


def _start(view: View, sort: Sort, agent_id: int) -> tuple[str, list[object]]:
    """Return the SELECT of the ids a bounded view looks at, in the order they count."""
    wanted = view.filter or Filter()
    if view.base in BY_INDEX:
        index, way = index_of(view.base, sort), "DESC" if sort.descending else "ASC"
        compared, end = ("<", GREATEST) if sort.descending else (">", -GREATEST - 1)
        sql = (
            f"SELECT t.id FROM ticket t INDEXED BY {index} WHERE {BY_INDEX[view.base][0]}"
            f" AND (t.{sort.column}, t.id) {compared} ({end}, {end})"
            f" ORDER BY t.{sort.column} {way}, t.id {way}"
        )
        return sql, [agent_id] if view.base is Base.MINE else []
    if view.base is Base.SOLVED:
        return f"SELECT t.id {_SOLVED} ORDER BY t.solved_at DESC, t.id DESC", []
    if view.base is Base.TEAM:
        sql = (
            "SELECT t.id FROM ticket t INDEXED BY ticket_team_queue WHERE t.status < 4"
            " AND t.team_id = (SELECT id FROM team WHERE name = ?) ORDER BY t.queue_key, t.id"
        )
        return sql, [wanted.groups[0]]
    if view.base is Base.TAG:
        sql = "SELECT t.ticket_id AS id FROM ticket_tag t WHERE t.tag = ? ORDER BY t.ticket_id DESC"
        return sql, [wanted.tags[0]]
    return f"SELECT t.id FROM ticket t WHERE t.id < {GREATEST} ORDER BY t.id DESC", []


def _candidates(store: Store, view: View, sort: Sort, agent_id: int) -> tuple[list[Found], bool]:
    """Return up to one more than ID_LIMIT tickets, and whether not all were looked at."""
    wanted = view.filter
    start, values = _start(view, sort, agent_id)
    where, more_values = conditions(wanted, agent_id) if wanted else ("1", [])
    words = _WORDS if wanted and wanted.text else "''"
    sql = (
        f"SELECT t.id, t.queue_key, t.priority_key, t.updated_at, {words}"
        f" FROM ({start} LIMIT {SCAN_LIMIT}) p CROSS JOIN ticket t ON t.id = p.id"
        f" CROSS JOIN customer c ON c.id = t.customer_id WHERE {where}"
    )
    rows: Iterator[Row] = iter(store.db.execute(sql, (*values, *more_values)))
    if wanted and wanted.text:
        fits = matcher(wanted.text)
        rows = (row for row in rows if fits(fold(row[4])))
    found = [Found(*row[:4]) for row in islice(rows, ID_LIMIT + 1)]
    if wanted is None or len(found) > ID_LIMIT:
        return found, False
    looked = store.value(f"SELECT count(*) FROM ({start} LIMIT {SCAN_LIMIT + 1})", *values)
    return found, int(looked) > SCAN_LIMIT


# filter as you type ----------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return text as a filter compares it: without case and without accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def matcher(text: str) -> Callable[[str], bool]:
    """Return the test whether a folded text has all the words that are typed."""
    words = fold(text).split()
    return lambda folded: all(word in folded for word in words)


class Haystack:
    """The words of a view's tickets, read once, so that each key typed filters at once."""

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
        self.agent_id = agent_id
        source = open_view(store, view, self.sort, agent_id, now)
        self.contexts = source.contexts if isinstance(source, ListSource) else {}
        self.whole = source.count() <= HAYSTACK
        self.cut = source.total().more
        self.lines = list(self._read(source))

    def _read(self, source: Source) -> Iterator[tuple[int, str]]:
        if isinstance(source, ListSource):
            start: str = "SELECT value AS id FROM json_each(?)"
            values: list[object] = [str(source.ids)]
        else:
            paged, values = _start(self.view, self.sort, self.agent_id)
            start = f"{paged} LIMIT {HAYSTACK}"
        sql = (
            f"SELECT t.id, {_WORDS} FROM ({start}) p CROSS JOIN ticket t ON t.id = p.id"
            " CROSS JOIN customer c ON c.id = t.customer_id"
        )
        return ((row[0], fold(row[1])) for row in self.store.all(sql, *values))

    def source(self, text: str) -> ListSource:
        """Return the tickets of the view that have all the words typed, in the view's order."""
        fits = matcher(text)
        ids = [ticket_id for ticket_id, words in self.lines if fits(words)]
        if not self.whole:
            ids = self._with_looked_up(ids, text)
        cut = self.cut or not self.whole or len(ids) > ID_LIMIT
        return ListSource(self.store, ids[:ID_LIMIT], more=cut, contexts=self.contexts)

    def _with_looked_up(self, near: list[int], text: str) -> list[int]:
        """Add what the word index knows of the view beyond the tickets that were read."""
        known = {ticket_id for ticket_id, _ in self.lines}
        far = [one for one in search_terms.ticket_ids(self.store, text) if one not in known]
        if not far:
            return near
        where, values = BY_INDEX[self.view.base][0], [self.agent_id] * (self.view.base is Base.MINE)
        marks = ", ".join("?" * len(far))
        rows = self.store.all(
            "SELECT t.id, t.queue_key, t.priority_key, t.updated_at FROM ticket t"
            f" WHERE {where} AND t.id IN ({marks})",
            *values,
            *far,
        )
        return near + [one.id for one in in_order([Found(*row) for row in rows], self.sort)]
