"""A reply or a note, looked for in the whole conversation: the oldest rows come first.

A note is known by its mark. A reply has none: its author, its time and its words tell, and where
they do not tell enough, the agent is asked. A customer's mail is never sent again on a guess.
"""

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.answered import SLA_S
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.fresh import Reading
from csr_desk.backends.freshdesk.identity import identify
from csr_desk.backends.freshdesk.likeness import Likeness, holds_line, likeness
from csr_desk.backends.freshdesk.paging import all_rows
from csr_desk.backends.freshdesk.structs import ConversationRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.values import ident, instant, is_true, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Write
from csr_desk.domain.instants import MINUTE, Instant

LATE = "What Freshdesk shows of this ticket may be older than the change."

LAG = 2 * MINUTE
"""How old a change of the ticket may be that the list of its conversation does not show yet."""

_ALIKE = "Two replies of yours with the same words stand on the ticket since then."
_LONGER = "A reply of yours that begins with the same words stands on the ticket since then."
_MARGIN = 5 * MINUTE
"""How far clocks may differ where Freshdesk's own was not known before the write."""

_REPLY = 0


def find_note(freshdesk: Freshdesk, write: Write, now: Reading) -> Flow[Found]:
    """Look for a private note by the mark at its end."""
    rows = yield from _conversation(freshdesk, write)
    line = markers.note_line(write.marker)
    ours = [row for row in rows if holds_line(text(row.body), line)]
    return _found(write, now, ours[-1]) if ours else _not_there(freshdesk, write, now, rows)


def find_reply(freshdesk: Freshdesk, write: Write, now: Reading) -> Flow[Found]:
    """Look for a reply by its author, its time and its words."""
    rows = yield from _conversation(freshdesk, write)
    me = (yield from identify(freshdesk)).me.id
    since = began(freshdesk, write, now.at)
    alike: dict[Likeness, list[ConversationRow]] = {one: [] for one in Likeness}
    for row in rows:
        if _is_reply_of(row, me) and (instant(row.created_at) or 0) >= since:
            alike[_compared(write, row)].append(row)
    same, longer = alike[Likeness.SAME], alike[Likeness.LONGER]
    if len(same) == 1 and not longer:
        return _found(write, now, same[0], again_s=SLA_S)
    if same or longer:
        words = _ALIKE if len(same) > 1 else _LONGER
        return Found(None, is_sure=False, likeness=words, ticket=now.ticket, at=now.at)
    return _not_there(freshdesk, write, now, rows)


def began(freshdesk: Freshdesk, write: Write, at: Instant | None) -> Instant:
    """Return from when on, by Freshdesk's clock, a write may have left traces."""
    if write.since is not None:
        return write.since
    ahead = 0 if at is None else freshdesk.settings.now() - at
    return write.began_at - max(ahead, 0) - _MARGIN


def _conversation(freshdesk: Freshdesk, write: Write) -> Flow[list[ConversationRow]]:
    path = f"/tickets/{write.ticket}/conversations"
    rows = yield from all_rows(freshdesk, path, ConversationRow)
    return [row for row in rows if ident(row.id) is not None]


def _is_reply_of(row: ConversationRow, me: str) -> bool:
    is_public = not is_true(row.private) and not is_true(row.incoming)
    return is_public and ident(row.user_id) == me and whole_number(row.source) == _REPLY


def _compared(write: Write, row: ConversationRow) -> Likeness:
    return likeness(write.comment.body if write.comment is not None else "", text(row.body))


def _found(
    write: Write, now: Reading, row: ConversationRow, *, again_s: float | None = None
) -> Found:
    """Return a conversation as the effect; the ticket was read before it, and is read anew."""
    id_ = ident(row.id) or ""
    applied = Applied(write.ticket or "", id_, None, id_, at=now.at, again_s=again_s)
    return Found(applied, at=now.at)


def _not_there(
    freshdesk: Freshdesk, write: Write, now: Reading, rows: list[ConversationRow]
) -> Found:
    """Return that a write is not there, or that it cannot be told yet.

    A ticket that has just changed, by nothing its conversation shows, may hide the write.
    """
    times = (instant(row.updated_at) or instant(row.created_at) or 0 for row in rows)
    is_explained = max(times, default=0) >= now.ticket.updated_at
    is_changed = write.base is None or write.base.stamp != now.ticket.stamp
    at = freshdesk.settings.now() if now.at is None else now.at
    if is_changed and not is_explained and at - now.ticket.updated_at < LAG:
        return Found(None, is_sure=False, likeness=LATE, ticket=now.ticket, at=now.at)
    return Found(None, ticket=now.ticket, at=now.at)
