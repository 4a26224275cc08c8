"""Writing on a ticket: one draft for a reply and one for a note, responses inserted in place."""

from typing import Any

from csr_desk import text
from csr_desk.actions import article, compose, draft
from csr_desk.domain.models import Channel, DraftKind, Status
from csr_desk.domain.placeholders import unfilled
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.screens.ticket_libraries import Articles, Responses
from csr_desk.store import timeline
from csr_desk.widgets.canned_popup import CannedPopup, Picked
from csr_desk.widgets.composer import Composer, Hidden, closed_pieces


class TicketWriting(TicketBase):
    """Opens the composer, keeps its drafts, and switches between reply and note."""

    used: tuple[int, ...] = ()
    """The responses that were inserted into the text, for their usage counts."""

    files: tuple[int, ...] = ()
    """The files that go out with the text."""

    then: Status | None = None
    """The status that the ticket takes when the reply is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_from: set[int] = set()
        self._asked: set[int] = set()
        self._open_kind: dict[int, DraftKind] = {}
        self._spared: dict[int, frozenset[str]] = {}

    # the keeper of the composer's text -----------------------------------------------------------

    def keep(self, kind: DraftKind, body: str, cursor: int, spared: frozenset[str]) -> str:
        """Save a draft and return it as stored, card numbers masked."""
        if self.ticket_id is None:
            return body
        if body.strip():
            self.need_contact()
        self._spared[self.ticket_id] = spared
        extra = self._extra(body)
        return draft.save(self.desk, self.ticket_id, kind, body, cursor, extra=extra, keep=spared)

    def _extra(self, body: str) -> dict[str, Any] | None:
        """Return what is kept beside a text; None where there is nothing."""
        found: dict[str, Any] = {"canned": list(self.used), draft.STATUS: self.then}
        found = {draft.FILES: list(self.files), **(found if body else {})}
        return {name: value for name, value in found.items() if value} or None

    def files_changed(self) -> None:
        """Save which files go out with the text, and show how many they are."""
        kind, ticket_id, composer = self.composer.kind, self.ticket_id, self.composer
        if kind is None or ticket_id is None:
            return
        composer.flush()
        extra = self._extra(composer.text) or {}
        draft.save(
            self.desk, ticket_id, kind, composer.text, composer.cursor, extra=extra,
            keep=composer.spared,
        )  # fmt: skip
        composer.retitle(self._head(kind), self._keys(kind))

    def hidden(self, body: str, spared: frozenset[str]) -> list[Hidden]:
        """Return what of a text is masked."""
        from csr_desk.domain import pii  # 25 ms of pattern compiling, only when a card was typed

        shield = self.desk.config.shield
        found = pii.mask(body, pii.Shield(iban=shield.iban, national_id=shield.national_id), spared)
        return [
            Hidden(one.start, one.end, one.mask, pii.confirmed_digits(body, one))
            for one in found.findings
        ] + self.hidden_while_paying(body)

    def hidden_while_paying(self, body: str) -> list[Hidden]:
        """Return what else is masked while a payment runs; the part of the pay link knows."""
        return []

    def save_typed(self) -> None:
        """Save what is typed and not yet in the store."""
        self.composer.flush()

    def unsaved(self) -> str:
        """Return which text differs from its draft."""
        kind, ticket_id = self.composer.kind, self.ticket_id
        if kind is None or ticket_id is None or not self.composer.is_unsaved:
            return ""
        return f"the last changes to the {kind} on #{self.ticket.reference}"

    # opening -------------------------------------------------------------------------------------

    def do_composer_reply(self) -> None:
        """Write a reply, or go on with it."""
        self.write(DraftKind.REPLY)

    def do_composer_note(self) -> None:
        """Write a note, or go on with it."""
        self.write(DraftKind.NOTE)

    def write(self, kind: DraftKind) -> None:
        """Give the keyboard to a reply or a note; the text there is comes along."""
        composer = self.composer
        if composer.kind is kind:
            composer.editor.focus()
        elif not composer.text.strip():
            self.open_draft(kind)
        elif kind is DraftKind.REPLY and self.ticket_id not in self._asked:
            words = f"{self.ticket.customer} will read what is in the note now."
            self.ask(
                Confirm("Make the note a reply", words, "Make it a reply", "Leave it a note"),
                self._recipient_agreed,
            )
        else:
            self._carry_over(kind)

    def _recipient_agreed(self, yes: bool) -> None:
        if yes:
            self._asked.add(self.ticket_id or 0)
            self._carry_over(DraftKind.REPLY)

    def _carry_over(self, kind: DraftKind) -> None:
        """Carry the text over, unless the other kind has a draft of its own: both stay then."""
        composer, desk, ticket_id = self.composer, self.desk, self.ticket_id or 0
        composer.flush()
        old, body, cursor = composer.kind, composer.text, composer.cursor
        other = draft.load(desk, ticket_id, kind)
        if other is None or not other.body.strip():
            with desk.store.transaction():
                extra = self._extra(body)
                draft.save(desk, ticket_id, kind, body, cursor, extra=extra, keep=composer.spared)
                if old is not None:
                    draft.discard(desk, ticket_id, old)
            self.open_draft(kind)
        else:
            self.open_draft(kind)
            composer.say("Both a reply and a note are begun; each keeps its own text.")

    def open_draft(self, kind: DraftKind) -> None:
        """Show the draft of a kind, its cursor where it was, and give it the keyboard."""
        ticket_id = self.ticket_id or 0
        self.composer.flush()
        kept = draft.load(self.desk, ticket_id, kind)
        self.used = tuple(kept.extra.get("canned", ())) if kept else ()
        self.files = tuple(kept.extra.get(draft.FILES, ())) if kept else ()
        then = kept.extra.get(draft.STATUS) if kept else None
        self.then = None if then is None else Status(then)
        self._open_kind[ticket_id] = kind
        self.composer.spared = self._spared.get(ticket_id, frozenset())
        body, cursor = (kept.body, kept.cursor) if kept else ("", 0)
        self.composer.open(kind, self._head(kind), self._keys(kind), body, cursor)
        focused = timeline.focused(self.desk.store)
        if focused is None or not focused.is_live:
            self.need_contact()

    def _keys(self, kind: DraftKind) -> str:
        send = self.host.keymap.shown("message.send")
        return f"{send} {'sends' if kind is DraftKind.REPLY else 'saves'}  Esc leaves"

    def _head(self, kind: DraftKind) -> str:
        count = len(self.files)
        files = f" ⎘ {count} file{'' if count == 1 else 's'}" if count else ""
        return f"{self._who_reads(kind)}{files}"

    def _who_reads(self, kind: DraftKind) -> str:
        if kind is DraftKind.NOTE:
            return "NOTE internal, never sent"
        channel = self.ticket.reply_channel
        public = " in public" if channel in compose.PUBLIC_CHANNELS else ""
        then = f", then {self.then.word}" if self.then is not None else ""
        return f"REPLY to customer by {channel.value.replace('_', ' ')}{public}{then}"

    def close_composer(self) -> None:
        """Put the editor away and say which drafts wait."""
        self._open_kind.pop(self.ticket_id or 0, None)
        self.put_away()

    def put_away(self) -> None:
        """Put the editor away; on coming back it opens again."""
        self.composer.flush()
        shown = self.host.keymap.shown
        kept = [
            (kind.value, draft.load(self.desk, self.ticket_id or 0, kind))
            for kind in (DraftKind.REPLY, DraftKind.NOTE)
        ]
        drafts = [(word, _beginning(one.body)) for word, one in kept if one and one.body.strip()]
        self.composer.close(closed_pieces(shown("composer.reply"), shown("composer.note"), drafts))
        self.used, self.files, self.then = (), (), None

    def on_composer_left(self) -> None:
        """Give the keyboard to the conversation; an empty editor is put away."""
        self.composer.flush()
        if not self.composer.text.strip():
            self.close_composer()
        self.conversation.focus()
        self.refresh_bars()

    # responses -----------------------------------------------------------------------------------

    def on_composer_slash(self) -> None:
        """Show the responses, for a slash was typed."""
        library = Responses(self.desk, self.ticket_id)
        self.ask(CannedPopup(library), lambda one: self.insert(one.text, one.canned_id))

    def on_composer_asked(self) -> None:
        """Show the articles, for two question marks were typed."""
        self.ask(CannedPopup(Articles(self.desk, self.ticket_id)), self._article_picked)

    def _article_picked(self, picked: Picked) -> None:
        self.insert(picked.text)
        if picked.canned_id is not None:
            article.used(self.desk, picked.canned_id, self.ticket_id or 0)

    def insert(self, words: str, canned_id: int | None = None) -> None:
        """Put words at the cursor as one step of undo, the first open placeholder chosen."""
        editor = self.composer.editor
        start = self.composer.cursor
        editor.put(words)
        if canned_id is not None:
            self.used = (*self.used, canned_id)
        spans = unfilled(words)
        if spans:
            editor.choose(start + spans[0].start, start + spans[0].end)
        editor.focus()

    @property
    def is_chat(self) -> bool:
        """Tell whether replies follow each other at once."""
        return self.ticket.reply_channel is Channel.CHAT


def _beginning(body: str) -> str:
    return text.line(body.strip(), 30)


def composer_of(screen: TicketWriting) -> Composer:
    """Return the composer of the ticket screen, which keeps its text there."""
    return Composer(screen)
