"""What a search found, a line for each: kind, name, the words around what was searched for."""

from collections.abc import Iterable, Sequence

from csr_desk.store.search_hits import Hit
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

KIND_WORDS = {"canned": "response"}


class HitList(VirtualList[Hit]):
    """Found things; the search field keeps the keyboard."""

    def __init__(self) -> None:
        super().__init__(Rows[Hit]())
        self.can_focus = False

    def show(self, hits: Sequence[Hit], empty: str) -> None:
        """Show what was found, the cursor on the first one, or why there is nothing."""
        self.empty = empty
        self.set_source(Rows(hits), keep=False)

    def paint(self, row: Hit, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        kind = KIND_WORDS.get(row.kind, row.kind)
        mark = f"#{row.reference}" if row.kind == "ticket" else row.reference
        room = max(width - 24, 8)
        title = min(max(room * 2 // 5, 8), 36)
        yield fitted(kind, 9), "muted"
        yield fitted(mark, 10) + " ", "muted"
        yield fitted(row.title, title) + " ", "strong"
        yield fitted(row.snippet, room - title), ""
