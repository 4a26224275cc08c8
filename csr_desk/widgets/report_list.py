"""A report as a list: headings, figures and groups, each line with what is behind it."""

from collections.abc import Iterable, Sequence

from csr_desk import text
from csr_desk.widgets.log_list import fitted
from csr_desk.widgets.report_lines import ReportLine
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

LABEL, PLACE = 40, 6
LEAST_VALUE, MOST_VALUE, LEAST_CHANGE = 14, 26, 9


class LineRows(Rows[ReportLine]):
    """The lines of a report; a line keeps its id while its key is the same."""

    def __init__(self, lines: Sequence[ReportLine] = ()) -> None:
        super().__init__(lines)
        self._places = {hash(line.key): place for place, line in enumerate(lines)}
        self.value_width = max((text.cell_width(one.value) for one in lines), default=0)
        self.change_width = max((text.cell_width(one.change.text) for one in lines), default=0)

    def id_of(self, index: int) -> int | None:
        """Return the number of a line's key."""
        row = self.row(index)
        return None if row is None else hash(row.key)

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a key."""
        return self._places.get(row_id)


class ReportList(VirtualList[ReportLine]):
    """The figures of a report; the cursor rests on headings too, so that a part is in sight."""

    HELP = "One line for each figure; Enter opens the contacts behind it."
    DEFAULT_CSS = "ReportList > .list--good { color: $text-success; }"
    COMPONENT_CLASSES = {"list--good"}

    def __init__(self, *, empty: str) -> None:
        self._lines = LineRows()
        super().__init__(self._lines, empty=empty)
        self.compares = False

    def show(self, lines: Sequence[ReportLine], *, compares: bool) -> None:
        """Show the lines of a report; the cursor stays on the same figure."""
        self.compares = compares
        is_first = self.source.count() == 0
        self._lines = LineRows(lines)
        self.set_source(self._lines)
        if is_first:
            self.cursor = 1  # the first figure; above it is its heading

    def go_to(self, key: str) -> None:
        """Put the cursor on the line of a key, with the lines after it in sight."""
        place = self.source.index_of(hash(key))
        if place is not None:
            self.cursor = place
            self.scroll_to(y=place, animate=False, force=True, immediate=True)

    def widths(self, width: int) -> tuple[int, int, int, int]:
        """Return the cells of label, value, band and change in a line, as much as they need."""
        change = max(self._lines.change_width, LEAST_CHANGE) if self.compares else 0
        rest = width - PLACE - change - 3
        value = min(max(self._lines.value_width, LEAST_VALUE), MOST_VALUE)
        label = min(LABEL, max(rest - value, rest * 2 // 5))
        return label, rest - label, PLACE, change

    def is_cut(self, row: ReportLine) -> bool:
        """Tell whether a line is longer than its columns."""
        label, value, *_ = self.widths(self.line_width - 1)
        return text.cell_width(row.label) > label or text.cell_width(row.value) > value

    @property
    def titles(self) -> str:
        """Return the line above the columns."""
        label, value, place, change = self.widths(self.line_width - 1)
        heads = (("figure", label), ("value", value), ("band", place), ("to before", -change))
        return " " + " ".join(fitted(title, size) for title, size in heads if size)

    def paint(self, row: ReportLine, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        if row.is_heading:
            yield fitted(row.label, width), "strong"
            return
        label, value, place, change = self.widths(width)
        if row.place.text or self.compares:
            yield f"{fitted(row.label, label)} {fitted(row.value, value)} ", ""
            yield f"{fitted(row.place.text, place)} ", row.place.role
            yield fitted(row.change.text, -change), row.change.role
        else:
            yield f"{fitted(row.label, label)} ", "" if row.name else "muted"
            yield fitted(row.value, width - label - 1), ""
