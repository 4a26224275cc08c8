"""Merging the open ticket into another one of the same helpdesk, after a question."""

from csr_desk import text
from csr_desk.actions import ticket_merge
from csr_desk.errors import DeskError
from csr_desk.screens.dialogs import AskText, Confirm
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket


class TicketMerging(TicketBase):
    """The question where to, and the last one before it: a helpdesk cannot take a merge back."""

    def do_ticket_merge(self) -> None:
        """Ask into which ticket."""
        words = f"Into which ticket shall #{self.ticket.reference} go? Its number, such as #4711."
        self.ask(AskText("Merge", words, check=self._no_merge), self._merge_into)

    def _no_merge(self, typed: str) -> str | None:
        try:
            into = tickets.by_reference(self.desk.store, typed)
        except DeskError as error:
            return error.message
        return ticket_merge.problem(self.desk, self.ticket.id, into.id)

    def _merge_into(self, typed: str) -> None:
        into = tickets.by_reference(self.desk.store, typed)
        subject = text.line(into.subject, 60)
        question = Confirm(
            f"Merge #{self.ticket.reference} into #{into.reference}",
            f"{subject}. This ticket is closed, its messages are told there as a note. It cannot be"
            " taken back.",
            "Merge",
            "Leave it",
        )
        self.ask(question, lambda yes: self._merged(into) if yes else None)

    def _merged(self, into: Ticket) -> None:
        ticket_merge.merge(self.desk, self.ticket.id, into.id)
        self.refresh_ticket()
        self.host.say(f"#{self.ticket.reference} is merged into #{into.reference}.")
