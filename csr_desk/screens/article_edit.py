"""The form of an article: title, facts, the problem and its answer in one box."""

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label, Static

from csr_desk.actions import article, article_form
from csr_desk.actions.article_form import Form
from csr_desk.actions.canned_form import Problem
from csr_desk.actions.desk import Desk
from csr_desk.screens.dialogs import said
from csr_desk.screens.kept_form import KeptForm
from csr_desk.store.articles import Article

HINT = "F10 or Ctrl+S saves · Tab next field · Esc leaves"
DRAFTED = "Drafted from {count}; names and numbers are taken out. Read it before you save."
_ROWS = (
    (("title", "Title", "what the list shows"),),
    (("product", "Product", "any"), ("folder", "Folder", "none")),
    (("language", "Language", "en, de, pt-BR"), ("valid_until", "Valid until", "2027-01-31")),
    (("tags", "Tags", "separated by commas"),),
)
_LABELS = {"problem": "Problem: what is asked", "body": "Answer: what is inserted"}


class ArticleEditor(KeptForm):
    """A new article, the one given, or a draft; the answer is the id of what was saved."""

    CSS_PATH = ["kept_form.tcss", "article_edit.tcss"]
    BINDINGS = [Binding("tab", "next_field", "Next field", show=False, priority=True)]
    ABOUT, KEPT = "article", "article"
    FIRST = "title"
    TEXTS = tuple(_LABELS)

    def __init__(
        self, desk: Desk, one: Article | None = None, drafted: Form | None = None, tickets: int = 0
    ) -> None:
        form = Form() if one is None else article_form.form_of(one)
        title = "New article" if one is None else f"Edit {one.title}"
        number = None if one is None else one.id
        super().__init__(title, desk, number, article_form.typed_of(desk, form))
        self._tickets = tickets
        self._version = None if one is None else one.version
        if drafted is not None:
            self.values = self.inert(article_form.typed_of(desk, drafted))
            self.came_back, self.unsaved = False, True

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the two texts, and what is wrong."""
        yield from self.fields(_ROWS)
        for name, label in _LABELS.items():
            yield Label(Content(label), classes="label")
            yield self.area(name)
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Say what a draft was made from."""
        if self._tickets:
            count = "1 ticket" if self._tickets == 1 else f"{self._tickets} tickets"
            self.wrong(DRAFTED.format(count=count))

    def parse(self, typed: Mapping[str, str]) -> tuple[Form, Sequence[Problem]]:
        """Return the article that is typed, and what is wrong with it."""
        return article_form.parse(self.desk, typed)

    def store(self, form: Form) -> int:
        """Save the article; return its id."""
        if self.number is None:
            return article.create(self.desk, form, tickets=self._tickets)
        article.edit(self.desk, self.number, form, version=self._version)
        return self.number
