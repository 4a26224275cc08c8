"""`report`: the figures of a shift, a day, a week, a month or any days; as text, CSV or XLSX."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.cli import report_period, report_show, report_trend
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.progress import Bar
from csr_desk.reports import groupings, report_text
from csr_desk.reports.export_file import Exported
from csr_desk.reports.progress import Progress
from csr_desk.reports.report import Written

PATIENCE_S = 1.0
"""Seconds after which a bar says how far a report or a file has come."""


def arguments(verb: str, parser: Parser) -> None:
    """Add the period, what is shown beside its figures, and the files."""
    periods = (*report_period.PERIODS, report_trend.TREND)
    parser.add_argument("period", metavar="|".join(periods), choices=periods)
    parser.add_argument("--date", metavar="D", help="2026-11-23, today or yesterday")
    parser.add_argument("--from", dest="first", metavar="D", help="the first day of a range")
    parser.add_argument("--to", dest="last", metavar="D", help="its last day; default: today")
    parser.add_argument("--compare", action="store_true", help="the change to the period before")
    parser.add_argument(
        "--by", action="append", choices=groupings.BY, default=[], help="a table of groups"
    )
    parser.add_argument("--definitions", action="store_true", help="how each figure is defined")
    parser.add_argument(
        "--csv", metavar="FILE", help="write the figures, and all contacts to FILE-contacts"
    )
    parser.add_argument("--xlsx", metavar="FILE", help="write a workbook with live formulas")
    parser.add_argument("--replace", action="store_true", help="a file that is there already")
    report_trend.arguments(parser)


def run(context: Context) -> int:
    """Print the figures, and write them to the files that are named."""
    options = context.options
    report_period.check(options)
    report_trend.check(options)
    work = report_trend.run if options.period == report_trend.TREND else _figures
    with context.desk() as desk, Bar(sys.stderr) as bar:
        told = Patient(bar, context.environment.machine.monotonic)
        document, lines, files = work(context, desk, told)
        bar.clear()
        if files:
            document["files"] = [str(path) for path in files]
        context.out.answer(document, lines)
        for path in files:
            context.out.note(f"{path} is written; only you can read it.")
    return 0


Answer = tuple[dict[str, Any], str, list[Path]]
"""A document, its lines, and the files that were written."""


def _figures(context: Context, desk: Desk, progress: Progress) -> Answer:
    """Return the report of a period, written to the files that are named."""
    options = context.options
    written = report_period.written(options, desk, progress)
    before = report_period.before(desk, written, progress) if options.compare else None
    document, lines = _answer(context, desk, written, before)
    return document, lines, _files(context, desk, written, before, progress)


def _answer(
    context: Context, desk: Desk, written: Written, before: Written | None
) -> tuple[dict[str, Any], str]:
    """Return the answer as a document and as lines."""
    options = context.options
    document = report_text.as_json(written, desk.zone)
    lines = report_show.figures(written, before, desk.zone)
    if options.compare and before is None:
        lines += ["", "There is no shift before this one to compare with."]
    if before is not None:
        document["before"] = report_text.as_json(before, desk.zone)
        document["change"] = report_show.changes(written, before)
    if options.by:
        document["by"] = {}
    for name in dict.fromkeys(options.by):
        groups = groupings.by(desk.store, written, name, desk.zone)
        document["by"][name] = [report_show.group_json(group) for group in groups]
        lines += report_show.groups(name, groups)
    if options.definitions:
        document["definitions_of"] = report_show.definitions(written)
        lines += report_show.definition_lines(written)
    return document, "\n".join(lines)


def _files(
    context: Context, desk: Desk, written: Written, before: Written | None, progress: Progress
) -> list[Path]:
    """Write the files that are named, note them in the log, and return their paths."""
    options = context.options
    more = {"replace": options.replace, "progress": progress}
    done: list[Exported] = []
    # Deferred: most reports are read and not written, and XlsxWriter is a whole library.
    if options.csv:
        from csr_desk.reports import export_csv

        path = _free(options.csv, replace=options.replace)
        done.append(export_csv.write(path, desk.store, written, desk.zone, **more))
    if options.xlsx:
        from csr_desk.reports import export_xlsx

        path = _free(options.xlsx, replace=options.replace)
        done.append(export_xlsx.write(path, desk.store, written, desk.zone, before=before, **more))
    for one in done:
        _noted(context, desk, written, one)
    return [path for one in done for path in one.files]


def _free(name: str, *, replace: bool) -> Path:
    """Return the path of a file; Refused with what helps where one stands already."""
    path = Path(name)
    if path.is_file() and not path.is_symlink() and not replace:
        raise errors.Refused(f"{path} exists already", "Name another file, or add --replace.")
    return path


def _noted(context: Context, desk: Desk, written: Written, done: Exported) -> None:
    from csr_desk.actions import report_export

    period = written.report.period
    try:
        report_export.note(desk, done.files[0], period.from_at, period.to_at, done.contacts)
    except errors.StoreError as error:
        context.out.note(f"The file is written, but the log could not note it: {error}")


class Patient:
    """A bar that is drawn only when the wait has become one."""

    def __init__(self, bar: Bar, monotonic: Callable[[], float]) -> None:
        self._bar, self._monotonic = bar, monotonic
        self._begun = monotonic()

    def __call__(self, share: float) -> None:
        """Draw the share done, 0 to 1; the next piece of work begins at 0 again."""
        if self._monotonic() - self._begun >= PATIENCE_S:
            self._bar.show("Report", round(share * 1_000), 1_000)
