"""A line on the terminal while the store is made ready, where that takes longer than a second."""

from collections.abc import Callable
from types import TracebackType
from typing import TextIO

SILENT_S = 1.0
"""Nothing is said of work that is done within this time."""

EVERY_S = 0.2

EXPLAINED = (
    "This store was made by an earlier version. It is brought up to date once, and a copy of it as"
    " it was is kept in its folder “backups”.\n"
)


class Patience:
    """Says how far the work is on a line of its own, which the end of a `with` takes away.

    `steady` gives seconds. It says nothing where the stream is no terminal.
    """

    def __init__(self, stream: TextIO, steady: Callable[[], float]) -> None:
        self._stream = stream
        self._steady = steady
        self._on = stream.isatty()
        self._what = self._line = ""
        self._first_at: float | None = None
        self._began_at = self._said_at = 0.0

    def __enter__(self) -> "Patience":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._said_at:
            self._write("\r\x1b[K")

    def tell(self, what: str, share: float | None) -> None:
        """Say what is being done, with its share of 1 or the seconds it has taken so far."""
        if not self._on:
            return
        now = self._steady()
        if self._first_at is None:
            self._first_at = now
        if what != self._what:
            self._what, self._began_at = what, now
        elif now - self._said_at < EVERY_S:
            return
        if now - self._first_at < SILENT_S:
            return
        if not self._said_at:
            self._write(EXPLAINED)
        self._said_at = now
        far = f"{now - self._began_at:.0f} s" if share is None else f"{share:.0%}"
        line = f"\r\x1b[K{what}: {far}"
        if line != self._line:
            self._line = line
            self._write(line)

    def _write(self, words: str) -> None:
        self._stream.write(words)
        self._stream.flush()
