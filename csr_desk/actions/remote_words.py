"""Fields of a helpdesk's tickets in words: titles, names in place of ids, labels of options."""

import json
from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import Priority, Status

EMPTY = "nothing"
_TITLES = {"assignee_id": "assignee", "team_id": "group", "custom_status": "status"}
_TABLES = {"assignee_id": "agent", "team_id": "team"}


def title_of(desk: Desk, account: str, field: str) -> str:
    """Return how people call a field; foreign text is not cleaned."""
    if not field.startswith(CUSTOM):
        return _TITLES.get(field, field.replace("_", " "))
    number = field.removeprefix(CUSTOM)
    sql = "SELECT title FROM remote_field WHERE account = ? AND remote_id = ?"
    return str(desk.store.value(sql, account, number) or f"field {number}")


def value_words(desk: Desk, account: str, field: str, value: Any) -> str:
    """Return a value of a field as people know it, "nothing" for an empty one; not cleaned."""
    if value is None or value in ("", [], ()):
        return EMPTY
    if field == "status" and value in set(Status):
        return Status(value).word
    if field == "priority" and value in set(Priority):
        return Priority(value).word
    if field in _TABLES:
        sql = f"SELECT name FROM {_TABLES[field]} WHERE id = ?"
        return str(desk.store.value(sql, value) or f"number {value}")
    if field == "custom_status":
        sql = "SELECT title FROM remote_status WHERE account = ? AND remote_id = ?"
        return str(desk.store.value(sql, account, str(value)) or value)
    if field.startswith(CUSTOM):
        return custom_words(options_of(desk, account, field.removeprefix(CUSTOM)), value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def options_of(desk: Desk, account: str, remote_id: str) -> dict[str, str]:
    """Return the labels of a drop-down's values, in the helpdesk's order; else none."""
    sql = "SELECT data FROM remote_field WHERE account = ? AND remote_id = ?"
    data = json.loads(desk.store.value(sql, account, remote_id) or "{}")
    return {str(value): str(label) for value, label in data.get("options", ())}


def custom_words(options: dict[str, str], value: Any) -> str:
    """Return a custom field's value in words, labels in place of the values of options."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(options.get(str(one), str(one)) for one in value) or EMPTY
    return options.get(str(value), str(value)) or EMPTY
