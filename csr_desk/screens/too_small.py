"""What shows instead of the desk in a window below 60x16."""

from textual.app import ComposeResult
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Static

from csr_desk.terminal.probe import too_small


class TooSmall(ModalScreen[None]):
    """One sentence that fits anywhere; it goes when the window is large enough again."""

    def compose(self) -> ComposeResult:
        """Compose the one sentence."""
        yield Static(markup=False)

    def on_resize(self, event: Resize) -> None:
        """Say what the window's size is and what it should be."""
        self.query_one(Static).update(too_small(*event.size) or "")
