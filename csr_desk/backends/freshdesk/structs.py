"""The shapes of Freshdesk's ticket-side records: only what the desk reads, nearly all may be null.

Unknown keys are ignored. A row that does not fit is read again key by key
(csr_desk.backends.json_rows), so that no row is lost over one odd value.
"""

from typing import Any

from msgspec import Struct

from csr_desk.backends.values import Id, Word


class RequesterRow(Struct):
    """The person a ticket is from, as embedded in it."""

    id: Id = None
    name: Word = None
    email: Word = None
    mobile: Word = None
    phone: Word = None


class NameRow(Struct):
    """A company."""

    id: Id = None
    name: Word = None


class StatsRow(Struct):
    """When a ticket went through what; live accounts send more than is documented."""

    agent_responded_at: Word = None
    requester_responded_at: Word = None
    first_responded_at: Word = None
    resolved_at: Word = None
    closed_at: Word = None


class FileRow(Struct):
    """An attachment; its link is signed and expires within minutes."""

    id: Id = None
    name: Word = None
    content_type: Word = None
    size: Word = None
    attachment_url: Word = None


class TicketRow(Struct):
    """A ticket as a list or a view has it; its id and its stamp are always there."""

    id: str | int
    updated_at: str
    created_at: Word = None
    subject: Word = None
    description: Word = None
    description_text: Word = None
    status: Word = None
    priority: Word = None
    source: Word = None
    type: Word = None
    requester_id: Id = None
    responder_id: Id = None
    group_id: Id = None
    company_id: Id = None
    product_id: Id = None
    tags: list[Any] | None = None
    custom_fields: dict[str, Any] | None = None
    due_by: Word = None
    fr_due_by: Word = None
    nr_due_by: Word = None
    spam: Word = None
    deleted: Word = None
    attachments: list[FileRow] | None = None
    requester: RequesterRow | None = None
    company: NameRow | None = None
    stats: StatsRow | None = None


class ConversationRow(Struct):
    """A reply, note, survey answer or other entry below a ticket's description.

    `source` is 0 for a reply, 2 for a note, 6 for survey feedback, 8 for a forwarded mail;
    `category` 7 is a survey too.
    """

    id: Id = None
    body: Word = None
    body_text: Word = None
    incoming: Word = None
    private: Word = None
    user_id: Id = None
    source: Word = None
    category: Word = None
    from_email: Word = None
    to_emails: list[Any] | None = None
    email_failure_count: Word = None
    auto_response: Word = None
    attachments: list[FileRow] | None = None
    created_at: Word = None
    updated_at: Word = None


class RatingRow(Struct):
    """What a customer said of a ticket; `ratings` holds `default_question` and others."""

    id: Id = None
    ticket_id: Id = None
    ratings: dict[str, Any] | None = None
    feedback: Word = None
    created_at: Word = None
    updated_at: Word = None
