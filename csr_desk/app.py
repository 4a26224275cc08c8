"""The app: it holds the desk, opens places, ticks once a second, and loses nothing on leaving."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.events import Resize
from textual.screen import Screen

from csr_desk import keymap, themes
from csr_desk.actions.desk import Desk
from csr_desk.actions.glance import look
from csr_desk.actions.session import Session
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.instants import to_datetime
from csr_desk.keeping import Keeping
from csr_desk.screens import attention, table
from csr_desk.screens.base import DeskScreen
from csr_desk.terminal.crash import CrashReports
from csr_desk.terminal.frames import install_frames
from csr_desk.terminal.probe import too_small
from csr_desk.terminal.signals import SignalExit
from csr_desk.terminal.spans import forget
from csr_desk.terminal.timers import install_timers

if TYPE_CHECKING:
    from csr_desk.actions.recovery import Recovery


class DeskApp(CrashReports, Keeping, inherit_bindings=False):
    """The full-screen desk over one open store."""

    TITLE = "csr_desk"
    # The first place's sheet is among them: read with the screen, all of them are parsed twice.
    CSS_PATH = ["app.tcss", "screens/base.tcss", "screens/overlay.tcss", "screens/queue.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        desk: Desk,
        *,
        session: Session | None = None,
        screen_table: Mapping[str, str] = table.SCREENS,
        first: str = "queue",
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.desk = desk
        self.session = session
        self.screen_table = screen_table
        self.keymap = keymap.make(desk.config.keys, str(desk.config.source or ""))
        self.crash_folder = desk.places.crash
        self.crash_clock = lambda: to_datetime(desk.now())
        self.crash_told = self.told
        self.signals = SignalExit(lambda code: self.exit(None, code), self.save_typed)
        self._first = first
        themes.use(self, desk.config.desk.theme)
        install_frames()
        install_timers()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of reply and note for themes that do not know them."""
        return themes.VARIABLES

    def get_default_screen(self) -> Screen[Any]:
        """Return the first place."""
        kind = table.load(self._first, self.screen_table) or DeskScreen
        screen: Screen[Any] = kind()
        # Textual's first screen has no place for a result, and so could never be switched away.
        screen._push_result_callback(self, None)
        self.install_screen(screen, self._first)
        return screen

    def on_load(self) -> None:
        """Answer signals before the first paint."""
        if not self.is_headless:
            self.signals.install(asyncio.get_running_loop())

    def on_mount(self) -> None:
        """Begin the session, ask what a crash left open, and start the clock."""
        self.set_interval(1.0, self.tick, name="tick")
        if self.session is not None:
            self.ask_recovery(self.session.begin())
            self.keep_up_later()

    def on_resize(self, event: Resize) -> None:
        """Paint all anew; one sentence in place of the desk while the window is too small."""
        forget(self.console)
        small, covered = too_small(*event.size) is not None, self.screen.name == "too-small"
        if small and not covered:
            from csr_desk.screens.too_small import TooSmall

            self.push_screen(TooSmall(name="too-small"))
        elif not small and covered:
            self.screen.dismiss(None)

    def tick(self) -> None:
        """Let a second pass: heartbeat, due messages, idle keyboard, clocks."""
        if self.session is not None:
            recovery, signal = self.session.tick()
            self.ask_recovery(recovery)
            if signal is not None:
                self.ask_idle(signal)
        glance = look(self.desk)
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) and screen.is_mounted and self.is_running:
                screen.tick(glance)

    def noticed_key(self) -> None:
        """Count idle time from this key."""
        if self.session is not None:
            self.session.key()
        attention.returned(self)

    def ask_recovery(self, recovery: "Recovery | None") -> None:
        """Ask whether a contact went on while the desk was away."""
        attention.ask_recovery(self, recovery)

    def ask_idle(self, signal: IdleSignal) -> None:
        """Ask, offer to trim, or lock, as the idle keyboard needs it."""
        attention.keyboard_rests(self, signal)
        self.place.refresh_bars()

    def shown_pending(self, key: str) -> None:
        """Show in the footer what may follow the first of two keys."""
        self.place.refresh_keys()

    def sequence(self, first: str) -> dict[str, str]:
        """Return the second keys after a first one in this place; none while a dialog is open."""
        return self.screen.sequence(first) if isinstance(self.screen, DeskScreen) else {}

    async def give(self, command_id: str) -> None:
        """Carry a command out in the place the agent is at."""
        await self.place.give(command_id)

    def save_typed(self) -> None:
        """Save every draft and the timer; the process may end after this."""
        for screen in self.screen_stack:
            if keep := getattr(screen, "save_typed", None):  # a place, or a form over it
                keep()
        if self.session is not None:
            self.session.lost()

    save_before_crash = terminal_stopping = save_typed

    def terminal_lost(self) -> None:
        """Save and leave: the terminal does not exist any more."""
        self.signals.terminal_lost()
