"""The queue's views: which one is shown, in which order, with what counts, and a new one kept."""

from textual.widgets import Input

from csr_desk import errors
from csr_desk.actions import views as view_actions
from csr_desk.screens.bulk import BulkChanges
from csr_desk.screens.dialogs import AskText, Choice, Choose, Pick
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

    def _show_lines(self) -> None:
        tabs = [Tab(view.name, view.label, count) for view, count in self._tabs]
        self.query_one(ViewTabs).glance(tabs, self.state.view.name)
        self.query_one(ColumnTitles).glance()
        self._show_info()

    def _show_info(self) -> None:
        marked = len(self.tickets.marks)
        parts = [f"Order: {self.state.sort.value}"]
        if self.state.typed:
            parts.append(f"Filter: {self.state.typed} ({self.tickets.tickets.total()}), Esc clears")
        if marked:
            parts.append(f"{marked} marked")
        news = self.host.keymap.fill(self.state.news())
        self.query_one(QueueInfo).glance(" · ".join(parts), news, self.state.due())

    # views and order -----------------------------------------------------------------------------

    def _choose(self, view: View) -> None:
        self.state.choose(view)
        self.tickets.set_marks(())

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
        choices = [
            Choice("", view.title, view, f"{count}  {view.filter.words() if view.filter else ''}")
            for view, count in self.state.tabs()
        ]
        self.ask(Pick("View", choices), self._choose_and_show)

    def do_queue_sort(self) -> None:
        """Ask for the order."""
        choices = [Choice(key, one.value, one, _ORDER_WORDS[one]) for key, one in _ORDERS.items()]
        self.ask(Choose("Order", choices), self._sort)

    def _sort(self, sort: Sort) -> None:
        self.state.choose(self.state.view, sort)
        self.reread()

    def do_queue_save_view(self) -> None:
        """Ask for the name under which filter and order are kept."""
        wanted = self.state.as_filter()
        if wanted is None:
            raise errors.Refused("due follow-ups cannot be saved", "Choose another view first.")
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

    def _close_filter(self) -> None:
        self.state.type("")
        self.query_one("#filter", Input).display = False
        self.tickets.focus()
