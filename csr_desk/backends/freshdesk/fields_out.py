"""What a ticket's fields are set to, under Freshdesk's names and in its types."""

from collections.abc import Callable
from typing import Any

from csr_desk.backends.freshdesk.decode_tickets import PRODUCT, TYPE
from csr_desk.backends.freshdesk.values import priority_number, status_number
from csr_desk.backends.plain_text import sound, squeezed
from csr_desk.backends.values import is_true
from csr_desk.backends.writes import Write
from csr_desk.domain.queue_row import Priority, Status

COMPANY = "company_id"
_IDS = {"assignee": "responder_id", "group": "group_id"}
_BESIDE: dict[str, Callable[[str], str | int]] = {TYPE: str, PRODUCT: int, COMPANY: int}
"""What of the fields travels beside the account's own ones, not among them."""


def field_keys(write: Write) -> dict[str, Any]:
    """Return the changed fields of a write, without its tags; empty values become null."""
    keys: dict[str, Any] = {}
    for name, value in write.fields.items():
        if name == "subject":
            keys["subject"] = squeezed(sound(str(value)))
        elif name in _IDS:
            keys[_IDS[name]] = None if value is None else int(str(value))
        elif name == "priority" and value != Priority.NONE:
            keys["priority"] = priority_number(Priority(int(str(value))))
    status = wanted_status(write)
    if status is not None:
        keys["status"] = status
    known = write.base.custom if write.base is not None else {}
    custom: dict[str, object] = {}
    for name, value in write.custom.items():
        if name in _BESIDE:
            keys[name] = None if value in (None, "") else _BESIDE[name](str(value))
        else:
            custom[name] = typed(value, known.get(name))
    return {**keys, "custom_fields": custom} if custom else keys


def wanted_status(write: Write) -> int | None:
    """Return the number of the status a write sets; one of the account's own wins."""
    own = write.fields.get("custom_status")
    if own not in (None, ""):
        return int(str(own))
    value = write.fields.get("status")
    return None if value is None else status_number(Status(int(str(value))))


def typed(value: object, before: object) -> object:
    """Return a value in the JSON type that the field had before, where it fits in; "" is null.

    A field that was empty before gives no hint: the desk asks for its values by the field's type.
    """
    if value == "":
        return None
    if isinstance(before, bool):
        return is_true(value) if isinstance(value, str | int | float) else value
    if isinstance(before, int | float) and isinstance(value, str):
        return _number(value)
    if isinstance(before, str) and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _number(value: str) -> object:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value
