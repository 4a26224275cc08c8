"""The form of a response: every field in one box, its placeholders checked while they are typed."""

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from csr_desk import text
from csr_desk.actions import canned_edit, canned_form, canned_typed
from csr_desk.actions.canned_form import Form, Problem
from csr_desk.actions.desk import Desk
from csr_desk.domain.placeholder_names import NAMES
from csr_desk.screens.dialogs import Choice, Pick, said
from csr_desk.screens.kept_form import KeptForm
from csr_desk.store.canned import Response

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


def placeholder_line(body: str) -> Content:
    """Return the placeholders of a text, and what is wrong with the others."""
    known, wrong = canned_typed.placeholder_words(body)
    line = text.plain(f"Placeholders: {known or 'none'}", single_line=True).stylize("dim")
    for sentence in wrong[:2]:
        line += Content("\n") + text.plain(sentence, single_line=True).stylize("$text-error")
    return line


class CannedEditor(KeptForm):
    """A new response, or the one given; the answer is the id of what was saved."""

    CSS_PATH = ["kept_form.tcss", "canned_edit.tcss"]
    BINDINGS = [Binding("f4", "placeholder", "Placeholder", show=False, priority=True)]
    ABOUT, KEPT = "response", "canned"
    FIRST = "name"

    def __init__(self, desk: Desk, response: Response | None = None) -> None:
        form = Form() if response is None else canned_form.form_of(response)
        title = f"Edit /{response.name}" if response else "New response"
        number = None if response is None else response.id
        super().__init__(title, desk, number, canned_typed.typed_of(desk, form))
        self._version = None if response is None else response.version

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the text, what its placeholders are, and what is wrong."""
        yield from self.fields(_ROWS)
        yield self.area("body")
        yield Static(id="placeholders", markup=False)
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Look at the placeholders."""
        self._check_placeholders()

    @property
    def body(self) -> TextArea:
        """Return the text field."""
        return self.query_one("#body", TextArea)

    def on_text_area_changed(self) -> None:
        """Look at the placeholders."""
        self._check_placeholders()

    def _check_placeholders(self) -> None:
        self.query_one("#placeholders", Static).update(placeholder_line(self.body.text))

    def parse(self, typed: Mapping[str, str]) -> tuple[Form, Sequence[Problem]]:
        """Return the response that is typed, and what is wrong with it."""
        return canned_typed.parse(self.desk, typed, self.number)

    def store(self, form: Form) -> int:
        """Save the response; return its id."""
        if self.number is None:
            return canned_edit.create(self.desk, form)
        canned_edit.edit(self.desk, self.number, form, version=self._version)
        return self.number

    def action_placeholder(self) -> None:
        """Ask for a placeholder and put it at the cursor of the text."""
        self.host.ask(Pick("Placeholder", [Choice("", name, name) for name in NAMES]), self._put)

    def _put(self, name: str) -> None:
        self.body.focus()
        self.body.insert("{{" + name + "}}")
