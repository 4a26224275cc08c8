"""A write as the JSON text of the one request it is: a new ticket, words, time, or changed fields.

Freshdesk refuses keys that it does not know and values of another type, and a key that was not
changed would revert a colleague's work: only what changes is sent (spec/freshdesk.md 4).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.fields_out import field_keys
from csr_desk.backends.freshdesk.outgoing_html import to_html
from csr_desk.backends.freshdesk.time_entries import entry_keys
from csr_desk.backends.plain_text import sound, squeezed, whole
from csr_desk.backends.writes import Requester, Write
from csr_desk.domain.aspects import Aspect

LONGEST_TAG = 32
"""Characters of a tag; told for outbound messages only, but accounts ask for it everywhere."""

SOURCES = {"email": 1, "web": 2, "phone": 3, "chat": 7}
_PORTAL = 2
"""Freshdesk has no source for a contact in person; this one is what it takes when none is told."""

_WORDLESS = {"phone": "Phone contact", "in_person": "Contact in person"}


def body(write: Write) -> str:
    """Return the JSON text a write is sent as; ValueError for one that is no single request."""
    return as_text(_MAKERS[aspect_of(write)](write))


def as_text(keys: Mapping[str, Any]) -> str:
    """Return JSON in the one spelling that makes equal requests equal bytes."""
    return whole(json.dumps(keys, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def aspect_of(write: Write) -> Aspect:
    """Return what a write brings; ValueError for nothing, or for more than one request takes."""
    found = aspects(write)
    if len(found) != 1:
        raise ValueError("Freshdesk takes words, time and fields by requests of their own")
    if write.ticket is not None and write.base is None:
        raise ValueError("an update needs the ticket as it was read last")
    return found[0]


def aspects(write: Write) -> list[Aspect]:
    """Return the requests a write would need, in their order; none where nothing is left of it."""
    is_first = write.comment is not None and write.comment.by_customer
    if write.ticket is None:
        parts = [Aspect.CREATE] if write.comment is None or is_first else []
        return [*parts, *([Aspect.TIME] if write.handle_time is not None else [])]
    changes = write.fields or write.custom or write.add_tags or write.remove_tags
    brought = {
        Aspect.CREATE: is_first,
        Aspect.COMMENT: write.comment is not None,
        Aspect.TIME: write.handle_time is not None and write.handle_time.total_s > 0,
        Aspect.FIELDS: bool(changes),
    }
    return [aspect for aspect, is_there in brought.items() if is_there]


def words_out(write: Write) -> str:
    """Return the plain text that a write says; a private note ends with the write's mark."""
    if write.ticket is None:
        return write.comment.body if write.comment is not None else subject_out(write)
    if write.comment is None:
        return ""
    if write.comment.is_public:
        return write.comment.body
    parts = (write.comment.body.rstrip(), markers.note_line(write.marker))
    return "\n\n".join(part for part in parts if part)


def tags_after(write: Write, tags: Iterable[str]) -> list[str]:
    """Return the whole list of tags that a write makes of a ticket's tags."""
    added = {clean.casefold(): clean for tag in write.add_tags if (clean := clean_tag(tag))}
    removed = {clean_tag(tag).casefold() for tag in write.remove_tags} - added.keys()
    kept = {tag.casefold(): tag for tag in tags if tag.casefold() not in removed}
    return sorted((added | kept).values())


def clean_tag(tag: str) -> str:
    """Return a tag that Freshdesk takes: no commas, and a longer one cut, told apart by its end."""
    clean = squeezed(sound(tag).replace(",", " "))
    if len(clean) <= LONGEST_TAG:
        return clean
    end = hashlib.sha256(clean.encode()).hexdigest()[:4]
    return f"{clean[: LONGEST_TAG - 5].rstrip()}-{end}"


def _create(write: Write) -> dict[str, Any]:
    keys = {"source": SOURCES.get(write.channel, _PORTAL), **field_keys(write)}
    keys["subject"] = subject_out(write)
    keys["description"] = to_html(words_out(write))
    keys["tags"] = [*tags_after(write, ()), markers.tag(write.uid)]
    return keys | _requester(write, write.requester)


def subject_out(write: Write) -> str:
    """Return the subject of a new ticket, which none is made without."""
    told = squeezed(sound(str(write.fields.get("subject") or write.subject)))
    if told:
        return told
    words = sound(write.comment.body).strip() if write.comment is not None else ""
    kind = _WORDLESS.get(write.channel, "Contact")
    return words.partition("\n")[0][:100].strip() or f"{kind}. No text was written."


def _requester(write: Write, requester: Requester | None) -> dict[str, Any]:
    """Return whom a ticket is from; a person without any address is known by the ticket's uid."""
    if requester is None:
        raise ValueError("a new ticket needs a requester")
    if requester.id is not None:
        return {"requester_id": int(requester.id)}
    name = squeezed(sound(requester.name)) or requester.email or f"Caller {requester.phone}".strip()
    if requester.email:
        phone = {"phone": requester.phone} if requester.phone else {}
        return {"email": requester.email, "name": name, **phone}
    if requester.phone:
        return {"phone": requester.phone, "name": name}
    return {"unique_external_id": write.uid, "name": name}


def _words(write: Write) -> dict[str, Any]:
    keys: dict[str, Any] = {"body": to_html(words_out(write))}
    if write.comment is not None and not write.comment.is_public:
        keys["private"] = True
    return keys


def _fields(write: Write) -> dict[str, Any]:
    keys = field_keys(write)
    if write.base is not None and (write.add_tags or write.remove_tags):
        keys["tags"] = tags_after(write, write.base.tags)
    return keys


_MAKERS = {
    Aspect.CREATE: _create,
    Aspect.COMMENT: _words,
    Aspect.TIME: entry_keys,
    Aspect.FIELDS: _fields,
}
