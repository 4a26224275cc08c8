"""Records that may be the person somebody types in, found through indexes and judged by reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csr_desk.domain import duplicates
from csr_desk.domain.duplicates import Match, Profile
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_terms
from csr_desk.store.connection import Store

NEAR = 60
"""How many records of each weak kind of likeness are looked at."""

EMAIL_START = 5
NAME_START = 3
MARKS = 400


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed of a person so far; the addresses as typed."""

    name: str = ""
    addresses: tuple[tuple[IdentityKind, str], ...] = ()
    city: str = ""
    organisation: str = ""

    def profile(self) -> Profile:
        """Return it in the form in which records are compared."""
        found: dict[IdentityKind, set[str]] = {kind: set() for kind in IdentityKind}
        for kind, value in self.addresses:
            normal = people.normal_form(kind, value)
            if normal:
                found[kind].add(normal)
        return _profile(self.name, found, self.city, self.organisation)


def _profile(
    name: str, normals: dict[IdentityKind, set[str]], city: str, organisation: str
) -> Profile:
    handles = normals[IdentityKind.SOCIAL] | normals[IdentityKind.USERNAME]
    return Profile(
        name,
        frozenset(normals[IdentityKind.EMAIL]),
        frozenset(normals[IdentityKind.PHONE]),
        frozenset(handles),
        city,
        organisation,
    )


def possible(store: Store, typed: Typed, *, but: Iterable[int] = (), limit: int = 5) -> list[Match]:
    """Return the records that may be the typed person, likeliest first; `but` are left out."""
    wanted = typed.profile()
    left_out = set(but)
    ids = [one for one in dict.fromkeys(_candidates(store, wanted)) if one not in left_out]
    return duplicates.ranked(wanted, profiles(store, ids[:MARKS]), limit=limit)


def of_record(store: Store, customer_id: int, *, limit: int = 5) -> list[Match]:
    """Return the other records that may be the same person as a customer."""
    known = profiles(store, [customer_id])
    if not known:
        return []
    wanted = known[0][1]
    ids = [one for one in dict.fromkeys(_candidates(store, wanted)) if one != customer_id]
    return duplicates.ranked(wanted, profiles(store, ids[:MARKS]), limit=limit)


def profiles(store: Store, ids: list[int]) -> list[tuple[int, Profile]]:
    """Return what is known of customers, in the order of the ids; merged ones are left out."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    normals: dict[int, dict[IdentityKind, set[str]]] = {
        one: {kind: set() for kind in IdentityKind} for one in ids
    }
    for customer_id, kind, normal in store.all(
        f"SELECT customer_id, kind, normal FROM identity WHERE customer_id IN ({marks})", *ids
    ):
        normals[customer_id][IdentityKind(kind)].add(normal)
    rows = {
        row[0]: row[1:]
        for row in store.all(
            "SELECT c.id, c.name, coalesce(o.name, ''), coalesce(f.value, '') FROM customer c"
            " LEFT JOIN organisation o ON o.id = c.organisation_id"
            " LEFT JOIN customer_field f ON f.customer_id = c.id AND f.name = 'city'"
            f" WHERE c.merged_into IS NULL AND c.id IN ({marks})",
            *ids,
        )
    }
    return [
        (one, _profile(rows[one][0], normals[one], rows[one][2], rows[one][1]))
        for one in ids
        if one in rows
    ]


def _candidates(store: Store, wanted: Profile) -> Iterator[int]:
    for kind, normals in (
        (IdentityKind.EMAIL, wanted.emails),
        (IdentityKind.PHONE, wanted.phones),
        (IdentityKind.SOCIAL, wanted.handles),
        (IdentityKind.USERNAME, wanted.handles),
    ):
        for normal in sorted(normals):
            yield from people.find(store, kind, normal)
    for number in sorted(wanted.phones):
        yield from people.find_by_phone(store, number)
    for email in sorted(wanted.emails):
        yield from _emails_beside(store, email)
    yield from _names_beside(store, wanted.name)


def _emails_beside(store: Store, email: str) -> Iterator[int]:
    start = email.partition("@")[0][:EMAIL_START]
    if len(start) < EMAIL_START:
        return
    for row in store.all(
        "SELECT customer_id FROM identity WHERE normal >= ? AND normal < ? AND kind = 'email'"
        " LIMIT ?",
        start,
        start + "\U0010ffff",
        NEAR,
    ):
        yield people.survivor(store, row[0])


def _names_beside(store: Store, name: str) -> Iterator[int]:
    words = [piece for piece in search_terms.pieces(name) if len(piece) >= 2]
    for row in store.all(
        "SELECT id FROM customer WHERE name = ? COLLATE NOCASE AND merged_into IS NULL LIMIT ?",
        name.strip(),
        NEAR,
    ):
        yield row[0]
    if not words or sum(map(len, words)) < NAME_START:
        return
    starts = " AND ".join(
        f"name : {search_terms.quoted(word[:NAME_START], prefix=True)}" for word in words
    )
    yield from search_terms.newest(store, "customer_fts", starts, NEAR)
    if len(words) > 1:
        longest = max(words, key=len)
        yield from search_terms.newest(
            store, "customer_fts", f"name : {search_terms.quoted(longest)}", NEAR
        )
