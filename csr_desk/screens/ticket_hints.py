"""What fits the open ticket, as one line above the composer: looked up in a thread of its own."""

from dataclasses import dataclass

from textual import work
from textual.message import Message

from csr_desk import errors, text
from csr_desk.actions import article, canned, seen_before, similar
from csr_desk.actions.seen_before import Earlier
from csr_desk.actions.suggest import Suggester, Suggestion, Suggestions
from csr_desk.domain.bars import MUTED, STRONG, Piece
from csr_desk.domain.models import DraftKind
from csr_desk.screens import ticket_libraries
from csr_desk.screens.ticket_seen import TicketSeen
from csr_desk.screens.ticket_writing import TicketWriting
from csr_desk.widgets.bar_line import BarLine
from csr_desk.widgets.canned_popup import CannedPopup, Picked

TITLE = 34


class HintLine(BarLine):
    """The best response or article for the ticket, the key that takes it, and the likely reason."""

    HELP = "What was used for tickets like this one; its key takes it, F4 shows more."
    DEFAULT_CSS = "HintLine { color: $text-muted; }"


class TicketHints(TicketWriting, TicketSeen):
    """Keeps the hints of the open ticket; what is shown stays until another ticket is."""

    @dataclass
    class Suggested(Message):
        """The suggestions of a ticket are there."""

        ticket_id: int
        found: Suggestions
        earlier: Earlier | None = None

    def __init__(self) -> None:
        super().__init__()
        self.suggested = Suggestions()
        self._suggester: Suggester | None = None

    def on_unmount(self) -> None:
        """Stop a look-up that runs and close its connection."""
        if self._suggester is not None:
            self._suggester.close()

    def look_for_hints(self) -> None:
        """Look up what fits the ticket that was just shown; the line is empty until then."""
        self.suggested = Suggestions()
        self._show_hints()
        self.show_earlier(None)
        if self.ticket_id is None:
            return
        if self._suggester is None:
            self._suggester = Suggester(self.desk)
        self._suggester.interrupt()
        self._find_hints(self._suggester, self.ticket_id, self.contact_id)

    @work(thread=True, group="suggest", exclusive=True, exit_on_error=False)
    def _find_hints(self, suggester: Suggester, ticket_id: int, contact_id: int | None) -> None:
        found = suggester.find(ticket_id)
        if found is None:
            return
        earlier = suggester.beside(
            lambda desk: seen_before.find(desk, ticket_id, but=contact_id, reason=found.reason)
        )
        if self.is_running:
            self.post_message(self.Suggested(ticket_id, found, earlier))

    def on_ticket_hints_suggested(self, message: Suggested) -> None:
        """Show what was found unless another ticket is open by now."""
        if message.ticket_id == self.ticket_id and self.is_mounted:
            self.suggested = message.found
            similar.keep(self.desk.store, message.ticket_id, message.found.shares)
            self._show_hints()
            self.show_earlier(message.earlier)
            self.refresh_keys()

    def _show_hints(self) -> None:
        found, shown = self.suggested.texts, self.host.keymap.shown
        pieces: list[Piece] = []
        if found:
            best, more = found[0], len(found) - 1
            what = "article" if best.kind == "article" else f"/{text.line(best.name, 18)}"
            pieces += [Piece(f"{shown('suggest.accept')} ", STRONG, "suggest.accept")]
            pieces += [Piece(f"{what} ", STRONG), Piece(text.line(best.title, TITLE), MUTED)]
            if more:
                pieces.append(Piece(f"  {shown('suggest.show')} ", STRONG, "suggest.show"))
                pieces.append(Piece(f"{more} more", MUTED))
        if self.suggested.reason:
            pieces.append(Piece(f"  likely {text.line(self.suggested.reason, TITLE)}", MUTED))
        self.query_one(HintLine).show(pieces)

    # taking one ----------------------------------------------------------------------------------

    def do_suggest_accept(self) -> None:
        """Put the best suggestion into the reply, as it reads for this ticket."""
        if not self.suggested.texts:
            raise errors.Refused(
                "nothing is suggested for this ticket", "{suggest.show} finds one."
            )
        self._take(self.suggested.texts[0])

    def _take(self, one: Suggestion) -> None:
        if one.kind == "article":
            words = article.preview(self.desk, one.id, self.ticket_id).text
        else:
            words = canned.preview(self.desk, one.id, self.ticket_id).text
        self._put(one, words)

    def _put(self, one: Suggestion, words: str) -> None:
        if self.composer.kind is None:
            self.open_draft(DraftKind.REPLY)
        self.insert(words, one.id if one.kind == "canned" else None)
        if one.kind == "article":
            article.used(self.desk, one.id, self.ticket_id or 0)

    def do_suggest_show(self) -> None:
        """Show what fits this ticket, then everything else."""
        if self.composer.kind is None:
            self.open_draft(DraftKind.REPLY)
        library = ticket_libraries.Suggestions(self.desk, self.ticket_id, self.suggested.texts)

        def picked(chosen: Picked) -> None:
            if chosen.canned_id is not None:
                self._put(library.chosen(chosen.canned_id), chosen.text)

        self.ask(CannedPopup(library, typed_slash=False), picked)
