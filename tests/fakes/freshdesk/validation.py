"""Strict checks of what a client sends: unknown fields, types, choices, all told at once."""

import re
from collections.abc import Mapping
from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.refusals import MANDATORY, Fault

READ_ONLY = frozenset({
    "created_at", "updated_at", "spam", "deleted", "is_escalated", "fr_escalated", "nr_escalated",
    "description_text", "stats", "requester", "conversations", "fwd_emails", "reply_cc_emails",
    "ticket_cc_emails", "to_emails", "nr_due_by", "association_type", "associated_tickets_count",
})  # fmt: skip
# A trailing question mark allows null.
TICKET = {
    "subject": "text", "description": "text", "type": "text?", "status": "number",
    "priority": "number", "source": "number", "requester_id": "number", "email": "email",
    "name": "text?", "phone": "text", "facebook_id": "text", "twitter_id": "text",
    "unique_external_id": "text", "responder_id": "number?", "group_id": "number?",
    "product_id": "number?", "company_id": "number?", "email_config_id": "number?",
    "due_by": "text?", "fr_due_by": "text?", "tags": "texts", "custom_fields": "object",
}  # fmt: skip
CREATE = {**TICKET, "cc_emails": "texts", "parent_id": "number", "related_ticket_ids": "list"}
UPDATE = {**TICKET, "parent_id": "number", "related_ticket_ids": "list"}
REPLY = {
    "body": "text", "cc_emails": "texts", "bcc_emails": "texts", "from_email": "email",
    "user_id": "number",
}  # fmt: skip
NOTE = {
    "body": "text", "private": "flag", "notify_emails": "texts", "incoming": "flag",
    "user_id": "number",
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_CUSTOM = {
    "custom_text": "text?", "custom_paragraph": "text?", "custom_dropdown": "text?",
    "custom_checkbox": "flag?", "custom_number": "number?", "custom_decimal": "decimal?",
    "custom_date": "date?", "nested_field": "text?",
}  # fmt: skip


def _fits(kind: str, value: Any) -> bool:
    if value is None:
        return kind.endswith("?")
    match kind.rstrip("?"):
        case "text" | "email" | "date":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "decimal":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
        case "texts":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "list":
            return isinstance(value, list)
    return isinstance(value, dict)


def typed(body: Json, schema: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with the names and types of a body."""
    faults: list[Fault] = []
    for name, value in body.items():
        if name in READ_ONLY and name not in schema:
            faults.append((name, "readonly_field", "It is a read only field"))
        elif name not in schema:
            faults.append((name, "invalid_field", "Unexpected/invalid field in request"))
        elif not _fits(schema[name], value):
            faults.append((name, "datatype_mismatch", f"Value set is of type {type(value)}"))
        elif schema[name].startswith("email") and not _EMAIL.fullmatch(value):
            faults.append((name, "invalid_value", "It should be a valid email address"))
        elif schema[name] == "date?" and value and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            faults.append((name, "invalid_value", "It should be in the 'YYYY-MM-DD' format"))
    return faults


def ticket_faults(core: Core, body: Json, schema: Mapping[str, str]) -> list[Fault]:
    """Return everything that is wrong with a ticket's new values."""
    faults = typed(body, schema)
    wrong = {name for name, _, _ in faults}
    right = {name: value for name, value in body.items() if name not in wrong}
    for name, allowed in _choices(core).items():
        if right.get(name) is not None and right[name] not in allowed:
            text = ", ".join(map(str, allowed))
            faults.append((name, "invalid_value", f"It should be one of these values: '{text}'"))
    if "custom_fields" in right:
        faults += _custom_faults(core, right["custom_fields"])
    for tag in right.get("tags", ()):
        if len(tag) > 32 or "," in tag:
            faults.append(("tags", "invalid_value", "It should not exceed 32 characters"))
    return faults


def _choices(core: Core) -> dict[str, list[Any]]:
    state = core.state
    fields = {
        row["name"]: row["choices"] for row in state.rows("ticket_fields") if "choices" in row
    }
    return {
        "status": [int(key) for key in fields["status"]],
        "priority": list(fields["priority"].values()),
        "source": list(fields["source"].values()),
        "type": list(fields["ticket_type"]),
        "responder_id": list(state.tables["agents"]),
        "group_id": list(state.tables["groups"]),
        "requester_id": [*state.tables["contacts"], *state.tables["agents"]],
        "company_id": list(state.tables["companies"]),
    }


def _custom_faults(core: Core, given: Json) -> list[Fault]:
    rows = {row["name"]: row for row in core.state.rows("ticket_fields") if not row["default"]}
    schema = {name: _CUSTOM[row["type"]] for name, row in rows.items()}
    for row in rows.values():
        schema.update({inner["name"]: "text?" for inner in row.get("nested_ticket_fields", ())})
    faults = typed(given, schema)
    wrong = {name for name, _, _ in faults}
    for name, value in given.items():
        kind = rows[name]["type"] if name in rows else ""
        if name in wrong or kind != "custom_dropdown" or value is None:
            continue
        if value not in rows[name]["choices"]:
            faults.append((name, "invalid_value", "It should be one of the choices"))
    return faults


def missing_to_close(core: Core, custom: Json) -> list[Fault]:
    """Return the fields a ticket lacks that its account wants before it is closed."""
    wanted = [row for row in core.state.rows("ticket_fields") if row["required_for_closure"]]
    return [
        (row["name"], "missing_field", MANDATORY)
        for row in wanted
        if custom.get(row["name"]) in (None, "", False)
    ]
