"""The responses as a list, and their folders with counts."""

from collections.abc import Iterable, Sequence

from csr_desk import text
from csr_desk.actions.canned import Found
from csr_desk.domain.bars import Piece as BarPiece
from csr_desk.widgets.bar_line import BarLine
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

ALL_FOLDERS = "All folders"
NO_FOLDER = "(no folder)"
_NARROW = 64


class FoundRows(Rows[Found]):
    """Responses in their order; the cursor stays on the same one by its id."""

    def __init__(self, rows: Sequence[Found] = ()) -> None:
        super().__init__(rows)
        self._place = {one.id: place for place, one in enumerate(rows)}

    def id_of(self, index: int) -> int | None:
        """Return the id of the response at a place."""
        row = self.row(index)
        return None if row is None else row.id

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a response, None when it is not in the list."""
        return self._place.get(row_id)


class CannedList(VirtualList[Found]):
    """Short name, title, what speaks against it, folder, scope, uses."""

    HELP = "The responses; Enter inserts one, / finds by any letters of name, title or text."

    def __init__(self) -> None:
        super().__init__(FoundRows())

    def paint(self, row: Found, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a response's line."""
        entry = row.entry
        wide = width >= _NARROW
        name = min(max(width * 3 // 10, 12), 22)
        tail = 6 + (21 if wide else 0)
        room = max(width - name - tail - 1, 6)
        yield from lit(entry.name, row.name_places, name, "strong")
        yield " ", ""
        if row.expired:
            yield "expired ", "late"
            room -= 8
        yield from lit(entry.title, row.title_places, max(room, 1), "")
        if wide:
            yield " " + fitted(entry.folder, 14), "muted"
            yield " " + fitted(entry.scope.value, 5), "muted"
        yield f" {min(entry.uses, 9999):>4} ", "muted"


def lit(words: str, places: tuple[int, ...], width: int, role: str) -> Iterable[Piece]:
    """Yield a text as exactly so many cells, the typed letters of it set apart.

    A text that cleaning changes is shown plain: the places are those of the original.
    """
    shown = fitted(words, width)
    cut = text.line(words, width)
    if not places or not words.startswith(cut.removesuffix(text.ELLIPSIS)):
        yield shown, role
        return
    lit = {place for place in places if place < len(cut)}
    at = 0
    while at < len(shown):
        end = at
        while end < len(shown) and (end in lit) == (at in lit):
            end += 1
        yield shown[at:end], "soon" if at in lit else role
        at = end


class CannedInfo(BarLine):
    """What the list shows: scope, folder, number, order, and the ticket it is for."""

    HELP = "What the list below is narrowed to, how it is ordered, and for which ticket."

    def glance(self, words: str) -> None:
        """Show these words."""
        self.show([BarPiece(text.line(words, self.content_size.width), "muted")])


class FolderList(VirtualList[tuple[str, int]]):
    """The folders; the first line stands for all of them."""

    HELP = "The folders with the number of responses in them; the list shows the chosen one."

    def __init__(self) -> None:
        super().__init__(Rows[tuple[str, int]]())

    def show(self, folders: Sequence[tuple[str, int]]) -> None:
        """Show these folders, the cursor staying in its folder where it is still there."""
        held = self.folder if self.source.count() else None
        rows = [(ALL_FOLDERS, sum(count for _, count in folders)), *folders]
        names = [None, *(name for name, _ in folders)]
        self.set_source(Rows(rows))
        self.cursor = names.index(held) if held in names else 0

    @property
    def folder(self) -> str | None:
        """Return the chosen folder, None for all."""
        current = self.current
        return None if self.cursor == 0 or current is None else current[0]

    def choose(self, folder: str | None) -> None:
        """Put the cursor on a folder, None for all."""
        names = [None, *(self._folder_at(place) for place in range(1, self.source.count()))]
        self.cursor = names.index(folder) if folder in names else 0

    def _folder_at(self, place: int) -> str | None:
        row = self.source.row(place)
        return None if row is None else row[0]

    def paint(self, row: tuple[str, int], width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a folder's line."""
        count = str(row[1])
        yield fitted(row[0] or NO_FOLDER, max(width - len(count) - 2, 1)), ""
        yield f" {count} ", "muted"
