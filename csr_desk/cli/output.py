"""What a verb prints: plain aligned text or one JSON document on stdout, diagnostics on stderr.

Foreign text leaves only through csr_desk.text; in JSON whatever a terminal could obey is escaped,
so that the document is both inert and without loss.
"""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from csr_desk import text
from csr_desk.errors import DeskError

GAP = "  "
WIDEST_CELL = 60
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


class Output:
    """Writes answers to stdout and everything else to stderr."""

    def __init__(self, variables: Mapping[str, str], *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._variables = variables

    @property
    def width(self) -> int | None:
        """Return the columns of the terminal, None when stdout is none: then nothing is cut."""
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None

    @property
    def colour(self) -> bool:
        """Tell whether stdout takes styles: a terminal, not a dumb one, and not NO_COLOR."""
        wanted = not self._variables.get("NO_COLOR") and self._variables.get("TERM") != "dumb"
        return wanted and sys.stdout.isatty()

    def say(self, line: str = "", *, heading: bool = False) -> None:
        """Print lines of text to stdout, cleaned; a heading is bold where there is colour."""
        shown = text.clean(line)
        _write(sys.stdout, f"{BOLD}{shown}{PLAIN}" if heading and self.colour else shown)

    def note(self, line: str) -> None:
        """Print a diagnostic to stderr, on one line."""
        _write(sys.stderr, text.clean(line, single_line=True))

    def answer(self, document: Any, lines: str) -> None:
        """Print an answer: the document with `--json`, else the lines."""
        if self.as_json:
            self.document(document)
        else:
            self.say(lines)

    def document(self, value: Any) -> None:
        """Print one JSON document in which nothing is left that a terminal obeys."""
        ascii_only = not _is_utf8(sys.stdout)
        dumped = json.dumps(value, ensure_ascii=ascii_only, indent=1)
        _write(sys.stdout, text.FORBIDDEN.sub(lambda match: json.dumps(match[0])[1:-1], dumped))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print rows under their heads, aligned by cells; no rows print nothing."""
        if not rows:
            return
        cells = [[text.line(cell, WIDEST_CELL) for cell in row] for row in rows]
        widths = [max(map(_cells, column)) for column in zip(heads, *cells, strict=True)]
        self._row(heads, widths, heading=True)
        for row in cells:
            self._row(row, widths)

    def _row(self, row: Sequence[str], widths: Sequence[int], *, heading: bool = False) -> None:
        padded = [
            cell + " " * (size - _cells(cell)) for cell, size in zip(row, widths, strict=True)
        ]
        line = GAP.join(padded).rstrip()
        limit = self.width
        self.say(text.line(line, limit) if limit else line, heading=heading)

    def error(self, error: DeskError) -> None:
        """Print an error: its document on stdout with `--json`, else its sentences on stderr."""
        if self.as_json:
            document = error.as_dict()
            document["error"] = {name: _keyed(words) for name, words in document["error"].items()}
            self.document(document)
        else:
            self.note(_keyed(str(error)))


def _keyed(words: str) -> str:
    """Return a sentence with `{command.name}` as the key the full screen has for it."""
    if "{" not in words:
        return words
    from csr_desk import keymap

    return keymap.default().fill(words)


def _cells(shown: str) -> int:
    return len(shown) if shown.isascii() else text.cell_width(shown)


def _is_utf8(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf8sig")


def _write(stream: TextIO, line: str) -> None:
    try:
        stream.write(f"{line}\n")
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(f"{line}\n".encode(encoding, "replace").decode(encoding))
