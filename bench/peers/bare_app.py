"""The smallest Textual program: one label; Ctrl+Q quits."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("READY")


BareApp().run()
