"""Checks requests against the vendor's OpenAPI file, as far as that file goes."""

import json
import re
from functools import cache
from typing import Any

from tests.fakes.zendesk.wire import Json, Request
from tests.shared import shared

EXTRA_PATHS = (
    r"GET /oauth/authorizations/new",  # section 2.1: at the host's root
    r"GET /attachments/token/[^/]+/?",  # section 17: content_url
    r"GET /api/v2/help_center/([^/]+/)?articles(/search)?",  # section 18: another file of theirs
    r"GET /api/v2/help_center/([^/]+/)?articles/\d+",
    r"GET /api/v2/users/\d+/tickets/(requested|assigned|ccd|followed)",  # section 4
    r"GET /api/v2/organizations/\d+/tickets",  # section 4
    r"GET /api/v2/tickets/recent",  # section 4
    r"GET /api/v2/users/\d+/group_memberships",  # section 13: group_memberships by user
    r"GET /api/v2/groups/\d+/memberships",
    r"PUT /api/v2/deleted_tickets/\d+/restore",  # section 6.6
    r"GET /api/v2/tickets/\d+/slas/policy_metrics",  # section 14: newer than the file
    r"GET /api/v2/tickets/\d+/metrics",  # section 14
)
"""Paths the reference documents and the file lacks."""

EXTRA_KEYS = {
    "ticket.custom_fields.value",  # section 6.4: the file points at the field's own schema
    "ticket.metadata",  # sections 6.2 and 7: the marker
    "ticket.macro_id",  # section 6.2
    "ticket.macro_ids",  # section 6.2: in the file for POST only
    "ticket.collaborators",  # section 6.1
    "ticket.via_followup_source_id",  # section 4
    "ticket.requester",  # section 6.1
    "user.skip_verify_email",  # section 13
}
"""Body keys the reference documents and the file lacks for that operation."""


@cache
def _specification() -> Json:
    path = shared("spec/zendesk-openapi-subset.json")
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return path patterns, those with the fewest variables first."""
    paths = sorted(_specification()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path))), path) for path in paths]


def check(request: Request) -> list[str]:
    """Return what the specification has against a request: path, method, body keys, types.

    Skips the running test when the team's shared folder is not there.
    """
    name = f"{request.method} {request.url_path}"
    bare = name.removesuffix(".json")
    if any(re.fullmatch(pattern, bare) for pattern in EXTRA_PATHS):
        return []
    path = _path(request.url_path)
    if path is None:
        return [f"{name}: no such path"]
    entry = _specification()["paths"][path]
    operation = entry.get(request.method.lower())
    if operation is None:
        return [f"{name}: no such method"]
    complaints = [f"{name}: {one}" for one in _missing_query(request, entry, operation)]
    return complaints + [f"{name}: {one}" for one in _body(request, operation)]


def _path(given: str) -> str | None:
    for text in (given, given.removesuffix(".json")):
        for pattern, path in _templates():
            if pattern.fullmatch(text):
                return path
    return None


def _missing_query(request: Request, entry: Json, operation: Json) -> list[str]:
    declared = [*entry.get("parameters", []), *operation.get("parameters", [])]
    found = [] if "cursor" in request.query else [_resolved(one) for one in declared]
    return [
        f"query {one['name']} is missing"
        for one in found
        if one.get("in") == "query" and one.get("required") and one["name"] not in request.query
    ]


def _body(request: Request, operation: Json) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not request.body or request.url_path.startswith("/api/v2/uploads"):
        required = content and request.method == "POST"
        return ["a body is missing"] if required and "uploads" not in request.url_path else []
    if "json" not in request.header("content-type"):
        return ["Content-Type is not application/json"]
    body = json.loads(request.body)
    schema = content.get("schema")
    if schema is None:
        return []
    strict = request.method == "POST"
    return [one for one in complaints_of(schema, body, "", strict) if one not in _ALLOWED]


_ALLOWED = {f"key {key} is unknown" for key in EXTRA_KEYS}


def complaints_of(schema: Json, value: Any, where: str, strict: bool) -> list[str]:
    """Return unknown keys and wrong types of a value; missing keys too when `strict`."""
    schema = _resolved(schema)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            tries = [complaints_of(one, value, where, strict) for one in schema[word]]
            loose = bool(schema.get("additionalProperties"))
            return [] if loose else min(tries, key=len)
    if value is None:
        return []
    if isinstance(value, list):
        items = schema.get("items")
        if schema.get("type") not in ("array", None):
            return [f"key {where} may not be a list"]
        return [c for one in value if items for c in complaints_of(items, one, where, strict)]
    if isinstance(value, dict):
        return _object(schema, value, where, strict)
    return _plain(schema, value, where)


def _object(schema: Json, value: Json, where: str, strict: bool) -> list[str]:
    properties, required, free = _merged(schema)
    if schema.get("type") not in ("object", None) and not properties:
        return [f"key {where} may not be an object"]
    found: list[str] = []
    for key, inner in value.items():
        name = f"{where}.{key}" if where else key
        if key in properties:
            found += complaints_of(properties[key], inner, name, strict)
        elif properties and not free:
            found.append(f"key {name} is unknown")
    if strict:
        missing = [key for key in required if key not in value]
        found += [f"key {where}.{key} is missing".replace(" .", " ") for key in missing]
    return found


def _merged(schema: Json) -> tuple[Json, list[str], bool]:
    """Return properties, required keys and openness of a schema with its `allOf` parts."""
    properties = dict(schema.get("properties", {}))
    required = list(schema.get("required", []))
    free = bool(schema.get("additionalProperties"))
    for part in schema.get("allOf", []):
        more, needed, open_part = _merged(_resolved(part))
        properties.update(more)
        required += needed
        free = free or open_part
    return properties, required, free


_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": (str, int, float),
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def _plain(schema: Json, value: Any, where: str) -> list[str]:
    kind = _KINDS.get(schema.get("type", ""))
    if schema.get("type") in ("object", "array"):
        return [f"key {where} must be of type {schema['type']}"]
    if kind is None or isinstance(value, kind):
        return []
    return [f"key {where} must be of type {schema['type']}"]


def _resolved(schema: Json) -> Json:
    while "$ref" in schema:
        found: Any = _specification()
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema
