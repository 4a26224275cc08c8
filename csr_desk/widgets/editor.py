"""The text field of the composer: open placeholders are red, / finds responses, ?? articles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from csr_desk import text
from csr_desk.domain.placeholders import unfilled

WHOLE = 20_000_000
"""Characters of a paste that are taken."""


class Editor(TextArea):
    """A plain text field; Tab goes to the next open placeholder, Esc leaves."""

    HELP = "Esc leaves, the draft stays; / finds a response, ?? an article; Ctrl+Z undoes."
    DEFAULT_CSS = """
    Editor { height: 6; border: none; padding: 0 1; }
    Editor:focus { border: none; }
    Editor > .editor--open { color: $text-error; text-style: bold reverse; }
    Editor > .text-area--cursor-line { background: transparent; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"editor--open"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("tab", "next_open", "Next placeholder", show=False),
    ]

    @dataclass
    class DigitsLeftOut(Message):
        """Digits were typed or pasted where none are taken."""

    @dataclass
    class BigPaste(Message):
        """Something was pasted."""

        characters: int

    def __init__(self, undo_first: Callable[[], bool] = bool) -> None:
        """Make a field; `undo_first` may do what Ctrl+Z shall do, and then returns True."""
        self._undo_first = undo_first
        super().__init__(soft_wrap=True, highlight_cursor_line=False)
        self.leaves_digits_out = False
        # A blinking cursor is traffic on a slow line, and says nothing.
        self.cursor_blink = False
        self.match_cursor_bracket = False

    def take(self, body: str, cursor: int) -> None:
        """Show another text, cleaned, with the cursor at an offset; its history begins anew."""
        self.load_text(_inert(body))
        self.move_cursor(self.location_of(cursor))

    def offset_of(self, location: tuple[int, int]) -> int:
        """Return the offset of a place in the text."""
        row, column = location
        return sum(len(self.document.get_line(line)) + 1 for line in range(row)) + column

    def location_of(self, offset: int) -> tuple[int, int]:
        """Return the place of an offset, the end of the text for one beyond it."""
        left = max(offset, 0)
        for row in range(self.document.line_count):
            length = len(self.document.get_line(row))
            if left <= length:
                return row, left
            left -= length + 1
        return self.document.end

    def swap(self, start: int, end: int, words: str) -> None:
        """Put other words in the place of a stretch, the cursor staying where it was."""
        self.history.checkpoint()
        self.replace(words, self.location_of(start), self.location_of(end))

    def put(self, words: str) -> None:
        """Insert words at the cursor as one step of undo; what is there stays."""
        self.history.checkpoint()
        place = self.cursor_location
        result = self.replace(_inert(words), place, place, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self.history.checkpoint()

    def get_line(self, line_index: int) -> Text:
        """Return a line with its open placeholders in red."""
        line = super().get_line(line_index)
        if "{" in line.plain:
            style = self.get_component_rich_style("editor--open")
            for span in unfilled(line.plain):
                line.stylize(style, span.start, span.end)
        return line

    def _without_digits(self, words: str) -> str:
        left = "".join(one for one in words if not one.isnumeric())
        if left != words:
            self.post_message(self.DigitsLeftOut())
        return left

    async def _on_key(self, event: events.Key) -> None:
        if self.leaves_digits_out and event.character and event.character.isnumeric():
            event.stop()
            event.prevent_default()
            self._without_digits(event.character)
            return
        if event.character == "/" and self._at_word_start():
            event.stop()
            event.prevent_default()
            from csr_desk.widgets.composer import Composer

            self.post_message(Composer.Slash())
            return
        if event.character == "?" and self._after_first_mark():
            event.stop()
            event.prevent_default()
            from csr_desk.widgets.composer import Composer

            self.action_delete_left()
            self.post_message(Composer.Asked())
            return
        await super()._on_key(event)

    def _at_word_start(self) -> bool:
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        return self.selection.is_empty and (not before or before[-1].isspace())

    def _after_first_mark(self) -> bool:
        """Tell whether the cursor stands behind a question mark that begins a word."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        begins = len(before) == 1 or before[-2:-1].isspace()
        return self.selection.is_empty and before.endswith("?") and begins

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        words = _inert(event.text)
        if self.leaves_digits_out:
            words = self._without_digits(words)
        result = self._replace_via_keyboard(words, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
        self.post_message(self.BigPaste(len(words)))

    def action_undo(self) -> None:
        """Take the last edit back."""
        if not self._undo_first():
            super().action_undo()

    def action_leave(self) -> None:
        """Leave the editor; the draft stays."""
        from csr_desk.widgets.composer import Composer

        self.post_message(Composer.Left())

    def action_next_open(self) -> None:
        """Choose the next placeholder without a value, so that typing fills it."""
        spans = unfilled(self.text)
        if not spans:
            return
        here = self.offset_of(max(self.selection.start, self.selection.end))
        span = next((one for one in spans if one.start >= here), spans[0])
        self.choose(span.start, span.end)

    def choose(self, start: int, end: int) -> None:
        """Select a stretch of the text."""
        self.move_cursor(self.location_of(start))
        self.move_cursor(self.location_of(end), select=True)


def _inert(words: str) -> str:
    """Return words without control characters, their length and lines kept."""
    return text.clean(words, limit=WHOLE, line_limit=WHOLE, newline_limit=WHOLE)
