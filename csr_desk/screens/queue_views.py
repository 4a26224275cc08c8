"""The queue's views: which one is shown, in which order, with what counts, and a new one kept.

The dialogs and what they do are loaded when they are first asked for.
"""

from textual.widgets import Input

from csr_desk import errors
from csr_desk.screens.bulk import BulkChanges
from csr_desk.screens.queue_list_state import QueueState, empty_words
from csr_desk.store import views
from csr_desk.store.queue import Count
from csr_desk.store.views import Sort, View
from csr_desk.widgets.queue_bars import ColumnTitles, QueueInfo, Tab, ViewTabs
from csr_desk.widgets.queue_list import QueueList

_ORDERS = {"d": Sort.DEADLINE, "n": Sort.NEWEST, "o": Sort.OLDEST, "p": Sort.PRIORITY}
_ORDER_WORDS = {
    Sort.DEADLINE: "nearest deadline first, paused last",
    Sort.NEWEST: "newest change first",
    Sort.OLDEST: "oldest change first",
    Sort.PRIORITY: "urgent first, then by deadline",
}


class QueueViews(BulkChanges):
    """The list with the lines around it, and the commands that choose what is in it."""

    _is_counted = False

    def __init__(self) -> None:
        super().__init__()
        self.state = QueueState(self.desk)
        self._tabs: list[tuple[View, Count | None]] = []

    @property
    def tickets(self) -> QueueList:
        """Return the list."""
        return self.query_one(QueueList)

    # the list ------------------------------------------------------------------------------------

    def reread(self, *, keep: bool = True) -> None:
        """Read the list, the counts and the views as the store has them now."""
        if not self.is_mounted:
            return
        source = self.state.reread()
        self.tickets.show(source, self.desk.now(), keep=keep)
        self._read_lines()

    def _read_lines(self) -> None:
        self.tickets.empty = self.host.keymap.fill(empty_words(self.state))
        self._tabs = self.state.quick_tabs(self.tickets.tickets.total())
        self._is_counted = False
        self._show_lines()

    def _count_anew(self) -> None:
        """Count what takes milliseconds, once after the list was read and the agent rests."""
        if not self._is_counted:
            self._is_counted = True
            self._tabs = [*self.state.tabs()]
            self._show_lines()

    def _count_quickly(self) -> None:
        """Show the counts that cost nothing as they are now, the others as they were."""
        known = {view.name: count for view, count in self._tabs}
        fresh = self.state.quick_tabs(self.tickets.tickets.total())
        tabs = [
            (view, known.get(view.name) if view.filter is not None else count)
            for view, count in fresh
        ]
        if tabs != self._tabs:
            self._tabs = tabs
            self._show_lines()

    def _show_lines(self) -> None:
        tabs = [Tab(view.name, view.label, count) for view, count in self._tabs]
        self.query_one(ViewTabs).glance(tabs, self.state.view.name)
        self.query_one(ColumnTitles).glance()
        self._show_info()

    def _show_info(self) -> None:
        marked = len(self.tickets.marks)
        parts = [f"Order: {self.state.order}"]
        if self.state.typed:
            parts.append(f"Filter: {self.state.typed} ({self.tickets.tickets.total()}), Esc clears")
        if marked:
            parts.append(f"{marked} marked")
        news = self.host.keymap.fill(self.state.news())
        due = "" if self.host.rung else self.state.due()  # the line below the clock says it
        self.query_one(QueueInfo).glance(" · ".join(parts), news, due)

    # views and order -----------------------------------------------------------------------------

    def _choose(self, view: View) -> None:
        self.state.choose(view)
        self.tickets.set_marks(())
        if view.remote:
            from csr_desk.actions import wishes

            wishes.want_view(self.desk, *view.remote)
            self.host.kick_sync()

    def _choose_and_show(self, view: View) -> None:
        self._choose(view)
        self.reread(keep=False)

    def action_choose_view(self, number: int) -> None:
        """Choose a view by its place in the line."""
        if number <= len(self._tabs):
            self._choose_and_show(self._tabs[number - 1][0])

    def on_view_tabs_chosen(self, message: ViewTabs.Chosen) -> None:
        """Choose the clicked view."""
        self._choose_and_show(views.named(self.desk.store, message.name))

    def do_queue_view(self) -> None:
        """Ask for the view."""
        from csr_desk.screens.dialogs import Choice, Pick

        choices = [
            Choice("", view.title, view, f"{count}  {view.filter.words() if view.filter else ''}")
            for view, count in self.state.tabs()
        ]
        self.ask(Pick("View", choices), self._choose_and_show)

    def do_queue_sort(self) -> None:
        """Ask for the order."""
        from csr_desk.screens.dialogs import Choice, Choose

        view = self.state.view
        choices = [
            Choice("h", "helpdesk", one, "as the helpdesk orders this view")
            if view.remote and one is view.sort
            else Choice(key, one.value, one, _ORDER_WORDS[one])
            for key, one in _ORDERS.items()
        ]
        self.ask(Choose("Order", choices), self._sort)

    def _sort(self, sort: Sort) -> None:
        self.state.choose(self.state.view, sort)
        self.reread()

    def do_queue_save_view(self) -> None:
        """Ask for the name under which filter and order are kept."""
        from csr_desk.actions import views as view_actions
        from csr_desk.screens.dialogs import AskText

        wanted = self.state.as_filter()
        if wanted is None:
            words = f"the view {self.state.view.title} cannot be saved"
            raise errors.Refused(words, "Choose another view first.")
        self.ask(
            AskText("Save view", f"Tickets: {wanted.words()}. Which name?"),
            lambda name: self._choose_saved(
                view_actions.save(self.desk, name, wanted, self.state.sort)
            ),
        )

    def _choose_saved(self, view: View) -> None:
        self.query_one("#filter", Input).value = ""
        self._close_filter()
        self._choose_and_show(view)
        self.host.say(f"The view {view.title} is kept.")

    def do_queue_remove_view(self) -> None:
        """Ask which of the agent's own views shall go, the one shown first."""
        from csr_desk.screens.dialogs import Choice, Pick

        own = views.saved(self.desk.store)
        if not own:
            raise errors.Refused("no view of your own is kept", "{queue.save_view} keeps one.")
        own.sort(key=lambda view: view.name != self.state.view.name)
        words = [view.filter.words() if view.filter else "" for view in own]
        choices = [Choice("", one.title, one, said) for one, said in zip(own, words, strict=True)]
        self.ask(Pick("Remove which view?", choices), self._remove_view)

    def _remove_view(self, view: View) -> None:
        from csr_desk.actions import views as view_actions

        view_actions.remove(self.desk, view.name)
        if self.state.view.name == view.name:
            self._choose(views.SHIPPED[0])
        self.reread(keep=False)
        self.host.say(f"The view {view.title} is removed; its tickets stay as they are.")

    def _close_filter(self) -> None:
        self.state.type("")
        self.query_one("#filter", Input).display = False
        self.tickets.focus()
