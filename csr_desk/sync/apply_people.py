"""End users of a helpdesk into the store as customers.

Found by remote id, else by exact e-mail address among those the account does not know yet. What an
agent changed here stays until the helpdesk itself says something new; the field history has both.
"""

import json

from csr_desk.actions import customer_field, privacy, shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemotePerson
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import IdentityKind
from csr_desk.store import customers, people, purge, remote
from csr_desk.store.people import NewIdentity

CUSTOMER = "customer"
SOURCE = "sync"

_KINDS = {
    "email": IdentityKind.EMAIL,
    "phone": IdentityKind.PHONE,
    "phone_number": IdentityKind.PHONE,
    "twitter": IdentityKind.SOCIAL,
    "facebook": IdentityKind.SOCIAL,
    "social": IdentityKind.SOCIAL,
}


def take_customer(desk: Desk, account: str, person: RemotePerson) -> bool:
    """Insert, adopt or update a customer; False when nothing had to be changed."""
    known = remote.local_id(desk.store, account, CUSTOMER, person.id)
    if known is not None:
        survivor = people.survivor(desk.store, known)
        # One who was merged here still is somebody there: only the survivor's fields are theirs.
        fields = known == survivor
        return _update(desk, account, survivor, person, fields=fields)
    found = _by_email(desk, account, person.email)
    if found is None:
        insert_customer(desk, account, person)
        return True
    remote.link(desk.store, account, CUSTOMER, person.id, found)
    _update(desk, account, found, person, fields=True)
    return True


def insert_customer(desk: Desk, account: str, person: RemotePerson) -> int:
    """Make a customer of a person, whoever else there is; return the id."""
    name = _name(person)
    customer_id = people.insert_customer(
        desk.store,
        uid=desk.new_uid(),
        at=desk.now(),
        name=name,
        first_name=customer_field.first_name_of(name),
        organisation=_organisation(desk, account, person) or "",
        language=person.language,
        note=shield.masked(desk, person.note, "inbound"),
        salt=desk.new_uid(),
        addresses=addresses(person),
    )
    remote.link(desk.store, account, CUSTOMER, person.id, customer_id)
    desk.log("customer.pulled", customer_id=customer_id, account=account)
    return customer_id


def customer_of(desk: Desk, account: str, remote_id: str, since: Instant) -> int:
    """Return the customer of a remote id, made nameless where they never came.

    Somebody who was erased here and wrote again after it, `since`, gets a record of their own.
    """
    known = remote.local_id(desk.store, account, CUSTOMER, remote_id)
    if known is not None:
        known = people.survivor(desk.store, known)
        if not privacy.is_erased(desk, known) or since < erased_at(desk, known):
            return known
    name = ""
    colleague = remote.local_id(desk.store, account, "agent", remote_id)
    if colleague is not None:
        name = str(desk.store.value("SELECT name FROM agent WHERE id = ?", colleague))
    return insert_customer(desk, account, RemotePerson(remote_id, name, "end-user"))


def erased_at(desk: Desk, customer_id: int) -> Instant:
    """Return when a customer was erased here; 0 for one who was not."""
    mark = purge.mark_of(customer_id)
    return int(desk.store.value("SELECT value FROM meta WHERE key = ?", mark) or 0)


def ticket_is_erased(desk: Desk, ticket_id: int) -> bool:
    """Tell whether a ticket is of somebody who was erased here: no pull brings them back."""
    owner = desk.store.value("SELECT customer_id FROM ticket WHERE id = ?", ticket_id)
    return privacy.is_erased(desk, people.survivor(desk.store, int(owner)))


def addresses(person: RemotePerson) -> list[NewIdentity]:
    """Return the addresses a person can be found by, each once."""
    given = [("email", person.email), ("phone", person.phone), *person.addresses]
    found = [NewIdentity(_KINDS[kind], value, SOURCE) for kind, value in given if kind in _KINDS]
    return [one for one in dict.fromkeys(found) if one.value.strip()]


def _name(person: RemotePerson) -> str:
    return person.name.strip() or person.email or person.phone or f"Customer {person.id}"


def _organisation(desk: Desk, account: str, person: RemotePerson) -> str | None:
    """Return the name of a person's organisation; '' for none, None where it is not known here."""
    if person.organisation is None:
        return ""
    found = remote.local_id(desk.store, account, "organisation", person.organisation)
    if found is None:
        return None
    return str(desk.store.value("SELECT name FROM organisation WHERE id = ?", found))


def _by_email(desk: Desk, account: str, email: str) -> int | None:
    if not email:
        return None
    for one in people.find(desk.store, IdentityKind.EMAIL, email):
        if remote.remote_id(desk.store, account, CUSTOMER, one) is None:
            return one
    return None


def _update(
    desk: Desk, account: str, customer_id: int, person: RemotePerson, *, fields: bool
) -> bool:
    if privacy.is_erased(desk, customer_id):
        return False
    changed = fields and _update_fields(desk, account, customer_id, person)
    added = [people.add_identity(desk.store, customer_id, one) for one in addresses(person)]
    return changed or any(added)


def _update_fields(desk: Desk, account: str, customer_id: int, person: RemotePerson) -> bool:
    known = customers.record(desk.store, customer_id)
    wanted = {
        "name": _name(person),
        "organisation": _organisation(desk, account, person),
        "language": person.language,
        "note": shield.quietly(desk, person.note),
    }
    waiting = _waiting(desk, customer_id)
    changed = False
    for field, new in wanted.items():
        # An empty value is what a list leaves out, and no reason to forget one.
        if not new or new == known.value(field) or _was_said_before(desk, known, field, new):
            continue
        if field in waiting:
            _keep_ours(desk, known, field, new)
        else:
            customer_field.write_field(desk, known, field, new, source=SOURCE)
            if field == "name":
                first = customer_field.first_name_of(new)
                customer_field.update(desk, known.id, "first_name", first, desk.now())
        changed = True
    return changed


def _waiting(desk: Desk, customer_id: int) -> set[str]:
    """Return the fields of a customer that have changes on their way."""
    rows = desk.store.all(
        "SELECT payload FROM operation WHERE customer_id = ? AND ticket_id IS NULL"
        " AND state NOT IN ('acknowledged', 'dropped')",
        customer_id,
    )
    return {str(json.loads(text).get("field", "")) for (text,) in rows}


def _keep_ours(desk: Desk, known: customers.Record, field: str, theirs: str) -> None:
    """Keep in the history what the helpdesk said meanwhile; our own change is on its way."""
    ours = known.value(field)
    for old, new, source in ((ours, theirs, SOURCE), (theirs, ours, "agent")):
        customer_field.log_change(desk, known, field, old, new, source=source)


def _was_said_before(desk: Desk, known: customers.Record, field: str, new: str) -> bool:
    """Tell whether the helpdesk already said so, and an agent changed it since."""
    rows = desk.store.all(
        "SELECT old, new, source FROM field_history WHERE customer_id = ? AND field = ?"
        " ORDER BY id",
        known.id,
        field,
    )
    said = [row[1] for row in rows if row[2] == SOURCE]
    last = said[-1] if said else (rows[0][0] if rows else None)
    return bool(last == new)
