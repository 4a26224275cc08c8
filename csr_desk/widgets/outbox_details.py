"""Everything about one line of the outbox: why it is there, its whole text, what others wrote."""

from collections.abc import Callable, Iterator

from textual.content import Content

from csr_desk import text
from csr_desk.actions import outbox_items, remote_words
from csr_desk.actions.conflict import Conflict
from csr_desk.actions.desk import Desk
from csr_desk.actions.outbox_items import Item
from csr_desk.actions.shelf_rows import ShelfRow
from csr_desk.domain.models import OperationState
from csr_desk.widgets.moments import moment

BODY, ERROR = 20_000, 2_000
_WHY = {
    OperationState.WAITING: "It has not left yet. {outbox.drop} takes it back,"
    " {outbox.edit} edits.",
    OperationState.TRYING: "It is on its way now.",
    OperationState.QUEUED: "It leaves by itself; {outbox.retry} tries it at once.",
    OperationState.HELD: "Held, not sent: the ticket changed while you wrote. {outbox.send_anyway}"
    " sends it, {outbox.keep_as_note} keeps it as a note, {outbox.edit} edits it,"
    " {outbox.drop} drops it.",
    OperationState.REJECTED: "The helpdesk refused it; nothing of it is there. {outbox.edit} edits"
    " its text, {outbox.retry} tries again, {outbox.drop} drops it.",
}
_TRIED = (OperationState.REJECTED, OperationState.IN_DOUBT, OperationState.QUEUED)
_DOUBT = "The answer was lost. The desk looks at the helpdesk before it sends anything again."
_ASKS = (
    "Look at the ticket there: {outbox.arrived} if it arrived,"
    " {outbox.send_again} to send it again."
)


Fill = Callable[[str], str]
"""Puts today's keys into a sentence of the desk's own."""


def details(desk: Desk, item: Item, news: str, fill: Fill) -> Content:
    """Return the details of a line as content, cleaned and bounded.

    `news` is what others wrote since a held reply was begun, cleaned already.
    """
    return Content("\n").join(_lines(desk, item, news, fill))


def _lines(desk: Desk, item: Item, news: str, fill: Fill) -> Iterator[Content]:
    where = f"#{text.line(item.reference, 20)} " if item.reference else ""
    yield Content.styled(f"{where}{text.line(item.subject, 200)}", "bold")
    if item.conflict is not None:
        yield from _conflict(desk, item.conflict, fill)
    if item.operation is not None:
        yield from _operation(desk, item, item.operation, fill, news)


def _operation(desk: Desk, item: Item, row: ShelfRow, fill: Fill, news: str) -> Iterator[Content]:
    made = moment(row.created_at, desk.now(), desk.zone)
    tries = f", tried {row.attempts} times" if row.attempts > 1 else ""
    yield Content(
        f"{outbox_items.kind_words(row)} for {text.line(item.account, 40)}, {made}{tries}"
    )
    yield Content(fill(_why(item)))
    if row.error and item.state in _TRIED:  # else the words are of an earlier try
        yield Content.styled(
            _label(item) + text.clean(row.error, limit=ERROR, newline_limit=20), "bold"
        )
    if news:
        yield Content.styled("Written since you began", "bold")
        yield Content(news)
    yield Content.styled(f"Your {row.kind}" if row.carries_text else "What changes", "bold")
    body = row.body if row.carries_text else item.what
    yield Content(text.clean(body, limit=BODY, newline_limit=500))


def _label(item: Item) -> str:
    """Return who says the words beside an operation: the helpdesk, the line, or the desk."""
    if item.asks:
        return ""
    return "In its words: " if item.state is OperationState.REJECTED else "Last try: "


def _why(item: Item) -> str:
    if item.state is OperationState.IN_DOUBT:
        return _ASKS if item.asks else _DOUBT
    if item.state is OperationState.BLOCKED:
        behind = item.behind or "change before it"
        return f"It waits behind the {behind} of this ticket: settle that one, and it goes on."
    return _WHY.get(item.state, "")


def _conflict(desk: Desk, one: Conflict, fill: Fill) -> Iterator[Content]:
    title = remote_words.title_of(desk, one.account, one.field)
    when = moment(one.at, desk.now(), desk.zone)
    yield Content(f"You and somebody else changed the {text.line(title, 60)}, {when}.")
    sides = (
        ("It was", one.base, ""),
        ("Yours", one.mine, " ({outbox.mine} sends it)"),
        ("Theirs", one.theirs, " ({outbox.theirs} keeps it)"),
    )
    for label, value, key in sides:
        words = remote_words.value_words(desk, one.account, one.field, value)
        yield (
            Content(f"{label:<7} ")
            + Content.styled(text.line(words, 200), "bold")
            + Content(fill(key))
        )
