"""`report`: the figures of a shift, a day or a week, on the screen or as a CSV file."""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csr_desk import errors, paths, text
from csr_desk.actions.desk import Desk
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import day
from csr_desk.reports import report, report_text

PERIODS = ("shift", "day", "week")
HEADS = ("section", "name", "value", "unit", "num", "den", "text")


def arguments(verb: str, parser: Parser) -> None:
    """Add the period."""
    parser.add_argument("period", metavar="|".join(PERIODS), choices=PERIODS)
    parser.add_argument("--date", metavar="D", help="2026-11-23, today or yesterday")
    parser.add_argument("--csv", metavar="FILE", help="also write the figures to a CSV file")


def run(context: Context) -> int:
    """Print the figures, and write them to a file where one is named."""
    options = context.options
    if options.period == "shift" and options.date:
        raise errors.Usage(
            "`report shift` tells of the open or the last shift", "Use `report day --date`."
        )
    with context.desk() as desk:
        written = _written(context, desk)
        document = report_text.as_json(written, desk.zone)
        if options.csv:
            path = _write_csv(Path(options.csv), document)
            context.out.note(f"The figures are in {path}.")
        context.out.answer(document, report_text.as_text(written, desk.zone))
    return 0


def _written(context: Context, desk: Desk) -> report.Written:
    options = context.options
    store, config, agent, now, zone = (
        desk.store, desk.config, desk.agent_id, desk.now(), desk.zone
    )  # fmt: skip
    if options.period == "shift":
        return report.shift(store, config, agent, now)
    on = day(options.date, now, zone) if options.date else None
    of = report.day if options.period == "day" else report.week
    return of(store, config, agent, now, zone, on)


def _write_csv(path: Path, document: dict[str, Any]) -> Path:
    """Write the figures to a private file, safe to open in a spreadsheet; return its path."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    rows.writerow(HEADS)
    for row in _csv_rows(document):
        rows.writerow([text.csv_cell(cell) for cell in row])
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(paths.private_open(path, flags), "w", encoding="utf-8", newline="") as file:
            file.write(sheet.getvalue())
    except OSError as error:
        raise errors.Refused(
            f"{path} cannot be written: {error.strerror}", "Name another file."
        ) from error
    return path


def _csv_rows(document: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for name in ("from", "to", "as_of", "definitions"):
        yield ("report", name, document[name], "", "", "", "")
    yield from _figures("figures", document["figures"])
    for section in ("aht_by_channel", "handle_spread"):
        yield from _figures(section, document.get(section, {}))
    for section in ("by_channel", "outcomes", "states"):
        for name, value in document.get(section, {}).items():
            yield (section, name, value, "s" if section == "states" else "", "", "", "")
    for reason, count in document["reasons"]:
        yield ("reasons", reason, count, "", "", "", "")


def _figures(section: str, figures: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for name, one in figures.items():
        yield (section, name, one["value"], one["unit"], one["num"], one["den"], one["text"])
