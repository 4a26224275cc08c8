"""The contacts that wait for their wrap-up, each with its clock and a word for its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from csr_desk import text
from csr_desk.domain import bars
from csr_desk.domain.bars import Limits

MOST = 6
_STYLES = {bars.ERROR: "bold $text-error", bars.WARNING: "bold $text-warning"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contact without wrap-up, and the seconds since its end."""

    number: int
    channel: str
    who: str
    subject: str
    unlogged_s: int
    flags: tuple[str, ...] = ()


def clock_words(one: Waiting, limits: Limits) -> Content:
    """Return the unlogged clock with its word and colour."""
    piece = bars.unlogged(one.unlogged_s, limits)
    return Content.styled(piece.text, _STYLES.get(piece.role, "dim"))


def line(one: Waiting, limits: Limits, width: int, *, chosen: bool) -> Content:
    """Return the line of one contact, its clock at the end."""
    clock = clock_words(one, limits)
    flags = f"  {' '.join(one.flags)}" if one.flags else ""
    head = f"{'▸' if chosen else ' '}#{one.number} {one.channel}{flags}  "
    room = max(width - len(head) - len(clock.plain) - 2, 8)
    who = text.line(f"{text.line(one.who, 20)} · {one.subject}", room)
    gap = " " * max(room - text.cell_width(who) + 2, 1)
    return Content.styled(head, "bold" if chosen else "") + Content(f"{who}{gap}") + clock


class UnloggedList(Static):
    """The waiting contacts, the chosen one marked; the oldest first."""

    HELP = "Contacts without a wrap-up; the arrows up and down choose another one."
    DEFAULT_CSS = "UnloggedList { height: auto; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(markup=False)

    def glance(self, waiting: Sequence[Waiting], chosen: int | None, limits: Limits) -> None:
        """Show these contacts."""
        width = max(self.size.width - 2, 40)
        place = next((n for n, one in enumerate(waiting) if one.number == chosen), 0)
        first = max(0, min(place - MOST // 2, len(waiting) - MOST))
        lines = [
            line(one, limits, width, chosen=one.number == chosen)
            for one in waiting[first : first + MOST]
        ]
        more = len(waiting) - len(lines)
        if more > 0:
            lines.append(Content.styled(f" and {more} more", "dim"))
        self.update(Content("\n").join(lines))


class LimitLine(Static):
    """How long after-call work may still last, where the team has set a limit."""

    DEFAULT_CSS = "LimitLine { height: 1; padding: 0 1; color: $text-warning; display: none; }"

    def __init__(self) -> None:
        super().__init__(markup=False)

    def glance(self, words: str) -> None:
        """Show a sentence, or nothing."""
        self.update(words)
        self.display = bool(words)
