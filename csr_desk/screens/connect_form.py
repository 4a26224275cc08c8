"""A few labelled fields, told what is wrong in place; a secret is never shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.containers import Grid
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.screens.dialogs import DeskDialog, said

Problem = Callable[[], tuple[str, str] | None]
"""Returns the field that is wrong and why, None when all are good."""


@dataclass(frozen=True)
class Field:
    """One line to fill: what stands in it, and what is shown while it is empty."""

    name: str
    label: str
    value: str = ""
    example: str = ""
    is_secret: bool = False


class Form(DeskDialog[bool]):
    """Fill fields; Enter goes to the next and takes all at the last. `remember` gets each letter.

    The answer is True; the values are those remembered.
    """

    CSS_PATH = "connect.tcss"
    BOX = "box connect"
    BINDINGS = [
        Binding("down", "step(1)", "Next field", show=False),
        Binding("up", "step(-1)", "Field before", show=False),
    ]

    def __init__(
        self,
        title: str,
        words: str,
        fields: Sequence[Field],
        remember: Callable[[Mapping[str, str]], None],
        problem: Problem,
    ) -> None:
        super().__init__(title)
        self._words, self._fields = words, fields
        self._remember, self._problem = remember, problem

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words, the fields, and a line for what is wrong."""
        yield said(self._words)
        rows: list[Widget] = []
        for field in self._fields:
            rows += [
                Static(text.plain(field.label, single_line=True), classes="label"),
                Input(
                    text.clean(field.value, single_line=True),
                    placeholder=text.clean(field.example, single_line=True),
                    password=field.is_secret,
                    select_on_focus=False,
                    id=field.name,
                ),
            ]
        yield Grid(*rows)
        yield Static(classes="wrong", markup=False)
        yield said("Enter takes it, Esc goes back.", "hint")

    def on_mount(self) -> None:
        """Begin at the first field that is empty."""
        empty = next((one.name for one in self._fields if not one.value), self._fields[0].name)
        self.set_focus(self.query_one(f"#{empty}", Input))

    def on_input_changed(self) -> None:
        """Remember what is typed, and forget what was wrong."""
        found = {one.name: self.query_one(f"#{one.name}", Input).value for one in self._fields}
        self._remember(found)
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next empty field, or take them all, or say what is wrong and go there."""
        names = [one.name for one in self._fields]
        after = names[names.index(event.input.id or "") + 1 :]
        empty = next((name for name in after if not self.query_one(f"#{name}", Input).value), None)
        if empty is not None:
            self.set_focus(self.query_one(f"#{empty}", Input))
            return
        found = self._problem()
        if found is None:
            self.dismiss(True)
            return
        field, sentence = found
        self.set_focus(self.query_one(f"#{field}", Input))
        self._say(sentence)

    def action_step(self, steps: int) -> None:
        """Go to another field."""
        if steps > 0:
            self.focus_next(Input)
        else:
            self.focus_previous(Input)

    def _say(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))
