"""The half of triage that only shows: the ticket, the counter and the keys that decide."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.actions import triage
from csr_desk.domain import group_letters
from csr_desk.domain.models import Priority
from csr_desk.screens.base import DeskScreen
from csr_desk.store import untriaged
from csr_desk.store.untriaged import FirstLook
from csr_desk.widgets import triage_words

EMPTY = "Nothing waits for triage: every ticket has its priority and group. {triage.leave} leaves."
DIGITS = ("triage.urgent", "triage.high", "triage.normal", "triage.low")
"""The commands of the priorities, the most urgent first."""

_ME = "me"


class TriagePage(DeskScreen):
    """`look` is the ticket shown, `chosen` its new priority, `letters` the groups by letter."""

    BINDINGS = [
        Binding("pageup", "scroll_text(-1)", "Text up", show=False),
        Binding("pagedown", "scroll_text(1)", "Text down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.look: FirstLook | None = None
        self.chosen: Priority | None = None
        self.last: tuple[Priority, int | None] | None = None
        self.letters: dict[str, int] = {}
        self.groups: dict[int, str] = {}

    def compose_place(self) -> Iterable[Widget]:
        """Compose the counter, the ticket, and the keys that decide."""
        yield Static(id="progress", markup=False)
        yield Static(id="head", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Static(id="first-lines", markup=False)
        yield Static(id="priorities", markup=False)
        yield Static(id="groups", markup=False)

    def assign_letters(self) -> None:
        """Give each group a letter that no command has here."""
        keys = (key for one in self.commands for key in self.host.keymap.of(one.id))
        taken = {key.partition(" ")[0] for key in keys}
        teams = untriaged.teams(self.desk.store)
        found = group_letters.assigned([one.name for one in teams], taken)
        self.groups = {one.id: one.name for one in teams}
        self.letters = {
            letter: one.id for letter, one in zip(found, teams, strict=True) if letter
        }  # fmt: skip

    def show_ticket(self, left: int, skipped: int, remark: str = "") -> None:
        """Show the ticket and how many are left, or that nothing waits.

        A `remark` stands beside the counter: a toast would cover the letters.
        """
        more = left >= untriaged.LIMIT
        words = triage_words.counter(triage.progress(self.desk), left, more=more, skipped=skipped)
        if remark:
            words += Content.styled(text.line(f" · {remark}", 60), "dim")
        self.query_one("#progress", Static).update(words)
        if self.look is None:
            self.show_nothing(EMPTY)
            return
        head = triage_words.head(self.look, self.desk.now())
        self.query_one("#head", Static).update(head)
        self.query_one("#first-lines", Static).update(triage_words.first_lines(self.look))
        self.query_one("#text", VerticalScroll).scroll_home(animate=False)
        self.show_keys()

    def show_nothing(self, sentence: str) -> None:
        """Show a sentence in place of a ticket."""
        self.query_one("#head", Static).update(self.host.keymap.fill(sentence))
        for name in ("first-lines", "priorities", "groups"):
            self.query_one(f"#{name}", Static).update("")

    def show_keys(self) -> None:
        """Show the digits and letters, the chosen priority, and what the last group gives."""
        shown = self.host.keymap.shown
        digits = [(shown(name), one) for name, one in zip(DIGITS, triage.PRIORITIES, strict=True)]
        self.query_one("#priorities", Static).update(triage_words.priorities(digits, self.chosen))
        answers = [(shown("triage.mine"), _ME)]
        answers += [(letter, self.groups[one]) for letter, one in sorted(self.letters.items())]
        if len(self.letters) < len(self.groups):
            answers.append((shown("triage.set"), "by name"))
        again = None
        if self.last is not None:
            priority, team_id = self.last
            words = f"{(self.chosen or priority).word} {self._group(team_id)}"
            again = (shown("triage.repeat"), words)
        width = self.size.width - 2
        self.query_one("#groups", Static).update(triage_words.groups(answers, again, width))

    def on_resize(self) -> None:
        """Fit the letters to the window."""
        if self.look is not None:
            self.show_keys()

    def _group(self, team_id: int | None) -> str:
        return _ME if team_id is None else self.groups.get(team_id, "")

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the first message."""
        box = self.query_one("#text", VerticalScroll)
        box.scroll_relative(y=pages * max(box.size.height - 1, 1), animate=False)
