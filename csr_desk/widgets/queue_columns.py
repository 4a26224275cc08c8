"""How a ticket reads in the queue: each column as words, cut and padded to its cells."""

from collections.abc import Iterator
from typing import NamedTuple

from csr_desk import text
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.queue_row import Priority, QueueRow, Status
from csr_desk.domain.spans import SOON
from csr_desk.domain.spans import span as span

Piece = tuple[str, str]

CHANNEL_WORDS = {"in_person": "visit"}
_HOUR_S = 3_600
_TITLES = {"channel": "Via", "priority": "Prio"}
_PAUSED = {Status.PENDING: "paused", Status.HOLD: "on hold"}


def deadline(row: QueueRow, now: Instant) -> Piece:
    """Return the time left as a word and a length, with its role: `late 2h10`, `soon 12m`.

    `left 3h10` is the open time left of a target that stands still.
    """
    if row.status >= Status.SOLVED:
        return "done", "muted"
    if row.left_s is not None:
        return f"left {_open_time(row.left_s)}", "muted"
    if row.status in _PAUSED and not row.is_counted:
        return _PAUSED[row.status], "muted"
    if row.due_at is None:
        since = row.created_at if row.waiting_since is None else row.waiting_since
        return f"wait {span(now - since)}", ""
    left = row.due_at - now
    if left < 0:
        return f"late {span(-left)}", "late"
    near = left < SOON if row.warn_at is None else now >= row.warn_at
    return (f"soon {span(left)}", "soon") if near else (f"in {span(left)}", "")


def _open_time(seconds: int) -> str:
    """Return open time in hours, because a day of it means nothing."""
    if seconds < 10 * _HOUR_S:
        return span(seconds * SECOND)
    return f"{min(seconds // _HOUR_S, 9_999)}h"


def channel_word(channel: str) -> str:
    """Return the word for a channel."""
    return CHANNEL_WORDS.get(channel, channel)


def fitted(value: str, width: int) -> str:
    """Return foreign text as exactly so many cells."""
    shown = text.line(value, width)
    return shown + " " * (width - text.cell_width(shown))


class Columns(NamedTuple):
    """The widths of the columns in a window; 0 leaves a column out."""

    deadline: int
    channel: int
    subject: int
    customer: int
    state: int
    priority: int
    group: int
    assignee: int
    age: int

    def titles(self) -> str:
        """Return the line above the rows."""
        named = zip(self._fields, self, strict=True)
        return "    " + " ".join(
            fitted(_TITLES.get(name, name.capitalize()), width) for name, width in named if width
        )


def columns(width: int) -> Columns:
    """Return the columns of a list so many cells wide; the subject takes what is left."""
    fixed = {"deadline": 10, "channel": 6, "state": 7, "priority": 6, "age": 5}
    if width >= 110:
        fixed |= {"customer": 20, "group": 12, "assignee": 12}
    elif width >= 92:
        fixed |= {"customer": 16, "group": 10, "assignee": 0}
    elif width >= 60:
        fixed |= {"customer": 13, "group": 0, "assignee": 0}
    else:
        fixed |= {"customer": 0, "group": 0, "assignee": 0, "state": 0, "age": 0}
    used = 3 + sum(size + 1 for size in fixed.values() if size)
    return Columns(subject=max(width - used, 4), **fixed)


def pieces(
    row: QueueRow, wide: Columns, now: Instant, *, marked: bool, context: str = ""
) -> Iterator[Piece]:
    """Return the pieces of a ticket's line; `context` stands before the subject."""
    yield ("x" if marked else " ") + ("●" if row.unread else " ") + " ", "strong"
    words, role = deadline(row, now)
    yield fitted(words, wide.deadline) + " ", role
    yield fitted(channel_word(row.channel), wide.channel) + " ", "muted"
    subject = f"{context} · {row.subject}" if context else row.subject
    yield fitted(subject, wide.subject) + " ", "strong" if row.unread else ""
    if wide.customer:
        yield fitted(row.customer, wide.customer) + " ", ""
    if wide.state:
        yield fitted(row.status.word, wide.state) + " ", "muted"
    high = row.priority >= Priority.HIGH
    word = "" if row.priority is Priority.NONE else row.priority.word
    yield fitted(word, wide.priority) + " ", "soon" if high else "muted"
    if wide.group:
        yield fitted(row.group or "", wide.group) + " ", "muted"
    if wide.assignee:
        yield fitted(row.assignee or "nobody", wide.assignee) + " ", "muted"
    if wide.age:
        yield fitted(span(now - row.created_at), wide.age), "muted"
