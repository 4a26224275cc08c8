"""A place of the desk as a screen: its commands become keys, and each refusal says why."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar, cast

from textual.binding import Binding, BindingsMap
from textual.events import ScreenResume
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.widgets._toast import ToastRack

from csr_desk.actions.desk import Desk
from csr_desk.commands import registry
from csr_desk.commands.command import Command, Situation, works_in_editor
from csr_desk.errors import DeskError
from csr_desk.keymap import Keymap, shown
from csr_desk.screens.host import Host
from csr_desk.store import timeline

Result = TypeVar("Result")


def bindings(commands: Iterable[type[Command]], keymap: Keymap) -> list[Binding]:
    """Return the Textual bindings of commands; keys in two steps are not among them.

    Keys that work in the editor are taken before the focused widget sees them, the others after.
    """
    return [
        Binding(
            key,
            f"give({command.id!r})",
            command.title,
            show=bool(command.footer),
            key_display=shown(key),
            priority=works_in_editor(key),
            tooltip=command.doc(),
            id=command.id,
        )
        for command in commands
        for key in keymap.of(command.id)
        if " " not in key
    ]


class Place(Screen[None]):
    """A screen that carries commands out by its `do_…` methods."""

    PLACE: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        own = BindingsMap(bindings(self.commands, self.host.keymap))
        self._bindings = BindingsMap.merge([own, self._bindings])
        self._sequences = self.host.keymap.sequences(self.commands)
        self._styled_after = self.app._css_update_count
        self._came_back = False

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    @property
    def desk(self) -> Desk:
        """Return the desk: store, clock, settings, taxonomy."""
        return self.host.desk

    @property
    def commands(self) -> list[type[Command]]:
        """Return the commands of this place that can be carried out here."""
        return [one for one in registry.at(self.PLACE) if hasattr(self, one.method())]

    def _on_screen_resume(self, event: ScreenResume) -> None:
        # Textual styles every widget of a place anew each time it is switched to; that is worth
        # its milliseconds only when the colours or the sheets have changed since.
        changes = self.app._css_update_count
        event.refresh_styles = self._styled_after != changes
        self._styled_after = changes
        self._came_back = True
        self._show_toasts(True)

    def _on_screen_suspend(self) -> None:
        # A dialog shows what is still said itself: under it the same words would stand twice.
        super()._on_screen_suspend()
        self._show_toasts(False)

    def _show_toasts(self, shown: bool) -> None:
        for rack in self.query_children(ToastRack):
            rack.display = shown

    def _on_timer_update(self) -> None:
        if not self._came_back or not self.is_current or self.app._batch_count:
            super()._on_timer_update()
            return
        # Textual paints a place that comes back twice, first what moved, then all of it, and
        # writes both. Two halves of the screen are all of it, but only what differs is written.
        self._came_back = self._repaint_required = False
        self._exchange_repaint_regions()
        lays_out = self._layout_required or self._scroll_required
        width, height = self.size
        self._compositor._dirty_regions |= {
            Region(0, 0, width, height - 1),
            Region(0, height - 1, width, 1),
        }
        super()._on_timer_update()
        if not lays_out:
            self._compositor_refresh()

    async def _dispatch_message(self, message: Message) -> None:
        # What the desk refuses to a handler, a save on a full disk say, must not end the place.
        try:
            await super()._dispatch_message(message)
        except DeskError as error:
            self.host.told(error)

    def show(self) -> Any:
        """Show what `host.go(place, …)` names; called each time the agent comes here."""

    def save_typed(self) -> None:
        """Save what is typed and not yet in the store; called before a stop, crash or signal."""

    def unsaved(self) -> str:
        """Return what is typed here and not in the store, as words; `""` when all of it is."""
        return ""

    def situation(self) -> Situation:
        """Return what the commands may look at; a place adds its ticket, customer and text."""
        store = self.desk.store
        return Situation(
            place=self.PLACE,
            interaction=timeline.focused(store),
            open_contacts=len(timeline.unwrapped(store, self.desk.agent_id)),
            shift_open=timeline.current_shift(store) is not None,
        )

    def why_not(self, command_id: str) -> str | None:
        """Return why a command cannot be given now, with today's keys; None when it can."""
        command = registry.named(command_id)
        if not hasattr(self, command.method()):
            return f"{command.title} belongs to another place."
        reason = command.blocked(self.situation())
        return None if reason is None else self.host.keymap.fill(reason)

    async def give(self, command_id: str) -> None:
        """Carry a command out here, or say why it cannot be."""
        reason = self.why_not(command_id)
        if reason is not None:
            self.host.say(reason, "warning")
            return
        act: Callable[[], Any] = getattr(self, registry.named(command_id).method())
        shown = self.host.shown
        await self.host.attempt(act)
        if self.host.shown == shown:  # a place that was just shown has filled its bars
            self.host.place.refresh_bars()

    async def action_give(self, command_id: str) -> None:
        """Carry out the command of a key."""
        await self.give(command_id)

    def sequence(self, first: str) -> dict[str, str]:
        """Return the second keys after a first one, each with its command."""
        return {key: one.id for key, one in self._sequences.get(first, {}).items()}

    def ask(self, dialog: Screen[Result], then: Callable[[Result], Any]) -> None:
        """Show a dialog and call `then` with its answer, unless it is cancelled."""
        self.host.ask(dialog, then)
