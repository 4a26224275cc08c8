"""The details of a customer that are confirmed one by one, and when each was last."""

from typing import NamedTuple

from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store
from csr_desk.store.customers import Record

_FIELDS = ("name", "organisation")
_NEVER = frozenset({rules.CONSENT, rules.CONSENT_TEXT, rules.CONSENT_AT})


class Detail(NamedTuple):
    """A detail that has a value; `identity_id` is None for a field or a fact.

    `at` and `actor` say when it was confirmed last and who wrote that down; None for never.
    """

    field: str
    identity_id: int | None
    at: Instant | None
    actor: str

    @property
    def key(self) -> tuple[str, int | None]:
        """Return what names the detail among those of its customer."""
        return self.field, self.identity_id


def of(store: Store, known: Record) -> list[Detail]:
    """Return the details of a record, in the order the record shows them."""
    found: dict[tuple[str, int | None], tuple[Instant, str]] = {}
    for field, identity_id, at, actor in store.all(
        "SELECT field, identity_id, at, actor FROM detail_confirmed WHERE ended_at IS NULL"
        " AND ((customer_id = ?1 AND identity_id IS NULL)"
        " OR identity_id IN (SELECT id FROM identity WHERE customer_id = ?1)) ORDER BY at, id",
        known.id,
    ):
        found[("" if identity_id else field, identity_id)] = at, actor
    named: list[tuple[str, int | None]] = [(one, None) for one in _FIELDS if known.value(one)]
    named += [(one.kind.value, one.id) for one in known.identities if one.kind.value != "external"]
    named += [(name, None) for name, value in known.fields if value and name not in _NEVER]
    none: tuple[Instant | None, str] = None, ""
    return [
        Detail(field, number, *found.get(("" if number else field, number), none))
        for field, number in named
    ]


def last_act(
    store: Store, customer_id: int, actor: str, since: Instant
) -> tuple[str, Instant] | None:
    """Return (act, when) of what somebody confirmed last on a record, None since an instant."""
    row = store.one(
        "SELECT act, at FROM detail_confirmed WHERE customer_id = ? AND actor = ? AND at >= ?"
        " AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
        customer_id,
        actor,
        since,
    )
    return None if row is None else (row[0], row[1])


def take_over(store: Store) -> None:
    """Give every detail of a record that was confirmed as a whole that date, in a new store."""
    of_field = "INSERT INTO detail_confirmed (customer_id, field, act, at, actor)"
    whole = "'before', c.verified_at, ''"
    store.execute(
        f"{of_field} SELECT c.id, 'name', {whole} FROM customer c WHERE c.verified_at IS NOT NULL"
        f" UNION ALL SELECT c.id, 'organisation', {whole} FROM customer c"
        " WHERE c.verified_at IS NOT NULL AND c.organisation_id IS NOT NULL"
        f" UNION ALL SELECT c.id, f.name, {whole} FROM customer c"
        " JOIN customer_field f ON f.customer_id = c.id WHERE c.verified_at IS NOT NULL"
    )
    store.execute(
        "INSERT INTO detail_confirmed (customer_id, field, identity_id, act, at, actor)"
        f" SELECT c.id, i.kind, i.id, {whole} FROM customer c"
        " JOIN identity i ON i.customer_id = c.id WHERE c.verified_at IS NOT NULL"
    )
