"""The form of a response: every field in one box, its placeholders checked while they are typed."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from csr_desk import text
from csr_desk.actions import canned_edit, canned_form, canned_typed, canned_unsaved
from csr_desk.actions.canned_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.domain.placeholder_names import NAMES
from csr_desk.screens.dialogs import Choice, Choose, DeskDialog, Pick, said
from csr_desk.screens.host import Host
from csr_desk.store.canned import Response

AUTOSAVE_S = 0.25
LIMIT = 1_000_000
HINT = "F10 or Ctrl+S saves · F4 placeholder · Tab next field · Esc leaves"
_ROWS = (
    (("name", "Name", "the word after /"), ("folder", "Folder", "none")),
    (("title", "Title", "what the list shows"),),
    (("scope", "Scope", "mine, team or all"), ("language", "Language", "en, de, pt-BR")),
    (
        ("set_status", "Sets state", "pending, solved …"),
        ("valid_until", "Valid until", "2027-01-31"),
    ),
    (("channels", "Channels", "any"), ("product", "Product", "any")),
    (("tags", "Tags", "separated by commas"), ("follow_up_days", "Follow-up", "in days, none")),
)


class CannedEditor(DeskDialog[int]):
    """A new response, or the one given; the answer is the id of what was saved."""

    BOX = "box form"
    CSS_PATH = "canned_edit.tcss"
    BINDINGS = [
        Binding("f10,ctrl+s", "save", "Save", show=False, priority=True),
        Binding("f4", "placeholder", "Placeholder", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, response: Response | None = None) -> None:
        super().__init__(f"Edit /{response.name}" if response else "New response")
        self.desk = desk
        self._canned_id = None if response is None else response.id
        self._version = None if response is None else response.version
        form = Form() if response is None else canned_form.form_of(response)
        self._before = {
            name: _inert(value, single_line=name != "body")
            for name, value in canned_typed.typed_of(desk, form).items()
        }
        self._kept = canned_unsaved.typed(desk, self._canned_id)
        self._unsaved = False

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the text, what its placeholders are, and what is wrong."""
        values = {**self._before, **(self._kept or {})}
        for row in _ROWS:
            yield Horizontal(*self._fields(row, values), classes="row")
        body = TextArea(values["body"], soft_wrap=True, id="body", highlight_cursor_line=False)
        body.cursor_blink = False
        yield body
        yield Static(id="placeholders", markup=False)
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def _fields(
        self, row: tuple[tuple[str, str, str], ...], values: dict[str, str]
    ) -> Iterable[Widget]:
        for name, label, hint in row:
            yield Label(Content(label), classes="label")
            yield Input(
                values[name], placeholder=hint, id=name, compact=True, select_on_focus=False
            )

    def on_mount(self) -> None:
        """Begin in the name of a new response, in the text of an old one."""
        self.query_one("#name" if self._canned_id is None else "#body").focus()
        self._check_placeholders()
        self.set_interval(AUTOSAVE_S, self.save_typed)
        if self._kept is not None and self._kept != self._before:
            self._wrong("What you typed before is back. Esc, then d, goes back to what was saved.")

    # what is typed -------------------------------------------------------------------------------

    @property
    def body(self) -> TextArea:
        """Return the text field."""
        return self.query_one("#body", TextArea)

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        fields = {str(one.id): one.value for one in self.query(Input)}
        return {**fields, "body": self.body.text}

    @property
    def changed(self) -> bool:
        """Tell whether anything differs from what was saved."""
        return self.typed() != self._before

    def on_input_changed(self) -> None:
        """Note that there is something to keep."""
        self._unsaved = True

    def on_text_area_changed(self) -> None:
        """Note that there is something to keep, and look at the placeholders."""
        self._unsaved = True
        self._check_placeholders()

    def save_typed(self) -> None:
        """Keep what is typed; a card number in it is masked on the screen too."""
        if not self._unsaved or not self.is_mounted:
            return
        typed = self.typed()
        if typed == self._before:
            canned_unsaved.forget_typed(self.desk, self._canned_id)
            self._unsaved = False
            return
        stored = canned_unsaved.keep_typed(self.desk, self._canned_id, typed)
        self._unsaved = False
        for field in self.query(Input):
            if stored[str(field.id)] != field.value:
                field.value = stored[str(field.id)]
        if stored["body"] != typed["body"]:
            place = self.body.cursor_location
            self.body.load_text(stored["body"])
            self.body.move_cursor(place)

    def _check_placeholders(self) -> None:
        known, wrong = canned_typed.placeholder_words(self.body.text)
        line = text.plain(f"Placeholders: {known or 'none'}", single_line=True).stylize("dim")
        for sentence in wrong[:2]:
            line += Content("\n") + text.plain(sentence, single_line=True).stylize("$text-error")
        self.query_one("#placeholders", Static).update(line)

    def _wrong(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))

    # leaving -------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Save, or say what is wrong and go to its field."""
        form, found = canned_typed.parse(self.desk, self.typed(), self._canned_id)
        if found:
            self._wrong(found[0].sentence)
            self.query_one(f"#{found[0].field}").focus()
            return
        await self.host.attempt(self._save, form)

    def _save(self, form: Form) -> None:
        if self._canned_id is None:
            saved = canned_edit.create(self.desk, form)
        else:
            saved = self._canned_id
            canned_edit.edit(self.desk, saved, form, version=self._version)
        canned_unsaved.forget_typed(self.desk, self._canned_id)
        self._unsaved = False
        self.dismiss(saved)

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
        self.host.ask(Choose("The response is not saved", choices), lambda act: act())

    def _keep(self) -> None:
        self.save_typed()
        self.dismiss(None)

    def _discard(self) -> None:
        canned_unsaved.forget_typed(self.desk, self._canned_id)
        self._unsaved = False
        self.dismiss(None)

    def action_placeholder(self) -> None:
        """Ask for a placeholder and put it at the cursor of the text."""
        self.host.ask(Pick("Placeholder", [Choice("", name, name) for name in NAMES]), self._put)

    def _put(self, name: str) -> None:
        self.body.focus()
        self.body.insert("{{" + name + "}}")


def _inert(value: str, *, single_line: bool) -> str:
    """Return a text that can be shown in a field without losing a letter of a harmless one."""
    return text.clean(
        value, single_line=single_line, limit=LIMIT, line_limit=LIMIT, newline_limit=LIMIT
    )
