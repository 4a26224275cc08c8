"""A ticket as the desk's record; the desk's own tag becomes its code, all other values are kept."""

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.channels import channel
from csr_desk.backends.freshdesk.due_times import due
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.freshdesk.values import custom_status, priority, status
from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import ident, instant, is_true, text, words

TYPE = "type"
PRODUCT = "product_id"
"""Ids of the fields that stand beside an account's own ones, as in requests and complaints."""


def ticket(row: TicketRow, home: str, *, is_deleted: bool = False) -> RemoteTicket:
    """Return a ticket; `stamp` is its `updated_at` to the letter.

    `is_deleted` for one from the lists of what was deleted or marked as spam.
    """
    updated_at = instant(row.updated_at)
    created_at = instant(row.created_at)
    tags, code = markers.split_tags(words(row.tags))
    target = due(row)
    return RemoteTicket(
        id=str(row.id),
        stamp=row.updated_at,
        subject=text(row.subject),
        status=status(row.status),
        priority=priority(row.priority),
        requester=ident(row.requester_id) or "",
        created_at=(updated_at if created_at is None else created_at) or 0,
        updated_at=(created_at if updated_at is None else updated_at) or 0,
        channel=channel(row.source),
        assignee=ident(row.responder_id),
        group=ident(row.group_id),
        organisation=ident(row.company_id),
        tags=tags,
        custom=_custom(row),
        custom_status=custom_status(row.status),
        external_id=code,
        due_at=target.at,
        due_kind=target.kind,
        due_known=target.is_known,
        satisfaction=None,
        description=readable(row.description, row.description_text),
        is_deleted=is_deleted or is_true(row.deleted) or is_true(row.spam),
        url=f"{home}/a/tickets/{row.id}",
    )


def _custom(row: TicketRow) -> dict[str, object]:
    found: dict[str, object] = {TYPE: row.type}
    if row.product_id is not None:
        found[PRODUCT] = row.product_id
    return {**found, **(row.custom_fields or {})}
