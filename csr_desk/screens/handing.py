"""The commands that give a case to others, check an identity, and say that a query arrived.

The dialogs stand in modules of their own, loaded when they are first asked for: a start needs none.
"""

from csr_desk import errors
from csr_desk.commands.command import CUSTOMER
from csr_desk.domain.instants import Instant
from csr_desk.screens.base import DeskScreen
from csr_desk.store import timeline


class Verifying(DeskScreen):
    """The check of an identity, from a ticket or from the record."""

    def do_identity_verify(self) -> None:
        """Ask how it was checked, and what came of it."""
        from csr_desk.screens.identity_talk import ask_method

        now = self.situation()
        if now.customer_id is None:
            raise errors.Refused("no customer is chosen", "Find one with {search}.")
        # On the record the ticket is that of a line of the past, not the one being handled.
        ticket_id = None if self.PLACE == CUSTOMER else now.ticket_id
        ask_method(self.host, now.customer_id, ticket_id, self.checked)

    def hint_identity(self, customer_id: int) -> None:
        """Say that who asks is to be checked, unless it was in the contact in focus."""
        from csr_desk.screens.identity_talk import hint

        hint(self.host, customer_id)

    def checked(self) -> None:
        """Show what is known of the identity now; the place does it."""


class HandingOver(Verifying):
    """Escalation, transfer and acknowledgement, from the queue or with the ticket open."""

    _acknowledged: tuple[str, ...] = ()
    _acknowledged_at: Instant = 0

    def targets(self) -> list[int]:
        """Return the tickets a change is made to; the place says which."""
        return []

    def changed(self) -> None:
        """Show the tickets as they are after a change; the place does it."""

    def checked(self) -> None:
        """Show the ticket with what is known of the identity."""
        self.changed()

    def _ticket_now(self) -> tuple[int, int | None]:
        """Return the ticket of this place, and the contact in which it is handled."""
        ticket_id = self.situation().ticket_id
        if ticket_id is None:
            raise errors.Refused("no ticket is chosen", "Choose one in the queue.")
        focused = timeline.focused(self.desk.store)
        mine = focused is not None and focused.ticket_id == ticket_id
        return ticket_id, focused.id if focused is not None and mine else None

    def do_escalate(self) -> None:
        """Ask where to and what for; then offer the word to the customer."""
        from csr_desk.screens.escalating import ask_escalation, offer_response

        ticket_id, contact_id = self._ticket_now()

        def done() -> None:
            self.changed()
            offer_response(self.host, ticket_id)

        ask_escalation(self.host, ticket_id, contact_id, done)

    def do_transfer(self) -> None:
        """Ask to whom, how and why."""
        from csr_desk.screens.escalating import ask_transfer

        ticket_id, contact_id = self._ticket_now()
        ask_transfer(self.host, ticket_id, contact_id, self.changed)

    def do_escalation_step(self) -> None:
        """Ask what became of the transfer that is offered, or of an escalation."""
        from csr_desk.screens.handing_talk import ask_what_became

        ask_what_became(self.host, self._ticket_now()[0], self.changed)

    # acknowledging -------------------------------------------------------------------------------

    def do_ticket_acknowledge(self) -> None:
        """Ask for the response, show what would go out, then send it to all marked tickets."""
        from csr_desk.screens.acknowledge_talk import ask_response

        ask_response(self.host, self.targets(), self._acknowledgement_sent)

    def _acknowledgement_sent(self, operations: list[str]) -> None:
        self._acknowledged, self._acknowledged_at = tuple(operations), self.desk.now()
        self.changed()

    def undo_acknowledgement(self, acted_at: Instant) -> bool:
        """Take the last acknowledgement back; False when something newer was done, or it left."""
        if not self._acknowledged or acted_at > self._acknowledged_at:
            return False
        from csr_desk.screens.acknowledge_talk import take_back

        operations, self._acknowledged = self._acknowledged, ()
        if not take_back(self.host, operations):
            return False
        self.changed()
        return True
