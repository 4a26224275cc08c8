"""Which fields must be filled before a ticket may have a status, worked out without the helpdesk.

Zendesk refuses the whole write, its comment too, when one is empty; so the desk asks before it
sends. Source: spec/zendesk.md 6.4.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from csr_desk.domain.queue_row import Priority, Status

EVERY_STATUS = "*"

ASSIGNEE = "assignee"

_SYSTEM = {
    ASSIGNEE: ASSIGNEE,
    "group": "group",
    "priority": "priority",
    "tickettype": "type",
    "subject": "subject",
}
"""By a field's type, the name under which `values` holds what a ticket keeps outside its fields."""

_ALWAYS_FILLED = frozenset({"status", "custom_status", "description"})


class AskedField(NamedTuple):
    """A ticket field; `type` tells where its value is found and what counts as empty."""

    id: str
    type: str
    required_to_solve: bool = False
    is_active: bool = True


class AskedCondition(NamedTuple):
    """When field `parent` has `value`, `child` is shown, and required in `statuses`.

    `statuses` is empty when it is not required, `("*",)` for all; else words of statuses, or ids of
    custom ones.
    """

    parent: str
    value: str
    child: str
    statuses: tuple[str, ...] = ()


class AskedForm(NamedTuple):
    """A ticket form: its fields in order, and its conditions."""

    fields: tuple[str, ...]
    conditions: tuple[AskedCondition, ...] = ()


def missing(
    status: Status,
    fields: Iterable[AskedField],
    form: AskedForm | None,
    values: Mapping[str, object],
    custom_status: str | None = None,
) -> list[str]:
    """Return the ids of the fields that are empty and required for a status, in the form's order.

    `values` maps field ids to values, and `assignee`, `group`, `priority`, `type` and `subject` to
    the ticket's own. Without a form every field counts. Nobody assigned is told as `assignee` where
    the helpdesk has no field of that type.
    """
    known = {field.id: field for field in fields if field.is_active}
    shown = _shown(form, known, values)
    asked = {
        condition.child
        for condition in (form.conditions if form else ())
        if condition.child in shown
        and _holds(condition, known, values, shown)
        and _applies(condition.statuses, status, custom_status)
    }
    if status >= Status.SOLVED:
        asked |= {field for field in shown if known[field].required_to_solve}
    found = [field for field in shown if field in asked and _is_empty(known[field], values)]
    return _nobody(status, known, values, found) + found


def _nobody(
    status: Status, known: Mapping[str, AskedField], values: Mapping[str, object], found: list[str]
) -> list[str]:
    """Return the field of the assignee when solving wants one that nothing else has asked for."""
    if status < Status.SOLVED or values.get(ASSIGNEE) not in (None, ""):
        return []
    ids = [field.id for field in known.values() if field.type == ASSIGNEE] or [ASSIGNEE]
    return [] if ids[0] in found else ids[:1]


def _shown(
    form: AskedForm | None, known: Mapping[str, AskedField], values: Mapping[str, object]
) -> list[str]:
    """Return the fields on the form, without those whose conditions do not hold.

    A condition whose parent is itself hidden does not hold, so the set shrinks until it rests.
    """
    if form is None:
        return list(known)
    shown = [field for field in dict.fromkeys(form.fields) if field in known]
    children = {condition.child for condition in form.conditions}
    while True:
        open_ = {
            condition.child
            for condition in form.conditions
            if _holds(condition, known, values, shown)
        }
        left = [field for field in shown if field not in children or field in open_]
        if left == shown:
            return shown
        shown = left


def _holds(
    condition: AskedCondition,
    known: Mapping[str, AskedField],
    values: Mapping[str, object],
    shown: list[str],
) -> bool:
    if condition.parent not in shown:
        return False
    value = _value(known[condition.parent], values)
    if isinstance(value, list | tuple | set | frozenset):
        return condition.value.lower() in {_as_text(one) for one in value}
    return _as_text(value) == condition.value.lower()


def _applies(statuses: tuple[str, ...], status: Status, custom_status: str | None) -> bool:
    named = {EVERY_STATUS, status.word, custom_status} - {None}
    return not named.isdisjoint(statuses)


def _value(field: AskedField, values: Mapping[str, object]) -> object:
    return values.get(_SYSTEM.get(field.type, field.id), values.get(field.id))


def _is_empty(field: AskedField, values: Mapping[str, object]) -> bool:
    """Tell whether a field counts as empty; 0 is a value, an unticked box is none."""
    if field.type in _ALWAYS_FILLED:
        return False
    value = _value(field, values)
    if field.type == "priority" and value in (Priority.NONE, Priority.NONE.word):
        return True
    if isinstance(value, str):
        return not value.strip() or (field.type == "checkbox" and value.lower() == "false")
    return value is None or value is False or value == [] or value == ()


def _as_text(value: object) -> str:
    return "" if value is None else str(value).lower()
