"""What stands above the strip: the letters that may be pressed now, or what a text field takes."""

from collections.abc import Sequence

from csr_desk import text
from csr_desk.domain.guess import Guess
from csr_desk.domain.instants import Instant
from csr_desk.domain.when import EXAMPLES
from csr_desk.domain.wrap_entry import Entry, Field
from csr_desk.widgets.tag_input import Tag

Line = tuple[tuple[str, str], ...]
"""Pieces of a line: text and role (`""`, `strong`, `muted`)."""

GAP = 3
_TEXTS = {
    Field.DUE: f"When? {EXAMPLES}.",
    Field.TAGS: "Tags, separated by commas; → takes the one shown.",
    Field.NOTE: "What the next colleague should know.",
    Field.TOLD: "Why no message is owed, such as: told by phone.",
    Field.WHY: "Why is it corrected? The log keeps both versions.",
}


def columns(pairs: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Return (letter, name) pairs in columns of one width, filled row by row."""
    if not pairs:
        return []
    size = max(len(letter) + 1 + text.cell_width(name) for letter, name in pairs)
    across = max(1, min((width + GAP) // (size + GAP), 5))
    lines = []
    for start in range(0, len(pairs), across):
        pieces: list[tuple[str, str]] = []
        for letter, name in pairs[start : start + across]:
            room = size - len(letter) - 1 - text.cell_width(name) + GAP
            pieces += [(letter, "strong"), (f" {name}{' ' * room}", "")]
        lines.append(tuple(pieces))
    return lines


def guess_lines(entry: Entry, guesses: Sequence[Guess], width: int) -> list[Line]:
    """Return why the reason was guessed and what else it may be, with its letters."""
    if entry.field is not Field.REASON or entry.first or not guesses:
        return []
    lines: list[Line] = []
    best, *others = guesses
    if entry.guessed and entry.reason == best.code:
        why = text.line(f" because of {best.because}", width - len(best.code) - 8)
        lines.append((("guess ", "muted"), (f"{best.code} ?", "strong"), (why, "muted")))
    words = "   ".join(f"{entry.taxonomy.letters(one.code)} {one.code}" for one in others)
    if words:
        lines.append((("or    ", "muted"), (text.line(words, width - 6), "")))
    return lines


def text_lines(
    entry: Entry, tags: Sequence[Tag], due: Instant | None, due_words: str, width: int
) -> list[Line]:
    """Return what a text field takes, with the tags that fit or the time understood."""
    lines: list[Line] = [((_TEXTS[entry.field], "muted"),)]
    if entry.field is Field.TAGS and tags:
        words = "  ".join(f"{name} {count}" for name, count in tags)
        lines.append(((text.line(words, width), ""),))
    if entry.field is Field.DUE and entry.due.strip():
        lines.append(((text.line(due_words, width), "strong" if due is not None else "muted"),))
    return lines
