"""A form whose every letter is kept: saved as it is typed, back after a crash, left by choice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from csr_desk import text
from csr_desk.actions.canned_form import Problem
from csr_desk.actions.desk import Desk
from csr_desk.actions.kept_form import Kept
from csr_desk.screens.dialogs import Choice, Choose, DeskDialog
from csr_desk.screens.host import Host

AUTOSAVE_S = 0.25
LIMIT = 1_000_000

Row = tuple[tuple[str, str, str], ...]
"""Fields beside each other: the name of each, its label, and what an empty one shows."""


class KeptForm(DeskDialog[int]):
    """Fields and texts of one thing, new with `number` None; the answer is the id of what is saved.

    `ABOUT` is what the form is about, in a word, and `KEPT` under which one it is kept; `TEXTS` are
    the fields of many lines. A new thing begins in the field `FIRST`, an old one in its last text.
    """

    BOX = "box form"
    BINDINGS = [Binding("f10,ctrl+s", "save", "Save", show=False, priority=True)]

    ABOUT: ClassVar[str]
    KEPT: ClassVar[str]
    FIRST: ClassVar[str]
    TEXTS: ClassVar[tuple[str, ...]] = ("body",)

    def __init__(
        self, title: str, desk: Desk, number: int | None, before: Mapping[str, str]
    ) -> None:
        super().__init__(title)
        self.desk = desk
        self.number = number
        self.kept = Kept(desk, self.KEPT, number)
        self.before = self.inert(before)
        kept = self.kept.load()
        self.came_back = kept is not None and kept != self.before
        self.values = {**self.before, **(kept or {})}
        self.unsaved = False

    def parse(self, typed: Mapping[str, str]) -> tuple[Any, Sequence[Problem]]:
        """Return what the typed texts mean, and what is wrong with them."""
        raise AssertionError("every form knows its fields")

    def store(self, form: Any) -> int:
        """Save what `parse` returned; return its id."""
        raise AssertionError("every form knows where it is saved")

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def inert(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Return texts as they can be shown in a field, no letter of a harmless one lost."""
        return {
            name: text.clean(
                value,
                single_line=name not in self.TEXTS,
                limit=LIMIT,
                line_limit=LIMIT,
                newline_limit=LIMIT,
            )
            for name, value in typed.items()
        }

    def fields(self, rows: Iterable[Row]) -> Iterable[Widget]:
        """Compose rows of fields with their labels."""
        for row in rows:
            yield Horizontal(*self._row(row), classes="row")

    def _row(self, row: Row) -> Iterable[Widget]:
        for name, label, hint in row:
            yield Label(Content(label), classes="label")
            value = self.values[name]
            yield Input(value, placeholder=hint, id=name, compact=True, select_on_focus=False)

    def area(self, name: str) -> TextArea:
        """Compose a field of many lines."""
        made = TextArea(self.values[name], soft_wrap=True, id=name, highlight_cursor_line=False)
        made.cursor_blink = False
        return made

    def on_mount(self) -> None:
        """Give the keyboard to the field to begin with, and say when something came back."""
        self.query_one(f"#{self.FIRST if self.number is None else self.TEXTS[-1]}").focus()
        self.set_interval(AUTOSAVE_S, self.save_typed)
        if self.came_back:
            self.wrong("What you typed before is back. Esc, then d, goes back to what was saved.")

    # what is typed -------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        fields = {str(one.id): one.value for one in self.query(Input)}
        return {**fields, **{str(one.id): one.text for one in self.query(TextArea)}}

    @property
    def changed(self) -> bool:
        """Tell whether anything differs from what was saved."""
        return self.typed() != self.before

    def on_input_changed(self) -> None:
        """Note that there is something to keep."""
        self.unsaved = True

    def on_text_area_changed(self) -> None:
        """Note that there is something to keep."""
        self.unsaved = True

    def save_typed(self) -> None:
        """Keep what is typed; a card number in it is masked on the screen too."""
        if not self.unsaved or not self.is_mounted:
            return
        typed = self.typed()
        self.unsaved = False
        if typed == self.before:
            self.kept.forget()
            return
        stored = self.kept.save(typed)
        for field in self.query(Input):
            if stored[str(field.id)] != field.value:
                field.value = stored[str(field.id)]
        for area in self.query(TextArea):
            if stored[str(area.id)] != area.text:
                place = area.cursor_location
                area.load_text(stored[str(area.id)])
                area.move_cursor(place)

    def wrong(self, sentence: str) -> None:
        """Say what is wrong, or what came back."""
        self.query_one(".wrong", Static).update(text.plain(sentence))

    def action_next_field(self) -> None:
        """Go to the next field, out of a text too."""
        self.focus_next()

    # leaving -------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Save, or say what is wrong and go to its field."""
        form, found = self.parse(self.typed())
        if found:
            self.wrong(found[0].sentence)
            self.query_one(f"#{found[0].field}").focus()
            return
        await self.host.attempt(self._save, form)

    def _save(self, form: Any) -> None:
        self._discard(self.store(form))

    def action_cancel(self) -> None:
        """Close; ask what to do with what was typed, if anything was."""
        if not self.changed:
            self._discard()
            return
        choices: list[Choice[Callable[[], Any]]] = [
            Choice("s", "save it", self.action_save),
            Choice("k", "keep it in the form for later", self._keep),
            Choice("d", "discard what was typed", self._discard),
        ]
        self.host.ask(Choose(f"The {self.ABOUT} is not saved", choices), lambda act: act())

    def _keep(self) -> None:
        self.save_typed()
        self.dismiss(None)

    def _discard(self, saved: int | None = None) -> None:
        self.kept.forget()
        self.unsaved = False
        self.dismiss(saved)
