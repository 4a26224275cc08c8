"""The locked screen: nothing of the customers shows until a key is pressed."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static


class Lock(ModalScreen[None]):
    """A screen without any data; Enter unlocks and everything is as it was."""

    BINDINGS = [Binding("enter", "dismiss", "Unlock", show=False)]

    def compose(self) -> ComposeResult:
        """Compose the one sentence."""
        yield Static("The desk is locked. Enter unlocks it.", markup=False)
