"""A customer's timeline: one line an entry, read page by page as the agent goes down."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, tzinfo

from textual.geometry import Size

from csr_desk import text
from csr_desk.domain.instants import Instant
from csr_desk.store.customer_timeline import Entry, EntryKind, Key
from csr_desk.widgets import moments
from csr_desk.widgets.queue_columns import channel_word, fitted
from csr_desk.widgets.virtual_list import Piece, VirtualList

PAGE = 100
AHEAD = 40
"""How many entries below the window are at hand."""

KIND_CELLS = 11
_WORDS = {
    EntryKind.NOTE: "NOTE",
    EntryKind.FOLLOW_UP: "follow-up",
    EntryKind.FIELD_CHANGE: "change",
}

ReadPage = Callable[[Key | None, int], Sequence[Entry]]
"""Returns at most so many entries below a key, from the newest for None."""


class Pages:
    """The entries read so far; `reach` reads on until a place is there or nothing follows."""

    def __init__(self, read: ReadPage) -> None:
        self._read = read
        self.entries: list[Entry] = []
        self.is_whole = False

    def reach(self, index: int) -> bool:
        """Read until the entry at a place is there; tell whether anything was read."""
        before = len(self.entries)
        while not self.is_whole and len(self.entries) <= index:
            key = self.entries[-1].key if self.entries else None
            page = self._read(key, PAGE)
            self.entries += page
            self.is_whole = len(page) < PAGE
        return len(self.entries) > before

    def count(self) -> int:
        """Return how many entries are read."""
        return len(self.entries)

    def row(self, index: int) -> Entry | None:
        """Return the entry at a place."""
        return self.entries[index] if 0 <= index < len(self.entries) else None

    def id_of(self, index: int) -> int | None:
        """Return the place itself: entries of several tables share their ids."""
        return index if 0 <= index < len(self.entries) else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place itself."""
        return row_id if 0 <= row_id < len(self.entries) else None


class Timeline(VirtualList[Entry]):
    """Everything with a customer over all channels, newest first."""

    HELP = "Everything with this customer, newest first. Enter opens the ticket of an entry."

    def __init__(self) -> None:
        self.pages = Pages(lambda key, limit: ())
        super().__init__(self.pages, empty="Nothing has happened yet.")
        self.now: Instant = 0
        self.zone: tzinfo = UTC

    def show(self, read: ReadPage, now: Instant, zone: tzinfo, *, keep: bool) -> None:
        """Show a customer's entries from the newest; with `keep` the cursor stays in its place."""
        self.now, self.zone = now, zone
        self.pages = Pages(read)
        self.pages.reach((self.cursor if keep else 0) + AHEAD)
        self.set_source(self.pages, keep=keep)

    def _grow(self, index: int) -> None:
        if self.pages.reach(index):
            self.virtual_size = Size(1, self.pages.count())

    def validate_cursor(self, index: int) -> int:
        """Read on where the cursor goes."""
        self._grow(index + AHEAD)
        return super().validate_cursor(index)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read on where the window goes."""
        super().watch_scroll_y(old_value, new_value)
        self._grow(int(new_value) + self.size.height + AHEAD)

    def action_last(self) -> None:
        """Read everything and move to the first thing that ever happened."""
        self._grow(1 << 40)
        super().action_last()

    def paint(self, row: Entry, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of an entry's line: when, what, who, the words."""
        who = min(max(width // 6, 8), 18)
        rest = width - moments.CELLS - KIND_CELLS - who - 3
        yield fitted(moments.when(row.at, self.now, self.zone), moments.CELLS) + " ", "muted"
        yield fitted(kind_words(row), KIND_CELLS) + " ", _role(row)
        yield fitted(row.who, who) + " ", "strong" if row.from_customer else ""
        yield fitted(one_line(row), max(rest, 0)), ""


def kind_words(row: Entry) -> str:
    """Return what an entry is: `email in`, `NOTE`, `phone 4:12`."""
    if row.kind is EntryKind.MESSAGE:
        return f"{channel_word(row.channel)} {'in' if row.from_customer else 'out'}"
    if row.kind is EntryKind.CONTACT and row.seconds is not None:
        return f"{channel_word(row.channel)} {moments.minutes(sum(row.seconds))}"
    return _WORDS.get(row.kind, row.kind.value)


def _role(row: Entry) -> str:
    return "soon" if row.kind is EntryKind.NOTE else "muted"


def one_line(row: Entry) -> str:
    """Return the words of an entry on one line; messages begin with theirs, others with a head."""
    if row.kind in (EntryKind.MESSAGE, EntryKind.NOTE):
        return " ".join(row.text[:1_000].split())
    return f"{row.head} · {row.text}" if row.text else row.head


def whole(row: Entry, now: Instant, zone: tzinfo) -> str:
    """Return everything an entry says, cleaned, its head on the first line."""
    head = f"{moments.when(row.at, now, zone)}  {kind_words(row)}  {row.who}  {row.head}"
    if row.seconds is not None:
        talk, hold, work = (moments.minutes(one) for one in row.seconds)
        head += f"  talk {talk} hold {hold} after-call {work}"
    body = text.clean(row.text, limit=2_000)
    return f"{text.clean(head, single_line=True, limit=500)}\n{body}".rstrip()
