"""The tour through the figures: statistics, trend, handover sheet, and the files they write."""

import asyncio
import csv
import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from csr_desk.domain.instants import to_datetime
from csr_desk.reports import export_csv, export_xlsx, handover, report, trend, trend_pages
from csr_desk.screens import handover as handover_screen
from csr_desk.screens import report_export, shift_end
from csr_desk.screens.trend import COUNTING, TrendDraft
from csr_desk.screens.trend_form import TrendForm
from tests.vector_kinds import follow_store
from tests.vector_kinds.seen import Printed, Seen
from tests.vector_kinds.stops import Stops

FORMULA = frozenset("=+-@＝＋－＠")
TURNS = 3_000


class FigureTour(Stops):
    """Leads the running desk of a tour through statistics, trend and handover sheet."""

    fills = 0

    @property
    def monday(self) -> Any:
        """Return the first day of the present week."""
        today = to_datetime(self.desk.now(), self.desk.zone).date()
        return today - timedelta(days=today.weekday())

    async def places(self, words: Sequence[str], numbers: Sequence[int]) -> AsyncIterator[Seen]:
        """Go through all of them."""
        turned = [*words[self.fills % len(words) :], *words]
        follow_store.fill_trend(self.store, self.monday.isoformat(), self.desk.now(), turned)
        self.fills += 1
        for place in (self._report(numbers), self._trend(), self._handover()):
            async for seen in place:
                yield seen

    async def _until(self, is_there: Any) -> None:
        for _ in range(TURNS):
            if is_there():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("what a thread counts did not arrive")

    # statistics -----------------------------------------------------------------------------------

    async def _report(self, numbers: Sequence[int]) -> AsyncIterator[Seen]:
        await self.app.go("report", kind="week", asked=self.fills)
        place: Any = self.app.screen
        await self._until(lambda: place.job is None and place.shown is not None)
        await self.tour.settle()
        yield self.tour.seen("statistics", (), "*")
        lines, strips = place.report_lines, []
        rows = [lines.source.row(at) for at in range(lines.source.count())]
        for row in rows[:: max(lines.size.height - 2, 1)]:
            lines.go_to(row.key)
            await self.tour.settle()
            strips += self.tour.seen("a part", (), "ReportList", "#details").strips
        yield Seen("groups of the statistics", strips, self._grouped(rows, numbers))
        for name in ("by_customer", "by_tag"):
            for row in [one for one in rows if one.name == name][:2]:
                lines.go_to(row.key)
                place.do_report_define()
                await self.tour.settle()
                yield self.tour.seen("a definition", (), ".box")
                self.app.close_dialogs()
                await place.do_report_open()
                await self.tour.settle()
                yield self.tour.seen("behind a figure", (), "#drill")
                yield self.tour.seen("contacts behind", (), "LogList", "#drill-title")
                place._close_behind()
        for _ in range(4):
            await place.do_report_plot()
            await self.tour.settle()
            yield self.tour.seen("a plot", (), "ReportPlots", "#plot-title", "#plot-numbers")
        report_export.ask(self.app, place.shown)
        await self.tour.settle()
        yield self.tour.seen("an export", (), ".box")
        self.app.close_dialogs()

    def _grouped(self, rows: Sequence[Any], numbers: Sequence[int]) -> Sequence[int]:
        """Return the values that have a line; a report shows the largest groups alone."""
        there = len([one for one in rows if one.name == "by_customer"])
        return numbers if there >= len(numbers) else ()

    # the trend ------------------------------------------------------------------------------------

    async def _trend(self) -> AsyncIterator[Seen]:
        await self.app.push_screen(TrendDraft(self.app))
        draft: Any = self.app.screen
        await self._until(lambda: draft.draft is not None and draft.page.text != COUNTING)
        for _ in range(4):
            await self.tour.settle()
            yield self.tour.seen("the trend", (), "#draft")
            draft.action_scroll(20)
        draft._copy()
        await self.app.push_screen(TrendForm(self.desk, draft.draft))
        await self.tour.settle()
        yield self.tour.seen("what is written into a trend", (), ".box")
        self.app.screen.dismiss(None)
        self.app.close_dialogs()

    async def _handover(self) -> AsyncIterator[Seen]:
        sheet = handover.sheet(self.desk.store, self.desk.agent_id, self.desk.now())
        handover_screen.show(self.app, sheet)
        await self.turns()
        yield self.tour.seen("the handover sheet", (), ".box", ".page")
        self.app.screen.dismiss("copy")
        await self.turns()
        self.app.close_dialogs()

        await self.app.open_dialog("caller")
        await self.tour.settle()
        yield self.tour.seen("who may be calling", (), "*")
        self.app.close_dialogs()
        shift_end.end_shift(self.app)
        await self.turns()
        yield self.tour.seen("before the shift ends", (), ".box")
        self.app.close_dialogs()

    # what leaves the desk -------------------------------------------------------------------------

    def printed(self) -> Iterator[Printed]:
        """Yield what was copied, and the files that are written for other programs."""
        for words in self.app.copied:
            yield Printed("what is copied", 0, words)
        self.app.copied.clear()
        desk, folder = self.desk, Path(self.desk.places.data)
        week = report.week(desk.store, desk.config, desk.agent_id, desk.now(), desk.zone)
        yield from self._workbooks(week, folder)
        found = trend.of_week(
            desk.store, desk.config, desk.agent_id, desk.now(), desk.zone, self.monday
        )
        for form, write in trend_pages.FORMATS.items():
            words = write(found, desk.zone)
            yield Printed(f"the trend as {form}", 0, words)
            yield _parsed(form, words)
        sheet = handover.sheet(desk.store, desk.agent_id, desk.now())
        path = folder / f"handover-{self.fills}.txt"
        handover.write(path, sheet, desk.zone)
        yield Printed("a handover file", _mode(path), path.read_text(encoding="utf-8"))
        path.unlink()

    def _workbooks(self, week: report.Written, folder: Path) -> Iterator[Printed]:
        desk = self.desk
        done = export_csv.write(folder / "week.csv", desk.store, week, desk.zone)
        for path in done.files:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.reader(lines, strict=True):
                    yield from _cells(path.name, row)
            yield Printed(path.name, _mode(path), "")
            path.unlink()
        path = folder / "week.xlsx"
        export_xlsx.write(path, desk.store, week, desk.zone)
        book = load_workbook(path, data_only=False)
        for sheet in book:
            for cells in sheet.iter_rows():
                formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
                if sheet.title != book.worksheets[0].title and _foreign(formulas):
                    yield Printed(f"{sheet.title} holds a formula", 1, "")
                if any(cell.hyperlink for cell in cells):
                    yield Printed(f"{sheet.title} holds a link", 1, "")
                words = [str(cell.value) for cell in cells if cell.data_type in ("s", "inlineStr")]
                yield Printed(sheet.title, 0, "\n".join(words))
        yield Printed(path.name, _mode(path), "")
        path.unlink()


def _foreign(formulas: Sequence[str]) -> bool:
    """Tell whether a formula calls anything that leaves the workbook."""
    return any(word in one.upper() for one in formulas for word in ("HYPERLINK", "IMPORT", "CMD|"))


def _cells(name: str, row: Sequence[str]) -> Iterator[Printed]:
    yield Printed(name, 0, "\n".join(row))
    for cell in row:
        if cell.lstrip()[:1] in FORMULA and not _is_number(cell):
            yield Printed(f"{name} holds the formula {cell[:20]!r}", 1, "")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _mode(path: Path) -> int:
    """Return 0 for a file that is its owner's alone."""
    return 0 if stat.S_IMODE(path.stat().st_mode) == 0o600 else 1


_TAGS = frozenset(
    (
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "table",
        "tr",
        "th",
        "td",
        "ol",
        "ul",
        "li",
        "strong",
        "br",
    )
)


def _parsed(form: str, words: str) -> Printed:
    """Return whether a page has only the tags that the desk writes itself."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.add(tag)

    if form != "html":
        return Printed(form, 0, "")
    Reader().feed(words)
    return Printed(f"html with {sorted(found - _TAGS)}", int(not found <= _TAGS), "")
