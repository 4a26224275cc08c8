"""Taking a report out of the desk: CSV or a workbook, written aside to a private new file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from csr_desk import errors, text
from csr_desk.actions import report_export
from csr_desk.reports.report import Written
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.screens.files import not_empty
from csr_desk.screens.host import Host, sentence
from csr_desk.store.connection import Store
from csr_desk.widgets.report_lines import Shown

CSV, XLSX = "csv", "xlsx"
_WORDS: Final = {
    CSV: "Into which new file? The contacts go into a second one beside it.",
    XLSX: "Into which new file? One workbook: figures with formulas, and all contacts.",
}


def ask(host: Host, shown: Shown) -> None:
    """Ask for the kind and the name of the file, and write it."""
    choices = [Choice("c", "CSV: figures, and all contacts beside them", CSV)]
    choices += [Choice("x", "XLSX: a workbook for Excel or LibreOffice", XLSX)]
    host.ask(Choose("Export this report", choices), lambda kind: _named(host, shown, kind))


def _named(host: Host, shown: Shown, kind: str) -> None:
    path = Path.home() / f"{slug(shown.written)}.{kind}"
    words = f"{_WORDS[kind]} It holds personal data."
    host.ask(
        AskText("Export this report", words, str(path), check=not_empty),
        lambda typed: _begin(host, Export(shown, kind, Path(typed).expanduser().absolute())),
    )


def slug(written: Written) -> str:
    """Return a file name for a report: `week-of-2026-11-23`."""
    begun = re.sub(r"[^a-z0-9-]+", "-", written.title.lower()).strip("-")
    return begun if written.number is None else f"shift-{written.number}"


@dataclass(frozen=True)
class Export:
    """A file to be written."""

    shown: Shown
    kind: str
    path: Path

    def write(self, store: Store, host: Host) -> tuple[tuple[Path, ...], int]:
        """Write it and return the files with the number of contacts; Refused as files refuse."""
        zone = host.desk.zone
        # Deferred: a workbook is seldom written, and what writes one is large.
        if self.kind == XLSX:
            from csr_desk.reports import export_xlsx

            done = export_xlsx.write(
                self.path, store, self.shown.written, zone, before=self.shown.before
            )
        else:
            from csr_desk.reports import export_csv

            done = export_csv.write(self.path, store, self.shown.written, zone)
        return done.files, done.contacts


def _begin(host: Host, export: Export) -> None:
    if host.background:
        raise errors.Refused(host.background.rstrip("."), "Wait until that is done.")
    host.background = "A report is being written."
    host.run_worker(partial(_work, host, export), thread=True, group="export", exit_on_error=False)


def _work(host: Host, export: Export) -> None:
    """Write in a thread, on a connection of its own; the loop says what became of it."""
    tell: Callable[[], None] = partial(_failed, host, "The report was not written.")
    try:
        store = Store(host.desk.store.path, read_only=True)
        try:
            files, contacts = export.write(store, host)
        finally:
            store.close()
        tell = partial(_done, host, export, files, contacts)
    except errors.DeskError as refusal:
        tell = partial(_failed, host, sentence(refusal))
    finally:
        host.call_from_thread(tell)


def _failed(host: Host, words: str) -> None:
    host.background = ""
    host.say(words, "warning")


def _done(host: Host, export: Export, files: tuple[Path, ...], contacts: int) -> None:
    host.background = ""
    period = export.shown.written.report.period
    report_export.note(host.desk, export.path, period.from_at, period.to_at, contacts)
    names = " and ".join(text.clean(str(one), single_line=True) for one in files)
    host.say(f"The figures and {contacts} contacts are in {names}.")
