"""What a Freshdesk error says: a list of complaints, one sentence, or nothing at all.

{"description": "Validation failed", "errors": [{"field": "status", "message": "…", "code": "…"}]}
{"code": "access_denied", "message": "…"}
an empty body, a web page, plain text
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from csr_desk.backends.web_pages import BYTE_ORDER_MARK

_MOST_CHARACTERS = 2_000


class Complaint(NamedTuple):
    """One complaint about a request: the field by its name, and the code of the mistake.

    `user_id` is the other contact, where a contact is there already.
    """

    field: str
    words: str
    code: str = ""
    user_id: str = ""


class Said(NamedTuple):
    """An error in Freshdesk's words; `is_page` for markup in place of them."""

    code: str = ""
    words: str = ""
    complaints: tuple[Complaint, ...] = ()
    is_page: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """Return every code that was said."""
        return frozenset({self.code, *(one.code for one in self.complaints)} - {""})

    @property
    def sentences(self) -> str:
        """Return everything that was said, one sentence each, the general one first."""
        told = [self.words or self.code, *map(_sentence, self.complaints)]
        parts = [part if part[-1] in ".?!:" else f"{part}." for part in told if part]
        return " ".join(dict.fromkeys(parts))[:_MOST_CHARACTERS]

    @property
    def fields(self) -> dict[str, str]:
        """Return the complaints by the names of their fields."""
        return {one.field: one.words or one.code for one in self.complaints if one.field}


def said(body: bytes) -> Said:
    """Return what the body of a refusal says; an empty Said where there is nothing readable."""
    try:
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        start = body.removeprefix(BYTE_ORDER_MARK).lstrip()[:1]
        # JSON that was cut on its way is no whole sentence.
        if start in (b"{", b"[", b"<"):
            return Said(is_page=start == b"<")
        return Said(words=_text(body.decode("utf-8", "replace")))
    if isinstance(found, dict):
        return _of_object(found)
    return (
        Said(complaints=tuple(_complaints(found)))
        if isinstance(found, list)
        else Said(words=_text(found))
    )


def _of_object(found: dict[str, Any]) -> Said:
    words = _text(found.get("description")) or _text(found.get("message"))
    return Said(
        _text(found.get("code")),
        words or _text(found.get("error")),
        tuple(_complaints(found.get("errors"))),
    )


def _complaints(found: object) -> Iterator[Complaint]:
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict):
            more = one.get("additional_info")
            user = _text(more.get("user_id")) if isinstance(more, dict) else ""
            field = _name(_text(one.get("field")))
            yield Complaint(field, _text(one.get("message")), _text(one.get("code")), user)
        elif told := _text(one):
            yield Complaint("", told)


def _name(field: str) -> str:
    """Return the name of a field as ticket_fields has it, not as a path into the request."""
    plain = field.removesuffix("[]")
    inner = plain.removesuffix("]").rpartition("[")[2] if plain.endswith("]") else plain
    return inner.rpartition(".")[2]


def _sentence(one: Complaint) -> str:
    told = one.words or one.code.replace("_", " ")
    return f"{one.field}: {told}" if one.field and told else told


def _text(found: object) -> str:
    """Return a JSON value as one line of text, nothing for null."""
    if found is None or isinstance(found, dict | list):
        return ""
    return " ".join(str(found).split())[:_MOST_CHARACTERS]
