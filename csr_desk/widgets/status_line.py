"""The line above the footer: network, outbox, state, handled of plan."""

from csr_desk.domain import bar_lines, bars
from csr_desk.widgets.bar_line import BarLine


class StatusLine(BarLine):
    """Whether work leaves this machine, what waits, and how the shift goes."""

    HELP = "Network, outbox with what is in doubt or held, your state, contacts handled of plan."
    DEFAULT_CSS = "StatusLine { background: $panel; color: $text-muted; }"

    def glance(self, glance: bars.Glance) -> None:
        """Show how things stand."""
        self.show(bar_lines.status_line(glance, self.room))
