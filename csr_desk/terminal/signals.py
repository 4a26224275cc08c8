"""What SIGTERM, SIGHUP, SIGQUIT and SIGINT do: save once, restore the terminal, leave with 128+n.

Textual dies by these signals with the alternate screen and mouse reporting left on. Nothing here
knows Textual: an app gives a function that leaves and one that saves.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    import threading
    from types import FrameType

FATAL = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
HANG_UP_GRACE_SECONDS = 1.0
LOST_GRACE_SECONDS = 2.0

OnSignal = Callable[[signal.Signals], None]


def exit_code(number: int) -> int:
    """Return the exit code a shell expects after a signal, 128+n."""
    return 128 + number


def hard_exit_after(seconds: float, code: int) -> threading.Timer:
    """End the process after so many seconds, whatever it does then; the timer can be cancelled."""
    import threading

    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
    return timer


def install(loop: asyncio.AbstractEventLoop, on_signal: OnSignal) -> Callable[[], None]:
    """Call on_signal on the loop for every fatal signal; returns what takes the handlers off.

    Runs on the main thread. A hang-up ends the process after HANG_UP_GRACE_SECONDS even when the
    loop is stuck writing to a terminal that is gone.
    """

    def handle(number: int, _frame: FrameType | None) -> None:
        received = signal.Signals(number)
        if loop.is_closed():
            raise SystemExit(exit_code(number))
        if received is signal.SIGHUP:
            hard_exit_after(HANG_UP_GRACE_SECONDS, exit_code(number))
        loop.call_soon_threadsafe(on_signal, received)

    before = {number: signal.signal(number, handle) for number in FATAL}

    def uninstall() -> None:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)

    return uninstall


def guard_start(restore: Callable[[], None]) -> None:
    """Restore the terminal and exit 128+n on a fatal signal that comes before the app runs.

    For the time between the first painted rows and the event loop; install() replaces it.
    """

    def handle(number: int, _frame: FrameType | None) -> None:
        restore()
        os._exit(exit_code(number))

    for number in FATAL:
        signal.signal(number, handle)


class SignalExit:
    """How an app leaves when it is told to from outside: flush once, then leave with 128+n.

    ``leave`` gets the exit code and ends the app's loop (the driver then restores the terminal);
    ``flush`` saves draft and timer in one transaction. A flush that fails does not keep the app
    alive: its error goes to the loop's exception handler.
    """

    def __init__(self, leave: Callable[[int], None], flush: Callable[[], None]) -> None:
        self._leave = leave
        self._flush = flush
        self._leaving = False

    def install(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        """Answer the fatal signals from now on; returns what takes the handlers off again."""
        return install(loop, self)

    def __call__(self, number: signal.Signals) -> None:
        """Flush and leave, the first time only."""
        if self._leaving:
            return
        self._leaving = True
        try:
            self._flush()
        finally:
            self._leave(exit_code(number))

    def terminal_lost(self) -> None:
        """Leave as after a hang-up: the terminal's end was read instead of a signal."""
        self(signal.SIGHUP)

    def terminal_stopping(self) -> None:
        """Save before the process is stopped by SIGTSTP."""
        self._flush()
