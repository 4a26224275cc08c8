"""Customers made and changed at Freshdesk.

A contact's writes carry no mark: they set values, so a second try is told by the values. An e-mail
address is there once in an account; one without any is known by its `unique_external_id`, or by
number and name together (spec/freshdesk.md 7).
"""

from collections.abc import Mapping
from typing import Any

from csr_desk.backends.failures import NoAnswer, Rejected
from csr_desk.backends.freshdesk import answers, limits
from csr_desk.backends.freshdesk.bodies import as_text
from csr_desk.backends.freshdesk.context import API_ROOT, JSON_TYPE, Freshdesk, row
from csr_desk.backends.freshdesk.envelopes import said
from csr_desk.backends.freshdesk.fresh import unsent
from csr_desk.backends.freshdesk.knowing import addresses, by_id, known_person
from csr_desk.backends.freshdesk.people import person
from csr_desk.backends.freshdesk.structs_people import ContactRow
from csr_desk.backends.plain_text import same_words, sound
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.writes import Applied, Found, PersonWrite

_KEYS = {
    "name": "name",
    "phone": "phone",
    "note": "description",
    "language": "language",
    "organisation": "company_id",
}
"""The desk's names of what a customer has beside addresses, and Freshdesk's."""

BEFORE = "email_before"
"""Under this name `fields` may hold the address that `email` replaces."""

_EXTERNAL = "unique_external_id"
_CONTACTS = "/contacts"
_TAKEN = (
    "This address belongs to a contact that is deleted or blocked at Freshdesk:"
    " restore that one there, or write another address."
)


def save_person(freshdesk: Freshdesk, write: PersonWrite) -> Flow[Applied]:
    """Make or change a customer, and return the person as Freshdesk has it afterwards.

    Whoever has the address already is taken as the customer, and nothing of theirs is overwritten.
    A new address takes the place of the one it replaces (`email_before`), or stands beside the
    others. An empty address changes nothing.
    """
    if write.id is not None:
        return (yield from _change(freshdesk, write.id, write.fields))
    known = yield from unsent(known_person(freshdesk, write))
    if known is not None:
        return Applied(known.id, "", person=known)
    keys = {name: value for name, value in _keys(write.fields).items() if value is not None}
    email = text(write.fields.get("email"))
    keys |= {"email": email} if email else {_EXTERNAL: write.uid}
    keys.setdefault("name", email or keys.get("phone") or "No name")
    return (yield from _make(freshdesk, write, keys))


def find_person(freshdesk: Freshdesk, write: PersonWrite) -> Flow[Found]:
    """Look whether a customer is as a write wants it; Missing for one who is not there any more."""
    if write.id is None:
        known = yield from known_person(freshdesk, write)
        return Found(None if known is None else Applied(known.id, "", person=known))
    contact = yield from by_id(freshdesk, write.id)
    if _changes(contact, write.fields):
        return Found(None)
    return Found(Applied(write.id, "", person=person(contact)))


def _make(freshdesk: Freshdesk, write: PersonWrite, keys: dict[str, Any]) -> Flow[Applied]:
    """Make a contact; one that is there is taken, a key the account does not take is left out."""
    request = _request("POST", _CONTACTS, keys)
    response = yield request
    if response.status == 409:
        return (yield from unsent(_taken(freshdesk, write, response)))
    if response.status == 400 and _EXTERNAL in keys and _EXTERNAL in said(response.body).fields:
        rest = {name: value for name, value in keys.items() if name != _EXTERNAL}
        return (yield from _make(freshdesk, write, rest))
    return _shown(answers.read(request, response, freshdesk.settings.now()), None)


def _taken(freshdesk: Freshdesk, write: PersonWrite, response: Response) -> Flow[Applied]:
    """Return the contact that has the address already; Rejected when it cannot be used."""
    complaints = said(response.body).complaints
    other = next((one.user_id for one in complaints if one.user_id), "")
    if other:
        known = person((yield from by_id(freshdesk, other)))
    else:
        known = yield from known_person(freshdesk, write)
    if known is None or not known.is_active:
        raise Rejected(_TAKEN)
    return Applied(known.id, "", person=known)


def _change(freshdesk: Freshdesk, id_: str, fields: Mapping[str, object]) -> Flow[Applied]:
    contact = yield from unsent(by_id(freshdesk, id_))
    keys = _changes(contact, fields)
    if not keys:
        return Applied(id_, "", person=person(contact))
    request = _request("PUT", f"{_CONTACTS}/{id_}", keys)
    return _shown((yield from freshdesk.ask(request)), id_)


def _changes(contact: ContactRow, fields: Mapping[str, object]) -> dict[str, Any]:
    """Return the keys that differ from what a contact has."""
    keys = {
        name: value
        for name, value in _keys(fields).items()
        if not same_words(text(value), text(getattr(contact, name)))
    }
    return keys | _placed(contact, text(fields.get("email")), text(fields.get(BEFORE)))


def _keys(fields: Mapping[str, object]) -> dict[str, Any]:
    """Return a contact's keys; a name is never emptied, an id is a number, "" is null."""
    keys: dict[str, Any] = {}
    for name, key in _KEYS.items():
        if name not in fields:
            continue
        value = sound(text(fields[name])).strip()
        if key == "company_id":
            keys[key] = int(value) if value else None
        elif value or key != "name":
            keys[key] = value or None
    return keys


def _placed(contact: ContactRow, email: str, before: str) -> dict[str, Any]:
    """Return the keys that bring an address in: as the main one, or beside the others."""
    main, *others = addresses(contact)
    there, old = email.casefold(), before.casefold()
    if not email or main.casefold() == there:
        return {}
    if not main or main.casefold() == old:
        rest = [one for one in others if one.casefold() != there]
        return {"email": email, **({} if rest == others else {"other_emails": rest})}
    if there in map(str.casefold, others):
        return {}
    kept = [one for one in others if one.casefold() != old]
    return {"other_emails": [*kept, email]}


def _shown(response: Response, id_: str | None) -> Applied:
    """Return the contact of an answer.

    Values are not compared: Freshdesk may spell telephone numbers and languages its own way.
    """
    known = person(row(response, ContactRow))
    if known is None:
        raise NoAnswer("Freshdesk's answer does not show the customer.")
    if id_ is not None and known.id != ident(id_):
        raise NoAnswer("Freshdesk's answer is about another customer.")
    return Applied(known.id, "", person=known, at=server_instant(response))


def _request(method: str, path: str, keys: dict[str, Any]) -> Request:
    body = as_text(keys).encode()
    budget = limits.family(path)
    return Request(method, API_ROOT + path, body=body, content_type=JSON_TYPE, budget=budget)
