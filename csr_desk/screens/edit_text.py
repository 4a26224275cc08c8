"""A text of several lines in a dialog: edit it, and take it or leave it."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static, TextArea

from csr_desk import text
from csr_desk.screens.dialogs import DeskDialog, said

WHOLE = 20_000_000


class EditText(DeskDialog[str]):
    """Edit a text; Ctrl+S or F10 takes it, Esc leaves the old one."""

    BOX = "box tall"
    BINDINGS = [
        Binding("ctrl+s,f10", "take", "Take it", show=False, priority=True),
    ]

    def __init__(self, title: str, body: str) -> None:
        super().__init__(title)
        self._body = text.clean(body, limit=WHOLE, line_limit=WHOLE, newline_limit=WHOLE)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the field and what its keys do."""
        field = TextArea(self._body, soft_wrap=True, classes="page")
        field.cursor_blink = False
        yield field
        yield Static(classes="wrong", markup=False)
        yield said("Ctrl+S or F10 takes the text, Esc leaves the old one.", "hint")

    def on_mount(self) -> None:
        """Put the cursor at the end."""
        field = self.query_one(TextArea)
        field.move_cursor(field.document.end)
        field.focus()

    def action_take(self) -> None:
        """Answer with the text; an empty one keeps the dialog open."""
        body = self.query_one(TextArea).text
        if body.strip():
            self.dismiss(body)
        else:
            self.query_one(".wrong", Static).update("Write something, or Esc and drop it.")
