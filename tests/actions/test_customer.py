"""Customers are made, changed with history, confirmed, and recognised when they come back."""

import json

import pytest

from csr_desk import errors
from csr_desk.actions import (
    customer,
    customer_consent,
    customer_field,
    customer_identity,
    customer_recent,
    follow_up,
)
from csr_desk.actions import interaction as contacts
from csr_desk.actions import wrap_up as wrap_ups
from csr_desk.actions.customer import NewCustomer
from csr_desk.actions.customer_consent import Consent
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import customers, people, search
from csr_desk.store.people import NewIdentity
from tests.desk import TestDesk

CARD = "4111 1111 1111 1111"


def made(hand: TestDesk, name: str = "Ann Baker", *emails: str) -> int:
    addresses = tuple(NewIdentity(IdentityKind.EMAIL, one) for one in emails)
    return customer.create(hand.desk, NewCustomer(name, addresses=addresses))


def last_event(hand: TestDesk, kind: str) -> dict[str, object]:
    row = hand.store.one("SELECT data FROM event WHERE kind = ? ORDER BY seq DESC", kind)
    assert row is not None
    return dict(json.loads(row[0]))


def test_a_new_customer_has_addresses_facts_and_consent(hand: TestDesk) -> None:
    wanted = NewCustomer(
        " Ann Baker ",
        organisation="Acme",
        language="de",
        addresses=(
            NewIdentity(IdentityKind.EMAIL, "Ann@Example.com"),
            NewIdentity(IdentityKind.PHONE, "+49 30 1234567"),
        ),
        fields=(("city", "Berlin"),),
        consent=Consent(True, "2026-01"),
    )
    known = customers.record(hand.store, customer.create(hand.desk, wanted))
    assert (known.name, known.first_name, known.organisation) == ("Ann Baker", "Ann", "Acme")
    assert [one.value for one in known.identities] == ["Ann@Example.com", "+49 30 1234567"]
    assert known.value("city") == "Berlin"
    assert known.value("consent") == "granted"
    assert known.value("consent text") == "2026-01"
    assert known.salt
    assert last_event(hand, "consent.record") == {"granted": True, "text_version": "2026-01"}
    assert [hit.id for hit in search.find(hand.store, "ann@example.com")] == [known.id]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (NewCustomer(""), "A customer needs a name"),
        (
            NewCustomer("A", addresses=(NewIdentity(IdentityKind.EMAIL, "a@b"),)),
            "An e-mail address looks like name@example.com",
        ),
        (
            NewCustomer("A", addresses=(NewIdentity(IdentityKind.PHONE, "12"),)),
            "A telephone number has 3 to 20 digits; this has 2",
        ),
        (NewCustomer("A", consent=Consent(True, "")), "Consent names the version"),
        (
            NewCustomer("A", addresses=(NewIdentity(IdentityKind.PHONE, CARD),)),
            "that looks like a card number",
        ),
    ],
)
def test_a_wrong_new_customer_is_refused_whole(
    hand: TestDesk, wanted: NewCustomer, sentence: str
) -> None:
    with pytest.raises(errors.Refused, match=sentence):
        customer.create(hand.desk, wanted)
    assert hand.store.value("SELECT count(*) FROM customer") == 0
    assert hand.store.value("SELECT count(*) FROM identity") == 0


def test_a_change_keeps_the_old_value_the_source_and_no_words_in_the_log(hand: TestDesk) -> None:
    one = made(hand)
    assert customer_field.change(hand.desk, one, "organisation", "Acme")
    assert customer_field.change(hand.desk, one, "city", "Berlin")
    assert customer_field.change(hand.desk, one, "city", "Hamburg", source="sync")
    assert not customer_field.change(hand.desk, one, "city", " Hamburg ")
    found = [(c.field, c.old, c.new, c.source) for c in customers.history(hand.store, one)]
    assert found == [
        ("city", "Berlin", "Hamburg", "sync"),
        ("city", "", "Berlin", "agent"),
        ("organisation", "", "Acme", "agent"),
    ]
    event = last_event(hand, "customer.changed")
    assert event["field"] == "city"
    assert "Hamburg" not in json.dumps(event)
    assert customer_field.change(hand.desk, one, "city", "")
    assert customers.record(hand.store, one).fields == ()


def test_a_new_name_brings_its_first_name_unless_it_was_set_by_hand(hand: TestDesk) -> None:
    one = made(hand, "Ann Baker")
    customer_field.change(hand.desk, one, "name", "Cooper, Beth")
    assert customers.record(hand.store, one).first_name == "Beth"
    customer_field.change(hand.desk, one, "first_name", "Lizzy")
    customer_field.change(hand.desk, one, "name", "Elizabeth Cooper")
    assert customers.record(hand.store, one).first_name == "Lizzy"


def test_what_is_changed_is_found_by_its_new_words(hand: TestDesk) -> None:
    one = made(hand, "Ann Baker")
    customer_field.change(hand.desk, one, "name", "Zoe Quinn")
    customer_field.change(hand.desk, one, "note", "prefers mornings")
    assert [hit.id for hit in search.find(hand.store, "quinn")] == [one]
    assert [hit.id for hit in search.find(hand.store, "mornings")] == [one]
    assert search.find(hand.store, "baker") == []


def test_a_card_number_in_a_note_is_masked_before_it_is_stored(hand: TestDesk) -> None:
    one = made(hand)
    customer_field.change(hand.desk, one, "note", f"paid with {CARD}")
    note = customers.record(hand.store, one).note
    assert "4111 1111" not in note
    assert note.endswith("1111")
    assert "4111 1111" not in json.dumps(hand.store.all("SELECT old, new FROM field_history"))


def test_a_wrong_value_is_refused_and_nothing_changes(hand: TestDesk) -> None:
    one = made(hand)
    with pytest.raises(errors.Refused, match="needs a name"):
        customer_field.change(hand.desk, one, "name", "  ")
    assert customers.record(hand.store, one).name == "Ann Baker"
    assert customers.history(hand.store, one) == []


def test_addresses_are_added_corrected_and_removed_with_history(hand: TestDesk) -> None:
    one = made(hand, "Ann Baker", "ann@example.com")
    assert customer_identity.add(hand.desk, one, IdentityKind.EMAIL, "ann@work.example") == []
    known = customers.record(hand.store, one).identities
    assert [(i.value, i.is_primary) for i in known] == [
        ("ann@example.com", True),
        ("ann@work.example", False),
    ]
    assert customer_identity.change(hand.desk, one, known[1].id, "anna@work.example")
    assert not customer_identity.change(hand.desk, one, known[1].id, "anna@work.example")
    with pytest.raises(errors.Refused, match="on the record already"):
        customer_identity.change(hand.desk, one, known[1].id, "ANN@example.com")
    customer_identity.make_primary(hand.desk, one, known[1].id)
    customer_identity.change(hand.desk, one, known[1].id, "")
    left = customers.record(hand.store, one).identities
    assert [(i.value, i.is_primary) for i in left] == [("ann@example.com", True)]
    assert [(c.old, c.new) for c in customers.history(hand.store, one, "email")] == [
        ("anna@work.example", ""),
        ("ann@work.example", "anna@work.example"),
        ("", "ann@work.example"),
    ]


def test_an_address_somebody_else_has_is_taken_with_a_warning(hand: TestDesk) -> None:
    one, other = made(hand, "Ann Baker", "ann@example.com"), made(hand, "A. Baker")
    assert customer_identity.add(hand.desk, other, IdentityKind.EMAIL, "ANN@example.com") == [one]
    with pytest.raises(errors.Refused, match="on the record already"):
        customer_identity.add(hand.desk, other, IdentityKind.EMAIL, "ann@example.com")


def test_a_corrected_telephone_number_is_found_by_its_last_digits(hand: TestDesk) -> None:
    one = made(hand)
    customer_identity.add(hand.desk, one, IdentityKind.PHONE, "030 1111111")
    phone = customers.record(hand.store, one).identities[0]
    customer_identity.change(hand.desk, one, phone.id, "+49 30 7654321")
    assert people.find_by_phone(hand.store, "7654321") == [one]
    assert people.find_by_phone(hand.store, "1111111") == []


def test_details_are_confirmed_again_after_the_days_of_the_setting(hand: TestDesk) -> None:
    one = made(hand)
    assert customer_consent.needs_confirming(hand.desk, customers.record(hand.store, one))
    customer_consent.confirm_details(hand.desk, one)
    assert customers.record(hand.store, one).verified_at == hand.desk.now()
    hand.wait(180 * 86_400 - 1)
    assert not customer_consent.needs_confirming(hand.desk, customers.record(hand.store, one))
    hand.wait(1)
    assert customer_consent.needs_confirming(hand.desk, customers.record(hand.store, one))


def test_consent_that_is_taken_back_stands_in_the_history(hand: TestDesk) -> None:
    one = made(hand)
    customer_consent.record_consent(hand.desk, one, Consent(True, "v1"))
    customer_consent.record_consent(hand.desk, one, Consent(False, "v2"))
    assert customers.record(hand.store, one).value("consent") == "refused"
    assert [(c.old, c.new) for c in customers.history(hand.store, one)] == [("granted", "refused")]


# the same issue again ----------------------------------------------------------------------------


def logged(hand: TestDesk, ticket_id: int, reason: str = "order/late", note: str = "") -> int:
    one = contacts.open_contact(hand.desk, ticket_id, Channel.PHONE)
    hand.wait(60)
    wanted = WrapUp(reason, "pending_customer", "", "none", (), note, "told by phone")
    wrap_ups.commit(hand.desk, one.id, wanted)
    return one.id


def test_the_same_reason_within_seven_days_tells_what_was_promised(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    customer_id = int(hand.store.value("SELECT customer_id FROM ticket"))
    first = logged(hand, ticket_id, note="carrier asked")
    due = hand.desk.now() + DAY
    follow_up.add(hand.desk, "call back with news", due, ticket_id=ticket_id, interaction_id=first)
    hand.wait(3 * 86_400)
    found = customer_recent.recent_same_issue(hand.desk, customer_id, "order/late")
    assert found is not None
    assert (found.contacts, found.by, found.note) == (1, "Me", "carrier asked")
    assert [(p.text, p.due_at, p.by) for p in found.promises] == [
        ("call back with news", due, "Me")
    ]
    assert customer_recent.recent_same_issue(hand.desk, customer_id, "billing/invoice") is None
    assert customer_recent.recent_same_issue(hand.desk, customer_id, None) == found
    assert customer_recent.recent_same_issue(hand.desk, customer_id, None, but=first) is None


def test_seven_days_to_the_second_is_outside(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    customer_id = int(hand.store.value("SELECT customer_id FROM ticket"))
    logged(hand, ticket_id)
    hand.wait(604_799)
    assert customer_recent.recent_same_issue(hand.desk, customer_id, "order/late") is not None
    hand.wait(1)
    assert customer_recent.recent_same_issue(hand.desk, customer_id, "order/late") is None


def test_an_undone_wrap_up_and_a_kept_promise_are_told_right(hand: TestDesk) -> None:
    ticket_id = hand.ticket()
    customer_id = int(hand.store.value("SELECT customer_id FROM ticket"))
    first = logged(hand, ticket_id)
    task = follow_up.add(hand.desk, "send label", hand.desk.now() + DAY, ticket_id=ticket_id)
    follow_up.done(hand.desk, task)
    found = customer_recent.recent_same_issue(hand.desk, customer_id)
    assert found is not None
    assert found.promises[0].done_at is not None
    wrap_ups.undo(hand.desk, first)
    assert customer_recent.recent_same_issue(hand.desk, customer_id) is None
