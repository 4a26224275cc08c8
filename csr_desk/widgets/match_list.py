"""Records that may be the same person, a line for each with the reasons."""

from collections.abc import Iterable, Sequence

from csr_desk.domain.duplicates import Match
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList


class MatchList(VirtualList[Match]):
    """Possible matches, the likeliest first."""

    HELP = "Records that may be the same person. Enter uses the one under the cursor."

    def __init__(self) -> None:
        super().__init__(Rows[Match](), empty="Nobody like this is known.")

    def show(self, matches: Sequence[Match]) -> None:
        """Show the matches, the cursor on the likeliest."""
        self.set_source(Rows(matches), keep=False)

    def paint(self, row: Match, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        name = min(max(width // 2 - 6, 12), 36)
        yield fitted(row.name, name) + " ", "strong"
        yield fitted(", ".join(row.reasons), max(width - name - 1, 0)), ""
