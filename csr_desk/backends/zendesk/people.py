"""Users, groups and organisations as the desk's records."""

from collections.abc import Iterable

from csr_desk.backends.failures import Missing
from csr_desk.backends.records import RemoteName, RemotePerson
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.structs_people import IdentityRow, NameRow, UserAnswer, UserRow
from csr_desk.backends.zendesk.values import ident, instant, is_true, text

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


def one_person(zendesk: Zendesk, id_: str) -> Flow[RemotePerson]:
    """Return a user with all addresses; Missing for one who is deleted or merged into another."""
    found = yield from zendesk.get_json(f"/users/{id_}", (), UserAnswer)
    known = person(found.user)
    if known is None:
        raise Missing(f"Zendesk does not know the user {id_} any more.")
    path = f"/users/{id_}/identities"
    rows = yield from paging.all_rows(zendesk, path, "identities", IdentityRow, paging.sized())
    addresses = ((text(row.type), text(row.value)) for row in rows if row.value is not None)
    return known._replace(addresses=tuple(dict.fromkeys(addresses)))


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
