"""The gate for foreign text: what a customer, a helpdesk or a file wrote passes here to be shown.

`clean` makes text inert and bounded; the others give it the form a place needs. The original stays
in the store. Importing this module loads neither Textual nor Rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csr_desk.textgate.caps import bounded
from csr_desk.textgate.characters import (
    ELLIPSIS,
    FORBIDDEN,
    REPLACEMENT,
    RETURN_MARK,
    SIMPLE,
    inert,
)
from csr_desk.textgate.clusters import clusters, settle
from csr_desk.textgate.exports import file_name, formula_safe
from csr_desk.textgate.links import deceptive, host_of, openable

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.text import Text
    from textual.content import Content

__all__ = [
    "ELLIPSIS",
    "FORBIDDEN",
    "REPLACEMENT",
    "cell",
    "cell_width",
    "clean",
    "clipboard_text",
    "csv_cell",
    "file_name",
    "host_of",
    "host_shown",
    "html_to_text",
    "line",
    "log_safe",
    "openable",
    "plain",
]

LIMIT = 100_000
LINE_LIMIT = 4_000
NEWLINE_LIMIT = 5_000
LOG_LIMIT = 500
CLIPBOARD_BYTES = 64 * 1024
_EXPORT_LIMIT = 5_000_000


def _is_clean(text: str) -> bool:
    """Say quickly, and never wrongly with yes, that nothing in the text needs a second look."""
    if not text.replace("\n", "").isprintable():
        return False
    return text.isascii() or SIMPLE.fullmatch(text) is not None


def _made_inert(text: str, single_line: bool) -> str:
    text = settle(inert(text))
    return text.replace("\t", " ") if single_line else text.expandtabs()


def clean(
    value: str | bytes,
    *,
    single_line: bool = False,
    limit: int = LIMIT,
    line_limit: int = LINE_LIMIT,
    newline_limit: int = NEWLINE_LIMIT,
) -> str:
    """Return foreign text made inert, in NFC, and cut to its limits (each ≥ 1) with an ellipsis.

    Controls become visible pictures, bidi and invisible characters go, marks are capped, tabs
    become spaces; with `single_line` a line end becomes ` ↵ `. Bytes are read as UTF-8. Text that
    was cleaned once comes back unchanged; time is linear in the limit, not in the text.
    """
    window = 2 * limit + 1
    whole = len(value) <= window
    text = value if whole else value[:window]
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if not _is_clean(text):
        text = _made_inert(text, single_line)
    if single_line:
        text = text.replace("\n", RETURN_MARK)
    shown = bounded(text, limit=limit, line_limit=line_limit, newline_limit=newline_limit)
    if whole or shown.endswith(ELLIPSIS):
        return shown
    return bounded(
        shown + ELLIPSIS, limit=limit, line_limit=line_limit, newline_limit=newline_limit
    )


def plain(value: str | bytes, *, single_line: bool = False) -> Content:
    """Return foreign text as Textual content, shown letter by letter and never read as markup."""
    from textual.content import Content

    return Content(clean(value, single_line=single_line))


def cell(value: str | bytes, *, single_line: bool = True) -> Text:
    """Return foreign text as Rich text for a cell of a table or tree, never read as markup."""
    from rich.text import Text

    return Text(clean(value, single_line=single_line))


def cell_width(text: str) -> int:
    """Return how many terminal cells cleaned text takes, as the screens count them."""
    from rich.cells import cell_len

    return cell_len(text)


def line(value: str | bytes, width: int) -> str:
    """Return foreign text on one line of at most `width` cells, cut between clusters."""
    if width <= 0:
        return ""
    text = clean(value, single_line=True, limit=max(16 * width, 64))
    if text.isascii():
        return text if len(text) <= width else text[: width - 1] + ELLIPSIS
    if cell_width(text) <= width:
        return text
    kept: list[str] = []
    room = width - 1
    for cluster in clusters(text):
        room -= cell_width(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept) + ELLIPSIS


def log_safe(value: str | bytes, limit: int = LOG_LIMIT) -> str:
    """Return foreign text as one bounded line for a log or a crash report."""
    return clean(value, single_line=True, limit=limit, line_limit=limit)


def clipboard_text(value: str | bytes) -> str:
    """Return foreign text fit for the clipboard: inert, at most 64 KiB of UTF-8."""
    text = clean(value, limit=CLIPBOARD_BYTES, line_limit=CLIPBOARD_BYTES)
    if len(text.encode("utf-8")) <= CLIPBOARD_BYTES:
        return text
    kept = text.encode("utf-8")[: CLIPBOARD_BYTES - len(ELLIPSIS.encode())].decode(
        "utf-8", "ignore"
    )
    return clean(kept, limit=CLIPBOARD_BYTES, line_limit=CLIPBOARD_BYTES) + ELLIPSIS


def csv_cell(value: str | bytes | int | float | Decimal | None) -> str:
    """Return a cell for a CSV file with every cell quoted; foreign text never runs as a formula.

    Numbers given as numbers stay numbers; text that starts like a formula gets an apostrophe.
    """
    if value is None:
        return ""
    if not isinstance(value, str | bytes):
        return str(value)
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    cleaned = clean(
        text, limit=_EXPORT_LIMIT, line_limit=_EXPORT_LIMIT, newline_limit=_EXPORT_LIMIT
    )
    return formula_safe(text, cleaned)


def host_shown(text: str, url: str) -> str:
    """Return the text of a link, followed by its true host when the text names another one."""
    shown = clean(text, single_line=True)
    if not deceptive(shown, url):
        return shown
    target = host_of(url) or clean(url, single_line=True, limit=80)
    return f"{shown} (leads to {target})"


def html_to_text(html: str) -> str:
    """Return the words of an HTML mail as clean text: paragraphs, lists, quotes, tables, links."""
    from csr_desk.textgate.html import words_of

    return clean(words_of(html))
