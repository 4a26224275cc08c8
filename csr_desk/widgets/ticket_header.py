"""The two lines above a conversation: which ticket, of whom, in which state, due when."""

from textual.app import ComposeResult
from textual.containers import Vertical

from csr_desk import text
from csr_desk.domain.bars import MUTED, PLAIN, STRONG, WARNING, Piece
from csr_desk.domain.due_words import due_piece
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Priority, Status
from csr_desk.store.tickets import Ticket
from csr_desk.widgets.bar_line import BarLine


class TicketHeader(Vertical):
    """Reference and subject; below them customer, fields, deadline and tags."""

    DEFAULT_CSS = """
    TicketHeader { height: 2; }
    TicketHeader > BarLine { background: $surface; }
    """

    def compose(self) -> ComposeResult:
        """Compose the two lines."""
        yield BarLine(id="subject")
        yield BarLine(id="fields")

    @property
    def words(self) -> str:
        """Return the text of both lines."""
        return "\n".join(line.words for line in self.query(BarLine))

    def glance(
        self, ticket: Ticket, now: Instant, *, is_mine: bool, remark: str = "", others: str = ""
    ) -> None:
        """Show a ticket as it is now; `remark` says what is special about this visit.

        `others` says who else is on it.
        """
        width = max(self.size.width - 2, 20)
        first, second = self.query(BarLine)
        room = max(width - len(ticket.reference) - 4 - (len(remark) + 2 if remark else 0), 8)
        title = [
            Piece(f"#{text.line(ticket.reference, 20)}  ", MUTED),
            Piece(text.line(ticket.subject, room), STRONG),
        ]
        if remark:
            title.append(Piece(f"  {remark}", WARNING))
        first.show(title)
        second.show(_fit(fields(ticket, now, is_mine=is_mine, others=others), width))


def fields(ticket: Ticket, now: Instant, *, is_mine: bool, others: str = "") -> list[Piece]:
    """Return the pieces of the second line, the most needed first."""
    high = ticket.priority >= Priority.HIGH
    assignee = "you" if is_mine else text.line(ticket.assignee or "nobody", 18)
    pieces = [
        Piece(text.line(ticket.customer, 24), STRONG),
        Piece(ticket.channel.replace("_", " "), MUTED),
        Piece(ticket.status.word, STRONG),
    ]
    if ticket.priority is not Priority.NONE:
        pieces.append(Piece(ticket.priority.word, WARNING if high else PLAIN))
    due = _due(ticket, now)
    if due is not None:
        pieces.append(due)
    pieces.append(Piece(assignee, PLAIN))
    if others:
        pieces.append(Piece(*_others(others)))
    if ticket.team:
        pieces.append(Piece(text.line(ticket.team, 16), MUTED))
    return pieces + [Piece(f"+{text.line(tag, 24)}", MUTED) for tag in ticket.tags]


def _others(words: str) -> tuple[str, str]:
    """Return who else is on a ticket with its role: what nobody tells is no warning."""
    return (f"others {words}", MUTED) if words.startswith("unknown") else (words, WARNING)


def _due(ticket: Ticket, now: Instant) -> Piece | None:
    if ticket.status >= Status.SOLVED:
        return None
    return due_piece(
        ticket.deadline_kind,
        ticket.deadline_at,
        now,
        left_s=ticket.sla_left_s,
        warn_at=ticket.sla_warn_at,
    )


def _fit(pieces: list[Piece], width: int) -> list[Piece]:
    """Return as many pieces as fit a width, three dots for those that do not."""
    shown: list[Piece] = []
    used = 0
    for piece in pieces:
        cells = text.cell_width(piece.text) + (3 if shown else 0)
        if used + cells > width - 2:
            return [*shown, Piece(" …", MUTED)]
        if shown:
            shown.append(Piece(" · ", MUTED))
        shown.append(piece)
        used += cells
    return shown
