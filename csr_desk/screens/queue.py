"""The queue: views with counts, the list by deadline, filter as you type, marks, play mode."""

from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from csr_desk import errors
from csr_desk.actions import play
from csr_desk.actions import views as view_actions
from csr_desk.commands.command import Situation
from csr_desk.domain.bars import Glance
from csr_desk.screens.bulk import BulkChanges
from csr_desk.screens.dialogs import AskText, Choice, Choose, Pick
from csr_desk.screens.queue_list_state import QueueState, empty_words
from csr_desk.store import views
from csr_desk.store.queue import Count
from csr_desk.store.views import Sort, View
from csr_desk.widgets.queue_bars import ColumnTitles, QueueInfo, Tab, ViewTabs
from csr_desk.widgets.queue_list import QueueList
from csr_desk.widgets.ticket_preview import TicketPreview

_ORDERS = {"d": Sort.DEADLINE, "n": Sort.NEWEST, "o": Sort.OLDEST, "p": Sort.PRIORITY}
_ORDER_WORDS = {
    Sort.DEADLINE: "nearest deadline first, paused last",
    Sort.NEWEST: "newest change first",
    Sort.OLDEST: "oldest change first",
    Sort.PRIORITY: "urgent first, then by deadline",
}


class QueueScreen(BulkChanges):
    """The first place of the desk."""

    PLACE = "queue"
    CSS_PATH = "queue.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS = [
        *(Binding(str(n), f"choose_view({n})", f"View {n}", show=False) for n in range(1, 10)),
        Binding("escape", "clear", "Clear filter and marks", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        # Textual does not read the style sheet of an app's first screen by itself.
        self.app._load_screen_css(self)
        self.state = QueueState(self.desk)
        self._tabs: list[tuple[View, Count]] = []

    def compose_place(self) -> Iterable[Widget]:
        """Compose views, filter, list and, in wide windows, the conversation of the ticket."""
        yield ViewTabs()
        yield QueueInfo()
        yield Input(placeholder="Words, or priority:urgent channel:email tag:vip", id="filter")
        yield ColumnTitles()
        yield Horizontal(
            QueueList(self.state.reread(), self.desk.now()), TicketPreview(), id="list-and-preview"
        )

    def on_mount(self) -> None:
        """Show the first view with its list focused."""
        self.tickets.focus()
        self.call_after_refresh(self.reread)

    @property
    def tickets(self) -> QueueList:
        """Return the list."""
        return self.query_one(QueueList)

    def show(self, view: str | None = None, play_next: bool = False) -> object:
        """Show the queue, a view of it by name, or play on with the next ticket at once."""
        if view is not None:
            self._choose(views.named(self.desk.store, view))
        self.tickets.focus()
        self.reread()
        return self.do_queue_play() if play_next else None

    def situation(self) -> Situation:
        """Return the ticket under the cursor and the marks."""
        row = self.tickets.current if self.is_mounted else None
        return replace(
            super().situation(),
            ticket_id=row.id if row else None,
            customer_id=row.customer_id if row else None,
            marked=len(self.tickets.marks) if self.is_mounted else 0,
            editing=isinstance(self.focused, Input),
        )

    # the list ------------------------------------------------------------------------------------

    def reread(self, *, keep: bool = True) -> None:
        """Read the list, the counts and the views as the store has them now."""
        if not self.is_mounted:
            return
        source = self.state.reread()
        self.tickets.empty = self.host.keymap.fill(empty_words(self.state))
        self.tickets.show(source, self.desk.now(), keep=keep)
        self._tabs = self.state.tabs()
        self._show_lines()

    def _show_lines(self) -> None:
        tabs = [Tab(view.name, view.label, str(count)) for view, count in self._tabs]
        self.query_one(ViewTabs).glance(tabs, self.state.view.name)
        self.query_one(ColumnTitles).glance(self.tickets.titles)
        self._show_info()

    def _show_info(self) -> None:
        marked = len(self.tickets.marks)
        parts = [f"Order: {self.state.sort.value}"]
        if self.state.typed:
            parts.append(f"Filter: {self.state.typed} ({self.tickets.tickets.total()}), Esc clears")
        if marked:
            parts.append(f"{marked} marked")
        news = " ".join(part for part in (self.state.news(), self.state.due()) if part)
        self.query_one(QueueInfo).glance(" · ".join(parts), self.host.keymap.fill(news))

    def tick(self, glance: Glance) -> None:
        """Let the times go on, and say what came in; the list itself stays as it is."""
        super().tick(glance)
        if self.query(QueueInfo):
            self.tickets.now = self.desk.now()
            self._show_info()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.call_after_refresh(self._show_lines)

    def on_virtual_list_moved(self, message: QueueList.Moved) -> None:
        """Show the conversation of the ticket under the cursor."""
        preview = self.query_one(TicketPreview)
        if preview.display:
            preview.look(self.desk, message.row_id, self.tickets.tickets)
        self.refresh_keys()

    def on_virtual_list_marked(self) -> None:
        """Say how many are marked."""
        self._show_info()

    async def on_virtual_list_opened(self) -> None:
        """Open the clicked ticket."""
        await self.give("queue.open")

    def do_cursor_down(self) -> None:
        """Move down."""
        self.tickets.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.tickets.action_move(-1)

    def do_queue_refresh(self) -> None:
        """Bring in what is new."""
        self.reread()

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

    # filter as you type --------------------------------------------------------------------------

    def do_queue_filter(self) -> None:
        """Open the filter."""
        field = self.query_one("#filter", Input)
        field.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list to the words typed, the best place of it in sight."""
        self.state.type(event.value.strip())
        self.tickets.empty = self.host.keymap.fill(empty_words(self.state))
        self.tickets.show(self.state.source(), self.desk.now())
        self._show_info()

    def on_input_submitted(self) -> None:
        """Go to the list; the filter stays."""
        self.tickets.focus()

    def action_clear(self) -> None:
        """Clear the filter, or else the marks."""
        field = self.query_one("#filter", Input)
        if self.state.typed or field.display:
            field.value = ""
            self._close_filter()
        else:
            self.tickets.set_marks(())

    def _close_filter(self) -> None:
        self.state.type("")
        self.query_one("#filter", Input).display = False
        self.tickets.focus()

    # marks and changes ---------------------------------------------------------------------------

    def do_queue_mark(self) -> None:
        """Mark or unmark the ticket."""
        self.tickets.toggle_mark()

    def targets(self) -> list[int]:
        """Return the marked tickets, or the one under the cursor."""
        row_id = self.tickets.row_id
        return sorted(self.tickets.marks) or ([] if row_id is None else [row_id])

    def changed(self) -> None:
        """Show the list after a change, the marks taken away."""
        self.tickets.set_marks(())
        self.reread()

    # tickets -------------------------------------------------------------------------------------

    async def do_queue_open(self) -> None:
        """Open the ticket under the cursor."""
        await self.host.go("ticket", ticket_id=self.tickets.row_id)

    async def do_queue_play(self) -> None:
        """Open the next best ticket of the view."""
        opened = play.play(self.desk, self.state.view)
        if opened is None:
            raise errors.Refused(
                f"nothing is left to play in {self.state.view.title}",
                self.host.keymap.fill("Choose another view with {queue.view}."),
            )
        await self.host.go("ticket", ticket_id=opened.ticket_id)

    def do_queue_skip(self) -> None:
        """Ask for the reason, which may be empty."""
        ticket_id = self.tickets.row_id
        if ticket_id is not None:
            self.ask(
                AskText("Skip for this round", "Why? It may be empty."),
                lambda why: self._skip(ticket_id, why),
            )

    def _skip(self, ticket_id: int, why: str) -> None:
        play.skip(self.desk, ticket_id, why)
        self.tickets.action_move(1)
        self.host.say("The ticket is put aside; it comes back at the end of the round.")
