"""The statistics: the figures of a shift, a day, a week, a month or any days, and their plots."""

from dataclasses import replace
from datetime import date

from csr_desk import errors
from csr_desk.domain import kpi
from csr_desk.reports.log_record import LogRecord
from csr_desk.reports.report import Kind
from csr_desk.screens import report_days, report_export
from csr_desk.screens.dialogs import AskText, Choice, Choose, Info, Pick
from csr_desk.screens.report_behind import behind, turned
from csr_desk.screens.report_pages import ReportPages
from csr_desk.screens.report_steps import neighbour
from csr_desk.screens.report_work import Wanted
from csr_desk.widgets.report_lines import ReportLine, Shown
from csr_desk.widgets.report_plots import ReportPlots

KINDS: tuple[tuple[str, str, Kind], ...] = (
    ("s", "a shift", "shift"),
    ("d", "a day", "day"),
    ("w", "a week", "week"),
    ("m", "a month", "month"),
)
FCR = (
    "fcr_reported",
    "fcr_issue_7d_provisional",
    "fcr_issue_7d_matured",
    "fcr_strict_customer",
    "fcr_strict_customer_matured",
)


class ReportScreen(ReportPages):
    """The commands of the statistics."""

    def do_cursor_down(self) -> None:
        """Move down."""
        self._moved(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self._moved(-1)

    def _moved(self, rows: int) -> None:
        one = self.report_lines if self.behind is None else self.list_behind
        one.action_move(rows)

    def _ready(self) -> Shown:
        if self.shown is None:
            raise errors.Refused("no report is counted yet", "{report.kind} chooses a period.")
        return self.shown

    def _line(self) -> ReportLine:
        line = self.report_lines.current
        if line is None:
            raise errors.Refused("no figure is chosen", "{report.kind} chooses a period.")
        return line

    # which period --------------------------------------------------------------------------------

    def _choose(self, wanted: Wanted) -> None:
        self._close_behind()
        self.choose(wanted)

    def _step(self, step: int) -> None:
        wanted = self.wanted
        if wanted is None:
            raise errors.Refused("no report is counted yet", "{report.kind} chooses a period.")
        desk = self.desk
        self._choose(neighbour(desk.store, desk.agent_id, wanted, step, self.today))

    def do_report_previous(self) -> None:
        """Go to the period before."""
        self._step(-1)

    def do_report_next(self) -> None:
        """Go to the period after."""
        self._step(1)

    def do_report_today(self) -> None:
        """Go to the present period of this kind, a range to today."""
        wanted = self.wanted or Wanted("week")
        kind: Kind = "day" if wanted.kind == "range" else wanted.kind
        self._choose(Wanted(kind, compare=wanted.compare))

    def do_report_kind(self) -> None:
        """Ask for the kind of period; the day in sight stays in it."""
        choices = [Choice(key, words, kind) for key, words, kind in KINDS]
        self.ask(Choose("Figures of what?", choices), self._kind_chosen)

    def _kind_chosen(self, kind: Kind) -> None:
        compare = self.wanted is not None and self.wanted.compare
        first = self.shown.written.first if self.shown is not None else None
        self._choose(Wanted(kind, None if kind == "shift" else first, compare=compare))

    def do_report_days(self) -> None:
        """Ask for a day or a range of days."""
        self.ask(
            AskText("Which days?", report_days.WORDS, check=self._days_problem),
            lambda typed: self._days_chosen(*report_days.parse(typed, self.today)),
        )

    def _days_problem(self, typed: str) -> str | None:
        try:
            report_days.parse(typed, self.today)
        except ValueError as wrong:
            return str(wrong)
        return None

    def _days_chosen(self, first: date, last: date) -> None:
        compare = self.wanted is not None and self.wanted.compare
        if first == last:
            self._choose(Wanted("day", first, compare=compare))
        else:
            self._choose(Wanted("range", first, last, compare=compare))

    def do_report_compare(self) -> None:
        """Count the period before too, or leave it away."""
        wanted = self.wanted or Wanted("week")
        self.choose(replace(wanted, compare=not wanted.compare))

    # what is behind ------------------------------------------------------------------------------

    async def do_report_open(self) -> None:
        """Open the list behind this line, or the ticket of this row."""
        if self.behind is None:
            self.open_behind(behind(self.desk, self._ready(), self._line()))
            return
        row = self.list_behind.current
        if row is None:
            raise errors.Refused("nothing is chosen", "{report.part} shows the others.")
        ticket_id = row.ticket_id if isinstance(row, LogRecord) else row.id
        await self.host.go("ticket", ticket_id=ticket_id)

    def do_report_part(self) -> None:
        """Show the next part of what is behind this line."""
        if self.behind is None:
            self.open_behind(turned(behind(self.desk, self._ready(), self._line())))
        else:
            self.open_behind(turned(self.behind))

    def do_report_section(self) -> None:
        """Ask for a part of the report, and go there."""
        rows = self.report_lines.source
        headings = [
            Choice("", row.label, row.key)
            for place in range(rows.count())
            if (row := rows.row(place)) is not None and row.is_heading
        ]
        self._close_behind()
        self.ask(Pick("Go to which part?", headings), self.report_lines.go_to)

    def do_report_define(self) -> None:
        """Show the definition of the figure under the cursor."""
        line = self._line()
        if line.is_heading or not line.name:
            raise errors.Refused("this line is no figure", "Choose one below it.")
        words = self.definition(line)
        if line.name in FCR:
            sentences = kpi.definitions(self._ready().written.settings)
            words = "\n\n".join(f"{name}: {sentences[name]}" for name in FCR[:4])
        version = self._ready().written.report.definition_version
        self.host.push_screen(Info(f"{line.label.strip()} ({version})", words))

    async def do_report_plot(self) -> None:
        """Show the next plot; a narrow window shows it in place of the figures."""
        shown, plots = self._ready(), self.query_one(ReportPlots)
        self._close_behind()
        opens = self.has_class("-narrow") and not self.has_class("-plotting")
        if self.has_class("-narrow") and plots.is_last and not opens:
            self.remove_class("-plotting")
            await plots.show(shown, 1)
            return
        self.add_class("-plotting")
        await plots.show(shown, 0 if opens else 1)

    def do_report_export(self) -> None:
        """Ask for the kind of file and its name, and write it."""
        report_export.ask(self.host, self._ready())

    def do_report_trend(self) -> None:
        """Draft the trend of the week in sight."""
        # Deferred: it is written once a week.
        from csr_desk.screens.trend import TrendDraft

        first = self.shown.written.first if self.shown is not None else None
        self.host.push_screen(TrendDraft(self.host, first))
