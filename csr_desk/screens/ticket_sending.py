"""Sending from a ticket: checks, undo, a later time, replies held back, and on to the wrap-up."""

from collections.abc import Callable
from typing import Any

from csr_desk.actions import canned_effects, compose, draft, held, interaction, promised
from csr_desk.actions.compose import Sent
from csr_desk.actions.message import Posted
from csr_desk.domain import when
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import DraftKind, OperationState, Status
from csr_desk.screens import attention
from csr_desk.screens.dialogs import AskText
from csr_desk.screens.held_reply import DROP, EDIT, NOTE, SEND, HeldReply, news_since
from csr_desk.screens.required import fill_first
from csr_desk.screens.ticket_fields import TicketFields
from csr_desk.screens.ticket_writing import TicketWriting
from csr_desk.widgets.conversation import Conversation


class TicketSending(TicketWriting, TicketFields):
    """What leaves the composer, and what comes back into it."""

    _accepted: frozenset[str] = frozenset()

    def changed(self) -> None:
        """Show the ticket as it is after a change, and the text that came or went with it."""
        super().changed()
        self._reread_draft()

    def _reread_draft(self) -> None:
        """Show the open draft as it is stored, after something else than the editor wrote it."""
        kind, composer = self.composer.kind, self.composer
        if kind is None or composer.is_unsaved:
            return
        kept = draft.load(self.desk, self.ticket_id or 0, kind)
        if kept is None or not kept.body:
            if composer.text:
                composer.empty()
                self.close_composer()
                self.conversation.focus()
        elif kept.body != composer.text:
            composer.empty()
            self.open_draft(kind)

    async def do_message_send(self) -> None:
        """Send the reply, or save the note."""
        await self._when_filled(self._send)

    async def do_message_send_solve_next(self) -> None:
        """Send, end the contact and open its wrap-up with "resolved" chosen."""
        await self._when_filled(self._send_solve_next, Status.SOLVED)

    async def _when_filled(self, act: Callable[[], Any], status: Status | None = None) -> None:
        """Ask for what the helpdesk wants filled for the status that goes along, then act."""
        self.composer.flush()
        is_reply = self.composer.kind is not DraftKind.NOTE
        if status is None and is_reply:
            does = canned_effects.effects(self.desk, self.used, self.ticket_id)
            status = does.status or self.then
        await fill_first(self.host, self.ticket_id or 0, status, act, assigns=is_reply)

    async def _send_solve_next(self) -> None:
        posted = self._send(by="message.send_solve_next")
        if posted is None or posted.state is OperationState.HELD:
            return
        contact = self.need_contact()
        interaction.end(self.desk, contact)
        await self.host.go("wrap_up", interaction_id=contact, outcome="resolved")

    def _send(self, release_at: Instant | None = None, by: str = "message.send") -> Posted | None:
        composer, ticket_id = self.composer, self.ticket_id or 0
        composer.flush()
        kind = composer.kind or DraftKind.REPLY
        begun = draft.load(self.desk, ticket_id, kind)
        does = canned_effects.effects(self.desk, self.used, ticket_id)
        contact = self.need_contact()
        sent = compose.send(
            self.desk,
            ticket_id,
            kind,
            composer.text,
            interaction_id=contact,
            accepted=self._accepted,
            keep=composer.spared,
            canned=self.used,
            release_at=release_at,
            status=does.status or self.then,
            files=self.files,
        )
        if sent.posted is None:
            self._stopped(sent, by)
            return None
        self._accepted, self._last_change = frozenset(), ()
        canned_effects.carry_out(self.desk, ticket_id, does, self.contact_id)
        attention.offer(self.host, promised.offers(self.desk, composer.text, ticket_id, contact))
        composer.empty()
        self._after_send(kind)
        if sent.posted.state is OperationState.HELD:
            self._ask_held(sent.posted.operation, begun.began_version if begun else None)
        return sent.posted

    def _after_send(self, kind: DraftKind) -> None:
        """Show the message at the end; in a chat the next one can be typed at once."""
        self.sent_from.add(self.ticket_id or 0)
        self.close_composer()
        self.refresh_ticket(own=True)
        self.conversation.action_newest()
        if kind is DraftKind.REPLY and self.is_chat:
            self.open_draft(kind)
        else:
            self.conversation.focus()

    def _stopped(self, sent: Sent, by: str) -> None:
        """Say what speaks against sending; warnings are said once, with the key of the command."""
        words = [one.sentence for one in sent.checks[:3]]
        if not sent.is_blocked:
            self._accepted |= {one.sentence for one in sent.checks}
            words.append(f"{self.host.keymap.shown(by)} again sends it as it is.")
        span = sent.checks[0].span
        if span is not None:
            self.composer.editor.choose(*span)
        self.composer.editor.focus()
        self.composer.say(" ".join(words), until_changed=True)

    # later ---------------------------------------------------------------------------------------

    def do_message_schedule(self) -> None:
        """Ask for the time at which the reply shall leave."""
        if self.composer.kind is DraftKind.NOTE:
            self.host.say("A note is saved at once; only a reply can leave later.", "warning")
            return
        self.ask(
            AskText("Send later", f"When? For instance {when.EXAMPLES}.", check=self._no_time),
            self._scheduled,
        )

    def _no_time(self, typed: str) -> str | None:
        try:
            when.parse(typed, self.desk.now(), self.desk.zone)
        except when.WhenProblem as problem:
            return str(problem)
        return None

    async def _scheduled(self, typed: str) -> None:
        release_at = when.parse(typed, self.desk.now(), self.desk.zone)
        await self._when_filled(lambda: self._send(release_at, "message.schedule"))

    # undo ----------------------------------------------------------------------------------------

    async def do_message_undo(self) -> None:
        """Take back what was done last: a change of a field, the reply sent last, a wrap-up."""
        self.composer.flush()
        await super().do_message_undo()

    # held back -----------------------------------------------------------------------------------

    def on_conversation_held_opened(self, event: Conversation.HeldOpened) -> None:
        """Ask what shall become of a held reply."""
        self._ask_held(event.operation, None)

    def _ask_held(self, operation: str, began: int | None) -> None:
        news = news_since(self.desk, self.ticket_id or 0, began)
        self.ask(HeldReply(news), lambda answer: self._held_answered(operation, answer))

    def _held_answered(self, operation: str, answer: str) -> None:
        desk = self.desk
        if answer == SEND:
            held.send_anyway(desk, operation)
        elif answer == NOTE:
            held.keep_as_note(desk, operation)
        elif answer == DROP:
            held.drop(desk, operation)
        elif answer == EDIT:
            self._edit_held(operation)
        self.refresh_ticket()
        if answer == EDIT:
            self.open_draft(DraftKind.REPLY)

    def _edit_held(self, operation: str) -> None:
        """Take the held text back; a reply begun since then is kept behind it."""
        self.composer.flush()
        held.edit_held(self.desk, operation)
        self.composer.empty()
