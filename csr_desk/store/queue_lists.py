"""Views that stand on no single index, as bounded lists: follow-ups, solved, saved, filtered."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store import escalations, queue_rows, remote_catalogue, unacknowledged
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

WORDS = "t.subject || char(10) || c.name || char(10) || t.reference || char(10) || t.tags"


def open_view(
    store: Store, view: View, sort: Sort | None = None, agent_id: int = 1, now: Instant = 0
) -> Source:
    """Return the rows of a view in an order; bounded views are read at once, others by blocks."""
    sort = sort or view.sort
    if view.is_paged:
        return QueueSource(store, view, sort, agent_id, now)
    if view.base is Base.FOLLOW_UPS:
        return _follow_ups(store, now)
    if view.base is Base.ESCALATED:
        return _escalated(store, now)
    if view.base is Base.UNACKNOWLEDGED and sort is view.sort:
        ids = unacknowledged.ids(store, ID_LIMIT + 1)
        return ListSource(store, ids[:ID_LIMIT], more=len(ids) > ID_LIMIT)
    if view.remote and sort is view.sort:
        return ListSource(store, remote_catalogue.view_tickets(store, *view.remote))
    found, cut = _candidates(store, view, sort, agent_id, now)
    solved = view.base is Base.SOLVED and view.filter is None
    ids = [one.id for one in (found if solved and sort is view.sort else in_order(found, sort))]
    return ListSource(store, ids[:ID_LIMIT], more=cut or len(ids) > ID_LIMIT)


def count_of(store: Store, view: View, agent_id: int, now: Instant) -> Count:
    """Return how many tickets a view has: kept by triggers, or counted up to a limit."""
    if view.is_paged:
        return Count(counted(store, view.base, agent_id, now))
    if view.base is Base.FOLLOW_UPS:
        return _follow_ups(store, now).total()
    if view.base is Base.ESCALATED:
        return _escalated(store, now).total()
    if view.base is Base.UNACKNOWLEDGED:
        unheard = unacknowledged.count(store, ID_LIMIT + 1)
        return Count(min(unheard, ID_LIMIT), unheard > ID_LIMIT)
    if view.remote:
        n = remote_catalogue.view_count(store, *view.remote)
        return Count(n or 0, is_known=n is not None)
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


def _escalated(store: Store, now: Instant) -> ListSource:
    contexts: dict[int, str] = {}
    found = escalations.nearest_unclosed(store, ID_LIMIT + 1)
    for one in found:
        contexts.setdefault(one.ticket_id, f"{one.state(now)} {one.where}: {one.reason}")
    return ListSource(
        store, list(contexts)[:ID_LIMIT], more=len(found) > ID_LIMIT, contexts=contexts
    )


def start_of(view: View, sort: Sort, agent_id: int) -> tuple[str, list[object]]:
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
    if view.base is Base.UNACKNOWLEDGED:
        return unacknowledged.IDS, []
    if view.base is Base.TEAM:
        sql = (
            "SELECT t.id FROM ticket t INDEXED BY ticket_team_queue WHERE t.status < 4"
            " AND t.team_id = (SELECT id FROM team WHERE name = ?) ORDER BY t.queue_key, t.id"
        )
        return sql, [wanted.groups[0]]
    if view.base is Base.TAG:
        sql = "SELECT t.ticket_id AS id FROM ticket_tag t WHERE t.tag = ? ORDER BY t.ticket_id DESC"
        return sql, [wanted.tags[0]]
    if view.remote:
        sql = (
            "SELECT t.ticket_id AS id FROM remote_view_ticket t WHERE t.account = ?"
            " AND t.view_id = ? ORDER BY t.position"
        )
        return sql, [*view.remote]
    return f"SELECT t.id FROM ticket t WHERE t.id < {GREATEST} ORDER BY t.id DESC", []


def _candidates(
    store: Store, view: View, sort: Sort, agent_id: int, now: Instant
) -> tuple[list[Found], bool]:
    """Return up to one more than ID_LIMIT tickets, and whether not all were looked at."""
    wanted = view.filter
    start, values = start_of(view, sort, agent_id)
    where, more_values = conditions(wanted, agent_id) if wanted else ("1", [])
    words = WORDS if wanted and wanted.text else "''"
    sql = (
        f"SELECT t.id, t.queue_key, t.priority_key, t.updated_at, {words}"
        f" FROM ({start} LIMIT {SCAN_LIMIT}) p CROSS JOIN ticket t ON t.id = p.id"
        f" CROSS JOIN customer c ON c.id = t.customer_id WHERE {where}"
        " AND (t.status >= 4 OR coalesce(t.snoozed_until, 0) <= ?)"
    )
    rows: Iterator[Row] = iter(store.db.execute(sql, (*values, *more_values, now)))
    if wanted and wanted.text:
        from csr_desk.domain.folding import fold

        fits = matcher(wanted.text)
        rows = (row for row in rows if fits(fold(row[4])))
    found = [Found(*row[:4]) for row in islice(rows, ID_LIMIT + 1)]
    if wanted is None or len(found) > ID_LIMIT:
        return found, False
    looked = store.value(f"SELECT count(*) FROM ({start} LIMIT {SCAN_LIMIT + 1})", *values)
    return found, int(looked) > SCAN_LIMIT


def matcher(text: str) -> Callable[[str], bool]:
    """Return the test whether a folded text has all the words that are typed."""
    from csr_desk.domain.folding import fold  # deferred: only words that are typed need it

    words = fold(text).split()
    return lambda folded: all(word in folded for word in words)
