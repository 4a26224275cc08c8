"""Files of the open ticket: what came with its messages, and what goes out with the text."""

from csr_desk import errors, text
from csr_desk.actions import attachments
from csr_desk.domain.models import DraftKind
from csr_desk.screens.dialogs import Choice, Pick
from csr_desk.screens.files import AskPath, Files, not_empty, save
from csr_desk.screens.ticket_writing import TicketWriting
from csr_desk.store.ticket_page import Enclosed
from csr_desk.widgets.conversation_blocks import file_line


class TicketFiles(TicketWriting):
    """Lists, fetches, saves and attaches; nothing is ever opened by the desk."""

    def do_conversation_files(self) -> None:
        """Show the files of the conversation."""
        if not attachments.of_ticket(self.desk.store, self.ticket_id or 0):
            raise errors.Refused(
                "no message of this ticket has a file", "Nothing is to be fetched."
            )
        self.ask(
            Files(self.host, self.ticket_id or 0),
            lambda file_id: save(self.host, file_id, self.host.say),
        )

    def do_composer_attach(self) -> None:
        """Ask for the path of a file, and attach it to the text."""
        if self.composer.kind is None:
            self.open_draft(DraftKind.REPLY)
        limit = attachments.size_words(attachments.LARGEST)
        words = f"Which file goes out with this {self.composer.kind}? At most {limit}."
        self.ask(AskPath("Attach a file", words, "~/", check=not_empty), self._attach_path)

    def _attach_path(self, typed: str) -> None:
        file = attachments.attach(self.desk, self.ticket_id or 0, typed)
        self.files = (*self.files, file.id)
        self.files_changed()
        self.composer.say(f"Attached: {file_line(Enclosed(file.name, file.size, file.scan), 50)}")
        self.composer.editor.focus()

    def do_composer_detach(self) -> None:
        """Ask which file stays here."""
        known = attachments.pending(self.desk, self.files)
        if not known:
            raise errors.Refused(
                "nothing is attached to this text",
                self.host.keymap.fill("{composer.attach} attaches a file."),
            )
        choices = [
            Choice("", text.line(one.name, 40), one.id, attachments.size_words(one.size))
            for one in known
        ]
        self.ask(Pick("Take which file off?", choices), self._take_off)

    def _take_off(self, file_id: int) -> None:
        self.files = tuple(one for one in self.files if one != file_id)
        attachments.detach(self.desk, file_id)
        self.files_changed()
        self.composer.editor.focus()
