"""Customers and the identities they are found by: the one place that writes these rows.

`normal_form` is what two spellings of one address share; `customer_search`, from which the full
text index is fed, is brought in step by `refresh_search`, which every function here that changes a
name, an organisation, an identity or a note calls itself. All functions that write run inside the
caller's transaction.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Identity, IdentityKind
from csr_desk.store import events
from csr_desk.store.connection import Store

TAIL = 7
"""How many last digits name a telephone number when the prefixes differ."""

_ANY_EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@[^@\s<>\"(),:;\[\]\\]+")
_EXTENSION = re.compile(r"(?<=\d)\s*(?:#|,|;|x|ext\.?|extension|durchwahl|poste)\s*\d+\s*$", re.I)


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """An address to be added to a customer; `source` says who gave it (`agent`, `import` …)."""

    kind: IdentityKind
    value: str
    source: str = "agent"


def normal_email(value: str) -> str:
    """Return an e-mail address in lower case, out of `Name <a@b>` or `mailto:`; '' for none."""
    found = _ANY_EMAIL.search(value.strip().removeprefix("mailto:"))
    return found[0].strip(".'").lower() if found else ""


def normal_phone(value: str) -> str:
    """Return a telephone number as ASCII digits alone, without extension; '' below three digits."""
    digits = "".join(
        str(int(char)) for char in _EXTENSION.sub("", value.strip()) if char.isdecimal()
    )
    return digits if 3 <= len(digits) <= 20 else ""


def normal_form(kind: IdentityKind, value: str) -> str:
    """Return the form in which identities of a kind are compared; '' when the value is none."""
    if kind is IdentityKind.EMAIL:
        return normal_email(value)
    if kind is IdentityKind.PHONE:
        return normal_phone(value)
    if kind is IdentityKind.EXTERNAL:
        return value.strip()
    name = value.strip().lower()
    while name.startswith("@"):
        name = name[1:].lstrip()
    return name


def find(store: Store, kind: IdentityKind, value: str) -> list[int]:
    """Return the ids of the customers known by exactly this address, merges followed."""
    normal = normal_form(kind, value)
    if not normal:
        return []
    rows = store.all(
        "SELECT DISTINCT i.customer_id, c.merged_into FROM identity i"
        " JOIN customer c ON c.id = i.customer_id WHERE i.normal = ? AND i.kind = ? ORDER BY 1",
        normal,
        kind.value,
    )
    found = [int(row[0]) if row[1] is None else survivor(store, int(row[0])) for row in rows]
    return list(dict.fromkeys(found))


def find_by_phone(store: Store, number: str) -> list[int]:
    """Return the customers with a number, else those whose number shares the last seven digits."""
    exact = find(store, IdentityKind.PHONE, number)
    digits = normal_phone(number)
    if exact or len(digits) < TAIL:
        return exact
    start = digits[: -TAIL - 1 : -1]
    rows = store.all(
        "SELECT DISTINCT customer_id FROM identity WHERE reversed >= ? AND reversed < ? ORDER BY 1",
        start,
        start + ":",  # ':' follows '9'
    )
    return list(dict.fromkeys(survivor(store, int(row[0])) for row in rows))


def survivor(store: Store, customer_id: int) -> int:
    """Return the customer into whom a merged one went, or the same id when it was never merged."""
    seen: set[int] = set()
    while customer_id not in seen:
        seen.add(customer_id)
        into = store.value("SELECT merged_into FROM customer WHERE id = ?", customer_id)
        if into is None:
            return customer_id
        customer_id = int(into)
    return customer_id


def identities(store: Store, customer_id: int) -> list[Identity]:
    """Return a customer's identities, the primary one of each kind first."""
    rows = store.all(
        "SELECT id, kind, value, is_primary FROM identity WHERE customer_id = ?"
        " ORDER BY kind, is_primary DESC, id",
        customer_id,
    )
    return [Identity(int(r[0]), IdentityKind(r[1]), str(r[2]), bool(r[3])) for r in rows]


def organisation_id(store: Store, name: str) -> int | None:
    """Return the id of an organisation, made when it is new; None for an empty name."""
    name = name.strip()
    if not name:
        return None
    found = store.value("SELECT id FROM organisation WHERE name = ?", name)
    return int(found) if found is not None else store.insert("organisation", name=name)


def insert_customer(
    store: Store,
    *,
    uid: str,
    at: Instant,
    name: str,
    first_name: str = "",
    organisation: str = "",
    language: str = "",
    note: str = "",
    kind: str = "customer",
    salt: str = "",
    external_key: str | None = None,
    created_at: Instant | None = None,
    addresses: Iterable[NewIdentity] = (),
    fields: Iterable[tuple[str, str]] = (),
) -> int:
    """Insert a customer, findable at once; return the id. `salt` is a fresh secret for the log."""
    customer_id = store.insert(
        "customer",
        uid=uid,
        name=name,
        first_name=first_name,
        organisation_id=organisation_id(store, organisation),
        language=language,
        note=note,
        kind=kind,
        created_at=at if created_at is None else created_at,
        updated_at=at,
        external_key=external_key,
        salt=salt,
    )
    for address in addresses:
        _insert_identity(store, customer_id, address)
    facts = [(customer_id, *fact) for fact in fields if fact[1]]
    store.insert_many("INSERT INTO customer_field VALUES (?, ?, ?)", facts)
    refresh_search(store, customer_id)
    return customer_id


def add_identity(store: Store, customer_id: int, address: NewIdentity) -> bool:
    """Add an address to a customer; False when it is none, or theirs already."""
    added = _insert_identity(store, customer_id, address)
    if added:
        refresh_search(store, customer_id)
    return added


def _insert_identity(store: Store, customer_id: int, address: NewIdentity) -> bool:
    normal = normal_form(address.kind, address.value)
    if not normal:
        return False
    reverse = normal[::-1] if address.kind is IdentityKind.PHONE else None
    store.execute(
        "INSERT INTO identity (customer_id, kind, value, normal, reversed, is_primary, source)"
        " SELECT ?1, ?2, ?3, ?4, ?5,"
        " NOT EXISTS (SELECT 1 FROM identity WHERE customer_id = ?1 AND kind = ?2 AND is_primary),"
        " ?6 WHERE NOT EXISTS"
        " (SELECT 1 FROM identity WHERE customer_id = ?1 AND kind = ?2 AND normal = ?4)",
        customer_id,
        address.kind.value,
        address.value.strip(),
        normal,
        reverse,
        address.source,
    )
    return store.db.changes() > 0


def record_change(
    store: Store,
    customer_id: int,
    field: str,
    old: str,
    new: str,
    *,
    at: Instant,
    actor: str,
    source: str,
) -> None:
    """Keep what a field was before a change; `source` is `agent`, `import`, `sync` …"""
    store.insert(
        "field_history",
        customer_id=customer_id,
        field=field,
        old=old,
        new=new,
        at=at,
        actor=actor,
        source=source,
    )


def hashed(store: Store, customer_id: int, text: str) -> str:
    """Return a text about a customer as it may stand in the event log; '' for an empty one."""
    salt = store.value("SELECT salt FROM customer WHERE id = ?", customer_id)
    return events.personal(str(salt or ""), text) if text else ""


def refresh_search(store: Store, customer_id: int) -> None:
    """Bring what a customer is found by in step with the rows; erased or merged ones go out."""
    row = store.one(
        "SELECT c.name, coalesce(o.name, ''), c.note, c.merged_into FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        customer_id,
    )
    if row is None or row[3] is not None:
        store.execute("DELETE FROM customer_search WHERE id = ?", customer_id)
        return
    words = " ".join(
        str(found[0])
        for found in store.all(
            "SELECT value || CASE WHEN kind = 'phone' THEN ' ' || normal ELSE '' END"
            " FROM identity WHERE customer_id = ? AND kind <> 'external' ORDER BY id",
            customer_id,
        )
    )
    store.execute(
        "INSERT INTO customer_search VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET"
        " name = ?2, organisation = ?3, identities = ?4, note = ?5"
        " WHERE (name, organisation, identities, note) IS NOT (?2, ?3, ?4, ?5)",
        customer_id,
        row[0],
        row[1],
        words,
        row[2],
    )
