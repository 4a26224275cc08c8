"""The shapes of Zendesk's ticket-side records: only what the desk reads, everything may be null.

Unknown keys are ignored. A row that does not fit is read again key by key
(csr_desk.backends.zendesk.paging), so that no row is lost over one odd value.
"""

from typing import Any

from msgspec import Struct, field

from csr_desk.backends.values import Id, Word


class Via(Struct):
    """How a ticket or comment came; `source` differs by channel."""

    channel: Word = None
    source: Any = None


class CustomValue(Struct):
    """The value of a custom field, of any JSON type."""

    id: Id = None
    value: Any = None


class Target(Struct):
    """One open or kept target of an SLA policy."""

    metric: Word = None
    stage: Word = None
    breach_at: Word = None


class Targets(Struct):
    """The SLA targets of a ticket, as side-loaded."""

    policy_metrics: list[Target] | None = None


class TicketRow(Struct):
    """A ticket; only its id is always there."""

    id: str | int
    created_at: Word = None
    updated_at: Word = None
    subject: Word = None
    raw_subject: Word = None
    description: Word = None
    status: Word = None
    priority: Word = None
    requester_id: Id = None
    assignee_id: Id = None
    group_id: Id = None
    organization_id: Id = None
    tags: list[Any] | str | None = None
    custom_fields: list[CustomValue] | None = None
    fields: list[CustomValue] | None = None
    custom_status_id: Id = None
    ticket_form_id: Id = None
    external_id: Id = None
    via: Via | None = None
    slas: Targets | None = None
    comment_count: Any = None
    satisfaction_rating: Any = None


class FileRow(Struct):
    """An attachment of a comment."""

    id: Id = None
    file_name: Word = None
    content_type: Word = None
    content_url: Word = None
    size: Word = None
    malware_scan_result: Word = None
    deleted: Word = None


class Metadata(Struct):
    """What stands beside a comment or audit: markers in `custom`, warnings in `flags`."""

    custom: Any = None
    flags: Any = None
    flags_options: Any = None


class CommentRow(Struct):
    """A comment of a ticket; `data` belongs to calls."""

    id: Id = None
    type: Word = None
    author_id: Id = None
    body: Word = None
    html_body: Word = None
    plain_body: Word = None
    public: Word = None
    created_at: Word = None
    audit_id: Id = None
    attachments: list[FileRow] | None = None
    via: Via | None = None
    metadata: Metadata | None = None
    recording_url: Word = None
    data: Any = None


class EventRow(Struct):
    """One event of an audit; a comment's has its text, a change its field and values."""

    id: Id = None
    type: Word = None
    author_id: Id = None
    body: Word = None
    html_body: Word = None
    plain_body: Word = None
    public: Word = None
    field_name: Word = None
    value: Any = None
    previous_value: Any = None
    attachments: list[FileRow] | None = None
    via: Via | None = None


class AuditRow(Struct):
    """What one update did to a ticket."""

    id: Id = None
    ticket_id: Id = None
    author_id: Id = None
    created_at: Word = None
    metadata: Metadata | None = None
    events: list[EventRow] = field(default_factory=list)
    via: Via | None = None
