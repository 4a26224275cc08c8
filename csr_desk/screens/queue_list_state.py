"""What the queue shows: a view, an order, what is typed into its filter, and what is new since."""

from typing import TYPE_CHECKING

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.store import queue_rows, remote_catalogue, views
from csr_desk.store.queue import Count, Source, counted, newest_change
from csr_desk.store.queue_lists import count_of, open_view
from csr_desk.store.views import Base, Filter, Sort, View

if TYPE_CHECKING:
    from csr_desk.store.haystack import Haystack

Fingerprint = tuple[int, Instant]


class QueueState:
    """The list as the agent chose it; reading only, no widget."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.view: View = views.SHIPPED[0]
        self.sort: Sort = self.view.sort
        self.typed = ""
        self._hay: Haystack | None = None
        self._read_at: Fingerprint = (0, 0)
        self._counts: dict[str, Count] = {}

    def choose(self, view: View, sort: Sort | None = None) -> None:
        """Show another view, or the same one in another order."""
        self.view = view
        self.sort = sort or view.sort
        self._hay = None

    def type(self, typed: str) -> None:
        """Narrow the list to what the agent typed; an empty text shows all of the view."""
        self.typed = typed

    def reread(self) -> Source:
        """Return the rows as the store has them now."""
        self._hay = None
        self._read_at = self._fingerprint()
        return self.source()

    def source(self) -> Source:
        """Return the rows of the view, order and filter that are chosen."""
        desk, now = self.desk, self.desk.now()
        if not self.typed:
            return open_view(desk.store, self.view, self.sort, desk.agent_id, now)
        # Deferred: nothing is typed at a start.
        from csr_desk.store import filter_words
        from csr_desk.store.haystack import Haystack

        typed = filter_words.parse(desk.store, self.typed)
        if typed == Filter():
            return open_view(desk.store, self.view, self.sort, desk.agent_id, now)
        narrowed = self._narrowed(typed)
        if narrowed is not None:
            return open_view(desk.store, narrowed, self.sort, desk.agent_id, now)
        if self._hay is None:
            self._hay = Haystack(desk.store, self.view, self.sort, desk.agent_id, now)
        return self._hay.source(self.typed)

    def _narrowed(self, typed: Filter) -> View | None:
        """Return the view joined with the fields typed, None when only words were typed."""
        own = views.as_filter(self.view)
        if own is None or typed == Filter(text=typed.text):
            return None
        from csr_desk.store import filter_words

        wanted = filter_words.joined(own, typed)
        return self.view._replace(base=views.base_of(wanted), filter=wanted)

    @property
    def order(self) -> str:
        """Return the order of the list in a word."""
        is_theirs = self.view.remote is not None and self.sort is self.view.sort
        return "as in the helpdesk" if is_theirs else self.sort.value

    def as_filter(self) -> Filter | None:
        """Return view and typed text as one filter to be saved, None for due follow-ups."""
        from csr_desk.store import filter_words

        own = views.as_filter(self.view)
        if own is None:
            return None
        return filter_words.joined(own, filter_words.parse(self.desk.store, self.typed))

    def tabs(self) -> list[tuple[View, Count]]:
        """Return every view with its count as it is now."""
        found = [(view, self._count(view)) for view in views.every(self.desk.store)]
        self._counts = {view.name: count for view, count in found}
        return found

    def quick_tabs(self, shown: Count) -> list[tuple[View, Count | None]]:
        """Return the same at once: a view that must be counted has the count of last time.

        `shown` is the count of the list that is read.
        """
        if not self.typed:
            self._counts[self.view.name] = shown
        return [
            (view, self._count(view) if view.filter is None else self._counts.get(view.name))
            for view in views.every(self.desk.store)
        ]

    def _count(self, view: View) -> Count:
        return count_of(self.desk.store, view, self.desk.agent_id, self.desk.now())

    # what is new --------------------------------------------------------------------------------

    def _fingerprint(self) -> Fingerprint:
        desk, view = self.desk, self.view
        if view.base is Base.FOLLOW_UPS:
            return count_of(desk.store, view, desk.agent_id, desk.now()).n, 0
        if view.remote:
            return remote_catalogue.view_version(desk.store, *view.remote)
        known = view if view.is_paged else views.SHIPPED[2]
        changed = newest_change(desk.store, known, desk.agent_id)
        return counted(desk.store, known.base, desk.agent_id, desk.now()), changed

    def news(self) -> str:
        """Return what came in since the list was read, '' for nothing; two look-ups a call."""
        count, changed = self._fingerprint()
        more = count - self._read_at[0]
        if more > 0:
            return f"{more} new, {{queue.refresh}} fetches."
        if more < 0 or changed != self._read_at[1]:
            return "Changed, {queue.refresh} fetches."
        return ""

    def due(self) -> str:
        """Return the follow-up that is due, in words, '' when none is."""
        found = queue_rows.due_follow_ups(self.desk.store, self.desk.now(), 2)
        if not found or self.view.base is Base.FOLLOW_UPS:
            return ""
        at = to_datetime(found[0].due_at, self.desk.zone)
        more = " and more" if len(found) > 1 else ""
        return f"Due {at:%H:%M} {found[0].customer}: {found[0].text}{more}."


EMPTY = {
    Base.MINE: "Nothing is assigned to you.\n{queue.view} chooses another view: unassigned "
    "tickets wait there,\nand {ticket.assign} takes one. {call.start} takes a call.",
    Base.UNASSIGNED: "Every ticket has somebody.\n{queue.view} chooses another view.",
    Base.OPEN: "No ticket is open.\n{call.start} takes a call; `csr-desk import` brings work in.",
    Base.WAITING: "No ticket waits for its customer.\n{queue.view} chooses another view.",
    Base.FOLLOW_UPS: "No follow-up is due.\nThey appear here five minutes before their time.",
    Base.ESCALATED: "Nothing is escalated.\n{escalate} sends a case higher.",
    Base.UNACKNOWLEDGED: "Every customer has heard that theirs arrived.",
    Base.REMOTE: "Nothing of this view is here yet.\nIts tickets come with the next sync.",
    Base.SOLVED: "Nothing was solved yet.\n{queue.view} chooses another view.",
}


def empty_words(state: QueueState) -> str:
    """Return what an empty list says and what to do next."""
    if state.typed:
        return "No ticket of this view fits the filter.\nEsc clears it; {search} looks everywhere."
    fallback = "No ticket fits this view.\n{queue.view} chooses another one."
    return fallback if state.view.filter else EMPTY.get(state.view.base, fallback)


def others_of(desk: Desk) -> dict[int, str]:
    """Return who else is on which ticket, in words, where anybody told."""
    if not desk.store.value("SELECT EXISTS (SELECT 1 FROM presence)"):
        return {}
    # Deferred: most desks are never told of anybody.
    from csr_desk.actions.presence import words
    from csr_desk.store.presence import seen_on

    return {number: words(one) for number, one in seen_on(desk.store, desk.now()).items()}
