"""A write as the JSON text of one request: the ticket's changed keys, and nothing else.

Sending a key that was not changed would revert a colleague's work, so whatever equals the ticket as
it was read last stays out (spec/zendesk.md 6).
"""

import json
from collections.abc import Mapping
from typing import Any

from csr_desk.backends.plain_text import sound, whole
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import HandleTime, OutComment, Requester, Write
from csr_desk.backends.zendesk.comments import MARKER
from csr_desk.backends.zendesk.escaping import to_html
from csr_desk.domain.queue_row import Priority, Status

LONGEST_BYTES = 64_000
"""What a comment's HTML may take: the server cuts at 64 kB without a word, wrapper included."""

_UNCHANGING = frozenset({"metadata", "safe_update", "updated_stamp", "macro_ids"})


def body(write: Write) -> str:
    """Return the JSON text a write is sent as; ValueError for an update without its base."""
    return as_text({"ticket": ticket_keys(write)})


def as_text(keys: Mapping[str, Any]) -> str:
    """Return JSON in the one spelling that makes equal requests equal bytes."""
    return whole(json.dumps(keys, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def ticket_keys(write: Write) -> dict[str, Any]:
    """Return the keys of `ticket` in the request; ValueError for an update without its base."""
    keys = _fields(write.fields)
    custom = custom_values(write)
    if custom:
        keys["custom_fields"] = [{"id": int(key), "value": custom[key]} for key in sorted(custom)]
    if write.macros:
        keys["macro_ids"] = [int(macro) for macro in dict.fromkeys(write.macros)]
    keys["metadata"] = {MARKER: write.marker, **_spoken_time(write)}
    return keys | (_new(write) if write.ticket is None else _update(write))


def changes(keys: Mapping[str, Any]) -> bool:
    """Tell whether a request would change the ticket: only then does the server note its marker."""
    return any(key not in _UNCHANGING for key in keys)


def custom_values(write: Write) -> dict[str, object]:
    """Return what each custom field is set to, the sums of the handle-time fields included."""
    values = dict(write.custom)
    if write.handle_time is not None:
        spent = write.handle_time.total_s
        if write.time_total_field:
            values[write.time_total_field] = _seconds(write.base, write.time_total_field) + spent
        if write.time_last_field:
            values[write.time_last_field] = spent
    return values


def too_long(write: Write) -> str | None:
    """Return what to do about a text that the server would cut off, or None when it fits."""
    if write.comment is None:
        return None
    size = len(to_html(write.comment.body).encode())
    if size <= LONGEST_BYTES:
        return None
    return (
        f"The text takes {size:,} bytes and the helpdesk keeps {LONGEST_BYTES:,}:"
        " shorten it or send it in two parts."
    )


def clean_tag(tag: str) -> str:
    """Return a tag as Zendesk keeps it: small letters, `_` for spaces."""
    return "_".join(sound(tag).lower().split())


def tags_after(write: Write) -> list[str] | None:
    """Return the whole set of tags a write leaves behind, or None when it changes none."""
    base = set(write.base.tags) if write.base is not None else set()
    added = {clean_tag(tag) for tag in write.add_tags} - {""}
    removed = {clean_tag(tag) for tag in write.remove_tags} | set(write.remove_tags)
    after = (base | added) - (removed - added)
    return None if after == base else sorted(after)


def _fields(fields: Mapping[str, object]) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "subject":
            keys["subject"] = sound(str(value))
        elif name in ("assignee", "group"):
            keys[f"{name}_id"] = None if value is None else int(str(value))
        elif name == "custom_status" and value is not None:
            keys["custom_status_id"] = int(str(value))
        elif name == "priority" and value != Priority.NONE:
            keys["priority"] = Priority(int(str(value))).word
        elif name == "status":
            keys["status"] = Status(int(str(value))).word
    # With custom statuses the status is a mere category, and follows.
    if "custom_status_id" in keys:
        keys.pop("status", None)
    return keys


def _update(write: Write) -> dict[str, Any]:
    if write.base is None:
        raise ValueError("an update needs the ticket as it was read last")
    keys: dict[str, Any] = {"safe_update": True, "updated_stamp": write.base.stamp}
    tags = tags_after(write)
    if tags is not None:
        keys["tags"] = tags
    if write.comment is not None:
        keys["comment"] = _comment(write.comment)
    return keys


def _new(write: Write) -> dict[str, Any]:
    keys: dict[str, Any] = {"external_id": write.uid, "comment": _first_comment(write)}
    if write.subject and "subject" not in write.fields:
        keys["subject"] = sound(write.subject)
    if write.follow_up_of is not None:
        keys["via_followup_source_id"] = int(write.follow_up_of)
    tags = tags_after(write._replace(base=None))
    if tags is not None:
        keys["tags"] = tags
    if write.requester is not None:
        keys |= _requester(write.requester)
    # The submitter is the author of the first comment; without an id that can only be the agent.
    if write.comment is not None and write.comment.by_customer and "requester_id" in keys:
        keys["submitter_id"] = keys["requester_id"]
    return keys


def _requester(requester: Requester) -> dict[str, Any]:
    if requester.id is not None:
        return {"requester_id": int(requester.id)}
    name = requester.name or requester.email or f"Caller {requester.phone}".strip()
    person = {"name": sound(name)}
    if requester.email:
        person["email"] = requester.email
    return {"requester": person}


def _comment(comment: OutComment) -> dict[str, Any]:
    return {"html_body": to_html(comment.body), "public": comment.is_public}


def _first_comment(write: Write) -> dict[str, Any]:
    """Return the comment no ticket can be made without; a contact without words says so."""
    if write.comment is not None:
        return _comment(write.comment)
    kind = {"phone": "Phone contact", "in_person": "Contact in person"}.get(write.channel)
    return _comment(OutComment(f"{kind or 'Contact'}. No text was written.", is_public=False))


def _spoken_time(write: Write) -> dict[str, str]:
    """Return the handle time for the audit where no field will show it.

    A field set to the value it has leaves no trace in the audits, so that is told there too.
    """
    spent = write.handle_time
    if spent is None or not (spent.total_s or _is_silent(write, spent)):
        return {}
    has_fields = write.time_total_field and write.time_last_field
    if has_fields and not _is_silent(write, spent):
        return {}
    return {"time_spent": f"{spent.total_s // 60}m{spent.total_s % 60}s"}


def _is_silent(write: Write, spent: HandleTime) -> bool:
    field = write.time_last_field
    if field is None or write.base is None or field not in write.base.custom:
        return False
    return _seconds(write.base, field) == spent.total_s


def _seconds(base: RemoteTicket | None, field: str) -> int:
    """Return a handle-time field's seconds; the API has it as a number, as text or as null."""
    value = base.custom.get(field) if base is not None else None
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return 0
