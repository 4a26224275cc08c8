"""The log as a list: one line for each contact, the times beside it where the window has room."""

from collections.abc import Iterable
from datetime import tzinfo

from csr_desk import text
from csr_desk.domain.instants import to_datetime
from csr_desk.reports.log_record import LogRecord
from csr_desk.widgets.virtual_list import Piece, RowSource, VirtualList

WITH_PHASES = 104
"""From this width on talk, hold and after-call work have columns of their own."""


def duration(seconds: int) -> str:
    """Return seconds as `5:55`, from an hour on as `1:05:55`."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def columns(width: int, dated: bool) -> list[tuple[str, int]]:
    """Return the titles and widths of the columns; negative widths align to the right."""
    found = [("#", 6), ("start", 12 if dated else 5), ("channel", 7), ("handle", -7)]
    if width >= WITH_PHASES:
        found += [("talk", -7), ("hold", -7), ("acw", -7)]
    narrow = dated and width < WITH_PHASES
    found += [("reason", 19 if narrow else 21), ("outcome", 9 if narrow else 16)]
    rest = width - sum(abs(size) + 1 for _, size in found)
    return [*found, ("customer", max(rest, 0))]


def fitted(words: str, size: int) -> str:
    """Return a text cut and padded to a column, right-aligned for a negative size."""
    shown = text.line(words, abs(size))
    gap = " " * (abs(size) - text.cell_width(shown))
    return f"{gap}{shown}" if size < 0 else f"{shown}{gap}"


class LogList(VirtualList[LogRecord]):
    """The contacts of a span of the log."""

    HELP = "One line for each contact; ↑ and ↓ choose, Enter opens its ticket."

    def __init__(self, page: RowSource[LogRecord], zone: tzinfo, *, empty: str) -> None:
        super().__init__(page, empty=empty)
        self.zone = zone
        self.dated = False

    @property
    def titles(self) -> str:
        """Return the line above the columns."""
        found = columns(self.line_width - 1, self.dated)
        return " " + " ".join(fitted(title, size) for title, size in found)

    def paint(self, row: LogRecord, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a contact's line."""
        start = to_datetime(row.started_at, self.zone)
        values = {
            "#": f"#{row.id}",
            "start": f"{start:%d %b %H:%M}" if self.dated else f"{start:%H:%M}",
            "channel": "visit" if row.channel == "in_person" else row.channel,
            "handle": duration(row.handle_time),
            "talk": duration(row.talk),
            "hold": duration(row.hold),
            "acw": duration(row.after_call_work),
            "reason": row.reason or state_word(row),
            "outcome": row.outcome or "",
            "customer": f"{row.customer}{' ' + ' '.join(row.flags) if row.flags else ''}",
        }
        role = "" if row.reason else "soon" if row.ended_at is not None else "strong"
        for title, size in columns(width, self.dated):
            plain = title in ("talk", "hold", "acw", "start", "#")
            yield f"{fitted(values[title], size)} ", "muted" if plain and not role else role


def state_word(row: LogRecord) -> str:
    """Return what stands in place of a reason."""
    return "running" if row.ended_at is None else "unlogged"
