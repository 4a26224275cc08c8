"""What shows instead of the desk in a window below 60x16."""

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from csr_desk.terminal.probe import too_small

_WRITING = frozenset({"backspace", "delete", "left", "right", "up", "down", "home", "end"})


class TooSmall(ModalScreen[None]):
    """One sentence that fits anywhere; it goes when the window is large enough again.

    Who writes while a window shrinks loses no letter: text goes on into the field below. Commands
    do not, for nobody sees what they would do.
    """

    def compose(self) -> ComposeResult:
        """Compose the one sentence."""
        yield Static(markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Say what the window's size is and what it should be."""
        self.query_one(Static).update(too_small(*event.size) or "")

    def on_key(self, event: events.Key) -> None:
        """Let text go on into the field below."""
        field = self._field_below()
        writes = event.is_printable or event.key in _WRITING
        if field is not None and (writes or (event.key == "enter" and isinstance(field, TextArea))):
            event.stop()
            field._forward_event(events.Key(event.key, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Let a paste go on into the field below."""
        field = self._field_below()
        if field is not None:
            event.stop()
            field._forward_event(events.Paste(event.text))

    def _field_below(self) -> Widget | None:
        field = self.app.screen_stack[-2].focused
        return field if isinstance(field, Input | TextArea) else None
