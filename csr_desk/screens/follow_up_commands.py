"""Making follow-ups from any place: a task, a callback, a snooze, a promise that is kept."""

from typing import TYPE_CHECKING

from csr_desk import errors
from csr_desk.commands.command import TICKET
from csr_desk.screens import attention
from csr_desk.screens.place import Place

if TYPE_CHECKING:
    from csr_desk.screens.follow_up_form import Asked, Typed


class FollowUpCommands(Place):
    """Methods of the commands that write down what is to be done later."""

    def targets(self) -> list[int]:
        """Return the tickets a change is made to: the one under the cursor or open."""
        ticket_id = self.situation().ticket_id
        return [] if ticket_id is None else [ticket_id]

    def changed(self) -> None:
        """Show the place as it is after a change; a place with something to show does it."""

    # asked for -----------------------------------------------------------------------------------

    def _ask(self, asked: "Asked", kind: str) -> None:
        # Deferred: the form is no part of the start.
        from csr_desk.screens.follow_up_form import FollowUpForm

        now = self.situation()
        self.ask(
            FollowUpForm(self.desk, asked),
            lambda typed: self._add(typed, kind, now.ticket_id, now.customer_id),
        )

    def _add(
        self, typed: "Typed", kind: str, ticket_id: int | None, customer_id: int | None
    ) -> None:
        from csr_desk.actions import follow_up

        follow_up.add(
            self.desk,
            typed.what,
            typed.due.at,
            ticket_id=ticket_id,
            customer_id=customer_id,
            kind=kind,
            number=typed.number,
            by_hand=True,
            is_told=True,
        )
        self._told(kind.capitalize(), typed)

    def _told(self, what: str, typed: "Typed") -> None:
        from csr_desk.actions import due_time

        said = due_time.said(self.desk, typed.due)
        self.host.say(f"{what}: {said}. {{go.tasks}} lists it.")
        self.changed()

    def do_task_add(self) -> None:
        """Ask for the time and what is to be done."""
        from csr_desk.screens.follow_up_form import Asked

        self._ask(Asked("Task"), "task")

    def do_callback_add(self) -> None:
        """Ask for the time, the number and what it is about."""
        from csr_desk.actions import follow_up
        from csr_desk.screens.follow_up_form import Asked

        number = follow_up.number_of(self.desk, self.situation().customer_id)
        self._ask(Asked("Callback", "About", "call back", number=number), "callback")

    def do_ticket_snooze(self) -> None:
        """Ask for the time at which the ticket, or the marked ones, come back."""
        from csr_desk.screens.follow_up_form import Asked, FollowUpForm

        ids = self.targets()
        count = "" if len(ids) == 1 else f" {len(ids)} tickets"
        asked = Asked(f"Snooze{count} until", "Why", needs_words=False)
        self.ask(FollowUpForm(self.desk, asked), lambda typed: self._snooze(ids, typed))

    async def _snooze(self, ids: list[int], typed: "Typed") -> None:
        from csr_desk.actions import due_time, snooze

        snooze.snooze(self.desk, ids, typed.due.at, typed.what)
        count = "1 ticket" if len(ids) == 1 else f"{len(ids)} tickets"
        until = due_time.said(self.desk, typed.due)
        self.host.say(f"{count} snoozed until {until}. {{message.undo}} brings it back.")
        if self.PLACE == TICKET:
            await self.host.go("queue")
        else:
            self.changed()

    # offered -------------------------------------------------------------------------------------

    def do_promise_keep(self) -> None:
        """Keep the promise that is offered, the first one of several."""
        self.save_typed()  # the offer has the words as they stand now
        offer = attention.next_offer(self.host)
        if offer is None:
            raise errors.Refused("no promise is offered", "{task.add} writes a task down.")
        from csr_desk.actions import due_time, promised

        promised.keep(self.desk, offer)
        kind = "Callback" if offer.is_call else "Task"
        at = due_time.shown(self.desk, offer.due_at)
        self.host.say(f"{kind}: {at}. {{go.tasks}} lists it.")
        self.changed()
