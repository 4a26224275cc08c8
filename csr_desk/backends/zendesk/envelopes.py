"""What a Zendesk error says: four JSON envelopes, plain text, or a page that is not Zendesk's.

{"error": "RecordNotFound", "description": "Not found"}
the same with {"details": {field: [{"description", "type", "ticket_field_id", …}]}}
{"error": {"title": "Forbidden", "message": "…"}}
{"errors": [{"code": "InvalidPaginationDepth", "title": "…", "detail": "…"}]}
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from csr_desk.backends.web_pages import BYTE_ORDER_MARK

_MOST_CHARACTERS = 2_000


class Detail(NamedTuple):
    """One complaint of an error: about a field of the form by id, or about a record's key."""

    words: str
    kind: str = ""
    field: str = ""


class Said(NamedTuple):
    """An error in Zendesk's words: its code, one text, the details."""

    code: str = ""
    words: str = ""
    details: tuple[Detail, ...] = ()
    is_json: bool = False

    @property
    def sentences(self) -> str:
        """Return everything that was said, one sentence each, the general one first."""
        told = [self.words or self.code, *(detail.words for detail in self.details)]
        parts = [part if part[-1] in ".?!:" else f"{part}." for part in told if part]
        return " ".join(dict.fromkeys(parts))[:_MOST_CHARACTERS]


def said(body: bytes) -> Said:
    """Return what the body of a refusal says; an empty Said for a page and nothing readable."""
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        # A page is not Zendesk's, and JSON that was cut on its way is no whole sentence.
        if body.removeprefix(BYTE_ORDER_MARK).lstrip()[:1] in (b"{", b"[", b"<"):
            return Said()
        return Said(words=_text(body.decode("utf-8", "replace")))
    return _of_object(found) if isinstance(found, dict) else Said(words=_text(found), is_json=True)


def _of_object(found: dict[str, Any]) -> Said:
    error, errors = found.get("error"), found.get("errors")
    details = tuple(_details(found.get("details")))
    if isinstance(errors, list) and errors:
        first = errors[0] if isinstance(errors[0], dict) else {}
        several = tuple(Detail(_newer_words(one)) for one in errors[1:])
        return Said(
            _text(first.get("code")), _newer_words(errors[0]), details + several, is_json=True
        )
    if isinstance(error, dict):
        title, message = _text(error.get("title")), _text(error.get("message"))
        return Said(title, message or title, details, is_json=True)
    words = _text(found.get("description")) or _text(found.get("error_description"))
    words = words or _text(found.get("message")) or _text(error)
    return Said(_text(error), words, details, is_json=True)


def _newer_words(error: object) -> str:
    if not isinstance(error, dict):
        return _text(error)
    title, detail = _text(error.get("title")), _text(error.get("detail"))
    return title if detail in ("", title) else f"{title}: {detail}" if title else detail


def _details(found: object) -> Iterator[Detail]:
    """Yield the complaints of `details`, however they are nested."""
    if isinstance(found, dict):
        for key, value in found.items():
            for one in value if isinstance(value, list) else [value]:
                yield _detail(_text(key), one)
    elif isinstance(found, list):
        for one in found:
            yield _detail("", one)


def _detail(key: str, one: object) -> Detail:
    if not isinstance(one, dict):
        told = _text(one)
        return Detail(f"{key}: {told}" if told and key not in ("", "base") else told)
    words = _text(one.get("description")) or _text(one.get("message")) or _text(one.get("error"))
    kind = _text(one.get("type")) or _text(one.get("error"))
    return Detail(words or key, kind, _text(one.get("ticket_field_id")))


def _text(found: object) -> str:
    """Return a JSON value as one line of text, nothing for null."""
    if found is None or isinstance(found, dict | list):
        return ""
    return " ".join(str(found).split())[:_MOST_CHARACTERS]
