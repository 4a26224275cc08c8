"""What the answer to a write proves; one that shows something else proves nothing."""

from csr_desk.backends.failures import NoAnswer, Rejected
from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.bodies import words_out
from csr_desk.backends.freshdesk.context import Freshdesk, row
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.effects import in_effect
from csr_desk.backends.freshdesk.likeness import Likeness, holds_line, likeness
from csr_desk.backends.freshdesk.structs import ConversationRow, TicketRow
from csr_desk.backends.freshdesk.time_entries import EntryRow
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Response
from csr_desk.backends.writes import Applied, Write
from csr_desk.domain.aspects import Aspect

SLA_S = 10.0
"""Seconds after which due times are worked out: the answer to a write has the old ones."""

_NOT_OURS = "Freshdesk answered, but its answer does not show the change."


def applied(freshdesk: Freshdesk, write: Write, aspect: Aspect, response: Response) -> Applied:
    """Return what came of a write; NoAnswer where the answer shows something else.

    Rejected where a ticket stayed as it was.
    """
    if aspect is Aspect.COMMENT:
        return _said(write, row(response, ConversationRow), response)
    if aspect is Aspect.TIME:
        return _timed(write, row(response, EntryRow), response)
    found = row(response, TicketRow)
    now = ticket(found, freshdesk.home)
    if aspect is Aspect.CREATE:
        if not is_made_by(write, now, text(found.description)):
            raise NoAnswer(_NOT_OURS)
        shown = now if is_whole(found) else None
        first = first_message(now.id)
        return Applied(now.id, "", shown, first, at=server_instant(response), again_s=SLA_S)
    return _changed(write, now, response, is_shown=is_whole(found))


def is_whole(found: TicketRow) -> bool:
    """Tell whether an answer to a write shows the ticket as it is, not just that it is there.

    What live accounts answer to writes was never captured; a ticket shown in part is read anew.
    """
    told = (found.created_at, found.status, found.priority, found.requester_id)
    return None not in (*told, found.tags, found.custom_fields)


def first_message(ticket_id: str) -> str:
    """Return the id of a ticket's first message, which is no conversation at Freshdesk."""
    return f"description-{ticket_id}"


def is_made_by(write: Write, now: RemoteTicket, description: str) -> bool:
    """Tell whether the answer to the making of a ticket shows that one: by its tag, or its words.

    An account may drop tags; the words are enough here, where the answer is one to this request.
    """
    if has_tag(write, now):
        return True
    is_alike = likeness(words_out(write), description) is not Likeness.OTHER
    return now.external_id is None and bool(description) and is_alike


def has_tag(write: Write, now: RemoteTicket) -> bool:
    """Tell whether a ticket has the tag that a write makes it with, in whatever case."""
    return (now.external_id or "").casefold() == markers.code(write.uid).casefold()


def is_said(write: Write, found: ConversationRow) -> bool:
    """Tell whether a conversation of this ticket is the write's, as the answer to it."""
    if write.comment is not None and not write.comment.is_public:
        return holds_line(text(found.body), markers.note_line(write.marker))
    return likeness(words_out(write), text(found.body)) is not Likeness.OTHER


def _said(write: Write, found: ConversationRow, response: Response) -> Applied:
    id_ = ident(found.id)
    if id_ is None or not is_said(write, found):
        raise NoAnswer(_NOT_OURS)
    is_reply = write.comment is not None and write.comment.is_public
    again_s = SLA_S if is_reply else None
    return Applied(write.ticket or "", id_, None, id_, at=server_instant(response), again_s=again_s)


def _timed(write: Write, found: EntryRow, response: Response) -> Applied:
    id_ = ident(found.id)
    if id_ is None or not holds_line(text(found.note), markers.note_line(write.marker)):
        raise NoAnswer(_NOT_OURS)
    return Applied(write.ticket or "", id_, at=server_instant(response))


def _changed(write: Write, now: RemoteTicket, response: Response, *, is_shown: bool) -> Applied:
    if now.id != write.ticket:
        raise NoAnswer(_NOT_OURS)
    if not is_shown:
        return Applied(now.id, "", at=server_instant(response), again_s=again_s(write))
    if write.base is not None and now.stamp == write.base.stamp and not in_effect(write, now):
        raise Rejected("Freshdesk took the change and left the ticket as it was.")
    return Applied(now.id, "", now, at=server_instant(response), again_s=again_s(write))


def again_s(write: Write) -> float | None:
    """Return when due times are known after a change of fields; tags alone move none."""
    return SLA_S if write.fields or write.custom else None
