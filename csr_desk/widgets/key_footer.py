"""The last line: the keys of this place, as many as fit; a click gives the command."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from csr_desk.domain import bar_lines, bars
from csr_desk.widgets.bar_line import BarLine


class KeyFooter(BarLine):
    """The keys of the place, blocked ones dimmed."""

    HELP = "The keys of this place; a dimmed one says why when you press it."
    DEFAULT_CSS = "KeyFooter { background: $footer-background; }"

    @dataclass
    class Pressed(Message):
        """A command was clicked."""

        command: str

    def glance(self, entries: Sequence[bars.KeyEntry]) -> None:
        """Show these keys."""
        self.show(bar_lines.footer_line(entries, self.room))

    def on_click(self, event: Click) -> None:
        """Give the command under the pointer."""
        offset = event.get_content_offset(self)
        command = self.command_at(offset.x) if offset is not None else ""
        if command:
            self.post_message(self.Pressed(command))
