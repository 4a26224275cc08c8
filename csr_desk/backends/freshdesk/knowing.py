"""Whether Freshdesk knows a customer already: by address, by the desk's own id, by number and name.

The list of contacts is exact; the search lags and is not used.
"""

from csr_desk.backends.failures import NoAnswer, Rejected
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.people import person
from csr_desk.backends.freshdesk.structs_people import ContactRow
from csr_desk.backends.plain_text import same_words
from csr_desk.backends.records import RemotePerson
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import PersonWrite


def known_person(freshdesk: Freshdesk, write: PersonWrite) -> Flow[RemotePerson | None]:
    """Return the contact that a new customer is already; None for one who is not there."""
    if email := text(write.fields.get("email")):
        found = yield from _listed(freshdesk, "email", email)
        return _first([one for one in found if email.casefold() in _folded(one)])
    found = yield from _by_uid(freshdesk, write.uid)
    if found:
        return _first(found)
    name, phone = text(write.fields.get("name")), text(write.fields.get("phone"))
    for key in ("phone", "mobile") if phone else ():
        found = yield from _listed(freshdesk, key, phone)
        same = [one for one in found if phone in (text(one.phone), text(one.mobile))]
        if known := _first([one for one in same if same_words(text(one.name), name)]):
            return known
    return None


def by_id(freshdesk: Freshdesk, id_: str) -> Flow[ContactRow]:
    """Return a contact; Missing for one who is not there any more."""
    found = yield from freshdesk.get_row(f"/contacts/{id_}", (), ContactRow)
    if ident(found.id) != id_:
        raise NoAnswer("Freshdesk's answer is about another customer.")
    return found


def addresses(contact: ContactRow) -> list[str]:
    """Return a contact's e-mail addresses, first the main one, "" where there is none."""
    return [text(contact.email), *(text(one) for one in contact.other_emails or [])]


def _by_uid(freshdesk: Freshdesk, uid: str) -> Flow[list[ContactRow]]:
    """Return the contact with an external id; none where the account has no such filter."""
    try:
        found = yield from _listed(freshdesk, "unique_external_id", uid)
    except Rejected:
        return []
    return [one for one in found if ident(one.unique_external_id) == uid]


def _listed(freshdesk: Freshdesk, key: str, value: str) -> Flow[list[ContactRow]]:
    query = ((key, value), ("per_page", "100"))
    return rows((yield from freshdesk.get("/contacts", query)), ContactRow)


def _folded(contact: ContactRow) -> set[str]:
    return {one.casefold() for one in addresses(contact)}


def _first(found: list[ContactRow]) -> RemotePerson | None:
    """Return the oldest of contacts, which is the one with the smallest id."""
    people = [one for row in found if (one := person(row)) is not None]
    return min(people, key=lambda one: (len(one.id), one.id), default=None)
