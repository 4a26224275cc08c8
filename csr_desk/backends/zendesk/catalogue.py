"""What seldom changes, part by part; what the plan or role does not have is simply empty."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct

from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import Catalogue, RemoteView
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.fields import custom_status, field, form
from csr_desk.backends.zendesk.macros import macro
from csr_desk.backends.zendesk.people import names, people
from csr_desk.backends.zendesk.structs_catalogue import (
    FieldRow,
    FormRow,
    MacroRow,
    StatusRow,
    ViewRow,
)
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow
from csr_desk.backends.zendesk.views import view_of

_Row = TypeVar("_Row", bound=Struct)
_Record = TypeVar("_Record")
_AGENTS = (("role[]", "agent"), ("role[]", "admin"))


def catalogue(zendesk: Zendesk) -> Flow[Catalogue]:
    """Return agents, groups, fields, forms, statuses, macros and views."""
    agents = yield from _part(zendesk, "/users", "users", UserRow, *_AGENTS)
    groups = yield from _part(zendesk, "/groups/assignable", "groups", NameRow)
    fields = yield from _part(zendesk, "/ticket_fields", "ticket_fields", FieldRow)
    forms = yield from _part(zendesk, "/ticket_forms", "ticket_forms", FormRow)
    statuses = yield from _part(zendesk, "/custom_statuses", "custom_statuses", StatusRow)
    macros = yield from _part(zendesk, "/macros", "macros", MacroRow, ("active", "true"))
    views = yield from _part(zendesk, "/views/active", "views", ViewRow)
    return Catalogue(
        agents=people(agents),
        groups=names(groups),
        fields=_records(fields, field),
        forms=_records(forms, form),
        statuses=_records(statuses, custom_status),
        macros=_records(macros, macro),
        views=_placed(_records(views, view_of)),
    )


def _part(
    zendesk: Zendesk, path: str, key: str, shape: type[_Row], *query: tuple[str, str]
) -> Flow[list[_Row]]:
    """Return the rows of one part, none where role or plan do not have it, or it is refused."""
    asked: Query = paging.sized(*query)
    try:
        return (yield from paging.all_rows(zendesk, path, key, shape, asked))
    except Rejected:
        return []


def _records(rows: Iterable[_Row], decode: Callable[[_Row], _Record | None]) -> tuple[_Record, ...]:
    return tuple(one for row in rows if (one := decode(row)) is not None)


def _placed(views: tuple[RemoteView, ...]) -> tuple[RemoteView, ...]:
    """Return views in the order Zendesk lists them, as their positions are often all the same."""
    ordered = sorted(views, key=lambda one: one.position)
    return tuple(one._replace(position=at) for at, one in enumerate(ordered))
