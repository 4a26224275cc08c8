"""Customers that were found, a line for each; the search field keeps the keyboard."""

from collections.abc import Iterable, Sequence

from csr_desk.store.customer_lookup import Found
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList


class FoundList(VirtualList[Found]):
    """Found customers: name, company and addresses, and why they were found."""

    def __init__(self) -> None:
        super().__init__(Rows[Found]())
        self.can_focus = False

    def show(self, found: Sequence[Found], empty: str) -> None:
        """Show what was found, the cursor on the first one, or why there is nothing."""
        self.empty = empty
        self.set_source(Rows(found), keep=False)

    def paint(self, row: Found, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        if not row.customer_id:
            yield fitted(f"+ New customer: {row.name}" if row.name else "+ New customer", width), ""
            return
        name = min(max(width * 2 // 5, 12), 32)
        rest = width - name - 1
        why = min(rest // 2, 26) if row.why else 0
        words = "  ".join(part for part in (row.organisation, row.addresses) if part)
        yield fitted(row.name, name) + " ", "strong"
        yield fitted(words, rest - why - bool(why)) + (" " if why else ""), ""
        if why:
            yield fitted(row.why, why), "muted"
