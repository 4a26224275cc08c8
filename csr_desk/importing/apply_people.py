"""Customers into the store: found by key, then by e-mail, then by telephone number and name.

The source whose key a customer carries may change the customer's fields; another source only
fills what is empty. What an agent changed since the last import stays, unless the source itself
says something new: then the field history keeps both.
"""

from dataclasses import dataclass, field

from csr_desk.domain.models import IdentityKind
from csr_desk.importing.records import PersonRecord
from csr_desk.importing.target import CACHE_LIMIT, SOURCE, Outcome, Target, source_of
from csr_desk.importing.values import BadValue
from csr_desk.store import people
from csr_desk.store.people import NewIdentity

_COLUMNS = ("name", "first_name", "language", "note")


@dataclass(slots=True)
class People:
    """Takes customers in, and finds the ones that tickets and orders mean."""

    target: Target
    known: dict[tuple[str | None, str, tuple[str, ...]], int] = field(default_factory=dict)

    def take(self, record: PersonRecord) -> Outcome:
        """Insert or update the customer of a row; BadValue when its number is another person's."""
        found = self._by_key(record.key)
        if found is not None:
            self._refuse_clash(found, record)
            return self._update(found, record, may_change=self._owns(found, record.key))
        found = self._by_address(record)
        if found is None:
            self._insert(record)
            return Outcome.IMPORTED
        return self._adopt(found, record)

    def resolve(self, record: PersonRecord) -> int:
        """Return the id of the customer a ticket or an order means, made when there is none."""
        found = self.lookup(record)
        if found is not None:
            return found
        customer_id = self._insert(record)
        self._remember(record, customer_id)
        return customer_id

    def lookup(self, record: PersonRecord) -> int | None:
        """Return the id of the customer a row means, None when there is none."""
        found = self.known.get((record.key, record.email, record.phones))
        if found is None:
            found = self._by_key(record.key)
            found = self._by_address(record) if found is None else found
            if found is None:
                return None
            self._remember(record, found)
            self._add_addresses(found, record)
        return found

    def _remember(self, record: PersonRecord, customer_id: int) -> None:
        if len(self.known) >= CACHE_LIMIT:
            self.known.clear()
        if record.key or record.email:
            self.known[(record.key, record.email, record.phones)] = customer_id

    def _by_key(self, key: str | None) -> int | None:
        if key is None:
            return None
        store = self.target.store
        found = store.value("SELECT id FROM customer WHERE external_key = ?", key)
        if found is not None:
            return people.survivor(store, int(found))
        others = people.find(store, IdentityKind.EXTERNAL, key)
        return others[0] if others else None

    def _by_address(self, record: PersonRecord) -> int | None:
        store = self.target.store
        if record.email:
            found = people.find(store, IdentityKind.EMAIL, record.email)
            fitting = [one for one in found if not self._is_sibling(one, record.key)]
            if len(fitting) > 1:
                named = [one for one in fitting if self._is_named(one, record.name)]
                fitting = named or fitting
            if fitting:
                return fitting[0]
        for number in record.phones:
            for one in people.find(store, IdentityKind.PHONE, number):
                if self._is_named(one, record.name) and not self._is_sibling(one, record.key):
                    return one
        return None

    def _is_sibling(self, customer_id: int, key: str | None) -> bool:
        """Tell whether the same source calls this customer by another number: another person."""
        own = self._key_of(customer_id)
        return bool(key and own and own != key and source_of(own) == source_of(key))

    def _is_named(self, customer_id: int, name: str) -> bool:
        found = self.target.store.value("SELECT name FROM customer WHERE id = ?", customer_id)
        return str(found).casefold() == name.casefold()

    def _key_of(self, customer_id: int) -> str | None:
        sql = "SELECT external_key FROM customer WHERE id = ?"
        found = self.target.store.value(sql, customer_id)
        return None if found is None else str(found)

    def _owns(self, customer_id: int, key: str | None) -> bool:
        return self._key_of(customer_id) == key

    def _refuse_clash(self, customer_id: int, record: PersonRecord) -> None:
        """Stop a second source that hides under the same name from overwriting a stranger."""
        if self._is_named(customer_id, record.name) or not record.is_named:
            return
        theirs = {
            (one.kind, people.normal_form(one.kind, one.value))
            for one in people.identities(self.target.store, customer_id)
            if one.kind is not IdentityKind.EXTERNAL
        }
        mine = {(one.kind, people.normal_form(one.kind, one.value)) for one in addresses(record)}
        if theirs and mine and not theirs & mine and record.key:
            number = record.key.rpartition(":")[2]
            raise BadValue(
                f"customer {number} of source “{source_of(record.key)}” is somebody else here;"
                " give this file a source of its own in --map"
            )

    def _insert(self, record: PersonRecord) -> int:
        target = self.target
        return people.insert_customer(
            target.store,
            uid=target.new_uid(),
            at=target.at,
            name=record.name,
            first_name=record.first_name,
            organisation=record.company,
            language=record.language,
            note=record.note,
            salt=target.new_uid(),
            external_key=record.key,
            created_at=record.created_at,
            addresses=addresses(record),
            fields=record.facts,
        )

    def _adopt(self, customer_id: int, record: PersonRecord) -> Outcome:
        """Join a row to a customer who was known by an address before."""
        store = self.target.store
        own, outcome = self._key_of(customer_id), Outcome.UNCHANGED
        if record.key and own is None:
            sql = "UPDATE customer SET external_key = ?, version = version + 1 WHERE id = ?"
            store.execute(sql, record.key, customer_id)
            own, outcome = record.key, Outcome.UPDATED
        elif record.key:
            identity = NewIdentity(IdentityKind.EXTERNAL, record.key, SOURCE)
            outcome = Outcome.UPDATED
            people.add_identity(store, customer_id, identity)
        changed = self._update(customer_id, record, may_change=own == record.key)
        return Outcome.UPDATED if Outcome.UPDATED in (outcome, changed) else Outcome.UNCHANGED

    def _update(self, customer_id: int, record: PersonRecord, *, may_change: bool) -> Outcome:
        current = self._current(customer_id)
        wanted = {name: getattr(record, name) for name in _COLUMNS} | {
            "organisation": record.company,
            **dict(record.facts),
        }
        changes = {
            name: (current.get(name, ""), new)
            for name, new in wanted.items()
            if new and new != current.get(name, "")
            and (may_change or not current.get(name, ""))
            and not self._was_said_before(customer_id, name, current.get(name, ""), new)
        }  # fmt: skip
        added = self._add_addresses(customer_id, record)
        if not changes and not added:
            return Outcome.UNCHANGED
        for name, (old, new) in changes.items():
            self._write(customer_id, name, old, new)
        sql = "UPDATE customer SET updated_at = ?, version = version + 1 WHERE id = ?"
        self.target.store.execute(sql, self.target.at, customer_id)
        people.refresh_search(self.target.store, customer_id)
        return Outcome.UPDATED

    def _current(self, customer_id: int) -> dict[str, str]:
        store = self.target.store
        row = store.one(
            "SELECT c.name, c.first_name, c.language, c.note, coalesce(o.name, '')"
            " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
            customer_id,
        )
        assert row is not None  # the id was just found
        facts = store.all(
            "SELECT name, value FROM customer_field WHERE customer_id = ?", customer_id
        )
        columns = dict(zip((*_COLUMNS, "organisation"), map(str, row), strict=True))
        return columns | {str(name): str(value) for name, value in facts}

    def _was_said_before(self, customer_id: int, name: str, current: str, new: str) -> bool:
        """Tell whether the last import already said so, and an agent changed it since."""
        rows = self.target.store.all(
            "SELECT old, new, source FROM field_history WHERE customer_id = ? AND field = ?"
            " ORDER BY id",
            customer_id,
            name,
        )
        imported = [row[1] for row in rows if row[2] == SOURCE]
        last = imported[-1] if imported else (rows[0][0] if rows else current)
        return bool(last == new)

    def _write(self, customer_id: int, name: str, old: str, new: str) -> None:
        target = self.target
        if name in _COLUMNS:
            target.store.execute(f"UPDATE customer SET {name} = ? WHERE id = ?", new, customer_id)
        elif name == "organisation":
            found = people.organisation_id(target.store, new)
            sql = "UPDATE customer SET organisation_id = ? WHERE id = ?"
            target.store.execute(sql, found, customer_id)
        else:
            sql = "INSERT OR REPLACE INTO customer_field VALUES (?, ?, ?)"
            target.store.execute(sql, customer_id, name, new)
        people.record_change(
            target.store, customer_id, name, old, new, at=target.at, actor=target.actor,
            source=SOURCE,
        )  # fmt: skip

    def _add_addresses(self, customer_id: int, record: PersonRecord) -> bool:
        found = [
            people.add_identity(self.target.store, customer_id, one) for one in addresses(record)
        ]
        return any(found)


def addresses(record: PersonRecord) -> list[NewIdentity]:
    """Return the identities a record gives."""
    given = [
        (IdentityKind.EMAIL, record.email),
        *((IdentityKind.PHONE, number) for number in record.phones),
        (IdentityKind.SOCIAL, record.social),
        (IdentityKind.USERNAME, record.username),
    ]
    return [NewIdentity(kind, value, SOURCE) for kind, value in given if value]
