"""The one line of the wrap-up: every field with what it holds, fitted to a width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from csr_desk import text
from csr_desk.domain.bars import Piece
from csr_desk.domain.wrap_entry import Entry, Field
from csr_desk.widgets.bar_line import BarLine


class StripLine(BarLine, can_focus=True):
    """The one line: every field with what it holds; the one that has the keys is reversed."""

    HELP = "Two letters choose the reason, one the outcome; Enter logs it, Tab goes on."
    DEFAULT_CSS = """
    StripLine { background: $panel; }
    StripLine > .bar--active { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--active"}

    @dataclass
    class Pressed(Message):
        """A key for the fields of codes."""

        key: str
        character: str

    takes: Callable[[str], bool] = staticmethod(lambda _: False)

    def on_key(self, event: events.Key) -> None:
        """Take the letters of the codes and the keys that move along the strip."""
        letter = event.character or ""
        moves = event.key in ("tab", "shift+tab", "left", "right", "backspace")
        if moves or (letter.isprintable() and letter and self.takes(letter)):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pressed(event.key, letter))

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked field."""
        offset = event.get_content_offset(self)
        name = self.command_at(offset.x) if offset is not None else ""
        if name:
            self.post_message(self.Pressed(f"field:{name}", ""))


def pieces(entry: Entry, width: int = 200) -> list[Piece]:
    """Return the strip: every field by what it holds, shorter and shorter until all fit a width.

    Where even that is too long, the first fields make room for the one that has the keys.
    """
    for most, named in ((20, True), (10, True), (8, False), (5, False)):
        found = _pieces(entry, most, named)
        if _length(found) <= width:
            return found
    active = next(n for n, piece in enumerate(found) if piece.role == "active")
    first = 0
    while first < active and _length(found[first : active + 1]) > width - 1:
        first += 1
    return [Piece("…", "muted"), *found[first:]] if first else found


def _length(found: Sequence[Piece]) -> int:
    return sum(text.cell_width(piece.text) for piece in found)


def _pieces(entry: Entry, most: int, named: bool) -> list[Piece]:
    found: list[Piece] = []
    shown = entry.effective
    for field in entry.fields:
        value = ", ".join(shown.tags) if field is Field.TAGS else getattr(entry, field.value)
        if field in (Field.NEXT_ACTION, Field.TOLD):
            value = getattr(shown, field.value)
        words = _words(entry, field, value, most, named or field is entry.field)
        role = "active" if field is entry.field else "strong" if value else "muted"
        found.append(Piece(f" {words} ", role, field.value))
    return found


def _words(entry: Entry, field: Field, value: str, most: int, named: bool) -> str:
    if field is Field.REASON:
        waiting = entry.taxonomy.level1(entry.first) if entry.first else None
        if waiting is not None:
            return f"{waiting.name}/…"
        return f"{value} ?" if entry.guessed else value or "reason …"
    if field is Field.OUTCOME:
        return value or "outcome …"
    if field is Field.NEXT_ACTION and value == "none":
        value = ""
    if field in (Field.NOTE, Field.WHY, Field.TOLD):
        most, value = most // 2, value.removeprefix("told ")
    held = text.line(value, most)
    if not held:
        return f"{field.word} –" if named else field.word
    return f"{field.word} {held}" if named or field in (Field.NOTE, Field.TAGS) else held
