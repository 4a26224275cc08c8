"""The outbox: what the agent decides on changes that are not at the helpdesk yet."""

from collections.abc import Callable

from csr_desk import errors
from csr_desk.actions import conflict, held, remote_words, shelf, shelf_follow_up
from csr_desk.actions.conflict import Conflict
from csr_desk.actions.outbox_items import Item
from csr_desk.actions.shelf_rows import ShelfRow
from csr_desk.domain.models import DraftKind, OperationState, Status
from csr_desk.screens import undo
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.edit_text import EditText
from csr_desk.screens.outbox_pages import OutboxPages
from csr_desk.screens.required import fill_first
from csr_desk.screens.ticket_writing import TicketWriting
from csr_desk.store import tickets


class OutboxScreen(OutboxPages):
    """The outbox with its commands; every decision is one transaction of the actions."""

    def _operation(self) -> ShelfRow:
        row = self.chosen().operation
        if row is None:
            raise errors.Refused(
                "this is a conflict of one field",
                self.host.keymap.fill("{outbox.mine} or {outbox.theirs} settles it."),
            )
        return row

    def _done(self, words: str) -> None:
        """Show what is left, let the engine look, and say what became of it."""
        self.host.kick_sync()
        self.reread()
        self.refresh_bars()
        self.host.say(words)

    # texts ---------------------------------------------------------------------------------------

    async def do_outbox_edit(self) -> None:
        """Take a held reply back into the composer, or edit any other text here."""
        row = self._operation()
        if row.state is OperationState.HELD and row.ticket_id is not None:
            self._put_composer_away(row.ticket_id)
            held.edit_held(self.desk, row.uid)
            await self.host.go("ticket", ticket_id=row.ticket_id, compose=DraftKind.REPLY)
            return
        self.ask(
            EditText(f"Edit the {row.kind} on #{row.reference}", row.body),
            lambda body: self._edited(row.uid, body),
        )

    def _edited(self, uid: str, body: str) -> None:
        done = shelf.edit(self.desk, uid, body)
        queued = "is queued with its new text" if done.state is OperationState.QUEUED else "is kept"
        self._done(f"The {done.kind} on #{done.reference} {queued}.")

    def _put_composer_away(self, ticket_id: int) -> None:
        """Let the open composer of a ticket save its text, so that it reads the draft anew."""
        if self.host.is_screen_installed("ticket"):
            ticket = self.host.get_screen("ticket")
            if isinstance(ticket, TicketWriting) and ticket.ticket_id == ticket_id:
                ticket.put_away()

    def do_outbox_send_anyway(self) -> None:
        """Send the held reply."""
        done = shelf.send(self.desk, self._operation().uid)
        self._done(f"The reply on #{done.reference} leaves all the same.")

    def do_outbox_keep_as_note(self) -> None:
        """Keep the reply as a note."""
        row = self._operation()
        shelf.to_note(self.desk, row.uid)
        self._done(f"The reply on #{row.reference} is an internal note now.")

    # giving up and trying again ------------------------------------------------------------------

    async def do_outbox_drop(self) -> None:
        """Drop the change; asks first when the customer would never read its text."""
        row = self._operation()
        if row.state is OperationState.WAITING and row.carries_text:
            await self._take_back(row)
        elif row.carries_text:
            self.ask(
                Confirm(
                    f"Drop the {row.kind}",
                    f"Nobody will read this {row.kind} on #{row.reference}. Its text stays in the"
                    " store of this desk.",
                    "Drop it",
                    "Keep it here",
                ),
                lambda yes: self._dropped(row) if yes else None,
            )
        else:
            self._dropped(row)

    async def _take_back(self, row: ShelfRow) -> None:
        """Put a text in its undo window back into the composer."""
        if row.ticket_id is not None:
            self._put_composer_away(row.ticket_id)
        shelf.drop(self.desk, row.uid)
        compose = DraftKind.NOTE if row.kind == "note" else DraftKind.REPLY
        await self.host.go("ticket", ticket_id=row.ticket_id, compose=compose)

    def _dropped(self, row: ShelfRow) -> None:
        shelf.drop(self.desk, row.uid)
        where = f" on #{row.reference}" if row.reference else ""
        self._done(f"The {row.kind.replace('_', ' ')}{where} is dropped.")

    async def do_outbox_retry(self) -> None:
        """Queue it again; what its helpdesk wants filled for a new status is asked first."""
        row = self._operation()
        status = _status_of(row) if row.state is OperationState.REJECTED else None
        await fill_first(self.host, row.ticket_id or 0, status, lambda: self._retried(row.uid))

    def _retried(self, uid: str) -> None:
        shelf.retry(self.desk, uid)
        self._done("It is tried again as soon as the helpdesk can be reached.")

    def do_outbox_follow_up(self) -> None:
        """Send it in a follow-up ticket."""
        row = self._operation()
        made = shelf_follow_up.follow_up(self.desk, row.uid)
        reference = tickets.ticket(self.desk.store, made).reference
        self._done(f"#{reference} follows up on #{row.reference}, and the {row.kind} goes there.")

    async def do_message_undo(self) -> None:
        """Take back what was done last: a message that waits, or a wrap-up."""
        await undo.take_back(self.host)

    # in doubt ------------------------------------------------------------------------------------

    def do_outbox_arrived(self) -> None:
        """Ask, then take it as arrived."""
        row = self._operation()
        self._judge(
            row,
            "It did arrive",
            f"You saw it at the helpdesk, on #{row.reference}: nothing is sent any more.",
            lambda: shelf.arrived(self.desk, row.uid),
        )

    def do_outbox_send_again(self) -> None:
        """Ask, then send it again."""
        row = self._operation()
        self._judge(
            row,
            "Send it again",
            f"You looked, and it is not there on #{row.reference}. If it is, the customer reads"
            " it twice.",
            lambda: shelf.send_again(self.desk, row.uid),
        )

    def _judge(self, row: ShelfRow, yes: str, words: str, act: Callable[[], object]) -> None:
        def answered(sure: bool) -> None:
            if sure:
                act()
                self._done(f"{yes}: so it is done.")

        self.ask(
            Confirm(f"Was the {row.kind.replace('_', ' ')} sent?", words, yes, "Wait"), answered
        )

    # conflicts -----------------------------------------------------------------------------------

    def do_outbox_mine(self) -> None:
        """Send the agent's value over the helpdesk's."""
        self._resolve(self.chosen(), "mine")

    def do_outbox_theirs(self) -> None:
        """Keep the helpdesk's value."""
        self._resolve(self.chosen(), "theirs")

    def _resolve(self, item: Item, side: str) -> None:
        one: Conflict | None = item.conflict
        if one is None:
            raise errors.Refused("the two sides of this change are not known", "Sync, then look.")
        conflict.resolve(self.desk, one.id, "mine" if side == "mine" else "theirs")
        title = remote_words.title_of(self.desk, one.account, one.field)
        value = one.mine if side == "mine" else one.theirs
        words = remote_words.value_words(self.desk, one.account, one.field, value)
        self._done(f"Ticket #{one.reference}: {title} is {words}.")

    # elsewhere -----------------------------------------------------------------------------------

    async def do_outbox_open(self) -> None:
        """Open the ticket."""
        await self.host.go("ticket", ticket_id=self.chosen().ticket_id)

    def do_outbox_sync(self) -> None:
        """Ask the engine to look now."""
        self.host.kick_sync()
        self.host.say("The desk looks at the helpdesk now.")


def _status_of(row: ShelfRow) -> Status | None:
    """Return the status an operation gives its ticket, None when it leaves it."""
    value = row.payload.get("status") or dict(row.payload.get("after") or {}).get("status")
    return None if value is None else Status(value)
