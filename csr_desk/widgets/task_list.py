"""Follow-ups as a list: overdue, today, later; one line for each, the group before its first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.store.follow_ups import FollowUp
from csr_desk.widgets.log_list import fitted
from csr_desk.widgets.moments import when
from csr_desk.widgets.virtual_list import Piece, VirtualList

OVERDUE, TODAY, LATER = "overdue", "today", "later"
GROUP, DUE, KIND, TICKET = 7, 12, 8, 8


def group_of(one: FollowUp, now: Instant, zone: tzinfo) -> str:
    """Return the group of a follow-up: `overdue`, `today` or `later`."""
    if one.due_at <= now:
        return OVERDUE
    is_today = to_datetime(one.due_at, zone).date() == to_datetime(now, zone).date()
    return TODAY if is_today else LATER


class Tasks:
    """Follow-ups as a list reads them, by their own numbers."""

    def __init__(self, rows: Sequence[FollowUp] = ()) -> None:
        self.rows = rows
        self._places = {one.id: place for place, one in enumerate(rows)}

    def count(self) -> int:
        """Return the number of follow-ups."""
        return len(self.rows)

    def row(self, index: int) -> FollowUp | None:
        """Return the follow-up at a place."""
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def id_of(self, index: int) -> int | None:
        """Return the number of the follow-up at a place."""
        one = self.row(index)
        return one.id if one else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a number, None when it is settled."""
        return self._places.get(row_id)


def columns(width: int) -> list[tuple[str, int]]:
    """Return the titles and widths of the columns."""
    rest = max(width - GROUP - DUE - KIND - TICKET - 5, 0)
    who = min(rest // 3, 24)
    return [
        ("", GROUP),
        ("due", DUE),
        ("kind", KIND),
        ("ticket", TICKET),
        ("customer", who),
        ("what", rest - who),
    ]


class TaskList(VirtualList[FollowUp]):
    """What is to be done, the earliest first."""

    HELP = "One line for each task; ↑ and ↓ choose, the keys below settle it."

    def __init__(self, now: Instant, zone: tzinfo, *, empty: str) -> None:
        self.tasks = Tasks()
        super().__init__(self.tasks, empty=empty)
        self.now = now
        self.zone = zone
        self.states: Mapping[int, str] = {}

    def show(
        self, rows: Sequence[FollowUp], now: Instant, states: Mapping[int, str] | None = None
    ) -> None:
        """Show other follow-ups; the cursor stays on its own.

        `states` says of the tasks of an escalation how that stands.
        """
        self.now, self.tasks, self.states = now, Tasks(rows), states or {}
        self.set_source(self.tasks)

    @property
    def titles(self) -> str:
        """Return the line above the columns."""
        found = columns(self.line_width - 1)
        return " " + " ".join(fitted(title, size) for title, size in found)

    def paint(self, row: FollowUp, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        group = group_of(row, self.now, self.zone)
        number = f"{row.number} " if row.number else ""
        state = f"{self.states[row.id]}: " if row.id in self.states else ""
        values = {
            "": group if self._is_first(row, group) else "",
            "due": when(row.due_at, self.now, self.zone),
            "kind": row.kind,
            "ticket": f"#{row.reference}" if row.reference else "-",
            "customer": row.customer,
            "what": f"{state}{number}{row.text}",
        }
        late = {OVERDUE: "late", TODAY: "soon"}.get(group, "muted")
        roles = {"": "strong", "due": late, "kind": "muted"}
        for title, size in columns(width):
            gap = "" if title == "what" else " "
            yield f"{fitted(values[title], size)}{gap}", roles.get(title, "")

    def _is_first(self, row: FollowUp, group: str) -> bool:
        place = self.tasks.index_of(row.id)
        before = self.tasks.row(place - 1) if place else None
        return before is None or group_of(before, self.now, self.zone) != group


def totals(rows: Sequence[FollowUp], now: Instant, zone: tzinfo) -> str:
    """Return how many are overdue, due today and later, in words."""
    groups = [group_of(one, now, zone) for one in rows]
    counted = [f"{groups.count(name)} {name}" for name in (OVERDUE, TODAY, LATER)]
    return " · ".join(["Tasks", *(words for words in counted if not words.startswith("0 "))])
