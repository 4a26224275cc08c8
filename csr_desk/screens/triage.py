"""Triage: one untriaged ticket after the other, two keys each."""

from collections.abc import Iterable
from dataclasses import replace

from textual import events
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import OptionList, Static

from csr_desk import errors
from csr_desk.actions import triage
from csr_desk.actions.triage import Triaged
from csr_desk.commands.command import Situation
from csr_desk.domain import group_letters
from csr_desk.domain.models import Priority
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import Choice, DeskDialog, Pick, said
from csr_desk.store import untriaged
from csr_desk.store.untriaged import FirstLook
from csr_desk.widgets import triage_words

EMPTY = "Nothing waits for triage: every ticket has its priority and group. {triage.leave} leaves."
NOT_NOW = "Triage waits until no contact is in focus. {triage.leave} leaves."
_COMMANDS = ("triage.urgent", "triage.high", "triage.normal", "triage.low")
_ME = "me"


class SpamQuestion(DeskDialog[bool]):
    """Ask once more before a ticket is closed as spam."""

    BINDINGS = [Binding("enter", "spam", "Spam", show=False)]

    def __init__(self, subject: str) -> None:
        super().__init__("Spam")
        self._subject = subject

    def compose_box(self) -> Iterable[Widget]:
        """Compose the subject and the two answers, which can be clicked."""
        yield said(self._subject)
        answers = OptionList(
            Choice("Enter", "it is spam: close it", True).content(),
            Choice("Esc", "leave it as it is", False).content(),
        )
        answers.can_focus = False
        yield answers

    def action_spam(self) -> None:
        """Answer yes."""
        self.dismiss(True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the clicked line."""
        self.dismiss(True if event.option_index == 0 else None)


class TriageScreen(DeskScreen):
    """The oldest untriaged ticket with its first lines; a digit and a letter decide."""

    PLACE = "triage"
    CSS_PATH = "triage.tcss"
    BINDINGS = [
        Binding("pageup", "scroll_text(-1)", "Text up", show=False),
        Binding("pagedown", "scroll_text(1)", "Text down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.look: FirstLook | None = None
        self.chosen: Priority | None = None
        self.letters: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._last: tuple[Priority, int | None] | None = None
        self._done: list[Triaged] = []
        self._skipped: list[int] = []

    def compose_place(self) -> Iterable[Widget]:
        """Compose the counter, the ticket, and the keys that decide."""
        yield Static(id="progress", markup=False)
        yield Static(id="head", markup=False)
        with VerticalScroll(id="text", can_focus=False):
            yield Static(id="first-lines", markup=False)
        yield Static(id="priorities", markup=False)
        yield Static(id="groups", markup=False)

    # coming and going ----------------------------------------------------------------------------

    def show(self) -> None:
        """Show the ticket that stood here, else the oldest one; the state becomes TRIAGE.

        Raises Refused while a contact is in focus.
        """
        before, self.look = self.look, None
        self._show_nothing(NOT_NOW)
        triage.enter(self.desk)
        self._assign_letters()
        self._next(before.id if before else None)

    def on_screen_suspend(self) -> None:
        """Give the state before back when the agent goes to another place."""
        if self.host.place is not self:
            triage.leave(self.desk)

    def situation(self) -> Situation:
        """Return the ticket shown and its customer."""
        look = self.look
        if look is None:
            return super().situation()
        return replace(super().situation(), ticket_id=look.id, customer_id=look.customer_id)

    def _assign_letters(self) -> None:
        keys = (key for one in self.commands for key in self.host.keymap.of(one.id))
        taken = {key.partition(" ")[0] for key in keys}
        teams = untriaged.teams(self.desk.store)
        found = group_letters.assigned([one.name for one in teams], taken)
        self._names = {one.id: one.name for one in teams}
        self.letters = {
            letter: one.id for letter, one in zip(found, teams, strict=True) if letter
        }  # fmt: skip

    # what is shown -------------------------------------------------------------------------------

    def _next(self, ticket_id: int | None = None) -> None:
        """Show a ticket if it still waits, else the oldest one that is not skipped.

        When only skipped ones are left they come back.
        """
        waiting = untriaged.ids(self.desk.store)
        self._skipped = [one for one in self._skipped if one in waiting]
        aside = set(self._skipped)
        fresh = [one for one in waiting if one not in aside]
        if waiting and not fresh:
            fresh, self._skipped = self._skipped, []
            self.host.say("The round is over: the skipped tickets come again.")
        wanted = ticket_id if ticket_id in fresh else next(iter(fresh), None)
        self.chosen = None
        self.look = None if wanted is None else untriaged.first_look(self.desk.store, wanted)
        self._show(len(waiting))

    def _show(self, left: int) -> None:
        more = left >= untriaged.LIMIT
        words = triage_words.counter(
            triage.progress(self.desk), left, more=more, skipped=len(self._skipped)
        )
        self.query_one("#progress", Static).update(words)
        if self.look is None:
            self._show_nothing(EMPTY)
            return
        head = triage_words.head(self.look, self.desk.now())
        self.query_one("#head", Static).update(head)
        self.query_one("#first-lines", Static).update(triage_words.first_lines(self.look))
        self.query_one("#text", VerticalScroll).scroll_home(animate=False)
        self._show_keys()

    def _show_nothing(self, sentence: str) -> None:
        self.query_one("#head", Static).update(self.host.keymap.fill(sentence))
        for name in ("first-lines", "priorities", "groups"):
            self.query_one(f"#{name}", Static).update("")

    def _show_keys(self) -> None:
        shown = self.host.keymap.shown
        digits = [
            (shown(name), one) for name, one in zip(_COMMANDS, triage.PRIORITIES, strict=True)
        ]
        self.query_one("#priorities", Static).update(triage_words.priorities(digits, self.chosen))
        answers = [(shown("triage.mine"), _ME)]
        answers += [(letter, self._names[one]) for letter, one in sorted(self.letters.items())]
        if len(self.letters) < len(self._names):
            answers.append((shown("triage.set"), "by name"))
        again = None
        if self._last is not None:
            priority, team_id = self._last
            words = f"{(self.chosen or priority).word} {self._group(team_id)}"
            again = (shown("triage.repeat"), words)
        self.query_one("#groups", Static).update(triage_words.groups(answers, again))

    def _group(self, team_id: int | None) -> str:
        return _ME if team_id is None else self._names.get(team_id, "")

    # deciding ------------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Take the letter of a group; every other key is a command's."""
        team_id = self.letters.get(event.character or "")
        if team_id is not None and self.look is not None:
            event.stop()
            await self.host.attempt(self._give, team_id)
            self.refresh_bars()

    def _choose(self, priority: Priority) -> None:
        self.chosen = priority
        self._show_keys()

    def do_triage_urgent(self) -> None:
        """Choose urgent."""
        self._choose(Priority.URGENT)

    def do_triage_high(self) -> None:
        """Choose high."""
        self._choose(Priority.HIGH)

    def do_triage_normal(self) -> None:
        """Choose normal."""
        self._choose(Priority.NORMAL)

    def do_triage_low(self) -> None:
        """Choose low."""
        self._choose(Priority.LOW)

    def do_triage_mine(self) -> None:
        """Take the ticket."""
        self._give(None)

    def do_triage_set(self) -> None:
        """Pick the group by its name."""
        if not self._names:
            raise errors.Refused(
                "there are no groups in this desk",
                self.host.keymap.fill("{triage.mine} takes the ticket yourself."),
            )
        choices = [Choice("", name, one) for one, name in self._names.items()]
        self.ask(Pick("Group", choices), self._give)

    def do_triage_repeat(self) -> None:
        """Give to the last group again."""
        if self._last is None:
            raise errors.Refused("there is no last group yet", "A digit and a letter decide.")
        priority, team_id = self._last
        self.chosen = self.chosen or priority
        self._give(team_id)

    def _give(self, team_id: int | None) -> None:
        if self.look is None:
            return
        if self.chosen is None:
            shown = [self.host.keymap.shown(name) for name in (_COMMANDS[0], _COMMANDS[-1])]
            raise errors.Refused(
                "the ticket has no priority yet", f"{shown[0]} urgent to {shown[1]} low, then it."
            )
        self._done.append(triage.give(self.desk, self.look.id, self.chosen, team_id))
        self._last = (self.chosen, team_id)
        self._next()

    def do_triage_spam(self) -> None:
        """Ask whether it is spam."""
        if self.look is not None:
            ticket_id = self.look.id
            self.ask(SpamQuestion(self.look.subject), lambda yes: self._spam(ticket_id))

    def _spam(self, ticket_id: int) -> None:
        self._done.append(triage.spam(self.desk, ticket_id))
        self._next()

    def do_triage_skip(self) -> None:
        """Put the ticket aside for this round."""
        if self.look is not None:
            self._skipped.append(self.look.id)
            self._next()

    def do_triage_undo(self) -> None:
        """Take the last triage back and show its ticket again."""
        if not self._done:
            raise errors.Refused("nothing was triaged here yet")
        done = self._done.pop()
        triage.undo(self.desk, done)
        self.host.say(f"#{done.reference} is back: its triage was taken back.")
        self._next(done.ticket_id)

    # elsewhere -----------------------------------------------------------------------------------

    async def do_triage_open(self) -> None:
        """Open the ticket; the time goes to its contact."""
        if self.look is not None:
            triage.leave(self.desk)
            await self.host.go("ticket", ticket_id=self.look.id)

    async def do_triage_leave(self) -> None:
        """Go back to where the agent came from."""
        await self.host.back()

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the first message."""
        box = self.query_one("#text", VerticalScroll)
        box.scroll_relative(y=pages * max(box.size.height - 1, 1), animate=False)
