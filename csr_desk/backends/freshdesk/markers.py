"""The marks by which an own write is known again: a tag of a new ticket, a note's last line.

Both hold a code, the last eight characters of a uid. A reply has none: a customer would read it.
"""

import re
from collections.abc import Iterable
from typing import Final

CODE_LENGTH: Final = 8
_TAG = re.compile(r"csrdesk-([0-9a-z_-]{8})", re.IGNORECASE)
_LINE = re.compile(r"\s*\[csrdesk:([0-9A-Za-z_-]{8})\]\s*\Z")
_ANYWHERE = re.compile(r"\[csrdesk:([0-9A-Za-z_-]{8})\]")


def code(uid: str) -> str:
    """Return the code of a uid or marker; ValueError for one that is too short to be told apart."""
    if len(uid) < CODE_LENGTH:
        raise ValueError("a uid of less than eight characters marks nothing")
    return uid[-CODE_LENGTH:]


def tag(uid: str) -> str:
    """Return the tag that a ticket made at the desk is known by."""
    return f"csrdesk-{code(uid)}"


def note_line(marker: str) -> str:
    """Return the last line of a private note, or a part of a time entry's note."""
    return f"[csrdesk:{code(marker)}]"


def strip_note(text: str) -> tuple[str, str | None]:
    """Return the text of a note without its mark, and the mark's code where it had one."""
    found = _LINE.search(text)
    return (text, None) if found is None else (text[: found.start()], found[1])


def code_in(text: str) -> str | None:
    """Return the code of the first mark anywhere in a text."""
    found = _ANYWHERE.search(text)
    return None if found is None else found[1]


def split_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """Return tags without the desk's own, and the code of the first of those."""
    kept: list[str] = []
    codes: list[str] = []
    for one in tags:
        if found := _TAG.fullmatch(one):
            codes.append(found[1])
        else:
            kept.append(one)
    return tuple(kept), codes[0] if codes else None
