"""What the server makes of a comment's text: placeholders, HTML, limits (fact list 6.2)."""

import html
import re
from typing import Any

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json

LONGEST_BYTES = 65_536
_PLACEHOLDER = re.compile(r"(\\{0,2})\{\{\s*([^{}]*?)\s*\}\}")
_LIQUID = re.compile(r"\{%.*?%\}", re.DOTALL)
_CODE = re.compile(r"(<code\b.*?</code>)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def rendered(core: Core, ticket: Ticket, actor: Json, given: Json) -> tuple[str, str, str] | None:
    """Return body, html_body and plain_body of a comment as stored; None when it is blank."""
    expand = actor["role"] != "end-user"
    markup = given.get("html_body")
    if markup:
        if expand:
            markup = _expand_html(core, ticket, actor, markup)
        inner = _SCRIPT.sub("", cut(markup))
        plain = html.unescape(_TAG.sub("", re.sub(r"</p>|<br\s*/?>", "\n", inner))).strip()
        return (plain, _wrapped(inner), plain) if plain else None
    body = str(given.get("body") or "")
    if expand:
        body = expanded(core, ticket, actor, body)
    body = cut(_TAG.sub("", body))
    body = re.sub(r"\n{2,}", "\n", re.sub(r" {2,}", " ", body)).strip()
    if not body:
        return None
    escaped = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(body, quote=False))
    inner = '<p dir="auto">' + escaped.replace("\n", "<br>\n") + "</p>"
    return body, _wrapped(inner), body


def cut(text: str) -> str:
    """Return a text as stored: bytes after 64 kB are dropped without a word (trap 20)."""
    raw = text.encode()
    return text if len(raw) <= LONGEST_BYTES else raw[:LONGEST_BYTES].decode(errors="ignore")


def _wrapped(inner: str) -> str:
    return f'<div class="zd-comment" dir="auto">{inner}</div>'


def _expand_html(core: Core, ticket: Ticket, actor: Json, markup: str) -> str:
    parts = _CODE.split(markup)
    return "".join(
        part if _CODE.fullmatch(part) else expanded(core, ticket, actor, part) for part in parts
    )


def expanded(core: Core, ticket: Ticket, actor: Json, text: str) -> str:
    """Return a text with placeholders filled; unknown ones vanish, escaped ones stay (trap 19)."""
    known = placeholder_values(core, ticket, actor)

    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return match[0][len(match[1]) :]
        return known.get(match[2].split("|")[0].strip(), "")

    return _LIQUID.sub("", _PLACEHOLDER.sub(fill, text))


def placeholder_values(core: Core, ticket: Ticket, actor: Json) -> dict[str, str]:
    """Return the values of the placeholders this server knows."""
    values, users = ticket.values, core.state.tables["users"]
    known: dict[str, Any] = {
        "ticket.id": ticket.id, "ticket.title": values["subject"],
        "ticket.status": values["status"], "ticket.priority": values["priority"],
        "ticket.ticket_type": values["type"], "ticket.description": values["description"],
        "ticket.tags": " ".join(values["tags"]), "ticket.external_id": values["external_id"],
        "ticket.account": core.subdomain, "ticket.created_at": values["created_at"],
        "ticket.link": f"{core.base_url}/agent/tickets/{ticket.id}",
        "ticket.url": f"{core.subdomain}.zendesk.com/agent/tickets/{ticket.id}",
    }  # fmt: skip
    for field_id, value in ticket.custom.items():
        known[f"ticket.ticket_field_{field_id}"] = value
    people = {
        "ticket.requester": users.get(values["requester_id"]),
        "ticket.assignee": users.get(values["assignee_id"]),
        "ticket.submitter": users.get(values["submitter_id"]),
        "current_user": actor,
    }
    for prefix, person in people.items():
        known.update(_person(prefix, person or {}))
    return {name: "" if value is None else str(value) for name, value in known.items()}


def _person(prefix: str, person: Json) -> Json:
    words = str(person.get("name") or "").split()
    found = {
        f"{prefix}.first_name": words[0] if words else "",
        f"{prefix}.last_name": " ".join(words[1:]),
        f"{prefix}.language": person.get("locale"),
    }
    for key in ("name", "email", "phone", "external_id", "details", "notes", "signature"):
        found[f"{prefix}.{key}"] = person.get(key)
    return found
