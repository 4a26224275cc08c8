"""What every place looks like: the clock above, the status and the keys below."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from csr_desk.actions.glance import look
from csr_desk.commands.command import Command, works_in_editor
from csr_desk.domain.bars import Glance, KeyEntry, Limits
from csr_desk.keymap import shown
from csr_desk.screens import attention, timeout
from csr_desk.screens.everywhere import Everywhere
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.key_footer import KeyFooter
from csr_desk.widgets.notice_line import NoticeLine
from csr_desk.widgets.status_line import StatusLine


class DeskScreen(Everywhere):
    """A place of the desk: give it a PLACE, `compose_place`, and one `do_…` method per command."""

    _is_typing = False

    def compose(self) -> ComposeResult:
        """Compose the clock bar, the place itself, the status line and the keys."""
        yield ClockBar()
        yield NoticeLine()
        with Vertical(classes="place"):
            yield from self.compose_place()
        yield StatusLine()
        yield KeyFooter()

    def compose_place(self) -> Iterable[Widget]:
        """Compose what is between the bars."""
        return ()

    async def on_key_footer_pressed(self, message: KeyFooter.Pressed) -> None:
        """Carry out the command of a clicked key."""
        await self.give(message.command)

    async def on_status_line_pressed(self, message: StatusLine.Pressed) -> None:
        """Carry out the command of a clicked word."""
        await self.give(message.command)

    async def on_clock_bar_pressed(self, message: ClockBar.Pressed) -> None:
        """Carry out the command of a clicked figure."""
        await self.give(message.command)

    async def on_clock_bar_chosen(self, message: ClockBar.Chosen) -> None:
        """Switch to the clicked contact."""
        await self.host.attempt(self.host.focus, message.interaction_id)

    def on_mount(self) -> None:
        """Show the bars with the first paint."""
        self.call_after_refresh(self.refresh_bars)

    def on_resize(self) -> None:
        """Fit the bars to the window."""
        self.call_after_refresh(self.refresh_bars)

    def refresh_bars(self) -> None:
        """Show clock, status and keys as they are now."""
        # While the desk closes, its screens lose their parts one by one.
        if self.is_mounted and self.app.is_running:
            self.tick(look(self.desk))
            self.refresh_keys()

    def tick(self, glance: Glance) -> None:
        """Show the time that went on; called once a second."""
        if not self.query(ClockBar):  # the desk is closing: its lines are gone already
            return
        timeout.enforce(self.host)
        unlogged = self.desk.config.unlogged
        limits = Limits(unlogged.amber_s, unlogged.red_s)
        self.query_one(ClockBar).glance(glance, limits, self.host.hud)
        self.query_one(NoticeLine).glance(attention.words(self.host))
        self.query_one(StatusLine).glance(glance)

    @property
    def footer_words(self) -> str:
        """Return the text of the footer."""
        return self.query_one(KeyFooter).words

    def refresh_keys(self) -> None:
        """Show the keys of this place, or those that may follow a pending first key."""
        for footer in self.query(KeyFooter):
            footer.glance(self._key_entries())

    def _key_entries(self) -> list[KeyEntry]:
        first = self.host.pending_key
        if first and first in self._sequences:
            return [
                KeyEntry(one.id, f"{first} {key}", one.title, False)
                for key, one in self._sequences[first].items()
            ]
        now = self.situation()
        ranked = sorted((one for one in self.commands if one.footer), key=lambda one: one.footer)
        return [
            KeyEntry(one.id, shown(keys[0]), one.title, one.blocked(now) is not None)
            for one in ranked
            if (keys := self._keys_now(one, editing=now.editing))
        ]

    def _keys_now(self, one: type[Command], *, editing: bool) -> list[str]:
        """Return the keys that give a command now: a letter that would be typed does not."""
        keys = self.host.keymap.of(one.id)
        return [key for key in keys if not editing or self.reaches(key)]

    def reaches(self, key: str) -> bool:
        """Tell whether a key gives its command while a text field has the keyboard."""
        return works_in_editor(key)

    def on_descendant_focus(self) -> None:
        """Show other keys once the agent types, and these again after it."""
        if self.is_mounted and self.app.is_running:
            is_typing = self.situation().editing
            if is_typing != self._is_typing:
                self._is_typing = is_typing
                self.refresh_keys()
