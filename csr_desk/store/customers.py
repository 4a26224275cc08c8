"""A customer's record as it is read: the person, addresses, facts, and what was changed."""

from dataclasses import dataclass

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Identity
from csr_desk.store import people
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class Record:
    """One customer with all addresses and facts; `fields` are (name, value) by name."""

    id: int
    uid: str
    name: str
    first_name: str
    organisation: str
    language: str
    note: str
    kind: str
    verified_at: Instant | None
    created_at: Instant
    updated_at: Instant
    merged_into: int | None
    salt: str
    identities: tuple[Identity, ...]
    fields: tuple[tuple[str, str], ...]

    def value(self, field: str) -> str:
        """Return the value of a field or fact by its name, '' when there is none."""
        if field in ("name", "first_name", "organisation", "language", "note", "kind"):
            return str(getattr(self, field))
        return dict(self.fields).get(field, "")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of a field, with who made it and where it came from."""

    id: int
    field: str
    old: str
    new: str
    at: Instant
    actor: str
    source: str


def record(store: Store, customer_id: int) -> Record:
    """Return a customer's record; Refused when there is none of that id."""
    row = store.one(
        "SELECT c.id, c.uid, c.name, c.first_name, coalesce(o.name, ''), c.language, c.note,"
        " c.kind, c.verified_at, c.created_at, c.updated_at, c.merged_into, c.salt"
        " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        customer_id,
    )
    if row is None:
        raise errors.Refused(
            f"there is no customer {customer_id}", "`csr-desk find` looks people up."
        )
    facts = store.all(
        "SELECT name, value FROM customer_field WHERE customer_id = ? ORDER BY name", customer_id
    )
    values = (*row, tuple(people.identities(store, customer_id)), tuple(facts))
    return Record(*values)


def history(store: Store, customer_id: int, field: str | None = None) -> list[FieldChange]:
    """Return the changes of a customer's fields, newest first; of one field when it is named."""
    rows = store.all(
        "SELECT id, field, coalesce(old, ''), coalesce(new, ''), at, actor, source"
        " FROM field_history WHERE customer_id = ?1 AND (?2 IS NULL OR field = ?2)"
        " ORDER BY id DESC LIMIT 200",
        customer_id,
        field,
    )
    return [FieldChange(*row) for row in rows]
