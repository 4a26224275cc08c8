"""Asking for a follow-up: when, for a callback the number, and what is to be done.

Under the time stands the instant it means, and why it is another one than was named.
"""

from collections.abc import Iterable
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from csr_desk import text
from csr_desk.actions import due_time
from csr_desk.actions.desk import Desk
from csr_desk.actions.due_time import DueTime
from csr_desk.domain import when
from csr_desk.screens.dialogs import DeskDialog, said


class Typed(NamedTuple):
    """What was asked for."""

    due: DueTime
    what: str
    number: str


class Asked(NamedTuple):
    """What a form asks beside the time: the label of the words, and what stands there already.

    `needs_words` tells that the words may not be empty; `number` None asks for none.
    """

    title: str
    label: str = "What"
    what: str = ""
    needs_words: bool = True
    number: str | None = None
    has_words: bool = True


class FollowUpForm(DeskDialog[Typed]):
    """A time, perhaps a number, and words."""

    CSS_PATH = "follow_up_form.tcss"
    BINDINGS = [
        Binding("down", "step(1)", "Next field", show=False, priority=True),
        Binding("up", "step(-1)", "Field before", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, asked: Asked) -> None:
        super().__init__(asked.title)
        self._desk = desk
        self._asked = asked

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, what the time means, and a line for what is wrong."""
        asked = self._asked
        yield Label(Content("When"))
        yield Input(placeholder=when.EXAMPLES, id="when")
        yield Static(id="means", markup=False)
        if asked.number is not None:
            yield Label(Content("Number"))
            yield Input(text.clean(asked.number, single_line=True), id="number")
        if asked.has_words:
            yield Label(Content(asked.label))
            yield Input(text.clean(asked.what, single_line=True), id="what")
        yield Static(classes="wrong", markup=False)
        yield said("Enter takes it, Tab and ↓ go on, Esc cancels.", "hint")

    def on_mount(self) -> None:
        """Begin with the time."""
        self.query_one("#when", Input).focus()

    def action_step(self, step: int) -> None:
        """Go from field to field."""
        if step > 0:
            self.focus_next(Input)
        else:
            self.focus_previous(Input)

    def _value(self, field: str) -> str:
        return next((one.value.strip() for one in self.query(f"#{field}").results(Input)), "")

    def on_input_changed(self) -> None:
        """Show which instant the time means."""
        self._say("")
        typed, means = self._value("when"), ""
        if typed:
            try:
                due = due_time.read(self._desk, typed)
                means = f"= {due_time.said(self._desk, due)}"
            except when.WhenProblem:
                means = "…"
        self.query_one("#means", Static).update(text.plain(means, single_line=True))

    def _say(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))

    def on_input_submitted(self) -> None:
        """Answer, or go to the field that is wrong and say why."""
        try:
            due = due_time.read(self._desk, self._value("when"))
        except when.WhenProblem as problem:
            self._wrong("when", str(problem))
            return
        if self._asked.number is not None and not self._value("number"):
            self._wrong("number", "Write the number to call.")
            return
        if self._asked.needs_words and not self._value("what"):
            self._wrong("what", "Write what is to be done.")
            return
        self.dismiss(Typed(due, self._value("what"), self._value("number")))

    def _wrong(self, field: str, sentence: str) -> None:
        one = self.query_one(f"#{field}", Input)
        if one.has_focus or field == "when":
            self._say(sentence)
        one.focus()
