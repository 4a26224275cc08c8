"""One message as lines: a head with who, when and by what, then its words behind a left mark."""

from dataclasses import dataclass
from typing import Protocol

from csr_desk import text
from csr_desk.domain import file_words
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState
from csr_desk.store.ticket_page import HEAD, Enclosed, Entry
from csr_desk.widgets.wrapping import wrap

Line = list[tuple[str, tuple[str, ...]]]
"""Pieces of a line: words that are clean and cut, and the roles of their colours."""

FOLDED = 40
"""Lines of a message that show before the agent asks for all of it."""

STEPS = (0, 100_000, 1_000_000, 6_000_000)
"""Characters that show after each time the agent asks for more."""

MARKS = {AuthorKind.CUSTOMER: "┃", AuthorKind.AGENT: "│", AuthorKind.SYSTEM: "·"}
NOTE_MARK = "▒"
CHOSEN_MARK = "▶"


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one message; the first one, its head, is painted anew each time."""

    lines: list[Line]
    is_note: bool
    is_cut: bool


class Words(Protocol):
    """Says what the head of a message reads now."""

    def __call__(self, entry: Entry, width: int, *, is_chosen: bool) -> Line:
        """Return the pieces of the head."""
        ...


def role_of(entry: Entry) -> str:
    """Return the role that colours a message's left mark."""
    return "muted" if entry.kind is MessageKind.INTERNAL else entry.author_kind.value


def mark_of(entry: Entry) -> str:
    """Return the left mark of a message."""
    return NOTE_MARK if entry.kind is MessageKind.INTERNAL else MARKS[entry.author_kind]


def lay_out(entry: Entry, body: str, width: int, fold: int) -> Block:
    """Return a message as lines of a width; `fold` counts how often more of it was asked for."""
    step = STEPS[min(fold, len(STEPS) - 1)]
    limit = step or HEAD
    shown = text.clean(body, limit=limit, line_limit=limit, newline_limit=limit)
    lines, cut = wrap(shown, max(width - 3, 1), 0 if step else FOLDED)
    is_cut = cut or entry.length > limit
    mark = (mark_of(entry) + " ", (role_of(entry),))
    found: list[Line] = [[]]
    found += [[mark, (line, ())] for line in lines]
    if is_cut and fold < len(STEPS) - 1:
        words = f"… {entry.length:,} characters in all. Enter shows more."
        found.append([mark, (words, ("muted",))])
    elif fold:
        found.append([mark, ("Enter folds it again.", ("muted",))])
    for file in entry.files:
        found.append([mark, (file_line(file, max(width - 3, 1)), _file_roles(file))])
    for warning in entry.warnings.splitlines():
        found.append([mark, (text.line(f"! {warning}", max(width - 3, 1)), ("waiting",))])
    found.append([])
    return Block(found, entry.kind is MessageKind.INTERNAL, is_cut and fold < len(STEPS) - 1)


def file_line(file: Enclosed, width: int) -> str:
    """Return a file as its message shows it, in at most `width` cells: `⎘ name (120 kB)`."""
    beware = file_words.warning(file.name, file.scan)
    tail = f" ({file_words.size_words(file.size)}{', ' + beware if beware else ''})"
    return text.line(f"⎘ {text.line(file.name, max(width - 2 - len(tail), 8))}{tail}", width)


def _file_roles(file: Enclosed) -> tuple[str, ...]:
    return ("held",) if file_words.warning(file.name, file.scan) else ("muted",)


def head(
    entry: Entry, width: int, now: Instant, moment: str, *, is_chosen: bool, undo_key: str
) -> Line:
    """Return the head of a message: mark, word, author, time, channel, and what waits."""
    is_note = entry.kind is MessageKind.INTERNAL
    mark = CHOSEN_MARK if is_chosen else mark_of(entry)
    name = "You" if entry.is_mine else entry.author or "unknown"
    who = text.line(name, max(width // 2 - 12, 8))
    line: Line = [(f"{mark} ", (role_of(entry),))]
    chosen = ("chosen",) if is_chosen else ()
    if is_note:
        line.append(("NOTE internal ", ("head",)))
    line.append((who, ("head", *(() if is_note else (role_of(entry),)), *chosen)))
    kind = "" if is_note else f"  {_kind_word(entry)} · {entry.channel.replace('_', ' ')}"
    line.append((f"{kind}  {moment}", ("muted",)))
    line += _state(entry, now, undo_key)
    return line


def _kind_word(entry: Entry) -> str:
    words = {
        AuthorKind.CUSTOMER: "customer",
        AuthorKind.AGENT: "reply",
        AuthorKind.SYSTEM: "system",
    }
    return words[entry.author_kind]


def _state(entry: Entry, now: Instant, undo_key: str) -> Line:
    if entry.state is MessageState.HELD:
        return [("  HELD, not sent: Enter decides", ("held",))]
    if entry.state is not MessageState.WAITING or entry.release_at is None:
        return []
    left = -(-(entry.release_at - now) // SECOND)
    if left <= 0:
        return [("  in the outbox", ("waiting",))]
    return [(f"  leaves {_in(left)}  {undo_key} undo", ("waiting",))]


def _in(seconds: int) -> str:
    if seconds < 120:
        return f"in {seconds} s"
    if seconds < 7200:
        return f"in {seconds // 60} min"
    return f"in {seconds // 3600} h" if seconds < 172_800 else f"in {seconds // 86_400} days"
