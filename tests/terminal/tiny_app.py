"""A small app with the desk's driver, signals and crash report, run by the tests in a real pty.

python -m tests.terminal.tiny_app LOG_FOLDER [ignore_hup] [prepaint]
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.events import Key, Resize
from textual.widgets import Input, Label

from csr_desk.terminal.crash import CrashReports
from csr_desk.terminal.driver import DeskDriver
from csr_desk.terminal.prepaint import frame
from csr_desk.terminal.signals import SignalExit

SECRET = "sk-live-4242424242424242"


class TinyApp(CrashReports, App[None]):
    BINDINGS = [
        Binding("ctrl+q", "quit", priority=True),
        Binding("f2", "crash", priority=True),
        Binding("f3", "fast_quit", priority=True),
        Binding("f4", "stick", priority=True),
        Binding("ctrl+z", "suspend_process", priority=True),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__(driver_class=DeskDriver)
        self.crash_folder = folder / "crash"
        self.crash_clock = lambda: datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
        self._folder = folder
        self.signals = SignalExit(lambda code: self.exit(return_code=code), self.save)

    def save(self) -> None:
        with (self._folder / "saved").open("a", encoding="utf-8") as file:
            file.write(self.query_one(Input).value + "\n")

    def save_before_crash(self) -> None:
        self.save()

    def terminal_stopping(self) -> None:
        self.signals.terminal_stopping()

    def terminal_lost(self) -> None:
        self.signals.terminal_lost()

    def on_load(self) -> None:
        if "ignore_hup" not in sys.argv:
            self.signals.install(asyncio.get_running_loop())

    def compose(self) -> ComposeResult:
        yield Label("Tiny ready", id="title")
        yield Input()
        yield Label("no key", id="key")

    def on_key(self, event: Key) -> None:
        self.query_one("#key", Label).update(f"key={event.key}")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one("#key", Label).update(f"length={len(event.value)}")

    def on_resize(self, event: Resize) -> None:
        self.query_one("#title", Label).update(f"Tiny ready {event.size.width}")

    def action_crash(self) -> None:
        token = SECRET
        customer = "maria@example.org"
        raise ValueError(f"cannot send to {customer} with {token!r}")

    def action_fast_quit(self) -> None:
        assert isinstance(self._driver, DeskDriver)
        self.save()
        self._driver.leave(0)

    def action_stick(self) -> None:
        assert self._driver is not None
        self._driver.write("spinning")
        end = monotonic() + 20
        while monotonic() < end:
            pass


if __name__ == "__main__":
    if "ignore_hup" in sys.argv:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if "prepaint" in sys.argv:
        sys.stderr.buffer.write(frame([["first row"]], ["Header"], 80, 24))
        sys.stderr.flush()
        DeskDriver.prepainted = True
    app = TinyApp(Path(sys.argv[1]))
    app.run()
    sys.exit(app.return_code)
