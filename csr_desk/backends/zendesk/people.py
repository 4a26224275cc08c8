"""Users, groups and organisations as the desk's records."""

from collections.abc import Iterable

from csr_desk.backends.records import RemoteName, RemotePerson
from csr_desk.backends.values import ident, instant, is_true, text
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow

SYSTEM = "-1"
_ROLES = frozenset({"end-user", "agent", "admin"})


def person(row: UserRow) -> RemotePerson | None:
    """Return a user; None for the anonymous one, who has no id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    role = text(row.role)
    return RemotePerson(
        id_,
        text(row.name),
        role if role in _ROLES else "end-user",
        email=text(row.email),
        phone=text(row.phone),
        organisation=ident(row.organization_id),
        language=text(row.locale),
        note=text(row.notes),
        is_active=row.active is None or is_true(row.active),
        external_id=ident(row.external_id),
        updated_at=instant(row.updated_at) or 0,
    )


def people(rows: Iterable[UserRow]) -> tuple[RemotePerson, ...]:
    """Return users, each once, in order."""
    found = {one.id: one for row in rows if (one := person(row)) is not None}
    return tuple(found.values())


def names(rows: Iterable[NameRow]) -> tuple[RemoteName, ...]:
    """Return groups or organisations, each once, in order."""
    found = {
        id_: RemoteName(
            id_, text(row.name), is_deleted=is_true(row.deleted) or row.deleted_at is not None
        )
        for row in rows
        if (id_ := ident(row.id)) is not None
    }
    return tuple(found.values())
