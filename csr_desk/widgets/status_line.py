"""The line above the footer: network, outbox, state, handled of plan."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from csr_desk.domain import bar_lines, bars
from csr_desk.widgets.bar_line import BarLine


class StatusLine(BarLine):
    """Whether work leaves this machine, what waits, and how the shift goes."""

    HELP = "Network, outbox with what is in doubt or held, your state, contacts handled of plan."
    DEFAULT_CSS = "StatusLine { background: $panel; color: $text-muted; }"

    @dataclass
    class Pressed(Message):
        """A command was clicked."""

        command: str

    def glance(self, glance: bars.Glance) -> None:
        """Show how things stand."""
        self.show(bar_lines.status_line(glance, self.room))

    def on_click(self, event: Click) -> None:
        """Give the command under the pointer."""
        offset = event.get_content_offset(self)
        command = self.command_at(offset.x) if offset is not None else ""
        if command:
            self.post_message(self.Pressed(command))
