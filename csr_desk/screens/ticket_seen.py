"""The line above a conversation: the same customer with the same issue days ago, and its keys."""

from csr_desk import errors
from csr_desk.actions import seen_before
from csr_desk.actions.seen_before import Earlier
from csr_desk.screens import link_words
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.widgets.bar_line import BarLine

KEYS = ("interaction.link", "ticket.merge", "proposal.dismiss")


class SeenLine(BarLine):
    """What the customer came with before; it is there only while there is something to say."""

    HELP = "The same customer with the same issue within seven days; its keys link or merge them."
    DEFAULT_CSS = "SeenLine { display: none; background: $surface; }"


class TicketSeen(TicketBase):
    """Shows what was proposed for the open ticket, and forgets it when it is turned down."""

    earlier: Earlier | None = None

    def show_earlier(self, found: Earlier | None) -> None:
        """Show what the customer came with before, or nothing; that it was shown is logged."""
        self.earlier = found
        self.fit_earlier()
        if found is None or self.ticket_id is None:
            return
        seen_before.suggested(self.desk, self.ticket_id, found)
        if self.contact_id is not None and found.contact_id is not None:
            seen_before.banner(self.desk, self.contact_id, found.contact_id)

    def fit_earlier(self) -> None:
        """Fit the line to the window."""
        line, found = self.query_one(SeenLine), self.earlier
        line.display = found is not None
        if found is not None:
            keys = {one: self.host.keymap.shown(one) for one in KEYS}
            now, zone = self.desk.now(), self.desk.zone
            line.show(link_words.again_pieces(found, now, zone, keys, line.room))

    def do_proposal_dismiss(self) -> None:
        """Say that the two are not the same; it is not proposed again."""
        found = self.earlier
        if found is None or found.is_same_ticket:
            raise errors.Refused("nothing is proposed for this ticket")
        seen_before.dismiss(self.desk, self.ticket_id or 0, found)
        self.show_earlier(None)
        self.host.say(f"#{found.reference} is not the same. It is not proposed again.")
