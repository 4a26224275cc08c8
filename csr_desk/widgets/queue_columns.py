"""How a ticket reads in the queue: each column as words, cut and padded to its cells."""

from collections.abc import Iterator
from typing import NamedTuple

from csr_desk import text
from csr_desk.domain.instants import DAY, HOUR, MINUTE, Instant
from csr_desk.domain.queue_row import Priority, QueueRow, Status

Piece = tuple[str, str]

SOON = HOUR
"""A deadline closer than this is called soon."""

CHANNEL_WORDS = {"in_person": "visit"}
_TITLES = {"channel": "Via", "priority": "Prio"}
_PAUSED = {Status.PENDING: "paused", Status.HOLD: "on hold"}


def span(milliseconds: int) -> str:
    """Return a length of time in at most five characters: `5m`, `3h10`, `12h`, `4d`, `9w`."""
    if milliseconds < HOUR:
        return f"{max(milliseconds, 0) // MINUTE}m"
    if milliseconds < 10 * HOUR:
        return f"{milliseconds // HOUR}h{milliseconds % HOUR // MINUTE:02}"
    if milliseconds < 2 * DAY:
        return f"{milliseconds // HOUR}h"
    if milliseconds < 100 * DAY:
        return f"{milliseconds // DAY}d"
    return f"{min(milliseconds // (7 * DAY), 999)}w"


def deadline(row: QueueRow, now: Instant) -> Piece:
    """Return the time left as a word and a length, with its role: `late 2h10`, `soon 12m`."""
    if row.status >= Status.SOLVED:
        return "done", "muted"
    if row.status in _PAUSED:
        return _PAUSED[row.status], "muted"
    if row.due_at is None:
        since = row.created_at if row.waiting_since is None else row.waiting_since
        return f"wait {span(now - since)}", ""
    left = row.due_at - now
    if left < 0:
        return f"late {span(-left)}", "late"
    return (f"soon {span(left)}", "soon") if left < SOON else (f"in {span(left)}", "")


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
