"""The half of the statistics that shows: the lines, the plots, what is behind a line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.commands.command import Situation
from csr_desk.domain import kpi
from csr_desk.domain.instants import MINUTE, to_datetime
from csr_desk.reports.report import Kind, Written
from csr_desk.screens.report_behind import Behind, source, title_of
from csr_desk.screens.report_waiting import ReportWaiting
from csr_desk.screens.report_work import Job, Wanted
from csr_desk.store import shifts
from csr_desk.widgets.log_list import LogList
from csr_desk.widgets.report_drill import TICKET_HEADS, Contacts, TicketRows, Tickets
from csr_desk.widgets.report_lines import ReportLine, Shown
from csr_desk.widgets.report_list import ReportList
from csr_desk.widgets.report_plots import ReportPlots
from csr_desk.widgets.report_words import clock_words, limits

EMPTY = "No report is counted yet.\n{report.kind} chooses a period, {report.days} names days."
COUNTING = "The report is being counted."


class ReportPages(ReportWaiting):
    """A report of a chosen period, and one line of it opened; what shows, not what is asked."""

    PLACE = "report"
    CSS_PATH = "report.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.shown: Shown | None = None
        self.wanted: Wanted | None = None
        self.behind: Behind | None = None
        self._asked: object = None
        self._counted_at = 0
        self._version = (-1, -1)

    def compose_place(self) -> Iterable[Widget]:
        """Compose the title, the lines with the plots, and the list behind a line."""
        yield Static(markup=False, id="title")
        yield Static(markup=False, id="header")
        yield Static(markup=False, id="progress")
        with Container(id="body"):
            with Vertical(id="lines"):
                yield Static(markup=False, id="columns")
                yield ReportList(empty=COUNTING)
                yield Static(markup=False, id="details")
            yield ReportPlots()
            with Vertical(id="drill"):
                yield Static(markup=False, id="drill-title")
                yield Static(markup=False, id="drill-columns")
                desk = self.desk
                empty = "No contact is behind this figure."
                contacts = Contacts(desk.store, (), desk.now())
                yield LogList(contacts, desk.zone, empty=empty)
                yield TicketRows(Tickets(desk.store, ()), desk.zone)

    @property
    def report_lines(self) -> ReportList:
        """Return the list of figures."""
        return self.query_one(ReportList)

    @property
    def list_behind(self) -> LogList | TicketRows:
        """Return the list behind the open line."""
        is_tickets = self.behind is not None and self.behind.is_tickets
        return self.query_one(TicketRows) if is_tickets else self.query_one(LogList)

    @property
    def today(self) -> date:
        """Return the day it is in the agent's zone."""
        return to_datetime(self.desk.now(), self.desk.zone).date()

    def show(self, kind: Kind | None = None, asked: int = 0) -> None:
        """Show the report of a kind that was just asked for, else the one that was shown."""
        is_new = kind is not None and (kind, asked) != self._asked
        if kind is not None and is_new:
            self._asked = (kind, asked)
            self._close_behind()
            compare = self.wanted is not None and self.wanted.compare
            self.choose(Wanted(kind, compare=compare))
        elif self.wanted is None:
            has_shift = shifts.of(self.desk.store, self.desk.agent_id) is not None
            self.choose(Wanted("shift" if has_shift else "week"))
        elif self.job is None and self._is_old():
            self.count(self.wanted)
        (self.report_lines if self.behind is None else self.list_behind).focus()

    def _is_old(self) -> bool:
        """Tell whether the report would be another one now."""
        if self.shown is None or self.desk.store.version() != self._version:
            return True
        goes_on = self.shown.written.report.period.to_at >= self._counted_at
        return goes_on and self.desk.now() - self._counted_at >= MINUTE

    def choose(self, wanted: Wanted) -> None:
        """Show another report once it is counted."""
        self.wanted = wanted
        self.count(wanted)

    async def arrived(self, shown: Shown, job: Job) -> None:
        """Show a report that was counted; the cursor stays on its figure."""
        self.shown, self._counted_at, self._version = shown, job.now, job.version
        written = shown.written
        compared = f" · compared with {shown.before.title.lower()}" if shown.before else ""
        if job.wanted.compare and shown.before is None:
            compared = " · nothing before to compare with"
        self.query_one("#title", Static).update(f"{written.title}{compared}")
        self.query_one("#header", Static).update(self._covered(written))
        self.report_lines.show(job.lines, compares=shown.before is not None)
        self._show_columns()
        self._show_details()
        await self.query_one(ReportPlots).show(shown)

    def refused(self) -> None:
        """Say that there is no such report; the one before stays in sight."""
        if self.shown is None:
            self.wanted = None
            self.report_lines.empty = self.host.keymap.fill(EMPTY)
            self.report_lines.forget()
        else:
            one = self.shown.written
            compare = self.shown.before is not None
            self.wanted = Wanted(one.kind, one.first, one.last, one.number, compare)

    def _covered(self, written: Written) -> str:
        """Return the line that every report has: period, as of, coverage, definitions."""
        report, zone = written.report, self.desk.zone
        first, last = (to_datetime(at, zone) for at in (report.period.from_at, report.period.to_at))
        as_of = to_datetime(report.as_of, zone)
        return (
            f"{first:%a %d %b %Y %H:%M} to {last:%a %d %b %H:%M} · as of {as_of:%d %b %H:%M}"
            f" · {report.coverage} · definitions {report.definition_version}"
        )

    def _show_columns(self) -> None:
        """Write the heads of the columns once the lists have their width."""
        self.call_after_refresh(self._write_columns)

    def _write_columns(self) -> None:
        if self.is_mounted and self.app.is_running:
            self.query_one("#columns", Static).update(self.report_lines.titles)
            is_tickets = self.behind is not None and self.behind.is_tickets
            heads = TICKET_HEADS if is_tickets else self.query_one(LogList).titles
            self.query_one("#drill-columns", Static).update(heads)

    def _show_details(self) -> None:
        line = self.report_lines.current
        parts = [self.definition(line)]
        if line is not None and not line.is_heading:
            if self.shown is not None and line.group is None:
                parts.insert(0, clock_words(self.shown.written.report.figures.get(line.name)))
            if self.report_lines.is_cut(line):
                parts.insert(0, f"{line.label.strip()}: {line.value}")
        self.query_one("#details", Static).update(text.plain(" · ".join(filter(None, parts))))

    def definition(self, line: ReportLine | None) -> str:
        """Return how the figure of a line is defined and what is usual; `""` for a heading."""
        if line is None or line.is_heading or not line.name:
            return ""
        kind = self.shown.written.kind if self.shown else "day"
        usual = limits(line.name, kind)
        settings = self.shown.written.settings if self.shown else None
        words = kpi.definitions(settings).get(line.name, line.label.strip())
        return f"{words}; {usual}" if usual else words

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self._show_columns()
        self.call_after_refresh(self.on_virtual_list_moved)

    def on_virtual_list_moved(self) -> None:
        """Show the definition of the figure under the cursor."""
        if self.app.is_running and self.is_mounted:
            self._show_details()

    async def on_virtual_list_opened(self) -> None:
        """Open the clicked line."""
        await self.give("report.open")

    # behind a line -------------------------------------------------------------------------------

    def open_behind(self, behind: Behind) -> None:
        """Show the contacts or tickets behind a line; the line stays under its cursor."""
        self.behind = behind
        rows = source(self.desk, behind)
        for one in (self.query_one(LogList), self.query_one(TicketRows)):
            one.display = one is self.list_behind
        self.query_one(LogList).dated = True
        if isinstance(rows, Tickets):
            self.query_one(TicketRows).set_source(rows, keep=False)
        else:
            self.query_one(LogList).set_source(rows, keep=False)
        self.query_one("#drill-title", Static).update(text.plain(title_of(behind)))
        self.add_class("-drilling")
        self._show_columns()
        self.list_behind.focus()

    def _close_behind(self) -> None:
        self.behind = None
        self.remove_class("-drilling")
        self._show_columns()
        self.report_lines.focus()

    async def do_go_back(self) -> None:
        """Close the list behind a line, or the plot of a narrow window, or else go back."""
        if self.behind is not None:
            self._close_behind()
        elif self.has_class("-plotting") and self.has_class("-narrow"):
            self.remove_class("-plotting")
            self.report_lines.focus()
        else:
            await super().do_go_back()

    def situation(self) -> Situation:
        """Return the ticket and customer of the contact under the cursor."""
        row = self.list_behind.current if self.behind is not None and self.is_mounted else None
        if row is None:
            return super().situation()
        ticket_id = getattr(row, "ticket_id", row.id)
        return replace(super().situation(), ticket_id=ticket_id, customer_id=row.customer_id)
