"""Customers and identities: the compared forms, finding, merging followed, search kept in step."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csr_desk.domain.models import IdentityKind
from csr_desk.store import migrations, people
from csr_desk.store.connection import Store
from csr_desk.store.people import NewIdentity

EMAIL, PHONE = IdentityKind.EMAIL, IdentityKind.PHONE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "desk.db"
    path.touch()
    made = Store(path)
    count = itertools.count()
    migrations.migrate(made, 0, lambda: f"u{next(count)}", lambda version: None)
    yield made
    made.close()


def add(
    store: Store, name: str, *addresses: tuple[IdentityKind, str], organisation: str = ""
) -> int:
    return people.insert_customer(
        store,
        uid=name,
        at=1,
        name=name,
        organisation=organisation,
        addresses=[NewIdentity(kind, value) for kind, value in addresses],
        fields=[("city", "Rome"), ("fax", "")],
    )


@pytest.mark.parametrize(
    ("kind", "value", "normal"),
    [
        (EMAIL, " Ann@Example.ORG ", "ann@example.org"),
        (EMAIL, "Ann Lee <ann@example.org>", "ann@example.org"),
        (EMAIL, "mailto:ann@example.org", "ann@example.org"),
        (EMAIL, "ann at example", ""),
        (PHONE, "+55 (12) 3923-5555", "551239235555"),
        (PHONE, "0351/123456 ext. 12", "0351123456"),
        (PHONE, "٠١٢٣٤٥", "012345"),
        (PHONE, "none", ""),
        (IdentityKind.SOCIAL, "@Ann", "ann"),
        (IdentityKind.EXTERNAL, "shop:customer:A", "shop:customer:A"),
    ],
)
def test_normal_forms(kind: IdentityKind, value: str, normal: str) -> None:
    assert people.normal_form(kind, value) == normal


@given(st.text() | st.text("@ \r0aİ"))
@example("@\r0")
@example("@@ann")
def test_normal_forms_are_stable(value: str) -> None:
    for kind in IdentityKind:
        once = people.normal_form(kind, value)
        assert people.normal_form(kind, once) == once


def test_customers_are_found_by_any_spelling(store: Store) -> None:
    ann = add(store, "Ann", (EMAIL, "Ann@A.org"), (PHONE, "+49 711 1234567"))
    ben = add(store, "Ben", (EMAIL, "ann@a.org"))
    assert people.find(store, EMAIL, "ANN@a.ORG") == [ann, ben]
    assert people.find(store, EMAIL, "no mail") == []
    assert people.find_by_phone(store, "0711-1234567") == [ann]
    assert people.find_by_phone(store, "+49 711 1234567") == [ann]
    assert people.find_by_phone(store, "4567") == []
    assert people.find_by_phone(store, "0711-9234567") == []


def test_merges_are_followed_even_in_a_ring(store: Store) -> None:
    ann, ben = add(store, "Ann", (EMAIL, "a@a.org")), add(store, "Ben", (EMAIL, "b@a.org"))
    store.execute("UPDATE customer SET merged_into = ? WHERE id = ?", ben, ann)
    assert people.find(store, EMAIL, "a@a.org") == [ben]
    people.refresh_search(store, ann)
    assert store.all("SELECT id FROM customer_search") == [(ben,)]
    store.execute("UPDATE customer SET merged_into = ? WHERE id = ?", ann, ben)
    assert people.survivor(store, ann) in {ann, ben}


def test_identities_are_added_once_and_searched(store: Store) -> None:
    ann = add(store, "Ann", (EMAIL, "a@a.org"), organisation="Acme")
    assert people.add_identity(store, ann, NewIdentity(EMAIL, "new@a.org"))
    assert not people.add_identity(store, ann, NewIdentity(EMAIL, "NEW@a.org"))
    assert not people.add_identity(store, ann, NewIdentity(PHONE, "none"))
    known = people.identities(store, ann)
    assert [(one.value, one.is_primary) for one in known] == [
        ("a@a.org", True),
        ("new@a.org", False),
    ]
    sql = "SELECT rowid FROM customer_fts WHERE customer_fts MATCH ?"
    assert store.all(sql, '"new@a.org" acme') == [(ann,)]
    store.execute("UPDATE customer SET name = 'Anna' WHERE id = ?", ann)
    people.refresh_search(store, ann)
    assert store.all(sql, "anna") == [(ann,)]
    assert store.all(sql, "name:ann") == []


def test_organisations_and_facts_are_kept_once(store: Store) -> None:
    assert people.organisation_id(store, " ") is None
    assert people.organisation_id(store, "Acme ") == people.organisation_id(store, "Acme")
    ann = add(store, "Ann")
    assert store.all("SELECT name, value FROM customer_field WHERE customer_id = ?", ann) == [
        ("city", "Rome")
    ]


def test_a_change_keeps_what_was(store: Store) -> None:
    ann = add(store, "Ann")
    people.record_change(store, ann, "name", "Ann", "Anna", at=5, actor="Kim", source="agent")
    row = store.one("SELECT customer_id, field, old, new, at, actor, source FROM field_history")
    assert row == (ann, "name", "Ann", "Anna", 5, "Kim", "agent")
