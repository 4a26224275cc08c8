"""A progress bar of one line on stderr, only where stderr is a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from csr_desk import text

CELLS = 30


class Bar:
    """Draws over its own line; `clear`, or the end of a `with`, takes it away."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = ""
        self._on = stream.isatty()

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, what: str, done: int, whole: int, words: str = "") -> None:
        """Draw how much of a whole is done, in the same unit; does nothing without a terminal."""
        if not self._on:
            return
        share = min(done / whole, 1.0) if whole > 0 else 1.0
        filled = round(share * CELLS)
        line = (
            f"{text.line(what, 30)} [{'#' * filled}{'.' * (CELLS - filled)}] {share:4.0%} {words}"
        )
        if line != self._shown:
            self._shown = line
            self._stream.write(f"\r\x1b[K{line}")
            self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = ""


@contextmanager
def spoken(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """Give a function that shows words on a line of their own, which is taken away in the end.

    It does nothing where the stream is no terminal.
    """
    shown = ""

    def show(words: str) -> None:
        nonlocal shown
        if stream.isatty() and words != shown:
            shown = words
            stream.write(f"\r\x1b[K{text.line(words, 78)}")
            stream.flush()

    try:
        yield show
    finally:
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()
