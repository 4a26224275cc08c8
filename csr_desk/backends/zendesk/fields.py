"""Ticket fields, forms and statuses as the desk's records."""

from csr_desk.backends.records import Condition, RemoteField, RemoteForm, RemoteStatus
from csr_desk.backends.values import ident, is_true, text
from csr_desk.backends.zendesk.structs_catalogue import (
    ChildRow,
    ConditionRow,
    FieldRow,
    FormRow,
    StatusRow,
)
from csr_desk.backends.zendesk.values import status

TOTAL = "total time spent (sec)"
LAST = "time spent last update (sec)"
_ROLES = {TOTAL: "time_total", LAST: "time_last"}
EVERYWHERE = ("*",)


def field(row: FieldRow) -> RemoteField | None:
    """Return a ticket field; the handle-time fields are known by their titles."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    raw_title = text(row.raw_title) or text(row.title)
    options = (row.custom_field_options or []) + (row.system_field_options or [])
    kind = text(row.type)
    return RemoteField(
        id=id_,
        title=text(row.title) or raw_title,
        type=kind,
        required_to_solve=is_true(row.required),
        options=tuple((text(one.value), text(one.name)) for one in options),
        role=_ROLES.get(raw_title.strip().lower(), "") if kind == "integer" else "",
        is_active=row.active is None or is_true(row.active),
    )


def form(row: FormRow) -> RemoteForm | None:
    """Return a ticket form with the conditions that agents see."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    conditions = (one for row_ in row.agent_conditions or [] for one in _conditions(row_))
    return RemoteForm(
        id=id_,
        title=text(row.name) or text(row.display_name),
        fields=tuple(id_ for one in row.ticket_field_ids or [] if (id_ := ident(one))),
        conditions=tuple(conditions),
        is_default=is_true(row.default),
        is_active=row.active is None or is_true(row.active),
    )


def custom_status(row: StatusRow) -> RemoteStatus | None:
    """Return a custom status with the status it counts as."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    return RemoteStatus(
        id=id_,
        title=text(row.agent_label) or text(row.raw_agent_label),
        status=status(row.status_category),
        is_default=is_true(row.default),
        is_active=row.active is None or is_true(row.active),
    )


def _conditions(row: ConditionRow) -> list[Condition]:
    parent, value = ident(row.parent_field_id), text(row.value)
    if parent is None:
        return []
    return [
        Condition(parent, value, child, _required(one))
        for one in row.child_fields or []
        if (child := ident(one.id)) is not None
    ]


def _required(row: ChildRow) -> tuple[str, ...]:
    """Return in which statuses a child is required; the shape is not documented, both are read."""
    on = row.required_on_statuses
    kind = text(on.type).upper() if on is not None else ""
    if kind == "ALL_STATUSES":
        return EVERYWHERE
    if kind == "NO_STATUSES":
        return ()
    named = tuple(text(one) for one in on.statuses or []) if on is not None else ()
    return named or (EVERYWHERE if is_true(row.is_required) else ())
