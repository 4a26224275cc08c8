"""Conversations as helpdesks nest them in a ticket: comments, conversations, notes, turns."""

from typing import Any

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import AuthorKind, MessageKind
from csr_desk.importing import dates, values
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import MessageRecord, PersonRecord
from csr_desk.importing.words import word_set

_BODIES = ("plain_body", "body_text", "body", "text", "message", "content", "html_body")
_TIMES = ("created_at", "at", "timestamp", "time", "date", "created")
_AUTHORS = ("author_id", "user_id", "author", "from", "speaker", "sender", "role")
_CUSTOMERS = word_set("customer user visitor client requester end-user enduser caller")
_SYSTEMS = word_set("action system bot automation trigger event")


def conversation(
    reader: Reader, given: Any, key: str, requester: str, customer: PersonRecord
) -> tuple[MessageRecord, ...]:
    """Return the messages of a ticket in order; entries without a text are left out."""
    entries = given if isinstance(given, list) else []
    found: list[MessageRecord] = []
    at: Instant | None = None
    for place, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            continue
        if len(entry) == 1 and isinstance(next(iter(entry.values())), dict):
            entry = next(iter(entry.values()))
        body = reader.safe(_first(entry, _BODIES))
        if not body:
            continue
        stamp = next((entry[name] for name in _TIMES if entry.get(name)), None)
        written = dates.read(stamp, reader.mapping.dates or dates.MONTH_FIRST, reader.mapping.zone)
        at = written if written is not None else (None if at is None else at + SECOND)
        number = values.text(entry.get("id") or entry.get("n")) or f"{place}"
        author_kind = _author_kind(reader, entry, requester)
        author = _author(reader, entry, author_kind, customer)
        kind = MessageKind.INTERNAL if _is_internal(entry, author_kind) else MessageKind.PUBLIC
        found.append(MessageRecord(f"{key}:{number}", at, kind, author_kind, author, body))
    return tuple(found)


def _first(entry: Cells, names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := values.text(entry.get(name)))), "")


def _author_kind(reader: Reader, entry: Cells, requester: str) -> AuthorKind:
    if "incoming" in entry:
        return AuthorKind.CUSTOMER if values.truth(entry["incoming"]) else AuthorKind.AGENT
    given = next((entry[name] for name in _AUTHORS if entry.get(name)), None)
    if isinstance(given, dict):
        given = given.get("role") or given.get("id")
    word = values.text(given)
    role = values.text(reader.users.get(word, {}).get("role"))
    if (requester and word == requester) or {word.lower(), role} & _CUSTOMERS:
        return AuthorKind.CUSTOMER
    return AuthorKind.SYSTEM if word.lower() in _SYSTEMS else AuthorKind.AGENT


def _author(reader: Reader, entry: Cells, kind: AuthorKind, customer: PersonRecord) -> str:
    if kind is AuthorKind.CUSTOMER:
        return customer.name
    author = entry.get("author")
    if isinstance(author, dict) and author.get("name"):
        return reader.safe_line(values.text(author["name"]))
    known = reader.users.get(values.text(entry.get("author_id") or entry.get("user_id")), {})
    if known.get("name"):
        return reader.safe_line(values.text(known["name"]))
    if isinstance(author, str):
        return reader.safe_line(author)
    return "Agent" if kind is AuthorKind.AGENT else "System"


def _is_internal(entry: Cells, author_kind: AuthorKind) -> bool:
    if "private" in entry:
        return values.truth(entry["private"])
    if "public" in entry:
        return not values.truth(entry["public"])
    return author_kind is AuthorKind.SYSTEM
