"""A ticket's description and its conversations as the desk's messages.

The customer's first message is the description; no conversation repeats it. HTML is read, never
`body_text`: that has lost its line breaks (spec/freshdesk.md 10).
"""

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.attachments import files
from csr_desk.backends.freshdesk.authors import SYSTEM
from csr_desk.backends.freshdesk.channels import channel, message_channel
from csr_desk.backends.freshdesk.structs import ConversationRow, TicketRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteMessage
from csr_desk.backends.values import ident, instant, is_true

_OUTBOUND = 10
"""The source of a ticket that an agent began by writing to a customer."""


def description(row: TicketRow, home: str) -> RemoteMessage | None:
    """Return the first message of a ticket; None where it says nothing."""
    id_ = str(row.id)
    body = readable(row.description, row.description_text)
    attached = files(row.attachments, home, id_)
    if not body.strip() and not attached:
        return None
    is_ours = whole_number(row.source) == _OUTBOUND
    return RemoteMessage(
        id=f"description-{id_}",
        ticket=id_,
        at=instant(row.created_at) or instant(row.updated_at) or 0,
        is_public=True,
        author=ident(row.responder_id if is_ours else row.requester_id) or SYSTEM,
        body=body,
        channel=channel(row.source),
        files=attached,
    )


def message(row: ConversationRow, ticket: str, home: str) -> RemoteMessage | None:
    """Return a conversation; None for one without an id, and for a survey's empty row.

    The mark of an own private note is taken out of its text.
    """
    id_ = ident(row.id)
    body = readable(row.body, row.body_text)
    attached = files(row.attachments, home, ticket)
    is_private = is_true(row.private)
    marker = None
    if is_private:
        body, marker = markers.strip_note(body)
    if id_ is None or not (body.strip() or attached or marker):
        return None
    return RemoteMessage(
        id=id_,
        ticket=ticket,
        at=instant(row.created_at) or 0,
        is_public=not is_private,
        author=ident(row.user_id) or SYSTEM,
        body=body,
        channel=message_channel(row.source),
        files=attached,
        marker=marker,
        warnings=_warnings(row),
    )


def _warnings(row: ConversationRow) -> tuple[str, ...]:
    failed = whole_number(row.email_failure_count) or 0
    return tuple(
        words
        for words, holds in (
            ("This mail was not delivered: Freshdesk counts it as failed.", failed > 0),
            ("This message was generated automatically.", is_true(row.auto_response)),
        )
        if holds
    )
