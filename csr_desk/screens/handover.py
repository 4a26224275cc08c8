"""The handover sheet over the place: to read, to copy, to save as a private file."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk.actions import handover as actions
from csr_desk.reports import handover
from csr_desk.reports.handover import Sheet, as_text
from csr_desk.screens.dialogs import AskText, DeskDialog, said
from csr_desk.screens.files import not_empty
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

COPY, SAVE = "copy", "save"


class HandoverSheet(DeskDialog[str]):
    """Show a sheet; `c` answers with `copy`, `s` with `save`."""

    BOX = "box tall"
    BINDINGS = [
        Binding("enter,q", "cancel", "Close", show=False),
        Binding("c", "answer('copy')", "Copy", show=False),
        Binding("s", "answer('save')", "Save", show=False),
    ]

    def __init__(self, words: str) -> None:
        super().__init__("Handover")
        self.words = words

    def compose_box(self) -> Iterable[Widget]:
        """Compose the page and its keys."""
        yield VerticalScroll(Static(Content(self.words)), classes="page")
        yield said("Arrows scroll, c copies, s saves it to a file, Esc closes.", "hint")

    def action_answer(self, chosen: str) -> None:
        """Close with what to do with the sheet."""
        self.dismiss(chosen)


def show(host: "Host", sheet: Sheet) -> None:
    """Show a sheet and do with it what the agent wants."""
    words = as_text(sheet, host.desk.zone)

    def chosen(what: str) -> None:
        if what == COPY:
            host.copy_to_clipboard(words)
            host.say("The handover is copied, where this terminal allows it.")
        elif what == SAVE:
            _ask_name(host, sheet)

    host.ask(HandoverSheet(words), chosen)


def show_now(host: "Host") -> None:
    """Show what is open now; between two shifts what was open when the last one ended."""
    desk = host.desk
    kept = None
    if timeline.current_shift(desk.store) is None:
        kept = handover.kept(desk.store, desk.agent_id)
    if kept is not None:
        show(host, kept)
        return
    sheet = handover.sheet(desk.store, desk.agent_id, desk.now())
    actions.note(desk, sheet.shift_id, sheet.counts)
    show(host, sheet)


def _ask_name(host: "Host", sheet: Sheet) -> None:
    path = Path.home() / handover.file_name(sheet, host.desk.zone)
    words = "Into which new file? It holds personal data; only you may read it."

    def named(typed: str) -> None:
        path = Path(typed).expanduser().absolute()
        written = handover.write(path, sheet, host.desk.zone)
        host.say(f"The handover is in {written}.")

    host.ask(AskText("Save the handover", words, str(path), check=not_empty), named)
