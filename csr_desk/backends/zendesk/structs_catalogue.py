"""The shapes of what seldom changes: fields, forms, statuses, macros, views, articles."""

from typing import Any

from msgspec import Struct

from csr_desk.backends.values import Id, Word


class OptionRow(Struct):
    """A choice of a drop-down; `value` is what is sent."""

    name: Word = None
    value: Word = None


class FieldRow(Struct):
    """A ticket field."""

    id: Id = None
    title: Word = None
    raw_title: Word = None
    type: Word = None
    required: Word = None
    active: Word = None
    custom_field_options: list[OptionRow] | None = None
    system_field_options: list[OptionRow] | None = None


class RequiredOn(Struct):
    """In which statuses a child field is required."""

    type: Word = None
    statuses: list[Any] | None = None


class ChildRow(Struct):
    """A field that a condition shows."""

    id: Id = None
    is_required: Word = None
    required_on_statuses: RequiredOn | None = None


class ConditionRow(Struct):
    """A condition of a form: the value of the parent field that shows the children."""

    parent_field_id: Id = None
    value: Any = None
    child_fields: list[ChildRow] | None = None


class FormRow(Struct):
    """A ticket form."""

    id: Id = None
    name: Word = None
    display_name: Word = None
    ticket_field_ids: list[Any] | None = None
    agent_conditions: list[ConditionRow] | None = None
    default: Word = None
    active: Word = None


class StatusRow(Struct):
    """A custom status and its category."""

    id: Id = None
    status_category: Word = None
    agent_label: Word = None
    raw_agent_label: Word = None
    default: Word = None
    active: Word = None


class ActionRow(Struct):
    """One step of a macro."""

    field: Word = None
    value: Any = None


class Restriction(Struct):
    """Whom a macro is for."""

    type: Word = None


class MacroRow(Struct):
    """A macro."""

    id: Id = None
    title: Word = None
    active: Word = None
    actions: list[ActionRow] | None = None
    restriction: Restriction | None = None


class ViewRow(Struct):
    """A view."""

    id: Id = None
    title: Word = None
    position: Word = None
    active: Word = None


class CountRow(Struct):
    """How many tickets a view holds; null while Zendesk counts."""

    view_id: Id = None
    value: int | None = None


class ArticleRow(Struct):
    """A found article of the help centre."""

    id: Id = None
    title: Word = None
    body: Word = None
    html_url: Word = None
    locale: Word = None
