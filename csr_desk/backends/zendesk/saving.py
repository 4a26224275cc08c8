"""Customers made and changed at Zendesk.

A user's writes carry no marker: they set values, so a second try is told by the values themselves.
Zendesk takes 5 changes a minute of one user and one a second in all; the budget spaces them.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.records import RemotePerson
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import Id, Word, ident, is_true, text
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.writes import Applied, Found, PersonWrite
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.bodies import as_text
from csr_desk.backends.zendesk.context import API_ROOT, JSON_TYPE, Zendesk
from csr_desk.backends.zendesk.people import people, person
from csr_desk.backends.zendesk.structs_people import UserRow

_KEYS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "note": "notes",
    "language": "locale",
    "organisation": "organization_id",
}
"""The desk's names of what a customer has, and Zendesk's."""

BEFORE = "email_before"
"""Under this name `fields` may hold the address that `email` replaces."""


class _IdentityRow(Struct):
    id: Id = None
    type: Word = None
    value: Word = None
    primary: Word = None


def save_person(zendesk: Zendesk, write: PersonWrite) -> Flow[Applied]:
    """Make or change a customer, and return the person as Zendesk has it afterwards.

    A new one is known by `uid` as external id, so that a second try changes the first one's result.
    Whoever has the address already is taken as the customer, and nothing of theirs is overwritten.
    A changed address is added and, where it takes the place of the primary one (`email_before`),
    made primary; the old one stays as a second address. An empty address changes nothing.
    """
    if write.id is not None:
        return (yield from _change(zendesk, write.id, write))
    known = yield from _by_uid(zendesk, write.uid)
    if known is None:
        known = yield from _by_email(zendesk, text(write.fields.get("email")))
    if known is not None:
        return Applied(known.id, "", person=known)
    user = {"external_id": write.uid, "skip_verify_email": True, **_user(write.fields)}
    return (yield from _sent(zendesk, None, user))


def find_person(zendesk: Zendesk, write: PersonWrite) -> Flow[Found]:
    """Look whether a customer is as a write wants it; Missing for one who is not there any more."""
    if write.id is None:
        known = yield from _by_uid(zendesk, write.uid)
        return Found(None if known is None else Applied(known.id, "", person=known))
    response = yield from zendesk.get(f"/users/{write.id}")
    known = person(paging.record(paging.envelope(response), "user", UserRow))
    at = server_instant(response)
    if known is None or not _has(known, write.fields):
        return Found(None, at=at)
    email = text(write.fields.get("email"))
    if email and not (yield from _is_placed(zendesk, known, write)):
        return Found(None, at=at)
    return Found(Applied(known.id, "", person=known, at=at), at=at)


def _change(zendesk: Zendesk, id_: str, write: PersonWrite) -> Flow[Applied]:
    email = text(write.fields.get("email"))
    user = _user(write.fields)
    if not user:
        return Applied(id_, "")
    place = email and (yield from _replaces_primary(zendesk, id_, write.fields))
    applied = yield from _sent(zendesk, id_, user)
    if place:
        yield from _make_primary(zendesk, id_, email)
        return applied._replace(person=None)
    return applied


def _replaces_primary(zendesk: Zendesk, id_: str, fields: Mapping[str, object]) -> Flow[bool]:
    """Tell whether the address that an agent changed is the one Zendesk writes to.

    It may have been made primary by the try whose answer was lost: then that stays so.
    """
    before = text(fields.get(BEFORE)).lower()
    if not before:
        return False
    rows = yield from _addresses(zendesk, id_)
    return any(is_true(row.primary) and text(row.value).lower() == before for row in rows)


def _make_primary(zendesk: Zendesk, id_: str, email: str) -> Flow[None]:
    rows = yield from _addresses(zendesk, id_)
    found = next((row for row in rows if text(row.value).lower() == email.lower()), None)
    if found is None:
        raise NoAnswer("Zendesk does not show the new address yet.")
    if not is_true(found.primary):
        path = f"/users/{id_}/identities/{found.id}/make_primary"
        yield from zendesk.ask(_request("PUT", path, {}, limits.PERSON))


def _addresses(zendesk: Zendesk, id_: str) -> Flow[list[_IdentityRow]]:
    path = f"/users/{id_}/identities"
    rows = yield from paging.all_rows(zendesk, path, "identities", _IdentityRow, paging.sized())
    return [row for row in rows if row.type == "email"]


def _is_placed(zendesk: Zendesk, known: RemotePerson, write: PersonWrite) -> Flow[bool]:
    """Tell whether an address is on the record, and not still behind the one it replaces."""
    rows = yield from _addresses(zendesk, known.id)
    email, before = (text(write.fields.get(name)).lower() for name in ("email", BEFORE))
    primary = {text(row.value).lower() for row in rows if is_true(row.primary)}
    return email in {text(row.value).lower() for row in rows} and before not in primary


def _by_uid(zendesk: Zendesk, uid: str) -> Flow[RemotePerson | None]:
    """Return the customer with an external id; this list is exact, the search lags."""
    response = yield from zendesk.get("/users/show_many", (("external_ids", uid),))
    rows = paging.rows(paging.envelope(response), "users", UserRow)
    return next((one for one in people(rows) if one.external_id == uid), None)


def _by_email(zendesk: Zendesk, email: str) -> Flow[RemotePerson | None]:
    if not email:
        return None
    query = (("query", f'email:"{email}"'),)
    response = yield from zendesk.get("/users/search", query, budget=limits.SEARCH)
    rows = paging.rows(paging.envelope(response), "users", UserRow)
    return next((one for one in people(rows) if one.email.lower() == email.lower()), None)


def _has(known: RemotePerson, fields: Mapping[str, object]) -> bool:
    return all(
        text(getattr(known, name)) == text(fields[name])
        for name in _KEYS
        if name in fields and name != "email"
    )


def _user(fields: Mapping[str, object]) -> dict[str, Any]:
    """Return the keys of `user`; an address is never emptied, an id is a number."""
    user: dict[str, Any] = {_KEYS[name]: value for name, value in fields.items() if name in _KEYS}
    if not user.get("email", "-"):
        del user["email"]
    if organisation := ident(user.get("organization_id")):
        user["organization_id"] = int(organisation)
    return user


def _sent(zendesk: Zendesk, id_: str | None, user: dict[str, Any]) -> Flow[Applied]:
    """Send a user and return the one in the answer.

    Values are not compared: Zendesk spells telephone numbers and languages its own way.
    """
    method, path = ("PUT", f"/users/{id_}") if id_ else ("POST", "/users/create_or_update")
    request = _request(method, path, {"user": user}, limits.PERSON)
    response = yield from zendesk.ask(request)
    known = person(paging.record(paging.envelope(response), "user", UserRow))
    if known is None:
        raise NoAnswer("Zendesk's answer does not show the customer.")
    if id_ is not None and known.id != id_:
        raise NoAnswer("Zendesk's answer is about another customer.")
    return Applied(known.id, "", person=known, at=server_instant(response))


def _request(method: str, path: str, keys: dict[str, Any], budget: str) -> Request:
    body = as_text(keys).encode() if keys else b""
    return Request(method, API_ROOT + path, body=body, content_type=JSON_TYPE, budget=budget)
