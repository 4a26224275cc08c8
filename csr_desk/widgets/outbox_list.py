"""The outbox as a list: one line for each change, what needs the agent first."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from csr_desk import text
from csr_desk.actions.outbox_items import Item
from csr_desk.domain.instants import MINUTE, SECOND, Instant, to_datetime
from csr_desk.domain.models import OperationState
from csr_desk.widgets.log_list import fitted
from csr_desk.widgets.moments import moment
from csr_desk.widgets.virtual_list import Piece, VirtualList

STATE, TICKET, SINCE = 11, 8, 5
_WORDS = {
    OperationState.CONFLICT: "conflict",
    OperationState.HELD: "held",
    OperationState.REJECTED: "refused",
    OperationState.TRYING: "on its way",
    OperationState.BLOCKED: "blocked",
}


class Items:
    """The lines of the outbox as a list reads them, by their own numbers."""

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self.items = items
        self._places = {item.number: place for place, item in enumerate(items)}

    def count(self) -> int:
        """Return the number of lines."""
        return len(self.items)

    def row(self, index: int) -> Item | None:
        """Return the line at a place."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def id_of(self, index: int) -> int | None:
        """Return the number of the line at a place."""
        item = self.row(index)
        return item.number if item else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a number, None when it has left the outbox."""
        return self._places.get(row_id)


def state_word(item: Item, now: Instant, zone: tzinfo) -> str:
    """Return the state in a word, with the seconds it still waits."""
    until = item.operation.not_before if item.operation else None
    left = 0 if until is None else until - now
    match item.state:
        case OperationState.IN_DOUBT:
            return "was it sent" if item.asks else "in doubt"
        case OperationState.WAITING if until is not None and left > 10 * MINUTE:
            return f"at {moment(until, now, zone)}"
        case OperationState.WAITING:
            return f"leaves {seconds(left)}"
        case OperationState.QUEUED:
            return f"in {seconds(left)}" if left > 0 else "queued"
    return _WORDS[item.state]


def _number(reference: str | None) -> str:
    """Return a ticket's number for its column; of a long one the end, which tells it apart."""
    if not reference:
        return "-"
    room = TICKET - 1
    if not (reference.isascii() and reference.isdigit()) or len(reference) <= room:
        return f"#{reference}"
    return f"#{text.ELLIPSIS}{reference[1 - room :]}"


def seconds(left: Instant) -> str:
    """Return a span as `40 s`, from two minutes on as `3 min`."""
    whole = max(-(-left // SECOND), 0)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min"


def columns(width: int) -> list[tuple[str, int]]:
    """Return the titles and widths of the columns."""
    rest = max(width - STATE - TICKET - SINCE - 4, 0)
    subject = rest // 3
    return [
        ("state", STATE),
        ("ticket", TICKET),
        ("subject", subject),
        ("what", rest - subject),
        ("since", SINCE),
    ]


class OutboxList(VirtualList[Item]):
    """What is not at its helpdesk yet."""

    HELP = "One line for each change; ↑ and ↓ choose, the keys below decide."

    def __init__(self, now: Instant, zone: tzinfo, *, empty: str) -> None:
        super().__init__(Items(), empty=empty)
        self.now = now
        self.zone = zone

    @property
    def titles(self) -> str:
        """Return the line above the columns."""
        found = columns(self.line_width - 1)
        return " " + " ".join(fitted(title, size) for title, size in found)

    def paint(self, row: Item, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        since = to_datetime(row.at, self.zone)
        is_today = since.date() == to_datetime(self.now, self.zone).date()
        values = {
            "state": state_word(row, self.now, self.zone),
            "ticket": _number(row.reference),
            "subject": row.subject,
            "what": f"behind the {row.behind}: {row.what}" if row.behind else row.what,
            "since": f"{since:%H:%M}" if is_today else f"{since:%d %b}",
        }
        state_role = "soon" if row.needs_agent else "muted"
        for title, size in columns(width):
            role = {"state": state_role, "since": "muted"}.get(title, "")
            yield f"{fitted(values[title], size)}{'' if title == 'since' else ' '}", role


def totals(items: Sequence[Item]) -> str:
    """Return how many lines need the agent and how many wait, in words."""
    asking = sum(item.needs_agent for item in items)
    waiting = len(items) - asking
    parts = [f"{asking} need{'s' if asking == 1 else ''} you"] if asking else []
    parts += [f"{waiting} wait{'s' if waiting == 1 else ''}"] if waiting else []
    return text.line(" · ".join(["Outbox", *parts]), 70)
