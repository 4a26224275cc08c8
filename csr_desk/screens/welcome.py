"""The first start with an empty store: try the sample, import, connect, or start empty."""

from collections.abc import Iterable
from pathlib import Path

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.errors import DeskError
from csr_desk.importing import run
from csr_desk.importing.result import FileResult
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import AskText
from csr_desk.screens.table import SAMPLE
from csr_desk.store.connection import Store, translated

_WORDS = """
 Welcome to the desk. Its store is empty.

   {sample}   look around in a sample: a Monday with 300 tickets
   {import_}   import customers, tickets, orders, responses (CSV, JSON, XLSX)
   {connect}   connect a helpdesk: its tickets come here, your replies go there
   {begin}   start empty: {call} takes the first call, {new} writes the first ticket

 {help} shows the keys of every place, {palette} finds any command by its name.
 Before a helpdesk is connected, nothing you type leaves this machine.
"""


class WelcomeScreen(DeskScreen):
    """Four ways to begin, one key each."""

    PLACE = "welcome"

    def compose_place(self) -> Iterable[Widget]:
        """Compose the page and the line that an import writes into."""
        yield VerticalScroll(
            Static(self._words(), markup=False), Static("", id="progress", markup=False)
        )

    def _words(self) -> str:
        shown = self.host.keymap.shown
        return _WORDS.format(
            sample=f"{shown('welcome.sample'):<5}",
            import_=f"{shown('welcome.import'):<5}",
            connect=f"{shown('welcome.connect'):<5}",
            begin=f"{shown('welcome.begin'):<5}",
            call=shown("call.start"),
            new=shown("ticket.new"),
            help=shown("help"),
            palette=shown("palette"),
        )

    def show(self) -> None:
        """Nothing is read: the store is empty."""

    def do_welcome_sample(self) -> None:
        """Leave this store for the sample."""
        self.app.exit(SAMPLE)

    async def do_welcome_begin(self) -> None:
        """Go to the empty queue."""
        await self.host.go("queue")

    def do_welcome_connect(self) -> None:
        """Go through the steps that connect a helpdesk; what was typed before is there still."""
        self.do_helpdesk_connect()

    def do_welcome_import(self) -> None:
        """Ask for the file."""
        self.ask(AskText("Import", "Which file? Its path:", check=_check), self._import)

    def _import(self, path: str) -> None:
        file = Path(path.strip()).expanduser()
        self._say(f"Reading {text.line(file.name, 60)} …")
        self.run_worker(lambda: self._read(file), thread=True, group="import", exit_on_error=False)

    def _read(self, file: Path) -> None:
        """Import in a thread, on a connection of its own."""
        try:
            with translated(self.desk.places.database):
                result = self._import_into(Store(self.desk.places.database), file)
        except DeskError as error:
            self.app.call_from_thread(self._say, text.clean(str(error)))
            return
        self.app.call_from_thread(self._done, result)

    def _import_into(self, store: Store, file: Path) -> FileResult:
        try:
            return run.import_files(
                store,
                self.desk.clock,
                self.desk.new_uid,
                [file],
                progress=self._progress,
                actor=self.desk.actor,
            )[0]
        finally:
            store.close()

    def _progress(self, file: Path, done: int, whole: int, rows: int) -> None:
        share = 100 * done // max(whole, 1)
        name = text.line(file.name, 60)
        self.app.call_from_thread(self._say, f"{share} %, {rows:,} rows of {name}")

    def _say(self, sentence: str) -> None:
        self.query_one("#progress", Static).update(text.plain(sentence))

    def _done(self, result: FileResult) -> None:
        if result.problem is not None:
            self._say(text.clean(str(result.problem)))
            return
        rejected = f", {result.rejected:,} rejected" if result.rejected else ""
        self.host.say(
            f"{result.imported:,} {result.kind} imported{rejected}. More: csr-desk import FILE"
        )
        self.call_later(self.host.go, "queue")


def _check(path: str) -> str | None:
    file = Path(path.strip()).expanduser()
    if not path.strip() or not file.is_file():
        return "There is no such file. Type its whole path, or Esc."
    return None
