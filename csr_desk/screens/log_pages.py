"""The half of the log that shows: which time, which words, the list, the details and the sums."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import errors
from csr_desk.commands.command import Situation
from csr_desk.domain import when
from csr_desk.domain.bars import Glance
from csr_desk.domain.instants import to_datetime
from csr_desk.reports import log_span, log_sums
from csr_desk.reports.log_page import LogPage
from csr_desk.reports.log_record import LogRecord
from csr_desk.reports.log_span import Span
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.widgets.log_details import details, sums_line
from csr_desk.widgets.log_list import LogList

EMPTY = "No contact ended in this time.\n[ and ] go to the day before and after, V chooses another."
EMPTY_FILTER = "No contact of this time has these words. Esc clears the filter."


class LogPages(DeskScreen):
    """A span of the log, chosen by keys and narrowed by words; what shows, not what changes."""

    PLACE = "log"
    CSS_PATH = "log.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS = [
        Binding("ctrl+down", "scroll_details(1)", "Details down", show=False),
        Binding("ctrl+up", "scroll_details(-1)", "Details up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._wanted = "shift"
        self._day = self.today
        self._typed = ""
        self._sums = ""

    def compose_place(self) -> Iterable[Widget]:
        """Compose the title, the filter, the list with its details, and the sums."""
        yield Static(markup=False, id="title")
        yield Input(placeholder="Words: a customer, a reason, a tag, unlogged", id="filter")
        yield Static(markup=False, id="columns")
        with Container(id="list-and-details"):
            yield LogList(self._page(), self.desk.zone, empty=EMPTY)
            with VerticalScroll(id="details", can_focus=False):
                yield Static(markup=False)
        yield Static(markup=False, id="sums")

    # what is shown -------------------------------------------------------------------------------

    @property
    def records(self) -> LogList:
        """Return the list."""
        return self.query_one(LogList)

    @property
    def page(self) -> LogPage:
        """Return the rows the list shows."""
        source = self.records.source
        if not isinstance(source, LogPage):
            raise TypeError("the log shows pages of the log alone")
        return source

    @property
    def span(self) -> Span:
        """Return the stretch of the log that is chosen."""
        now, zone = self.desk.now(), self.desk.zone
        if self._wanted == "year":
            return log_span.year_span(now)
        if self._wanted == "shift":
            found = log_span.shift_span(self.desk.store, now, zone)
            if found is not None:
                return found
        return log_span.day_span(self._day, now, zone)

    def _page(self) -> LogPage:
        desk = self.desk
        return LogPage(desk.store, desk.agent_id, self.span, desk.now(), self._typed)

    def show(self, interaction_id: int | None = None) -> None:
        """Show the span anew, with the cursor on a contact where one is named."""
        self.records.focus()
        self.reread()
        place = None if interaction_id is None else self.page.index_of(interaction_id)
        if place is not None:
            self.records.cursor = place

    def reread(self, *, keep: bool = True) -> None:
        """Read the rows and the sums as the store has them now."""
        self.records.dated = self._wanted == "year"
        self.records.empty = EMPTY_FILTER if self._typed else EMPTY
        self.records.set_source(self._page(), keep=keep)
        found = log_sums.sums(self.desk.store, self.desk.config, self.desk.agent_id, self.span)
        self._sums = sums_line(found)
        self._show_lines()

    def _show_lines(self) -> None:
        page = self.page
        count = f"{page.count()} of {page.all}" if self._typed else str(page.all)
        plural = "" if page.all == 1 else "s"
        self.query_one("#title", Static).update(f"{page.span.title} · {count} contact{plural}")
        self.query_one("#columns", Static).update(self.records.titles)
        self.query_one("#sums", Static).update(self._sums)
        self._show_details()

    def _show_details(self) -> None:
        row = self.records.current
        shown = details(self.desk.store, row, self.desk.zone) if row else Content()
        self.query_one("#details Static", Static).update(shown)

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.call_after_refresh(self._show_lines)

    def on_virtual_list_moved(self) -> None:
        """Show the details of the contact under the cursor."""
        if not self.app.is_running:
            return  # the desk closes: its screens lose their parts one by one
        self._show_details()
        self.query_one("#details", VerticalScroll).scroll_home(animate=False)

    async def on_virtual_list_opened(self) -> None:
        """Open the ticket of the clicked contact."""
        await self.give("log.open")

    def tick(self, glance: Glance) -> None:
        """Let the time of contacts that are not logged yet go on."""
        super().tick(glance)
        if self.query(LogList) and (glance.focused is not None or glance.others):
            self.page.forget(self.desk.now())
            self.records.forget()
            self._show_details()

    def situation(self) -> Situation:
        """Return the ticket and customer of the contact under the cursor."""
        row = self.records.current if self.is_mounted and self.query(LogList) else None
        return replace(
            super().situation(),
            ticket_id=row.ticket_id if row else None,
            customer_id=row.customer_id if row else None,
            editing=isinstance(self.focused, Input),
        )

    def _row(self) -> LogRecord:
        row = self.records.current
        if row is None:
            hint = "Choose another day with {log.previous_day} or {log.next_day}."
            raise errors.Refused("no contact is chosen", hint)
        return row

    def action_scroll_details(self, lines: int) -> None:
        """Scroll the details."""
        self.query_one("#details", VerticalScroll).scroll_relative(y=3 * lines, animate=False)

    # which time ----------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """Return the day it is in the agent's zone."""
        return to_datetime(self.desk.now(), self.desk.zone).date()

    def _go_to(self, wanted: str, day: date | None = None) -> None:
        self._wanted, self._day = wanted, day or self._day
        self.reread(keep=False)

    def _step(self, days: int) -> None:
        if self._wanted == "shift":
            self._day = to_datetime(self.span.from_at, self.desk.zone).date()
        elif self._wanted == "year":
            self._day = self.today
        self._go_to("day", min(self._day + timedelta(days=days), self.today))

    def do_log_previous_day(self) -> None:
        """Go to the day before."""
        self._step(-1)

    def do_log_next_day(self) -> None:
        """Go to the day after."""
        self._step(1)

    def do_log_today(self) -> None:
        """Go to today."""
        self._go_to("day", self.today)

    def do_log_day(self) -> None:
        """Ask for the day."""

        def problem(typed: str) -> str | None:
            try:
                when.past_day(typed, self.today)
            except when.WhenProblem as wrong:
                return str(wrong)
            return None

        self.ask(
            AskText("Which day?", "Such as yesterday, fri, 24.12. or 2026-11-23.", check=problem),
            lambda typed: self._go_to("day", when.past_day(typed, self.today)),
        )

    def do_log_span(self) -> None:
        """Ask for the span."""
        choices = [
            Choice("s", "the shift", "shift"),
            Choice("d", "today", "day"),
            Choice("y", "the last twelve months", "year"),
        ]
        self.ask(Choose("Which time?", choices), lambda wanted: self._go_to(wanted, self.today))

    # filter --------------------------------------------------------------------------------------

    def do_log_filter(self) -> None:
        """Open the filter."""
        field = self.query_one("#filter", Input)
        field.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list to the words typed."""
        self._typed = event.value
        self.records.empty = EMPTY_FILTER if self._typed else EMPTY
        self.records.set_source(self._page())
        self._show_lines()

    def on_input_submitted(self) -> None:
        """Go to the list; the filter stays."""
        self.records.focus()

    async def do_go_back(self) -> None:
        """Clear the filter, or else go back."""
        field = self.query_one("#filter", Input)
        if not field.display:
            await super().do_go_back()
            return
        field.value = ""
        field.display = False
        self.records.focus()
