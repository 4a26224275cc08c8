"""Triage: one untriaged ticket after the other, two keys each."""

from dataclasses import replace

from textual import events

from csr_desk import errors
from csr_desk.actions import triage
from csr_desk.actions.triage import Triaged
from csr_desk.commands.command import Situation
from csr_desk.domain.models import Priority
from csr_desk.screens.dialogs import Choice, Pick
from csr_desk.screens.spam_question import SpamQuestion
from csr_desk.screens.ticket_contact import TicketContact
from csr_desk.screens.triage_page import DIGITS, TriagePage
from csr_desk.store import untriaged

NOT_NOW = "Triage waits until no contact is in focus. {triage.leave} leaves."


class TriageScreen(TriagePage):
    """The oldest untriaged ticket with its first lines; a digit and a letter decide."""

    PLACE = "triage"
    CSS_PATH = "triage.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._done: list[Triaged] = []
        self._skipped: list[int] = []

    # coming and going ----------------------------------------------------------------------------

    def show(self) -> None:
        """Show the ticket that stood here, else the oldest one; the state becomes TRIAGE.

        Raises Refused while a contact is in focus.
        """
        before, self.look = self.look, None
        self.show_nothing(NOT_NOW)
        self._let_go()
        triage.enter(self.desk)
        self.assign_letters()
        self._next(before.id if before else None)

    def _let_go(self) -> None:
        """Give the contact of a ticket that was only looked at back, as the queue does."""
        if self.host.is_screen_installed("ticket"):
            ticket = self.host.get_screen("ticket")
            if isinstance(ticket, TicketContact):
                ticket.save_typed()
                ticket.let_go()

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

    def _next(self, ticket_id: int | None = None, remark: str = "") -> None:
        """Show a ticket if it still waits, else the oldest one that is not skipped.

        When only skipped ones are left they come back.
        """
        waiting = untriaged.ids(self.desk.store)
        self._skipped = [one for one in self._skipped if one in waiting]
        aside = set(self._skipped)
        fresh = [one for one in waiting if one not in aside]
        if waiting and not fresh:
            fresh, self._skipped = self._skipped, []
            remark = "the round is over, the skipped ones come again"
        wanted = ticket_id if ticket_id in fresh else next(iter(fresh), None)
        self.chosen = None
        self.look = None if wanted is None else untriaged.first_look(self.desk.store, wanted)
        self.show_ticket(len(waiting), len(self._skipped), remark)

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
        self.show_keys()

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
        if not self.groups:
            raise errors.Refused(
                "there are no groups in this desk",
                self.host.keymap.fill("{triage.mine} takes the ticket yourself."),
            )
        choices = [Choice("", name, one) for one, name in self.groups.items()]
        self.ask(Pick("Group", choices), self._give)

    def do_triage_repeat(self) -> None:
        """Give to the last group again."""
        if self.last is None:
            raise errors.Refused("there is no last group yet", "A digit and a letter decide.")
        priority, team_id = self.last
        self.chosen = self.chosen or priority
        self._give(team_id)

    def _give(self, team_id: int | None) -> None:
        if self.look is None:
            return
        if self.chosen is None:
            shown = [self.host.keymap.shown(name) for name in (DIGITS[0], DIGITS[-1])]
            raise errors.Refused(
                "the ticket has no priority yet", f"{shown[0]} urgent to {shown[1]} low, then it."
            )
        self._done.append(triage.give(self.desk, self.look.id, self.chosen, team_id))
        self.last = (self.chosen, team_id)
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
        self._next(done.ticket_id, f"#{done.reference} is back")

    # elsewhere -----------------------------------------------------------------------------------

    async def do_triage_open(self) -> None:
        """Open the ticket; the time goes to its contact."""
        if self.look is not None:
            triage.leave(self.desk)
            await self.host.go("ticket", ticket_id=self.look.id)

    async def do_triage_leave(self) -> None:
        """Go back to where the agent came from."""
        await self.host.back()
