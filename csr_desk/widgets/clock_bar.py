"""The top line: which contact runs, how long in which phase, the others, how the shift goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from csr_desk.domain import bar_lines, bars
from csr_desk.widgets.bar_line import BarLine


class ClockBar(BarLine):
    """The clock of the contact in focus, or of the state, and the figures of the shift."""

    HELP = (
        "The contact in focus with its clock; the figures of the shift; the other open contacts"
        " and how long they are unlogged."
    )
    DEFAULT_CSS = "ClockBar { dock: top; background: $panel; }"

    @dataclass
    class Chosen(Message):
        """Another open contact was clicked."""

        interaction_id: int

    @dataclass
    class Pressed(Message):
        """A command was clicked."""

        command: str

    def on_click(self, event: Click) -> None:
        """Switch to the contact under the pointer, or give the command of a figure."""
        offset = event.get_content_offset(self)
        name = self.command_at(offset.x) if offset is not None else ""
        kind, _, number = name.partition(":")
        if kind == "interaction":
            self.post_message(self.Chosen(int(number)))
        elif name:
            self.post_message(self.Pressed(name))

    def glance(
        self, glance: bars.Glance, limits: bars.Limits, hud: Sequence[bars.Part] = ()
    ) -> None:
        """Show what runs now, and what there is room for of the figures of the shift."""
        self.show(bar_lines.clock_line(glance, limits, self.room, hud))
