"""A reply that was held because somebody wrote in between: what is new, and what to do with it."""

from collections.abc import Sequence

from textual.binding import Binding

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import MessageKind
from csr_desk.screens.dialogs import Choice, Choose
from csr_desk.store import ticket_page
from csr_desk.store.ticket_page import Entry
from csr_desk.widgets.moments import moment

SEND, NOTE, DROP, EDIT = "send", "note", "drop", "edit"
MOST = 3
LONG = 400
CHOICES = [
    Choice("e", "Edit it, knowing the news (Enter)", EDIT),
    Choice("s", "Send it anyway", SEND),
    Choice("n", "Keep it as an internal note", NOTE),
    Choice("d", "Drop it", DROP),
]


class HeldReply(Choose[str]):
    """Show what changed and ask: send anyway, keep as note, drop, or edit."""

    BINDINGS = [Binding("enter", "choose(0)", "Edit", show=False, priority=False)]

    def __init__(self, news: str) -> None:
        super().__init__("Held, not sent: the ticket changed", CHOICES, news)


def news_since(desk: Desk, ticket_id: int, began: int | None) -> str:
    """Return what others wrote since the reply was begun, or since the agent wrote last."""
    after = began
    if after is None:
        after = ticket_page.last_own(desk.store, ticket_id, desk.agent_id)
    return told(desk, ticket_page.news(desk.store, ticket_id, desk.agent_id, after))


def told(desk: Desk, news: Sequence[Entry]) -> str:
    """Return messages as a short text, the last few of them."""
    if not news:
        return "Somebody wrote while you did."
    lines = [] if len(news) <= MOST else [f"{len(news)} messages came in; the last ones:"]
    for one in news[-MOST:]:
        kind = "note, internal" if one.kind is MessageKind.INTERNAL else "to everybody"
        when = moment(one.at, desk.now(), desk.zone)
        head = text.line(one.author, 30)
        lines.append(f"{head}, {when} ({kind}):\n{text.clean(one.head, limit=LONG)}")
    return "\n\n".join(lines)
