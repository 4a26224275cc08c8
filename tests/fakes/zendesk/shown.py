"""Tickets as answers show them."""

from typing import Any

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json

_QUIET = {
    "created_at", "updated_at", "generated_timestamp", "raw_subject", "is_public", "description",
    "via", "submitter_id", "allow_attachments", "allow_channelback", "from_messaging_channel",
    "has_incidents",
}  # fmt: skip


def shown_ticket(core: Core, ticket: Ticket) -> Json:
    """Return a ticket with all the keys of a recorded one."""
    fields = [
        {"id": field["id"], "value": ticket.custom.get(field["id"])}
        for field in core.state.tables["ticket_fields"].values()
        if field["removable"] and field["active"]
    ]
    return {
        "url": core.url(f"tickets/{ticket.id}.json"),
        "id": ticket.id,
        **ticket.values,
        "custom_fields": fields,
        "fields": fields,
    }


def audit_value(value: Any) -> Any:
    """Return a value as audits write it: numbers as text, lists as lists."""
    if isinstance(value, dict):
        return value.get("score")
    if value is None or isinstance(value, list | str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def differences(before: Ticket, after: Ticket) -> list[tuple[str, Any, Any]]:
    """Return (field name, value, previous value) of everything that changed on a ticket."""
    found = [
        (name, after.values[name], before.values.get(name))
        for name in after.values
        if name not in _QUIET and after.values[name] != before.values.get(name)
    ]
    for field_id in sorted({*before.custom, *after.custom}):
        old, new = before.custom.get(field_id), after.custom.get(field_id)
        if old != new:
            found.append((str(field_id), new, old))
    return found
