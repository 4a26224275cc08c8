"""The lines around the queue: its views with counts, what is in the list, the column titles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from csr_desk import text
from csr_desk.domain.bars import Piece
from csr_desk.store.queue import Count
from csr_desk.widgets.bar_line import BarLine, cells

TAB_CELLS = 14


@dataclass(frozen=True, slots=True)
class Tab:
    """A view as it stands in the line: its name, its words, its count where it is known."""

    name: str
    label: str
    count: Count | None


class ViewTabs(BarLine):
    """The views with their counts; a digit or a click chooses one."""

    HELP = "The views; press the digit before one, or click it."
    DEFAULT_CSS = "ViewTabs { background: $panel; }"

    @dataclass
    class Chosen(Message):
        """A view was clicked."""

        name: str

    def glance(self, tabs: Sequence[Tab], active: str) -> None:
        """Show the views; the active one is in brackets and always in sight."""
        pieces = [self._piece(number, tab, active) for number, tab in enumerate(tabs, start=1)]
        width = self.room
        place = next((n for n, tab in enumerate(tabs) if tab.name == active), 0)
        first = 0
        while first < place and _cells(pieces[first : place + 1]) > width:
            first += 1
        shown = pieces[first:]
        if _cells(shown) > width:
            while len(shown) > 1 and _cells(shown) > width - 2:
                shown.pop()
            shown.append(Piece(" …", "muted"))
        self.show(shown)

    def _piece(self, number: int, tab: Tab, active: str) -> Piece:
        digit = str(number) if number <= 9 else ""
        count = "" if tab.count is None else compact(tab.count)
        words = f"{digit} {text.line(tab.label, TAB_CELLS)} {count}".strip()
        if tab.name == active:
            return Piece(f"[{words}]", "strong", tab.name)
        return Piece(f" {words} ", "plain", tab.name)

    def on_click(self, event: Click) -> None:
        """Choose the view under the pointer."""
        offset = event.get_content_offset(self)
        name = self.command_at(offset.x) if offset is not None else ""
        if name:
            self.post_message(self.Chosen(name))


def compact(count: Count) -> str:
    """Return a count in at most five characters: `44`, `1000+`, `75k`."""
    return f"{count.n // 1_000}k" if count.n >= 10_000 else str(count)


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(text.cell_width(piece.text) for piece in pieces)


class QueueInfo(BarLine):
    """How the list is ordered and filtered, what is marked, and what is new outside of it."""

    HELP = "Order, filter and marks of the list; what came in since it was read."

    def glance(self, plain: str, news: str, due: str) -> None:
        """Show what came in, how the list stands, and what is due, as far as there is room."""
        room = self.room
        pieces: list[Piece] = []
        for words, role in ((news, "warning"), (plain, "muted"), (due, "warning")):
            shown = text.line(words, room)
            room -= text.cell_width(shown) + 2
            pieces += [Piece(shown, role), Piece("  ")] if shown else []
        self.show(pieces)


class ColumnTitles(BarLine):
    """The names of the columns, as wide as those of the list stand when they are painted."""

    DEFAULT_CSS = "ColumnTitles { padding: 0; }"

    def __init__(self, titles: Callable[[], str]) -> None:
        super().__init__()
        self._titles = titles

    def glance(self) -> None:
        """Show the names in the widths of now."""
        self.show([Piece(self._titles(), "muted")])

    def render_line(self, y: int) -> Strip:
        """Return the names: the list has its width by now, also in the first paint of all."""
        self._cells = cells([Piece(self._titles(), "muted")])
        return super().render_line(y)
