"""What can be done with the chosen message of the open ticket."""

from csr_desk.screens.ticket_base import TicketBase


class TicketMessages(TicketBase):
    """The commands of the conversation."""

    def do_conversation_previous(self) -> None:
        """Choose the message before."""
        self.conversation.action_choose(-1)

    def do_conversation_next(self) -> None:
        """Choose the message after."""
        self.conversation.action_choose(1)

    def do_conversation_unfold(self) -> None:
        """Show all of the message, or ask about a held reply."""
        self.conversation.action_unfold()

    def do_conversation_copy(self) -> None:
        """Put the message into the clipboard."""
        self.conversation.action_copy()

    def do_conversation_links(self) -> None:
        """Show the links of the message."""
        self.conversation.action_links()
