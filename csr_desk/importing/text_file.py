"""A file opened as text over its own bytes, which tell how far reading has come."""

import io
from pathlib import Path

from csr_desk.importing.sniff import Nature

CHUNK = 1 << 16


def open_text(
    path: Path, nature: Nature, *, errors: str = "replace", newline: str | None = None
) -> tuple[io.TextIOWrapper, io.FileIO]:
    """Return a file as text in its encoding, and the raw file below it for its position."""
    raw = io.FileIO(path)
    buffer = io.BufferedReader(raw, CHUNK)
    text = io.TextIOWrapper(buffer, encoding=nature.encoding, errors=errors, newline=newline)
    return text, raw
