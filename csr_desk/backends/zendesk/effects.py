"""Whether a ticket, an audit or a comment shows what a write was to bring about."""

from csr_desk.backends.plain_text import same_words, sound, words_of
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import ident, is_true, number, text
from csr_desk.backends.writes import OutComment, Write
from csr_desk.backends.zendesk.bodies import clean_tag, custom_values
from csr_desk.backends.zendesk.structs import AuditRow, CommentRow, EventRow
from csr_desk.domain.queue_row import Priority

_COMMENTS = ("Comment", "VoiceComment")


def comment_of(audit: AuditRow) -> EventRow | None:
    """Return the event of an audit that made a comment."""
    return next((event for event in audit.events if event.type in _COMMENTS), None)


def comment_id(audit: AuditRow) -> str | None:
    """Return the id of the comment an audit made."""
    event = comment_of(audit)
    return None if event is None else ident(event.id)


def is_alike(comment: OutComment, found: EventRow | CommentRow) -> bool:
    """Tell whether a comment at the helpdesk has these words and is for the same readers."""
    if is_true(found.public) != comment.is_public:
        return False
    wanted = sound(comment.body)
    texts = (words_of(text(found.html_body)), text(found.plain_body), text(found.body))
    return any(same_words(wanted, one) for one in texts if one.strip())


def needs_proof(write: Write) -> bool:
    """Tell whether only a marker can prove a write: words and sums look alike when made twice."""
    return write.comment is not None or _sums(write)


def in_effect(write: Write, ticket: RemoteTicket) -> bool:
    """Tell whether a ticket has every value a write sets; its words are not looked for."""
    fields = dict(write.fields)
    if fields.get("custom_status") is not None:
        fields.pop("status", None)
    return (
        all(_has(ticket, name, value) for name, value in fields.items())
        and all(_same(ticket.custom.get(key), value) for key, value in custom_values(write).items())
        and {clean_tag(tag) for tag in write.add_tags} - {""} <= set(ticket.tags)
        and _removed(write).isdisjoint(ticket.tags)
    )


def _sums(write: Write) -> bool:
    has_field = write.time_total_field is not None
    return write.handle_time is not None and has_field and write.handle_time.total_s > 0


def _removed(write: Write) -> set[str]:
    added = {clean_tag(tag) for tag in write.add_tags}
    return {clean_tag(tag) for tag in write.remove_tags} - added


def _has(ticket: RemoteTicket, name: str, value: object) -> bool:
    now = getattr(ticket, name)
    if name == "subject":
        return same_words(sound(str(value)), now)
    if name == "priority" and value == Priority.NONE:
        return True
    if name == "custom_status" and value is None:
        return True
    return text(value) == text(now)


def _same(now: object, wanted: object) -> bool:
    """Compare values of a custom field, which come back as numbers, texts or lists."""
    if isinstance(now, list) and isinstance(wanted, list | tuple):
        return sorted(map(text, now)) == sorted(map(text, wanted))
    return text(now) == text(wanted) or number(now) == number(wanted) is not None
