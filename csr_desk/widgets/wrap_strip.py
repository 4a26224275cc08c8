"""The wrap-up as a strip of one line, its letters above, and a line for the field that is text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.domain import when
from csr_desk.domain.guess import Guess
from csr_desk.domain.instants import Instant
from csr_desk.domain.wrap_entry import TEXT_FIELDS, Entry, Field
from csr_desk.widgets import wrap_help
from csr_desk.widgets.strip_line import StripLine, pieces
from csr_desk.widgets.tag_input import StripInput, Tag, TagInput, fitting

_PLACEHOLDERS = {
    Field.DUE: "due: tomorrow 10",
    Field.TAGS: "tags: late, vip",
    Field.NOTE: "note",
    Field.TOLD: "told: why no message is owed",
    Field.WHY: "why it is corrected",
}
_STYLES = {"strong": "bold", "muted": "dim", "": ""}
FirstMoment = Callable[[str], Instant]
"""Reads a due time; WhenProblem says what is wrong with it."""


class WrapStrip(Vertical):
    """The fields of one wrap-up; the screen around it saves, guesses and commits."""

    DEFAULT_CSS = """
    WrapStrip { height: auto; }
    WrapStrip > .letters { height: auto; max-height: 7; padding: 0 1; }
    WrapStrip > .problem { height: auto; max-height: 2; padding: 0 1; color: $text-error; }
    WrapStrip > StripInput { display: none; height: 1; padding: 0 1; border: none; }
    WrapStrip > StripInput.active { display: block; }
    """

    @dataclass
    class Changed(Message):
        """The agent typed something."""

        entry: Entry

        def can_replace(self, message: Message) -> bool:
            """Only the latest state counts."""
            return isinstance(message, WrapStrip.Changed)

    @dataclass
    class Wanted(Message):
        """Enter was pressed in a text field."""

    def __init__(self, read_due: FirstMoment, say_due: Callable[[Instant], str]) -> None:
        super().__init__()
        self.entry: Entry | None = None
        self._read_due = read_due
        self._say_due = say_due
        self.guesses: Sequence[Guess] = ()
        self.command_letters: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        """Compose the letters, the line for what is wrong, the strip and the text fields."""
        yield Static(classes="letters", markup=False)
        yield Static(classes="problem", markup=False)
        line = StripLine()
        line.takes = self._takes
        yield line
        for field in TEXT_FIELDS:
            kind = TagInput if field is Field.TAGS else StripInput
            yield kind(id=field.value, placeholder=_PLACEHOLDERS[field])

    # what it holds -------------------------------------------------------------------------------

    def load(self, entry: Entry, guesses: Sequence[Guess], tags: Sequence[Tag]) -> None:
        """Show another wrap-up and take the keys."""
        self.guesses = guesses
        self.query_one(TagInput).used = tags
        for field in TEXT_FIELDS:
            self._set_text(field, getattr(entry, field.value))
        self.complain("")
        self.entry = entry
        self._show()

    def _set_text(self, field: Field, words: str) -> None:
        one = self.query_one(f"#{field.value}", StripInput)
        if one.value != words:
            with one.prevent(Input.Changed):
                one.value = words
            one.cursor_position = len(words)

    def masked(self, field: Field, words: str) -> None:
        """Show a text as it was stored, card numbers masked."""
        if self.entry is not None and getattr(self.entry, field.value) != words:
            self._set_text(field, words)
            self.entry = self.entry.with_text(field, words)
            self._show()

    def complain(self, sentence: str) -> None:
        """Say what is wrong, in one sentence; nothing takes it away."""
        line = self.query_one(".problem", Static)
        line.update(text.plain(sentence))
        line.display = bool(sentence)

    def go_to(self, field: Field, sentence: str = "") -> None:
        """Put the keys into a field and say why."""
        if self.entry is not None:
            self._become(self.entry.at(field))
            self.complain(sentence)

    def move(self, step: int) -> None:
        """Go on along the fields."""
        if self.entry is not None:
            self._become(self.entry.moved(step))

    # keys ----------------------------------------------------------------------------------------

    def _takes(self, letter: str) -> bool:
        """Tell whether a letter is the strip's: a code, or one that is no command's either."""
        if self.entry is None:
            return False
        if self.entry.first or self.entry.pressed(letter) is not None:
            return True
        return letter.isalpha() and letter not in self.command_letters

    def on_strip_line_pressed(self, message: StripLine.Pressed) -> None:
        """Choose a code, or move."""
        message.stop()
        if self.entry is None:
            return
        kind, _, name = message.key.partition(":")
        if kind == "field":
            self._become(self.entry.at(Field(name)))
        elif message.key in ("tab", "right"):
            self.move(1)
        elif message.key in ("shift+tab", "left"):
            self.move(-1)
        elif message.key == "backspace":
            self._become(self.entry.erased())
        else:
            self._letter(message.character)

    def _letter(self, letter: str) -> None:
        if self.entry is None:
            return
        after = self.entry.pressed(letter)
        if after is None:
            known = " ".join(key for key, _ in self.entry.choices())
            where = f"after {self.entry.first}" if self.entry.first else self.entry.field.word
            self.complain(f"There is no code {letter} {where}: press one of {known}.")
        else:
            self._become(after)

    def on_strip_input_left(self, message: StripInput.Left) -> None:
        """Go on from a text field."""
        message.stop()
        self.move(message.step)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take over what is typed."""
        event.stop()
        if self.entry is not None and event.input.id:
            self._become(self.entry.with_text(Field(event.input.id), event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask to commit."""
        event.stop()
        self.post_message(self.Wanted())

    def _become(self, entry: Entry) -> None:
        if entry == self.entry:
            return
        self.entry = entry
        self.complain("")
        self._show()
        self.post_message(self.Changed(entry))

    # looks ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit the line and the letters to the width."""
        self._show_line()
        self._show_letters()

    def _show_line(self) -> None:
        if self.entry is not None and self.size.width > 2:
            self.query_one(StripLine).show(pieces(self.entry, self.size.width - 2))

    def _show(self) -> None:
        if self.entry is None:
            return
        for field in TEXT_FIELDS:
            one = self.query_one(f"#{field.value}", StripInput)
            one.set_class(field is self.entry.field, "active")
        self.take_keys()
        self._show_line()
        self._show_letters()

    def take_keys(self) -> None:
        """Give the keyboard to the field that has the keys."""
        if self.entry is not None and self.entry.is_text:
            self.query_one(f"#{self.entry.field.value}", StripInput).focus()
        else:
            self.query_one(StripLine).focus()

    def _show_letters(self) -> None:
        width = self.size.width - 2
        if self.entry is None or width < 1:
            return
        lines = [
            *wrap_help.guess_lines(self.entry, self.guesses, width),
            *wrap_help.columns(self.entry.choices(), width),
        ]
        if self.entry.is_text:
            due, words = self._due()
            tags = fitting(self.entry.tags, self.query_one(TagInput).used)
            lines = wrap_help.text_lines(self.entry, tags, due, words, width)
        styled = [
            Content.assemble(*((words, _STYLES[role]) for words, role in line)) for line in lines
        ]
        self.query_one(".letters", Static).update(Content("\n").join(styled))

    def _due(self) -> tuple[Instant | None, str]:
        if self.entry is None or not self.entry.due.strip():
            return None, ""
        try:
            found = self._read_due(self.entry.due)
        except when.WhenProblem as problem:
            return None, str(problem)
        return found, self._say_due(found)
