"""A real pseudo-terminal with a program in it, and a stamp on every byte that comes out.

The harness answers the query for synchronized output (``CSI ?2026$p``), so that every frame ends
with ``CSI ?2026l``: a latency is the time from writing a key to that mark.
"""

import fcntl
import os
import re
import select
import signal
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from time import monotonic, perf_counter

SYNC_QUERY = b"\x1b[?2026$p"
SYNC_ANSWER = b"\x1b[?2026;2$y"
FRAME_END = b"\x1b[?2026l"
_CONTROL = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[^\[\]]|[\x00-\x1f]"
)
# What a shell around the benchmark must not change: they turn off .pyc files, colours or protocols.
_NOT_INHERITED = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPROFILEIMPORTTIME",
    "ESCDELAY",
    "NO_COLOR",
    "COLUMNS",
    "LINES",
    "COLORTERM",
    "TERM_PROGRAM",
}
_DEFAULT_SIGNALS = [
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGTSTP,
    signal.SIGTTIN,
    signal.SIGTTOU,
    signal.SIGPIPE,
]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the caller's environment made equal for every program, with ``extra`` on top."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _NOT_INHERITED and not name.startswith("TEXTUAL")
    }
    return kept | {"TERM": "xterm-256color"} | dict(extra or {})


def plain(data: bytes) -> str:
    """Return the text in terminal output: escape sequences out, blanks drawn together."""
    return " ".join(_CONTROL.sub(b" ", data).decode("utf-8", "replace").split())


class Pty:
    """A program in a pseudo-terminal of its own; ``raw`` is everything it has written so far."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        self.raw = bytearray()
        self.first_output = 0.0
        self.last_output = 0.0
        self.status: int | None = None
        self._master, slave = os.openpty()
        self.resize(size)
        name = os.ttyname(slave)
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self.started = perf_counter()
        # A session leader that opens a terminal gets it as its controlling one: no fork needed.
        self.pid = os.posix_spawn(
            argv[0],
            list(argv),
            dict(env),
            file_actions=actions,
            setsid=True,
            setsigdef=_DEFAULT_SIGNALS,
        )
        os.close(slave)
        self._exit = os.pidfd_open(self.pid)
        self._answered = 0

    def resize(self, size: tuple[int, int]) -> None:
        """Set the window to (columns, rows); the program gets SIGWINCH."""
        columns, rows = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write(self, data: bytes) -> float:
        """Type some bytes and return the time before they were written."""
        before = perf_counter()
        os.write(self._master, data)
        return before

    def pump(self, timeout: float) -> bytes:
        """Return what comes out within the timeout (seconds), empty when nothing does."""
        if self._master < 0 or not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return b""
        try:
            data = os.read(self._master, 65536)
        except OSError:
            data = b""
        if not data:
            self.hang_up()
            return b""
        self.last_output = perf_counter()
        self.first_output = self.first_output or self.last_output
        self.raw += data
        self._answer()
        return data

    def until(self, done: Callable[[], bool], timeout: float) -> bool:
        """Read until done() holds and tell whether it did within the timeout (seconds)."""
        deadline = monotonic() + timeout
        while not done():
            if self._master < 0 or (left := deadline - monotonic()) <= 0:
                return done()
            self.pump(left)
        return True

    def quiet(self, seconds: float, timeout: float = 5.0) -> None:
        """Read until nothing has come for so many seconds."""
        deadline = monotonic() + timeout
        while self.pump(seconds) and monotonic() < deadline:
            pass

    def wait(self, timeout: float = 10.0) -> int:
        """Read until the program ends and return its exit code, -n after signal n.

        Raises TimeoutError, after killing the program, when it does not end in time (seconds).
        """
        deadline = monotonic() + timeout
        while self.status is None:
            watched = [self._exit] if self._master < 0 else [self._exit, self._master]
            ready = select.select(watched, [], [], max(0.0, deadline - monotonic()))[0]
            if not ready:
                self.close()
                raise TimeoutError(f"process {self.pid} did not end in {timeout} s")
            if self._master in ready:
                self.pump(0)
            elif self._exit in ready:
                self._reap()
        return self.status

    def wait_stopped(self, timeout: float = 5.0) -> None:
        """Read until the program is stopped by a signal; raises TimeoutError when it is not."""
        deadline = monotonic() + timeout
        while not os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG):
            if monotonic() > deadline:
                raise TimeoutError(f"process {self.pid} was not stopped in {timeout} s")
            self.pump(0.02)

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal's other end, as a lost connection does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def close(self) -> None:
        """Kill the program if it still runs and give everything back."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        self.hang_up()

    def rss(self) -> float:
        """Return the resident memory of the program in MB, mapped files included (Linux)."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def _reap(self) -> None:
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self._exit)

    def _answer(self) -> None:
        asked = self.raw.count(SYNC_QUERY)
        while self._answered < asked:
            os.write(self._master, SYNC_ANSWER)
            self._answered += 1
