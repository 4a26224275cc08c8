"""Where the agent is after a contact: the one that still runs, the next ticket, or the list."""

from typing import TYPE_CHECKING

from csr_desk.domain.models import LIVE_CHANNELS, Interaction
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host


async def after_contact(host: "Host", one: Interaction, *, logged: bool) -> None:
    """Go on after a contact was logged or put off.

    A contact it interrupted comes first. Then the setting `after_send` decides: the next ticket of
    the view, the list, or this ticket; after a call or a visitor no ticket is opened unasked.
    """
    running = [
        other
        for other in timeline.unwrapped(host.desk.store, host.desk.agent_id)
        if other.ended_at is None
    ]
    wanted = host.desk.config.desk.after_send
    if running:
        await host.focus(running[-1].id)
    elif wanted == "stay" and logged:
        await host.go("ticket", ticket_id=one.ticket_id)
    else:
        await host.go("queue")
        if wanted == "next" and logged and one.channel not in LIVE_CHANNELS:
            await host.give("queue.play")


def short_clock(seconds: int) -> str:
    """Return seconds as `5:55`, from an hour on as `1:05:55`."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
