"""Canned responses and articles out of rows: helpdesk exports, macros, guides of steps."""

import re
from typing import Any

from csr_desk.domain.models import Status
from csr_desk.importing import code_words, values
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import TextRecord
from csr_desk.importing.values import BadValue

_SCOPES = {"2": "mine", "personal": "mine", "private": "mine", "mine": "mine", "me": "mine",
           "0": "all", "all": "all", "public": "all", "everyone": "all"}  # fmt: skip
_NAME_LENGTH = 60
_COMMENTS = frozenset({"comment_value", "comment_value_html"})


def canned(reader: Reader, cells: Cells) -> TextRecord:
    """Return the canned response of a row; BadValue when it has no text."""
    flow, subflow = reader.line(cells, "flow"), reader.line(cells, "subflow")
    title = reader.line(cells, "title") or ": ".join(filter(None, (flow, subflow)))
    body = reader.body(cells, "body") if "body" in reader.fields else ""
    actions = _actions(reader.raw(cells, "actions"))
    if not body:
        body = reader.safe(actions.get("comment", "") or _guide(reader, cells))
    if not body:
        raise BadValue("the canned response has no text")
    name = reader.line(cells, "name")
    title = title or name or body.partition("\n")[0][:_NAME_LENGTH]
    number = reader.plain(cells, "id") or short_name(title)
    state = actions.get("status", "") or reader.plain(cells, "set_status")
    return TextRecord(
        reader.key("canned", number),
        name or short_name(title),
        title,
        body,
        reader.line(cells, "folder") or flow,
        reader.line(cells, "language"),
        reader.line(cells, "product"),
        _SCOPES.get(reader.plain(cells, "scope").lower(), "team"),
        values.names(reader.raw(cells, "tags") or actions.get("tags", "")),
        code_words.status(state, {}) if state else None,
        channels=_channels(reader.raw(cells, "channels")),
        valid_until=reader.date(cells, "valid_until"),
        follow_up_days=_days(reader.plain(cells, "follow_up_days")),
    )


def _days(given: str) -> int | None:
    """Return in how many days a follow-up is due; BadValue for anything but 1 to 365."""
    if not given:
        return None
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 365:
        return int(given)
    raise BadValue(f"follow_up_days is {given[:20]}, not 1 to 365")


def short_name(title: str) -> str:
    """Return the word by which `/` finds a text: letters and digits of its title with hyphens."""
    return re.sub(r"[\W_]+", "-", title.casefold()).strip("-")[:_NAME_LENGTH].rstrip("-") or "text"


def _channels(given: Any) -> tuple[str, ...]:
    """Return the channels that a list or a text with commas names, each once."""
    words = given if isinstance(given, list) else re.split(r"[,;|]", values.text(given))
    named = [code_words.channel(word, {}).value for word in words if values.text(word)]
    return tuple(dict.fromkeys(named))


def _actions(given: Any) -> dict[str, str]:
    """Return what a macro writes, sets and tags."""
    found: dict[str, str] = {}
    for action in given if isinstance(given, list) else []:
        if not isinstance(action, dict):
            continue
        name, value = values.text(action.get("field")), action.get("value")
        if name in _COMMENTS:
            said = value[-1] if isinstance(value, list) and value else value
            found["comment"] = values.text(said)
        elif name == "status" and values.text(value) in {status.word for status in Status}:
            found["status"] = values.text(value)
        elif name in {"set_tags", "current_tags"}:
            found["tags"] = values.text(value)
    return found


def _guide(reader: Reader, cells: Cells) -> str:
    """Write instructions and steps as a text of numbered lines."""
    given = reader.raw(cells, "instructions")
    paragraphs = [values.text(part) for part in (given if isinstance(given, list) else [given])]
    steps = reader.raw(cells, "steps")
    numbered: list[str] = []
    for step in steps if isinstance(steps, list) else []:
        if not isinstance(step, dict):
            numbered.append(f"{len(numbered) + 1}. {values.text(step)}")
            continue
        details = step.get("details")
        rows = [f"   - {values.text(part)}" for part in details or []] if details else []
        said = values.text(step.get("text")) or values.text(step.get("button"))
        numbered.append("\n".join([f"{len(numbered) + 1}. {said}", *rows]))
    first, rest = paragraphs[:1], paragraphs[1:]
    return "\n\n".join(filter(None, [*first, "\n".join(numbered), *rest]))


def article(reader: Reader, cells: Cells) -> TextRecord:
    """Return the article of a row; BadValue when title or text is missing."""
    title, body = reader.line(cells, "title"), reader.body(cells, "body")
    if not title or not body:
        raise BadValue("the article has no title" if body else "the article has no text")
    number = reader.plain(cells, "id") or short_name(title)
    return TextRecord(
        reader.key("article", number),
        short_name(title),
        title,
        body,
        reader.line(cells, "folder"),
        reader.line(cells, "language"),
        created_at=reader.date(cells, "created_at"),
        updated_at=reader.date(cells, "updated_at"),
    )
