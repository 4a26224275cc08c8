"""The top line: which contact runs, for how long in which phase, and which others are open."""

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from csr_desk.domain import bar_lines, bars
from csr_desk.widgets.bar_line import BarLine


class ClockBar(BarLine):
    """The clock of the contact in focus, or of the state."""

    HELP = "The contact in focus with its clock; the other open ones; how long they are unlogged."
    DEFAULT_CSS = "ClockBar { dock: top; background: $panel; }"

    @dataclass
    class Chosen(Message):
        """Another open contact was clicked."""

        interaction_id: int

    def on_click(self, event: Click) -> None:
        """Switch to the contact under the pointer."""
        offset = event.get_content_offset(self)
        name = self.command_at(offset.x) if offset is not None else ""
        if name:
            self.post_message(self.Chosen(int(name.partition(":")[2])))

    def glance(self, glance: bars.Glance, limits: bars.Limits) -> None:
        """Show what runs now."""
        self.show(bar_lines.clock_line(glance, limits, self.room))
