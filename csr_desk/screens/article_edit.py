"""The form of an article: title, facts, the problem and its answer in one box."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from csr_desk import text
from csr_desk.actions import article, article_form
from csr_desk.actions.article_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.screens.dialogs import Choice, Choose, DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.store.articles import Article

AUTOSAVE_S = 0.25
LIMIT = 1_000_000
HINT = "F10 or Ctrl+S saves · Tab next field · Esc leaves"
DRAFTED = "Drafted from {count}; names and numbers are taken out. Read it before you save."
_ROWS = (
    (("title", "Title", "what the list shows"),),
    (("product", "Product", "any"), ("folder", "Folder", "none")),
    (("language", "Language", "en, de, pt-BR"), ("valid_until", "Valid until", "2027-01-31")),
    (("tags", "Tags", "separated by commas"),),
)
_TEXTS = (("problem", "Problem: what is asked"), ("body", "Answer: what is inserted"))


class ArticleEditor(DeskDialog[int]):
    """A new article, the one given, or a draft; the answer is the id of what was saved."""

    BOX = "box form"
    CSS_PATH = "article_edit.tcss"
    BINDINGS = [
        Binding("f10,ctrl+s", "save", "Save", show=False, priority=True),
        Binding("tab", "next_field", "Next field", show=False, priority=True),
    ]

    def __init__(
        self, desk: Desk, one: Article | None = None, drafted: Form | None = None, tickets: int = 0
    ) -> None:
        super().__init__("New article" if one is None else f"Edit {one.title}")
        self.desk = desk
        self._tickets = tickets
        self._article_id = None if one is None else one.id
        self._version = None if one is None else one.version
        self._before = self._inert(Form() if one is None else article_form.form_of(one))
        kept = article_form.kept(desk, self._article_id)
        self._came_back = drafted is None and kept is not None and kept != self._before
        self._values = self._inert(drafted) if drafted else {**self._before, **(kept or {})}
        self._unsaved = drafted is not None

    def _inert(self, form: Form) -> dict[str, str]:
        """Return the texts of a form as they can be shown, no letter of a harmless one lost."""
        return {
            name: text.clean(
                value,
                single_line=name not in ("problem", "body"),
                limit=LIMIT,
                line_limit=LIMIT,
                newline_limit=LIMIT,
            )
            for name, value in article_form.typed_of(self.desk, form).items()
        }

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the two texts, and what is wrong."""
        for row in _ROWS:
            yield Horizontal(*self._fields(row), classes="row")
        for name, label in _TEXTS:
            yield Label(Content(label), classes="label")
            area = TextArea(
                self._values[name], soft_wrap=True, id=name, highlight_cursor_line=False
            )
            area.cursor_blink = False
            yield area
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def _fields(self, row: tuple[tuple[str, str, str], ...]) -> Iterable[Widget]:
        for name, label, hint in row:
            yield Label(Content(label), classes="label")
            value = self._values[name]
            yield Input(value, placeholder=hint, id=name, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Begin in the title of a new article, in the answer of an old one."""
        self.query_one("#title" if self._article_id is None else "#body").focus()
        self.set_interval(AUTOSAVE_S, self.save_typed)
        if self._tickets:
            count = "1 ticket" if self._tickets == 1 else f"{self._tickets} tickets"
            self._wrong(DRAFTED.format(count=count))
        elif self._came_back:
            self._wrong("What you typed before is back. Esc, then d, goes back to what was saved.")

    # what is typed -------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        fields = {str(one.id): one.value for one in self.query(Input)}
        return {**fields, **{str(one.id): one.text for one in self.query(TextArea)}}

    @property
    def changed(self) -> bool:
        """Tell whether anything differs from what was saved."""
        return self.typed() != self._before

    def on_input_changed(self) -> None:
        """Note that there is something to keep."""
        self._unsaved = True

    def on_text_area_changed(self) -> None:
        """Note that there is something to keep."""
        self._unsaved = True

    def save_typed(self) -> None:
        """Keep what is typed; a card number in it is masked on the screen too."""
        if not self._unsaved or not self.is_mounted:
            return
        typed = self.typed()
        self._unsaved = False
        if typed == self._before:
            article_form.forget_typed(self.desk, self._article_id)
            return
        stored = article_form.keep_typed(self.desk, self._article_id, typed)
        for field in self.query(Input):
            if stored[str(field.id)] != field.value:
                field.value = stored[str(field.id)]
        for area in self.query(TextArea):
            if stored[str(area.id)] != area.text:
                place = area.cursor_location
                area.load_text(stored[str(area.id)])
                area.move_cursor(place)

    def _wrong(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))

    def action_next_field(self) -> None:
        """Go to the next field, out of a text too."""
        self.focus_next()

    # leaving -------------------------------------------------------------------------------------

    async def action_save(self) -> None:
        """Save, or say what is wrong and go to its field."""
        form, found = article_form.parse(self.desk, self.typed())
        if found:
            self._wrong(found[0].sentence)
            self.query_one(f"#{found[0].field}").focus()
            return
        await self.host.attempt(self._save, form)

    def _save(self, form: Form) -> None:
        if self._article_id is None:
            saved = article.create(self.desk, form, tickets=self._tickets)
        else:
            saved = self._article_id
            article.edit(self.desk, saved, form, version=self._version)
        self._discard(saved)

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
        self.host.ask(Choose("The article is not saved", choices), lambda act: act())

    def _keep(self) -> None:
        self.save_typed()
        self.dismiss(None)

    def _discard(self, saved: int | None = None) -> None:
        article_form.forget_typed(self.desk, self._article_id)
        self._unsaved = False
        self.dismiss(saved)
