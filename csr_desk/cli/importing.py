"""`import`: files of any kind the desk knows, with what became of each row."""

import os
import sys
from pathlib import Path

from csr_desk import paths, text
from csr_desk.actions.desk import Desk
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.progress import Bar
from csr_desk.domain import pii
from csr_desk.importing.kind_signs import KINDS
from csr_desk.importing.result import FileResult
from csr_desk.importing.run import import_files


def arguments(verb: str, parser: Parser) -> None:
    """Add the files and how to read them."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="CSV, TSV, JSON, JSONL or XLSX")
    parser.add_argument("--kind", choices=KINDS, help="when the guess is wrong")
    parser.add_argument("--map", metavar="FILE", help="a TOML file that names the columns")
    parser.add_argument("--dry-run", action="store_true", help="show what would come in")


def run(context: Context) -> int:
    """Import the files and print one row for each; 1 when one could not be taken in."""
    options = context.options
    with context.desk() as desk:
        bar = Bar(sys.stderr)
        try:
            results = import_files(
                desk.store,
                desk.clock,
                desk.new_uid,
                [Path(name) for name in options.files],
                options.kind,
                Path(options.map) if options.map else None,
                options.dry_run,
                lambda path, done, size, rows: bar.show(path.name, done, size, f"{rows:,} rows"),
                desk.actor,
                shield=lambda written: _masked(desk, written),
                rejects_folder=_rejects_folder(context, options.files),
            )
        finally:
            bar.clear()
    if context.out.as_json:
        found = [one.as_dict(details=options.dry_run) for one in results]
        context.out.document({"files": found})
    else:
        for one in results:
            _say(context, one)
    return 1 if any(one.problem for one in results) else 0


def _masked(desk: Desk, written: str) -> str:
    shield = desk.config.shield
    wanted = pii.Shield(iban=shield.iban, national_id=shield.national_id)
    return pii.mask(written, wanted).text


def _rejects_folder(context: Context, files: list[str]) -> Path | None:
    """Return a folder of the desk for rejected rows when one beside the files may not be made."""
    if all(os.access(Path(name).absolute().parent, os.W_OK) for name in files):
        return None
    return paths.make_folder(context.places.rejects)


def _say(context: Context, one: FileResult) -> None:
    out, dry = context.out, context.options.dry_run
    name = text.line(one.file, 200)
    if one.problem is not None:
        out.note(str(one.problem) if one.file in one.problem.message else f"{name}: {one.problem}")
        if not one.rows:
            return
    would = "would be " if dry else ""
    out.say(
        f"{name}: {one.kind}, {one.rows:,} rows: {one.imported:,} {would}imported,"
        f" {one.updated:,} {would}updated, {one.unchanged:,} unchanged, {one.rejected:,} rejected"
    )
    if dry:
        pairs = [(column, field) for column, field in one.columns.items()]
        out.table(("COLUMN", "FIELD"), pairs + [(column, "left out") for column in one.unmapped])
        for line in one.notes:
            out.say(f"  {line}")
    for line in one.problems:
        out.note(f"  {line}")
    if one.rejected_file:
        out.note(f"  The rejected rows are in {one.rejected_file}.")
