"""After a lost answer: is the write in effect? Each kind is looked for where it would stand.

Freshdesk knows no keys and no versions, and its search lags, so the records themselves are read
(spec/freshdesk.md 6). "Not there" is said only where the reading cannot be older than the write;
the engine looks twice before it believes it.
"""

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.answered import again_s
from csr_desk.backends.freshdesk.bodies import aspects
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.effects import in_effect
from csr_desk.backends.freshdesk.finding_created import created
from csr_desk.backends.freshdesk.finding_words import LATE, find_note, find_reply
from csr_desk.backends.freshdesk.fresh import Reading, read_ticket
from csr_desk.backends.freshdesk.likeness import holds_line
from csr_desk.backends.freshdesk.paging import all_rows
from csr_desk.backends.freshdesk.time_entries import EntryRow
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import ident, instant, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Write
from csr_desk.domain.aspects import Aspect


def find(freshdesk: Freshdesk, write: Write) -> Flow[Found]:
    """Look whether a write is in effect; Missing when its ticket is not there any more."""
    if write.ticket is None:
        return (yield from created(freshdesk, write))
    now = yield from read_ticket(freshdesk, write.ticket)
    if is_older(write, now.ticket):
        return Found(None, is_sure=False, likeness=LATE, ticket=now.ticket, at=now.at)
    wanted = aspects(write)
    if Aspect.TIME in wanted:
        return (yield from _find_time(freshdesk, write, now))
    if write.comment is not None:
        look = find_reply if write.comment.is_public else find_note
        return (yield from look(freshdesk, write, now))
    applied = None
    if in_effect(write, now.ticket):
        applied = Applied(now.ticket.id, "", now.ticket, at=now.at, again_s=again_s(write))
    return Found(applied, ticket=now.ticket, at=now.at)


def is_older(write: Write, now: RemoteTicket) -> bool:
    """Tell whether a ticket was read from before what the write was made against."""
    base = write.base
    if base is None or base.stamp == now.stamp:
        return False
    return (instant(now.stamp) or 0) < (instant(base.stamp) or 0)


def _find_time(freshdesk: Freshdesk, write: Write, now: Reading) -> Flow[Found]:
    """Look for a time entry by the mark in its note."""
    rows = yield from all_rows(freshdesk, f"/tickets/{write.ticket}/time_entries", EntryRow)
    line = markers.note_line(write.marker)
    for row in rows:
        id_ = ident(row.id)
        if id_ is not None and holds_line(text(row.note), line):
            applied = Applied(now.ticket.id, id_, now.ticket, at=now.at)
            return Found(applied, ticket=now.ticket, at=now.at)
    return Found(None, ticket=now.ticket, at=now.at)
