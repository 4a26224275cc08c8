"""Merging the open ticket into another one, taking it out again, and splitting messages off."""

from csr_desk import errors, text
from csr_desk.actions import seen_before, ticket_merge
from csr_desk.actions.desk import LOCAL
from csr_desk.errors import DeskError
from csr_desk.screens.dialogs import AskText, Choice, Choose, Confirm
from csr_desk.screens.ticket_seen import TicketSeen
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket

_THIS, _FOLLOWING, _OTHER = "this", "following", "other"


class TicketMerging(TicketSeen):
    """The questions before tickets are joined or parted; each says what can be taken back."""

    def put_away(self) -> None:
        """Put the editor away; the composer does it."""

    def do_ticket_merge(self) -> None:
        """Ask into which ticket."""
        words = f"Into which ticket shall #{self.ticket.reference} go? Its number, such as #4711."
        found = self.earlier
        value = found.reference if found is not None and not found.is_same_ticket else ""
        self.ask(AskText("Merge", words, value, check=self._no_merge), self._merge_into)

    def _no_merge(self, typed: str) -> str | None:
        try:
            into = tickets.by_reference(self.desk.store, typed)
        except DeskError as error:
            return error.message
        return ticket_merge.problem(self.desk, self.ticket.id, into.id)

    def _merge_into(self, typed: str) -> None:
        into = tickets.by_reference(self.desk.store, typed)
        if self.ticket.account == LOCAL:
            does = "All of this ticket goes there and it is closed. It can be taken apart again."
        else:
            does = (
                "This ticket is closed, its messages are told there as a note. It can be taken"
                f" back for {ticket_merge.UNDO_S} s; the helpdesk cannot do it any more after that."
            )
        question = Confirm(
            f"Merge #{self.ticket.reference} into #{into.reference}",
            f"{text.line(into.subject, 60)}\n{does}",
            "Merge",
            "Leave it",
        )
        self.ask(question, lambda yes: self._merged(into) if yes else None)

    async def _merged(self, into: Ticket) -> None:
        source = self.ticket
        self.put_away()
        ticket_merge.merge(self.desk, source.id, into.id)
        found = self.earlier
        if found is not None and found.ticket_id == into.id:
            seen_before.used(self.desk, source.id, found)
        await self.host.go("ticket", ticket_id=into.id)
        self.host.say(
            f"#{source.reference} is merged into #{into.reference}. {{message.undo}} takes it back."
        )

    def do_ticket_unmerge(self) -> None:
        """Ask whether the last merge of this ticket is to be taken apart."""
        from csr_desk.actions import ticket_unmerge  # rare

        last = ticket_unmerge.last_merge(self.desk, self.ticket.id)
        if last is None:
            raise errors.Refused(f"#{self.ticket.reference} was not merged with another ticket")
        question = Confirm(
            f"Take #{last.from_reference} out of #{last.into_reference}",
            "It is as it was. What came since stays here.",
            "Take it apart",
            "Leave it",
        )

        def answered(yes: bool) -> None:
            if yes:
                self.put_away()
                ticket_unmerge.unmerge(self.desk, last.id)
                self.refresh_ticket()
                self.host.say(
                    f"#{last.from_reference} and #{last.into_reference} are two tickets again."
                )

        self.ask(question, answered)

    # splitting -----------------------------------------------------------------------------------

    def do_ticket_split(self) -> None:
        """Ask which messages become a ticket of their own, and of whom."""
        chosen = self.conversation.current
        if chosen is None:
            raise errors.Refused("no message is chosen", "{conversation.previous} chooses one.")
        choices = [
            Choice("t", "this message", _THIS, text.line(chosen.head, 40)),
            Choice("f", "this message and those after it", _FOLLOWING),
            Choice("o", "this message, for another customer …", _OTHER),
        ]
        self.ask(
            Choose("A ticket of its own for", choices), lambda one: self._split(chosen.id, one)
        )

    def _split(self, message_id: int, what: str) -> None:
        from csr_desk.actions import ticket_split

        ids = [message_id]
        if what == _FOLLOWING:
            order = [one.id for one in tickets.messages(self.desk.store, self.ticket.id)]
            ids = order[order.index(message_id) :]
        why = ticket_split.problem(self.desk, self.ticket.id, ids)
        if why is not None:
            raise errors.Refused(why.rstrip("."))
        if what != _OTHER:
            self._ask_subject(ids, None)
            return
        from csr_desk.screens.customer_find import FindCustomer

        finding = FindCustomer("Whose message is it", but=[self.ticket.customer_id])
        self.ask(finding, lambda found: self._ask_subject(ids, found.customer_id))

    def _ask_subject(self, ids: list[int], customer_id: int | None) -> None:
        from csr_desk.actions import ticket_split

        def made(subject: str) -> None:
            new_id = ticket_split.split(
                self.desk, self.ticket.id, ids, subject=subject, customer_id=customer_id
            )
            self.refresh_ticket()
            new = tickets.ticket(self.desk.store, new_id)
            self.host.say(
                f"#{new.reference} is made. {{ticket.links}} goes there."
                " {message.undo} takes it back."
            )

        self.ask(AskText("Its subject", "", self.ticket.subject), made)
