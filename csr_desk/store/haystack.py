"""Filter as you type: the words of a view's tickets, read once."""

from collections.abc import Iterator

from csr_desk.domain.folding import fold
from csr_desk.domain.instants import Instant
from csr_desk.store import search_terms
from csr_desk.store.connection import Store
from csr_desk.store.queue import AWAKE, ListSource, Source
from csr_desk.store.queue_lists import WORDS, Found, in_order, matcher, open_view, start_of
from csr_desk.store.views import (
    BY_INDEX,
    ID_LIMIT,
    Base,
    Sort,
    View,
)

HAYSTACK = 5_000
"""How many tickets of a view a filter looks into letter by letter; beyond, words are looked up."""


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
        self.now = now
        source = open_view(store, view, self.sort, agent_id, now)
        self.contexts = source.contexts if isinstance(source, ListSource) else {}
        self.whole = source.count() <= HAYSTACK
        self.cut = source.total().more
        self.lines = list(self._read(source))

    def _read(self, source: Source) -> Iterator[tuple[int, str]]:
        if isinstance(source, ListSource):
            start: str = "SELECT value AS id FROM json_each(?)"
            values: list[object] = [str(source.ids)]
            awake = ""
        else:
            paged, values = start_of(self.view, self.sort, self.agent_id)
            start = f"{paged} LIMIT {HAYSTACK}"
            awake, values = f" WHERE {AWAKE}", [*values, self.now]
        sql = (
            f"SELECT t.id, {WORDS} FROM ({start}) p CROSS JOIN ticket t ON t.id = p.id"
            f" CROSS JOIN customer c ON c.id = t.customer_id{awake}"
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
            f" WHERE {where} AND {AWAKE} AND t.id IN ({marks})",
            *values,
            self.now,
            *far,
        )
        return near + [one.id for one in in_order([Found(*row) for row in rows], self.sort)]
