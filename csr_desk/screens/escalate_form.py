"""The form of an escalation: reason, summary filled in from the contact, deadline in words."""

from collections.abc import Iterable
from typing import ClassVar, cast

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from csr_desk import text
from csr_desk.actions import escalation_deadline, escalation_words
from csr_desk.actions.escalation import Wanted
from csr_desk.actions.kept_form import Kept
from csr_desk.domain import when
from csr_desk.domain.instants import Instant
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.screens.kept_form import AUTOSAVE_S
from csr_desk.store import tickets

HINT = "F10 or Ctrl+S sends it · Tab next field · Esc leaves, nothing is sent"


class EscalateForm(DeskDialog[Wanted]):
    """What the higher tier needs to know; the answer is the escalation to be made.

    What is typed is in `kept` until it is sent: back after a crash, and when the form was left.
    """

    BOX = "box form"
    CSS_PATH = "escalate_form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+s", "send", "Send", show=False, priority=True)
    ]

    def __init__(
        self,
        host: Host,
        ticket_id: int,
        to: tuple[str, int | None, str],
        contact_id: int | None,
        kept: Kept,
    ) -> None:
        self._tier, self._team_id, words = to
        ticket = tickets.ticket(host.desk.store, ticket_id)
        super().__init__(f"Escalate #{ticket.reference} to {words}")
        self._usual = escalation_deadline.usual(host.desk, ticket)
        drafted = escalation_words.drafted(host.desk, ticket_id, contact_id)
        self._kept = kept
        before = kept.load() or {}
        self._first = {"reason": "", "due": "", "summary": text.clean(drafted), **before}
        self._saved = self._first

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def compose_box(self) -> Iterable[Widget]:
        """Compose reason, deadline, summary and what is wrong."""
        first = self._first
        yield Horizontal(
            Label(Content("Reason"), classes="label"),
            Input(first["reason"], placeholder="why it goes higher", id="reason", compact=True),
            classes="row",
        )
        yield Horizontal(
            Label(Content("Answer by"), classes="label"),
            Input(first["due"], placeholder="usual, or fri 14:30", id="due", compact=True),
            Static(id="reads", markup=False),
            classes="row",
        )
        body = TextArea(first["summary"], soft_wrap=True, id="summary", highlight_cursor_line=False)
        body.cursor_blink = False
        body.tab_behavior = "focus"
        yield body
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Begin with the reason, which nobody can guess."""
        self.query_one("#reason", Input).focus()
        self._read()
        self.set_interval(AUTOSAVE_S, self.save_typed)

    def save_typed(self) -> None:
        """Keep what is typed, card numbers masked."""
        if self.is_mounted and (typed := self.typed()) != self._saved:
            self._kept.save(typed)
            self._saved = typed

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        fields = {str(one.id): one.value for one in self.query(Input)}
        return {**fields, "summary": self.query_one("#summary", TextArea).text}

    def on_input_changed(self) -> None:
        """Say how the deadline is read."""
        self._wrong("")
        self._read()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field."""
        self.focus_next()

    def _due(self) -> Instant | None:
        """Return the deadline that is typed, None for the usual one; WhenProblem for no time."""
        words = self.query_one("#due", Input).value.strip()
        return when.parse(words, self.host.desk.now(), self.host.desk.zone) if words else None

    def _read(self) -> None:
        try:
            due = self._due()
        except when.WhenProblem:
            shown = "no time yet"
        else:
            at = escalation_words.moment(self.host.desk, due or self._usual.due_at)
            shown = f"= {at}" if due else f"= {at}, {self._usual.clock} time"
        self.query_one("#reads", Static).update(Content(shown))

    def action_send(self) -> None:
        """Answer with the escalation, or say what is missing and go there."""
        typed = self.typed()
        for field, sentence in (
            ("reason", "Say why it goes higher, in a few words."),
            ("summary", "Say what the problem is and what was tried."),
        ):
            if not typed[field].strip():
                self.query_one(f"#{field}").focus()
                self._wrong(sentence)
                return
        try:
            due = self._due()
        except when.WhenProblem as problem:
            self.query_one("#due").focus()
            self._wrong(str(problem))
            return
        self.save_typed()
        self.dismiss(Wanted(self._tier, typed["reason"], typed["summary"], self._team_id, due))

    def action_cancel(self) -> None:
        """Leave; what is typed is there again when the form is opened for this ticket."""
        self.save_typed()
        self.dismiss(None)

    def _wrong(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(text.plain(sentence))
