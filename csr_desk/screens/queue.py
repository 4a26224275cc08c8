"""The queue: views with counts, the list by deadline, filter as you type, marks, play mode."""

from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from csr_desk import errors
from csr_desk.actions.glance import look
from csr_desk.commands.command import Situation
from csr_desk.domain.bars import Glance
from csr_desk.domain.models import Channel
from csr_desk.screens.queue_linking import QueueLinking
from csr_desk.screens.queue_list_state import empty_words, others_of
from csr_desk.screens.queue_views import QueueViews
from csr_desk.store import queue_rows, views
from csr_desk.widgets.queue_bars import ColumnTitles, QueueInfo, ViewTabs
from csr_desk.widgets.queue_list import QueueList
from csr_desk.widgets.ticket_preview import TicketPreview

WIDE = 120
REST_SECONDS = 0.1
"""How long the cursor rests before preview and counts follow: both cost too much a key."""


class QueueScreen(QueueViews, QueueLinking):
    """The first place of the desk."""

    PLACE = "queue"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    BINDINGS = [
        *(Binding(str(n), f"choose_view({n})", f"View {n}", show=False) for n in range(1, 10)),
        Binding("escape", "clear", "Clear filter and marks", show=False),
    ]

    _has_ticket = False
    _rest: Timer | None = None
    _followed = (0, 0)

    def __init__(self) -> None:
        super().__init__()
        # What the first resize would set: known before the first layout, it saves another one.
        self.add_class("-wide" if self.app.size.width >= WIDE else "-narrow")

    def compose_place(self) -> Iterable[Widget]:
        """Compose views, filter, list and, in wide windows, the conversation of the ticket."""
        yield ViewTabs()
        yield QueueInfo()
        yield Input(placeholder="Words, or priority:urgent channel:email tag:vip", id="filter")
        yield ColumnTitles(lambda: self.tickets.titles)
        yield Horizontal(
            QueueList(self.state.reread(), self.desk.now()), TicketPreview(), id="list-and-preview"
        )

    def on_mount(self) -> None:
        """Show the first view with its list focused, the bars filled before the first paint."""
        self.tickets.focus()
        self._read_lines()
        self._rested_anew()
        self.tick(look(self.desk))
        self.refresh_keys()

    def show(self, view: str | None = None) -> None:
        """Show the queue as it is now, or a view of it by name."""
        if view is not None:
            self._choose(views.named(self.desk.store, view))
        self.tickets.focus()
        self.reread()

    def situation(self) -> Situation:
        """Return the ticket under the cursor and the marks."""
        row = self.tickets.current if self.query(QueueList) else None
        return replace(
            super().situation(),
            ticket_id=row.id if row else None,
            customer_id=row.customer_id if row else None,
            marked=len(self.tickets.marks) if self.query(QueueList) else 0,
            editing=isinstance(self.focused, Input),
        )

    # the list ------------------------------------------------------------------------------------

    def tick(self, glance: Glance) -> None:
        """Let the times go on, and say what came in; the list itself stays as it is."""
        super().tick(glance)
        if self.query(QueueInfo):
            self.tickets.now = self.desk.now()
            if self.is_current and self.is_mounted:
                self._follow()
                self.tickets.mark_others(others_of(self.desk))
            self._show_info()

    def _follow(self) -> None:
        """Show what changed under the rows in sight and in the counts; nothing moves."""
        version = self.desk.store.version()
        if version == self._followed:
            return
        self._followed = version
        if self.tickets.source.count() == 0 and not self.state.typed and self.state.news():
            self.reread()  # nothing stands under the hand
            return
        self.tickets.renew(queue_rows.rows_of(self.desk.store, self.tickets.in_sight))
        self._count_quickly()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.call_after_refresh(self._show_lines)

    def on_virtual_list_moved(self) -> None:
        """Show the conversation of the ticket under the cursor once it rests there."""
        had_ticket = self._has_ticket
        self._rested_anew()
        if self._has_ticket != had_ticket:
            self.refresh_keys()

    def _rested_anew(self) -> None:
        self._has_ticket = self.tickets.row_id is not None
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self._at_rest, name="rest")

    def _at_rest(self) -> None:
        if not self.app.is_running:
            return  # the desk closes: its screens lose their parts one by one
        self._count_anew()
        preview = self.query_one(TicketPreview)
        if preview.display:
            preview.look(self.desk, self.tickets.row_id, self.tickets.tickets)

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

    async def do_composer_reply(self) -> None:
        """Open the ticket and write a reply."""
        await self.do_queue_open()
        await self.host.give("composer.reply")

    async def do_composer_note(self) -> None:
        """Open the ticket and write a note."""
        await self.do_queue_open()
        await self.host.give("composer.note")

    async def do_ticket_new(self) -> None:
        """Find or make the customer of a new ticket."""
        await self.host.open_dialog("caller", channel=Channel.EMAIL)

    async def do_queue_play(self) -> None:
        """Open the next best ticket of the view."""
        from csr_desk.actions import play  # not for the start

        opened = play.play(self.desk, self.state.view)
        if opened is None:
            typed = len(play.typed_on(self.desk))
            passed = f"Passed over, because a colleague is typing: {typed}. " if typed else ""
            raise errors.Refused(
                f"nothing is left to play in {self.state.view.title}",
                self.host.keymap.fill(f"{passed}Choose another view with {{queue.view}}."),
            )
        await self.host.go("ticket", ticket_id=opened.ticket_id)

    def do_queue_skip(self) -> None:
        """Ask for the reason, which may be empty."""
        from csr_desk.screens.dialogs import AskText

        ticket_id = self.tickets.row_id
        if ticket_id is not None:
            self.ask(
                AskText("Skip for this round", "Why? It may be empty."),
                lambda why: self._skip(ticket_id, why),
            )

    def _skip(self, ticket_id: int, why: str) -> None:
        from csr_desk.actions import play

        play.skip(self.desk, ticket_id, why)
        self.tickets.action_move(1)
        self.host.say("The ticket is put aside; it comes back at the end of the round.")
