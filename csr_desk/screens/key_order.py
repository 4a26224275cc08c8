"""Keys in the order they were typed: each one waits until the desk has come to rest after the last.

Textual forwards a key to the focused widget and takes the next one at once, so keys typed while a
screen opens reach the old one. Here the app looks at a key only when the current screen and its
focused widget have nothing left to do; keys then never overtake each other, and none is lost.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from csr_desk.keymap import F_KEY_PREFIX, F_KEYS

REST_SECONDS = 2.0
"""A handler that takes longer than this does not keep the keyboard waiting any more."""

REST_ROUNDS = 8


class KeyOrder(App[int]):
    """The part of the app that decides where a key goes; screens answer `sequence` questions."""

    pending_key = ""
    """The first of two keys that was pressed, `""` for none."""

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes one at a time, everything else as Textual does."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.rest()
            self.noticed_key()
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._take_key(event)
        else:
            await super().on_event(event)

    def noticed_key(self) -> None:
        """Note that the agent is there; the app counts idle time from here."""

    def call_later(self, callback: Callable[..., Any], *arguments: Any, **named: Any) -> bool:
        """Call something before the next key is taken, and not behind the keys that wait.

        A widget that asks for the keyboard (`focus`) asks in this way.
        """
        if threading.get_ident() != self._thread_id or not self.is_running:
            return super().call_later(callback, *arguments, **named)
        self.call_next(callback, *arguments, **named)
        return True

    async def rest(self) -> None:
        """Wait until the screen and the way from its focused widget up have nothing left to do."""
        try:
            async with asyncio.timeout(REST_SECONDS):
                for _ in range(REST_ROUNDS):
                    await self._flush_next_callbacks()
                    seen = (self.screen, self.focused)
                    for pump in self._focus_path():
                        await _handled_all(pump)
                    busy = any(pump.message_queue_size for pump in self._focus_path())
                    if (
                        not busy
                        and not self._next_callbacks
                        and seen
                        == (
                            self.screen,
                            self.focused,
                        )
                    ):
                        return
        except TimeoutError:
            return

    def _focus_path(self) -> Iterator[MessagePump]:
        node = self.focused or self.screen
        for pump in node.ancestors_with_self:
            if pump is not self:
                yield pump

    async def _take_key(self, event: events.Key) -> None:
        if event.key == "ctrl+j":
            # An Enter typed before the desk had the terminal: its line mode made a newline of it.
            event = events.Key("enter", "\r")
        if self.pending_key:
            await self._second_key(event)
        elif event.key == F_KEY_PREFIX:
            self._wait_for_second(event.key)
        else:
            await self._one_key(event)

    async def _one_key(self, event: events.Key) -> None:
        """Offer a key to the commands that work everywhere, the widget, then the commands."""
        if not self.app_focus:
            self.app_focus = True
        if await self._check_bindings(event.key, priority=True):
            return
        screen = self.screen
        # Textual stops what bubbles back to its sender; only a widget that took the key shall.
        event._sender = None
        (self.focused or screen)._forward_event(event)
        await self._handled_on_path()
        if event._stop_propagation or self.screen is not screen:
            return
        if event.character and self.sequence(event.character):
            self._wait_for_second(event.character)
        else:
            await self._check_bindings(event.key)

    async def _handled_on_path(self) -> None:
        try:
            async with asyncio.timeout(REST_SECONDS):
                for pump in self._focus_path():
                    await _handled_all(pump)
        except TimeoutError:
            return

    async def _second_key(self, event: events.Key) -> None:
        first, second = self.pending_key, event.character or event.key
        self._wait_for_second("")
        if event.key == "escape":
            return
        if first == F_KEY_PREFIX:
            function_key = F_KEYS.get(second)
            if function_key is None:
                self.notify("Ctrl+G stands before 1 to 9, 0, - and = for F1 to F12.")
            else:
                await self._one_key(events.Key(function_key, None))
            return
        command = self.sequence(first).get(second)
        if command is None:
            known = " ".join(self.sequence(first))
            self.notify(f"No command is on {first} {second}. After {first}: {known}.")
        else:
            await self.give(command)

    def _wait_for_second(self, key: str) -> None:
        self.pending_key = key
        self.shown_pending(key)

    def shown_pending(self, key: str) -> None:
        """Show which first key waits for its second one."""

    def sequence(self, first: str) -> dict[str, str]:
        """Return the second keys after a first one here, each with its command."""
        return {}

    async def give(self, command_id: str) -> None:
        """Carry a command out where the agent is."""

    async def _on_key(self, event: events.Key) -> None:
        # A key that bubbles up here was already offered to the bindings in its turn; by now
        # another place may be open, which it was never meant for.
        event.prevent_default()


async def _handled_all(pump: MessagePump) -> None:
    """Wait until a pump has handled what is in its queue now."""
    queue: Any = pump._message_queue
    if queue.empty() and getattr(queue.ready_event, "_waiters", ()):
        return  # it waits for a message: asking it would cost a frame's worth of turns a key
    done = asyncio.Event()
    if pump.call_later(done.set):
        await done.wait()
