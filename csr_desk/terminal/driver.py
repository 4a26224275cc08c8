"""The Linux driver without the two waits of Textual's own, and with a word for a lost terminal.

Textual's input thread polls with ``select(0.1)``: quitting waits up to 0.2 s for it, a lone Escape
0.1 s, and a closed terminal makes it spin for ever. Here the thread sleeps until there is a byte,
an Escape to release, or a wake-up through a pipe of its own.
"""

import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, ClassVar, NoReturn, Protocol, runtime_checkable

from textual import constants
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from csr_desk.terminal.prepaint import cells
from csr_desk.terminal.signals import LOST_GRACE_SECONDS, exit_code, hard_exit_after

ESCAPE = "\x1b"
ESCAPE_WAIT_SECONDS = 0.025
PASTE_WAIT_SECONDS = 1.0
ENTER_ALTERNATE_SCREEN = "\x1b[?1049h"
PLAIN = str.maketrans(
    {
        **dict.fromkeys("─━═┄┈▔▁▀▄", "-"),
        **dict.fromkeys("│┃║▏▕▌▐▎▊┆", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝", "+"),
        **dict.fromkeys("●•◆■█▇▆▅", "*"),
        **dict.fromkeys("▸▶›→", ">"),
        **dict.fromkeys("◂◀‹←", "<"),
        "…": ".",
        "·": ".",
        "×": "x",
        "–": "-",
        "—": "-",
        "↵": "$",
        "↑": "^",
        "↓": "v",
    }
)
"""One plain character for each mark the desk draws with."""


@runtime_checkable
class TerminalHooks(Protocol):
    """What an app may offer to the driver; both run on the event loop, between two callbacks."""

    def terminal_stopping(self) -> None:
        """Save everything typed: the process is about to be stopped by SIGTSTP."""

    def terminal_lost(self) -> None:
        """Save everything typed and leave: the terminal does not exist any more."""


def escape_wait(environ: Mapping[str, str]) -> float:
    """Return how long a lone Escape waits, in seconds: ESCDELAY (1-1000 ms) or 25 ms."""
    given = environ.get("ESCDELAY", "")
    if not given.isascii() or not given.isdigit():
        return ESCAPE_WAIT_SECONDS
    return min(max(int(given), 1), 1000) / 1000


def plain(data: str, encoding: str) -> str:
    """Return what a terminal without UTF-8 can show, as wide as before: `?` for what it cannot."""
    data = data.translate(PLAIN)
    if data.isascii():
        return data
    return "".join(one if _fits(one, encoding) else "?" * cells(one) for one in data)


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class QuietFile:
    """A text file that swallows everything once its terminal is gone.

    Textual's writer thread dies on EIO, its queue of 30 fills up, and the event loop then hangs in
    ``put``. The descriptor is turned to the null device so that nothing later fails on it either.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def _do(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._file.fileno())
            os.close(null)

    def write(self, text: str) -> None:
        """Write text, or nothing when the terminal is gone."""
        self._do(lambda: self._file.write(text))

    def flush(self) -> None:
        """Flush what was written, or nothing when the terminal is gone."""
        self._do(self._file.flush)

    def fileno(self) -> int:
        """Return the descriptor of the wrapped file."""
        return self._file.fileno()


class DeskParser(XTermParser):
    """An input parser that knows how long it may wait for the rest of a sequence."""

    def __init__(self, lone_escape: float, debug: bool = False) -> None:
        super().__init__(debug)
        self._lone_escape = lone_escape
        self._pasting = False
        self._tail = ""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the messages in a chunk of input and set the wait for what is unfinished."""
        yield from super().feed(data)
        self._note_paste(data)
        if self._timeout_time is not None:
            self._timeout_time = get_time() + self._patience(data)

    def wait(self) -> float | None:
        """Return the seconds until an unfinished sequence is released, None when there is none."""
        if self._timeout_time is None:
            return None
        return max(0.0, self._timeout_time - get_time())

    def _patience(self, data: str) -> float:
        # A paste end that is torn apart by a slow line must not be taken for the Escape key: the
        # paste would then never end. Only a lone Escape is worth a short wait.
        if self._pasting:
            return PASTE_WAIT_SECONDS
        return self._lone_escape if data.endswith(ESCAPE) else constants.ESCAPE_DELAY

    def _note_paste(self, data: str) -> None:
        text = self._tail + data
        start, end = text.rfind(BRACKETED_PASTE_START), text.rfind(BRACKETED_PASTE_END)
        if start != end:
            self._pasting = start > end
        self._tail = text[1 - len(BRACKETED_PASTE_END) :]


class DeskDriver(LinuxDriver):
    """Textual's Linux driver with a self-pipe, a short Escape and an answer to a lost terminal.

    Set ``prepainted`` on the class when csr_desk.terminal.prepaint has already entered the
    alternate screen: the driver then does not enter it again, which some terminals would answer
    with a blank screen.
    """

    prepainted: ClassVar[bool] = False
    attributes_before: ClassVar[list[Any] | None] = None
    """The terminal's settings before the first paint, given back at the end."""

    ascii_only: ClassVar[bool] = False
    """The terminal's encoding has no lines and marks: plain characters stand in for them."""

    def __init__(
        self,
        app: Any,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._encoding = str(getattr(self._file, "encoding", None) or "ascii")
        self._file: Any = QuietFile(self._file)
        self._wake: tuple[int, int] | None = None
        self._frame: list[str] | None = None
        self._escape_wait = escape_wait(os.environ)

    def write(self, data: str) -> None:
        """Queue data for the terminal, but enter a prepainted alternate screen only once."""
        if data == ENTER_ALTERNATE_SCREEN and DeskDriver.prepainted:
            DeskDriver.prepainted = False
            return
        if DeskDriver.ascii_only:
            data = plain(data, self._encoding)
        # The parts of a frame leave together: each write alone wakes the thread that writes.
        if data == SYNC_START:
            self._frame = []
        if self._frame is None:
            super().write(data)
            return
        self._frame.append(data)
        if data == SYNC_END:
            frame, self._frame = "".join(self._frame), None
            super().write(frame)

    def _disable_mouse_support(self) -> None:
        # Textual turns pixel coordinates on and never off: the next program would get them.
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        super()._disable_mouse_support()

    def start_application_mode(self) -> None:
        """Enter the alternate screen and start reading."""
        self._close_wake()
        self._wake = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if DeskDriver.attributes_before is not None:
            self.attrs_before = DeskDriver.attributes_before

    def disable_input(self) -> None:
        """Stop reading at once; may be called twice."""
        if self._wake is not None:
            os.write(self._wake[1], b"q")
        super().disable_input()
        self._close_wake()

    def leave(self, code: int) -> NoReturn:
        """Restore the terminal and end the process at once, when everything is already saved."""
        self.stop_application_mode()
        self.close()
        os._exit(code)

    def run_input_thread(self) -> None:
        """Turn bytes into messages until the pipe is written or the terminal is lost."""
        if self._wake is None:
            return
        wake = self._wake[0]
        parser = DeskParser(self._escape_wait, self._debug)
        decoder = getincrementaldecoder("utf-8")(errors="replace")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(parser.wait())}
                if wake in ready:
                    return
                if self.fileno in ready:
                    data = self._read()
                    if data is None:
                        self._report_lost()
                        return
                    # An empty string would tell the parser that the input has ended.
                    if text := decoder.decode(data):
                        self._dispatch(parser.feed(text))
                self._dispatch(parser.tick())

    def _dispatch(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)

    def _read(self) -> bytes | None:
        """Return what is there to read, None when the terminal is gone."""
        try:
            return os.read(self.fileno, 4096) or None
        except BlockingIOError:
            return b""
        except OSError:
            return None

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)
            raise

    def _report_lost(self) -> None:
        # The timer is for an event loop that is itself stuck on the dead terminal.
        code = exit_code(signal.SIGHUP)
        hard_exit_after(LOST_GRACE_SECONDS, code)
        if isinstance(self._app, TerminalHooks):
            self._loop.call_soon_threadsafe(self._app.terminal_lost)
        else:
            self._loop.call_soon_threadsafe(self._app.exit, None, code)

    def _close_wake(self) -> None:
        if self._wake is not None:
            for descriptor in self._wake:
                os.close(descriptor)
            self._wake = None

    def _reading(self) -> bool:
        return self._key_thread is not None and self._key_thread.is_alive()

    def _sigtstp_application(self, *_: object) -> None:
        # Inside App.suspend() a child owns the terminal and must take us along; elsewhere the stop
        # waits for the event loop, never in the middle of a transaction.
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._stop_process)
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _stop_process(self) -> None:
        try:
            if isinstance(self._app, TerminalHooks):
                self._app.terminal_stopping()
        finally:
            self._must_signal_resume = True
            self.suspend_application_mode()
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._continue_process)

    def _continue_process(self) -> None:
        # After a SIGSTOP, which nobody can catch, the terminal is the shell's again although the
        # driver still reads: starting a second time without stopping would lose its settings.
        if self._reading():
            self._must_signal_resume = True
            self.suspend_application_mode()
        self.resume_application_mode()
        # The alternate screen is empty again, and a resize to the same size repaints nothing.
        if self._app.screen_stack:
            self._app.screen.refresh()
