"""Ticket fields as the desk's, under the names by which requests and complaints know them."""

from collections.abc import Iterator

from csr_desk.backends.freshdesk import choices
from csr_desk.backends.freshdesk.decode_tickets import PRODUCT, TYPE
from csr_desk.backends.freshdesk.directory import GROUP_FIELD
from csr_desk.backends.freshdesk.structs_catalogue import FieldRow
from csr_desk.backends.freshdesk.values import FIRST_OWN_STATUS, whole_number
from csr_desk.backends.records import RemoteField, RemoteName, RemoteStatus
from csr_desk.backends.values import is_true, text
from csr_desk.domain.queue_row import Status

_IDS = {
    "ticket_type": TYPE,
    "agent": "responder_id",
    "group": "group_id",
    "product": PRODUCT,
    "company": "company_id",
}
_TYPES = {
    "default_subject": "subject",
    "default_description": "description",
    "default_status": "status",
    "default_priority": "priority",
    "default_agent": "assignee",
    "default_group": "group",
    "default_ticket_type": "tagger",
    "default_product": "tagger",
    "custom_text": "text",
    "custom_paragraph": "textarea",
    "custom_dropdown": "tagger",
    "custom_multi_select_dropdown": "multiselect",
    "custom_checkbox": "checkbox",
    "custom_number": "integer",
    "custom_decimal": "decimal",
    "custom_date": "date",
    "nested_field": "tagger",
}
_OPTIONLESS = frozenset({"status", "priority", "assignee", "group"})
"""Types whose choices the desk knows by other ways."""

_NEVER_EMPTY = frozenset({"default_requester", "default_source", "default_company"})


def fields(rows: list[FieldRow]) -> tuple[RemoteField, ...]:
    """Return ticket fields, a dependent one as one field for each of its levels."""
    found = {one.id: one for row in rows for one in _fields(row)}
    return tuple(found.values())


def groups(rows: list[FieldRow]) -> tuple[RemoteName, ...]:
    """Return the groups that the field of groups names."""
    return tuple(
        RemoteName(id_, title)
        for row in rows
        if row.name == GROUP_FIELD
        for id_, title in choices.ids_by_name(row.choices).items()
    )


def statuses(rows: list[FieldRow]) -> tuple[RemoteStatus, ...]:
    """Return the statuses that are the account's own; each counts as open work."""
    return tuple(
        RemoteStatus(id_, title, Status.OPEN)
        for row in rows
        if row.name == "status"
        for id_, title in choices.statuses(row.choices)
        if (whole_number(id_) or 0) >= FIRST_OWN_STATUS
    )


def _fields(row: FieldRow) -> Iterator[RemoteField]:
    name, told = text(row.name), text(row.type)
    if not name:
        return
    kind = _TYPES.get(told, told)
    is_active = not is_true(row.archived)
    yield RemoteField(
        id=_IDS.get(name, name),
        title=text(row.label) or name,
        type=kind,
        required_to_solve=is_true(row.required_for_closure) and told not in _NEVER_EMPTY,
        options=() if kind in _OPTIONLESS else choices.options(row.choices),
        is_active=is_active,
    )
    for place, level in enumerate(row.nested_ticket_fields or [], 2):
        if lower := text(level.name):
            depth = whole_number(level.level) or place
            title = text(level.label) or lower
            yield RemoteField(
                lower,
                title,
                "tagger",
                options=choices.deeper(row.choices, depth),
                is_active=is_active,
            )
