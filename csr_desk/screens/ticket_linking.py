"""Links of the open ticket: made, followed, and what the incidents of a solved problem are told."""

from collections.abc import Sequence

from csr_desk.screens.ticket_seen import TicketSeen
from csr_desk.store import ticket_links


class TicketLinking(TicketSeen):
    """The commands of links; their dialogs are loaded when they are first asked for."""

    def do_interaction_link(self) -> None:
        """Ask what this ticket is of which other one."""
        from csr_desk.screens import link_talk

        link_talk.ask(
            self.host,
            self.ticket.id,
            self.relinked,
            contact_id=self.contact_id,
            found=self.earlier,
        )

    def relinked(self) -> None:
        """Show the ticket with its links; a proposal that was taken is not shown any more."""
        found = self.earlier
        if found is not None and ticket_links.between(
            self.desk.store, self.ticket.id, found.ticket_id
        ):
            self.show_earlier(None)
        self.refresh_ticket()

    def do_ticket_links(self) -> None:
        """Go to what this ticket is linked to."""
        from csr_desk.screens import link_talk

        link_talk.go_to_linked(self.host, self.ticket.id)

    def do_ticket_incidents(self) -> None:
        """Ask what the customers of the unsolved incidents are told."""
        from csr_desk.screens import incident_talk

        incident_talk.ask_words(self.host, self.ticket.id, self._incidents_told)

    def _incidents_told(self, operations: Sequence[str]) -> None:
        self.host.told_incidents, self.host.told_at = tuple(operations), self.desk.now()
        self.refresh_ticket()

    def offer_incidents(self) -> None:
        """Say that a problem was solved whose incidents are not; nothing is done by itself."""
        if ticket_links.incidents(self.desk.store, self.ticket.id).unsolved:
            from csr_desk.screens import incident_news

            incident_news.offer(self.host, self.ticket.id)
