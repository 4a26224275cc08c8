"""The real program in a real pseudo-terminal, seen through a terminal emulator.

with PtySession([sys.executable, "-m", "csr_desk", "--data", folder]) as session:
    session.wait_for("F1 Help")
    session.send(Key.DOWN, "o")
    session.kill(signal.SIGTERM)
    assert session.wait() == 143
"""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

from bench.ptyrun import Pty, environment

ROOT = Path(__file__).resolve().parents[1]
# Pyte draws the end of private sequences it does not know, such as the kitty protocol's.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?[\d;]*\$p")
_ALTERNATE = re.compile(rb"\x1b\[\?1049[hl]")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*)?\Z")


class Key:
    """What a terminal sends for the keys that are no character."""

    ENTER = "\r"
    ESCAPE = "\x1b"
    TAB = "\t"
    BACKSPACE = "\x7f"
    UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
    HOME, END = "\x1b[H", "\x1b[F"
    PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
    F1, F2, F3, F4 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
    F5, F6, F7, F8 = "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~"
    F9, F10, F11, F12 = "\x1b[20~", "\x1b[21~", "\x1b[23~", "\x1b[24~"

    @staticmethod
    def ctrl(letter: str) -> str:
        """Return what Ctrl and a letter send."""
        return chr(ord(letter.upper()) - 64)

    @staticmethod
    def paste(text: str) -> str:
        """Return what a terminal sends for a paste."""
        return f"\x1b[200~{text}\x1b[201~"


class PtySession:
    """A program in a pty of (columns, rows); ``env`` comes on top of the caller's environment."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0
        path = {"PYTHONPATH": str(ROOT)}
        self._pty = Pty(argv, environment(path | dict(env or {})), size)

    @classmethod
    def desk(
        cls,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
    ) -> "PtySession":
        """Start `python -m csr_desk` with these arguments."""
        return cls([sys.executable, "-m", "csr_desk", *arguments], env, size)

    @property
    def raw(self) -> bytes:
        """Everything the program has written so far."""
        return bytes(self._pty.raw)

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._pty.pid

    @property
    def lines(self) -> list[str]:
        """The screen as it stands, one string a row, blanks at the right taken off."""
        self._feed()
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(self.lines)

    def send(self, *keys: str) -> None:
        """Type text or keys (see Key)."""
        self._pty.write("".join(keys).encode("utf-8"))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._feed()
        self._screen.resize(rows, columns)
        self._pty.resize((columns, rows))

    def wait_for(self, text: str, timeout: float = 10.0) -> None:
        """Read until the text stands on the screen; fails with the screen when it never does."""
        found = self._pty.until(lambda: text in self.text, timeout)
        assert found, f"{text!r} did not appear in {timeout} s. The screen:\n{self.text}"

    def wait_gone(self, text: str, timeout: float = 10.0) -> None:
        """Read until the text stands on the screen no more."""
        gone = self._pty.until(lambda: text not in self.text, timeout)
        assert gone, f"{text!r} stayed for {timeout} s. The screen:\n{self.text}"

    def wait_raw(self, data: bytes, timeout: float = 10.0) -> None:
        """Read until the program has written these bytes."""
        found = self._pty.until(lambda: data in self._pty.raw, timeout)
        assert found, f"{data!r} was not written in {timeout} s"

    def settle(self, seconds: float = 0.1) -> None:
        """Read until the program has been quiet for so many seconds."""
        self._pty.quiet(seconds)

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        self._pty.signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as a lost ssh does."""
        self._pty.hang_up()

    def wait(self, timeout: float = 10.0) -> int:
        """Read until the program ends and return its exit code, -n after signal n."""
        return self._pty.wait(timeout)

    def wait_stopped(self, timeout: float = 5.0) -> None:
        """Read until the program is stopped (SIGTSTP, SIGSTOP)."""
        self._pty.wait_stopped(timeout)

    def close(self) -> None:
        """Kill the program if it still runs."""
        self._pty.close()

    def __enter__(self) -> "PtySession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _feed(self) -> None:
        data = bytes(self._pty.raw[self._fed :])
        if unfinished := _UNFINISHED.search(data):
            data = data[: unfinished.start()]
        self._fed += len(data)
        # Pyte has one screen only: entering or leaving the other one must not leave old text.
        cleared = _ALTERNATE.sub(b"\x1b[2J\x1b[H", _UNKNOWN.sub(b"", data))
        self._stream.feed(cleared)
