"""Files in dialogs: those of a ticket's messages with what can be done, and a path to be typed."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from csr_desk import text
from csr_desk.actions import attachments, wishes
from csr_desk.actions.attachments import File
from csr_desk.screens.dialogs import Check, DeskDialog, said
from csr_desk.widgets.log_list import fitted

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

LOOK_EVERY_S = 0.5
"""Seconds between two looks whether a file has come, while the list is open."""


class Files(DeskDialog[int]):
    """The files of a ticket: Enter fetches one, or answers with one that is here, to be saved."""

    BOX = "box broad"

    def __init__(self, host: "Host", ticket_id: int) -> None:
        super().__init__("Files")
        self._host = host
        self._ticket_id = ticket_id
        self._files: list[File] = []

    def compose_box(self) -> Iterable[Widget]:
        """Compose the list and what Enter does."""
        yield OptionList()
        yield Static(classes="wrong", markup=False)
        yield said("Enter fetches a file, and saves one that is here. Esc closes.", "hint")

    def on_mount(self) -> None:
        """Show the files, and look from time to time whether one has come."""
        self._read()
        self.set_interval(LOOK_EVERY_S, self._read, name="files")

    def _read(self) -> None:
        """Show the files as they are now, the highlight where it was."""
        found = attachments.of_ticket(self._host.desk.store, self._ticket_id)
        if found == self._files:
            return
        self._files = found
        options = self.query_one(OptionList)
        place = options.highlighted or 0
        options.clear_options()
        options.add_options([file_content(file) for file in found])
        options.highlighted = min(place, len(found) - 1) if found else None

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with a file that is here; ask for one that is not."""
        file = self._files[event.option_index]
        if file.sha256 is not None and file.scan != attachments.MALWARE:
            self.dismiss(file.id)
        elif await self._host.attempt(wishes.want_file, self._host.desk, file.id):
            self._host.kick_sync()
            self._read()


def file_content(file: File) -> Content:
    """Return the line of a file: its name, its size, where it is, what speaks against it."""
    size = attachments.size_words(file.size)
    parts = [Content(f"{fitted(file.name, 32)}  {size:>8}  ")]
    parts.append(Content(text.line(file.state, 34)).stylize("dim"))
    if file.warning:
        parts.append(Content.styled(f"  {file.warning}", "bold"))
    return Content("").join(parts)


class AskPath(DeskDialog[str]):
    """Ask for a path: Tab completes it, Enter takes it; `check` says what is wrong with it."""

    BINDINGS = [
        Binding("tab", "complete", "Complete", show=False, priority=True),
        Binding("down", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
    ]

    def __init__(self, title: str, words: str, value: str = "", *, check: Check) -> None:
        super().__init__(title)
        self._words, self._value, self._check = words, value, check
        self._shown: list[str] = []

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words, the field, the completions and a line for what is wrong."""
        yield said(self._words)
        yield Input(text.clean(self._value, single_line=True), select_on_focus=False)
        options = OptionList()
        options.can_focus = False
        yield options
        yield Static(classes="wrong", markup=False)
        yield said("Tab completes, Enter takes it, Esc cancels.", "hint")

    def on_mount(self) -> None:
        """Show the first completions."""
        self._look(self._value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the path may become."""
        self._look(event.value)

    def _look(self, typed: str) -> None:
        self._shown = attachments.completions(typed)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([text.plain(one, single_line=True) for one in self._shown])
        options.highlighted = 0 if self._shown else None

    def action_complete(self) -> None:
        """Put the highlighted path into the field."""
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._shown):
            field = self.query_one(Input)
            field.value = self._shown[index]
            field.cursor_position = len(field.value)

    def action_move(self, how: str) -> None:
        """Move the highlight while the field keeps the keyboard."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the path unless something is wrong with it."""
        problem = self._check(event.value)
        if problem is None:
            self.dismiss(event.value)
        else:
            self.query_one(".wrong", Static).update(text.plain(problem))

    def on_option_list_option_selected(self) -> None:
        """Complete with the clicked path."""
        self.action_complete()


def not_empty(typed: str) -> str | None:
    """Return what is wrong with a path that names nothing."""
    return None if typed.strip() else "Type the path of a file, such as ~/photo.jpg."


def save(host: "Host", file_id: int, then: Callable[[str], None]) -> None:
    """Ask where a file goes, save it there, and say so."""
    file = attachments.one(host.desk, file_id)
    remark = f" Beware: it {file.warning}." if file.warning.startswith("runs") else ""

    def saved(typed: str) -> None:
        target = attachments.save_as(host.desk, file_id, typed)
        then(f"Saved to {target}. Nothing was opened.")

    words = f"Where shall {text.line(file.name, 60)} go? A folder takes it under its name.{remark}"
    host.ask(AskPath("Save the file", words, "~/", check=not_empty), saved)
