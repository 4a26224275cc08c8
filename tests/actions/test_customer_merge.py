"""Two records become one and come apart again: nothing is lost, and undoing restores all of it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.actions import (
    customer,
    customer_field,
    customer_merge,
    customer_unmerge,
    feedback,
    follow_up,
    identity_check,
    merge_rows,
    offers,
    ticket,
)
from csr_desk.actions import interaction as contacts
from csr_desk.actions.customer import NewCustomer
from csr_desk.actions.customer_merge import merge
from csr_desk.actions.customer_unmerge import undo_merge
from csr_desk.domain.identity_check import Result
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.reports import feed_contacts
from csr_desk.store import customer_tickets, customers, events, people, search
from csr_desk.store.people import NewIdentity
from tests.desk import TestDesk

E_MAIL, PHONE = IdentityKind.EMAIL, IdentityKind.PHONE


def made(hand: TestDesk, name: str, *addresses: str, **more: Any) -> int:
    found = tuple(NewIdentity(E_MAIL if "@" in value else PHONE, value) for value in addresses)
    return customer.create(hand.desk, NewCustomer(name, addresses=found, **more))


def with_ticket(hand: TestDesk, customer_id: int) -> int:
    return ticket.create(hand.desk, customer_id, "Late parcel", "email")


DUMPS = (
    "SELECT id, uid, name, first_name, organisation_id, language, note, kind, verified_at,"
    " created_at, merged_into, external_key, salt FROM customer ORDER BY id",
    "SELECT * FROM identity ORDER BY id",
    "SELECT * FROM customer_field ORDER BY customer_id, name",
    "SELECT * FROM field_history ORDER BY id",
    "SELECT * FROM customer_search ORDER BY id",
    "SELECT * FROM ticket ORDER BY id",
    "SELECT * FROM interaction ORDER BY id",
    "SELECT * FROM follow_up ORDER BY id",
    "SELECT * FROM customer_order ORDER BY id",
    "SELECT * FROM order_line ORDER BY id",
    "SELECT * FROM invoice ORDER BY id",
    "SELECT * FROM segment ORDER BY id",
)
"""What hangs on a customer, but for `version` and `updated_at`, which only rise."""


def dump(hand: TestDesk) -> list[list[tuple[Any, ...]]]:
    return [hand.store.all(sql) for sql in DUMPS]


def test_everything_moves_and_the_survivor_is_found_by_both_addresses(hand: TestDesk) -> None:
    keep, gone = made(hand, "Ann Baker", "ann@example.com"), made(hand, "A. Baker", "030 1234567")
    ticket_id = with_ticket(hand, gone)
    contact = contacts.open_contact(hand.desk, ticket_id, Channel.EMAIL)
    task = follow_up.add(hand.desk, "call", hand.desk.now(), customer_id=gone)
    hand.store.insert("customer_order", number="A-1", customer_id=gone, placed_at=1)
    hand.store.insert("invoice", number="I-1", customer_id=gone, issued_at=1)
    identity_check.record(hand.desk, gone, "document", Result.PASSED)
    offers.record(hand.desk, gone, "Brush", "offered")
    feedback.add(hand.desk, "improvement", "Product", "a lid", ticket_id=ticket_id)
    hand.store.insert(
        "payment",
        uid="p",
        reference="P",
        customer_id=gone,
        amount=1,
        state="paid",
        actor="Me",
        at=1,
    )
    hand.store.insert(
        "survey_answer",
        uid="a",
        source="acme",
        survey="ticket:1",
        kind="csat",
        scale="1-5",
        value=4,
        answered_at=1,
        customer_id=gone,
    )
    merge(hand.desk, gone, keep)
    for table in merge_rows.MOVED_TABLES:
        assert hand.store.all(f"SELECT DISTINCT customer_id FROM {table}") == [(keep,)], table
    assert people.find(hand.store, PHONE, "0301234567") == [keep]
    assert [hit.id for hit in search.find(hand.store, "1234567")] == [keep]
    assert [hit.id for hit in search.find(hand.store, "baker") if hit.kind == "customer"] == [keep]
    assert contact.customer_id == gone
    assert task
    assert events.broken_at(hand.store) is None


def test_a_field_is_filled_but_never_silently_overwritten(hand: TestDesk) -> None:
    keep = made(hand, "Ann Baker", note="prefers mail", fields=(("city", "Berlin"),))
    gone = made(
        hand,
        "Anne Baker",
        note="hard of hearing",
        organisation="Acme",
        fields=(("city", "Potsdam"), ("level", "gold")),
    )
    merge(hand.desk, gone, keep)
    known = customers.record(hand.store, keep)
    assert (known.name, known.first_name) == ("Ann Baker", "Ann")
    assert (known.note, known.organisation) == ("prefers mail", "Acme")
    assert dict(known.fields) == {
        "city": "Berlin",
        "city (merged)": "Potsdam",
        "level": "gold",
        "name (merged)": "Anne Baker",
        "note (merged)": "hard of hearing",
    }
    sources = {change.source for change in customers.history(hand.store, keep)}
    assert sources == {"merge"}


def test_the_agent_may_take_the_other_value_and_the_own_one_is_kept_beside(hand: TestDesk) -> None:
    keep, gone = made(hand, "A. Baker", language="en"), made(hand, "Ann Baker", language="de")
    shown = customer_merge.preview(hand.desk, gone, keep, frozenset({"name"}))
    assert [(p.field, p.after, p.beside) for p in shown.fields] == [
        ("name", "Ann Baker", "A. Baker"),
        ("first_name", "Ann", "A."),
        ("language", "en", "de"),
    ]
    merge(hand.desk, gone, keep, take=frozenset({"name"}))
    known = customers.record(hand.store, keep)
    assert (known.name, known.first_name, known.language) == ("Ann Baker", "Ann", "en")
    assert known.value("name (merged)") == "A. Baker"
    assert known.value("language (merged)") == "de"


def test_an_address_both_have_stays_and_the_own_one_stays_primary(hand: TestDesk) -> None:
    keep = made(hand, "Ann", "ann@example.com")
    gone = made(hand, "Ann", "ANN@example.com", "ann@work.example", "030 1234567")
    merge(hand.desk, gone, keep)
    found = [(one.value, one.is_primary) for one in customers.record(hand.store, keep).identities]
    assert found == [
        ("ann@example.com", True),
        ("ann@work.example", False),
        ("030 1234567", True),
    ]


def test_reports_join_the_contacts_and_part_them_again(hand: TestDesk) -> None:
    keep, gone = made(hand, "Ann"), made(hand, "Anne")
    contacts.open_contact(hand.desk, with_ticket(hand, gone), Channel.EMAIL)
    merge_id = merge(hand.desk, gone, keep)
    assert feed_contacts.merges(hand.store) == {gone: keep}
    assert hand.store.value("SELECT customer_id FROM interaction") == keep
    undo_merge(hand.desk, merge_id)
    assert feed_contacts.merges(hand.store) == {}
    assert hand.store.value("SELECT customer_id FROM interaction") == gone


def test_itself_a_merged_one_and_an_unknown_one_are_refused(hand: TestDesk) -> None:
    one, two, three = (made(hand, name) for name in ("One", "Two", "Three"))
    with pytest.raises(errors.Refused, match="into itself"):
        merge(hand.desk, one, one)
    merge(hand.desk, two, one)
    with pytest.raises(errors.Refused, match="merged into customer 1 already"):
        merge(hand.desk, two, three)
    with pytest.raises(errors.Refused, match="into itself"):
        merge(hand.desk, one, two)
    with pytest.raises(errors.Refused, match="there is no customer 99"):
        merge(hand.desk, one, 99)
    with pytest.raises(errors.Refused, match="was merged into customer 1"):
        customer_field.change(hand.desk, two, "note", "x")
    merge(hand.desk, three, two)
    assert people.survivor(hand.store, three) == one
    assert hand.store.value("SELECT merged_into FROM customer WHERE id = ?", three) == one


def test_merges_of_merges_are_undone_from_the_last(hand: TestDesk) -> None:
    one, two, three = (made(hand, name) for name in ("One", "Two", "Three"))
    ticket_id = with_ticket(hand, one)
    before = dump(hand)
    first = merge(hand.desk, one, two)
    second = merge(hand.desk, two, three)
    assert customer_tickets.open_tickets(hand.store, three)[0].id == ticket_id
    with pytest.raises(errors.Refused, match="was merged itself"):
        undo_merge(hand.desk, first)
    undo_merge(hand.desk, second)
    undo_merge(hand.desk, first)
    assert dump(hand) == before
    with pytest.raises(errors.Refused, match="undone already"):
        undo_merge(hand.desk, first)


def test_a_value_kept_beside_survives_the_next_merge(hand: TestDesk) -> None:
    first, second, third = made(hand, "Ann"), made(hand, "Anne"), made(hand, "Anna")
    merge(hand.desk, first, second)
    merge(hand.desk, second, third)
    known = customers.record(hand.store, third)
    assert (known.name, sorted(value for _, value in known.fields)) == ("Anna", ["Ann", "Anne"])


def test_what_came_after_the_merge_goes_with_its_ticket_or_stays(hand: TestDesk) -> None:
    keep, gone = made(hand, "Ann"), made(hand, "Anne")
    theirs = with_ticket(hand, gone)
    merge_id = merge(hand.desk, gone, keep)
    contacts.open_contact(hand.desk, theirs, Channel.EMAIL)
    later = with_ticket(hand, keep)
    customer_field.change(hand.desk, keep, "name (merged)", "Annie")
    assert undo_merge(hand.desk, merge_id) == gone
    assert hand.store.value("SELECT customer_id FROM interaction") == gone
    assert [one.id for one in customer_tickets.open_tickets(hand.store, keep)] == [later]
    assert customers.record(hand.store, keep).value("name (merged)") == "Annie"


def test_the_last_merge_of_a_record_is_the_one_to_undo(hand: TestDesk) -> None:
    keep, gone, other = made(hand, "Ann"), made(hand, "Anne"), made(hand, "Anna")
    assert customer_unmerge.last_merge(hand.desk, keep) is None
    first = merge(hand.desk, gone, keep)
    second = merge(hand.desk, other, keep)
    found = customer_unmerge.last_merge(hand.desk, keep)
    assert found is not None
    assert (found.id, found.from_name, found.actor) == (second, "Anna", "Me")
    undo_merge(hand.desk, second)
    found = customer_unmerge.last_merge(hand.desk, keep)
    assert found is not None
    assert found.id == first


# merge and undo is nothing -----------------------------------------------------------------------

_words = st.sampled_from(["", "Ann", "Anne", "Bø", "李", "[b]x[/]", "a\x1b[31m"])
_addresses = st.sets(
    st.sampled_from(["ann@example.com", "ANN@work.example", "030 1234567", "+49 30 1234567"]),
    max_size=4,
)
_people = st.fixed_dictionaries(
    {
        "name": _words.filter(bool),
        "organisation": _words,
        "note": _words,
        "language": st.sampled_from(["", "en", "de"]),
        "addresses": _addresses,
        "fields": st.dictionaries(st.sampled_from(["city", "level", "city (merged)"]), _words),
        "tickets": st.integers(0, 2),
        "orders": st.integers(0, 2),
        "contact": st.booleans(),
        "task": st.booleans(),
        "edited": st.booleans(),
    }
)
_pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4)
_takes = st.frozensets(st.sampled_from(["name", "note", "city", "language", "organisation"]))


def _populate(hand: TestDesk, wanted: dict[str, Any]) -> int:
    one = made(
        hand,
        wanted["name"],
        *sorted(wanted["addresses"]),
        organisation=wanted["organisation"],
        note=wanted["note"],
        language=wanted["language"],
        fields=tuple(sorted(wanted["fields"].items())),
    )
    for _ in range(wanted["tickets"]):
        ticket_id = with_ticket(hand, one)
        if wanted["contact"]:
            contacts.open_contact(hand.desk, ticket_id, Channel.EMAIL)
        if wanted["task"]:
            follow_up.add(hand.desk, "x", 1, ticket_id=ticket_id, customer_id=one)
    for number in range(wanted["orders"]):
        order = hand.store.insert("customer_order", number=str(number), customer_id=one)
        hand.store.insert("order_line", order_id=order, product="kettle")
        hand.store.insert("invoice", number=str(number), customer_id=one, order_id=order)
    if wanted["edited"]:
        customer_field.change(hand.desk, one, "note", "edited")
    return one


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_people, min_size=2, max_size=4), _pairs, _takes)
def test_merging_and_undoing_is_nothing(
    crowd: list[dict[str, Any]], pairs: list[tuple[int, int]], take: frozenset[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = TestDesk(Path(folder))
        hand.session.begin()
        try:
            _merge_and_undo(hand, [_populate(hand, one) for one in crowd], pairs, take)
        finally:
            hand.heartbeat.close()
            hand.store.close()


def _values(hand: TestDesk, customer_id: int) -> set[str]:
    known = customers.record(hand.store, customer_id)
    fixed = (known.name, known.organisation, known.language, known.note)
    return {value for value in (*fixed, *dict(known.fields).values()) if value}


def _merge_and_undo(
    hand: TestDesk, ids: list[int], pairs: list[tuple[int, int]], take: frozenset[str]
) -> None:
    steps = []
    for gone, keep in ((ids[one % len(ids)], ids[two % len(ids)]) for one, two in pairs):
        before = dump(hand)
        survivor = people.survivor(hand.store, keep)
        values = _values(hand, gone) | _values(hand, survivor)
        try:
            merge_id = merge(hand.desk, gone, keep, take=take)
        except errors.Refused:
            assert dump(hand) == before
        else:
            assert _values(hand, survivor) == values
            assert customers.record(hand.store, gone).merged_into == survivor
            steps.append((merge_id, before))
    for merge_id, before in reversed(steps):
        undo_merge(hand.desk, merge_id)
        assert dump(hand) == before
    assert events.broken_at(hand.store) is None
