"""The form of a macro: what it changes, what it writes, what comes later."""

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label, Static, TextArea

from csr_desk.actions import macro_form
from csr_desk.actions.canned_form import Problem
from csr_desk.actions.desk import Desk
from csr_desk.actions.macro_form import Form
from csr_desk.domain.placeholder_names import NAMES
from csr_desk.screens.dialogs import Choice, Pick, said
from csr_desk.screens.kept_form import KeptForm
from csr_desk.store.macros import Macro

HINT = "F10 or Ctrl+S saves · F4 placeholder · Tab next field · Esc leaves"
_ROWS = (
    (("name", "Name", "what the list shows"), ("folder", "Folder", "none")),
    (("keywords", "Keywords", "it is found by"), ("sends", "Sends texts", "no: into the composer")),
    (("status", "Status", "pending, solved …"), ("priority", "Priority", "low … urgent")),
    (("group", "Group", "as it is"), ("assignee", "Assignee", "me, nobody, a name")),
    (("tags", "Tags", "adds these; -tag removes one"), ("snooze", "Snooze", "tomorrow 10")),
    (("follow_up", "Follow-up", "in 2 days"), ("task", "What to do", "look at it again")),
)
_LABELS = {"note": "Internal note", "reply": "Reply to the customer"}


class MacroEditor(KeptForm):
    """A new macro, or the one given; the answer is the id of what was saved."""

    CSS_PATH = ["kept_form.tcss", "macro_edit.tcss"]
    BINDINGS = [
        Binding("tab", "next_field", "Next field", show=False, priority=True),
        Binding("f4", "placeholder", "Placeholder", show=False, priority=True),
    ]
    ABOUT, KEPT = "macro", "macro"
    FIRST = "name"
    TEXTS = tuple(_LABELS)

    def __init__(self, desk: Desk, one: Macro | None = None) -> None:
        form = Form() if one is None else macro_form.form_of(one)
        title = "New macro" if one is None else f"Change {one.name}"
        number = None if one is None else one.id
        super().__init__(title, desk, number, macro_form.typed_of(desk, form))
        self._version = None if one is None else one.version

    def compose_box(self) -> Iterable[Widget]:
        """Compose the fields, the two texts, and what is wrong."""
        yield from self.fields(_ROWS)
        for name, label in _LABELS.items():
            yield Label(Content(label), classes="label")
            yield self.area(name)
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def parse(self, typed: Mapping[str, str]) -> tuple[Form, Sequence[Problem]]:
        """Return the macro that is typed, and what is wrong with it."""
        return macro_form.parse(self.desk, typed, self.number)

    def store(self, form: Form) -> int:
        """Save the macro; return its id."""
        if self.number is None:
            return macro_form.create(self.desk, form)
        macro_form.edit(self.desk, self.number, form, version=self._version)
        return self.number

    def action_placeholder(self) -> None:
        """Ask for a placeholder and put it at the cursor of the text that has the keyboard."""
        area = self.focused if isinstance(self.focused, TextArea) else self.query_one("#reply")
        picks = [Choice("", name, name) for name in NAMES]
        self.host.ask(Pick("Placeholder", picks), lambda name: self._put(area, name))

    def _put(self, area: Widget, name: str) -> None:
        if isinstance(area, TextArea):
            area.focus()
            area.insert("{{" + name + "}}")
