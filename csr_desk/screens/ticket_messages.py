"""The words of the open conversation, and what can be done with the chosen message."""

import re

from csr_desk import text
from csr_desk.screens.dialogs import Choice, Pick
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.store import ticket_page
from csr_desk.store.ticket_page import Entry
from csr_desk.widgets.conversation import Conversation
from csr_desk.widgets.conversation_blocks import Line, head
from csr_desk.widgets.moments import moment

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'\x00-\x1f]{3,2000}")
_SEARCHED = 500_000


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

    # words of the conversation -------------------------------------------------------------------

    def head_words(self, entry: Entry, width: int, *, is_chosen: bool) -> Line:
        """Return the line above a message."""
        now = self.desk.now()
        return head(
            entry,
            width,
            now,
            moment(entry.at, now, self.desk.zone),
            is_chosen=is_chosen,
            undo_key=self.host.keymap.shown("message.undo"),
        )

    def whole(self, message_id: int) -> str:
        """Return the whole text of a message."""
        return ticket_page.body(self.desk.store, message_id)

    def on_conversation_copied(self, event: Conversation.Copied) -> None:
        """Put a message into the clipboard."""
        self.host.copy_to_clipboard(text.clipboard_text(self.whole(event.message_id)))
        self.host.say("The message is in the clipboard.")

    def on_conversation_links_wanted(self, event: Conversation.LinksWanted) -> None:
        """Show where the links of a message lead; Enter copies one."""
        found = _LINK.findall(self.whole(event.message_id)[:_SEARCHED])
        links = [one for one in dict.fromkeys(found) if text.openable(one)]
        if not links:
            self.host.say("This message has no link.")
            return
        choices = [Choice("", text.host_of(one), one, text.line(one, 60)) for one in links]
        self.ask(Pick("Links: Enter copies one", choices), self._copy_link)

    def _copy_link(self, link: str) -> None:
        self.host.copy_to_clipboard(text.clipboard_text(link))
        self.host.say("The link is in the clipboard.")
