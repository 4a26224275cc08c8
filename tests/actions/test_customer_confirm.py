"""Details confirmed one by one: each has its date, a changed one loses it, undo gives it back."""

from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.actions import (
    customer,
    customer_confirm,
    customer_consent,
    customer_field,
    customer_identity,
    customer_merge,
    customer_unmerge,
    privacy,
)
from csr_desk.actions.customer import NewCustomer
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config, CustomerConfig
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import IdentityKind
from csr_desk.paths import Places
from csr_desk.reports import person
from csr_desk.store import customers, details
from csr_desk.store.people import NewIdentity
from tests.desk import START, Hands, TestDesk
from tests.store.fixtures import old_store

PHONE = "+49 30 1234567"


@pytest.fixture
def ann(hand: TestDesk) -> int:
    return customer.create(
        hand.desk,
        NewCustomer(
            "Ann Baker",
            organisation="Baker Ltd",
            addresses=(
                NewIdentity(IdentityKind.EMAIL, "ann@example.com"),
                NewIdentity(IdentityKind.PHONE, PHONE),
            ),
            fields=(("city", "Bonn"),),
        ),
    )


def old(hand: TestDesk, number: int) -> list[str]:
    known = customers.record(hand.store, number)
    return [one.field for one in customer_confirm.old(hand.desk, known)]


def words(hand: TestDesk, number: int) -> str:
    return customer_confirm.old_words(hand.desk, customers.record(hand.store, number))


def email(hand: TestDesk, number: int) -> tuple[str, int]:
    known = customers.record(hand.store, number)
    return "email", next(one.id for one in known.identities if one.kind == "email")


def test_one_detail_is_stamped_alone(hand: TestDesk, ann: int) -> None:
    assert old(hand, ann) == ["name", "organisation", "email", "phone", "city"]
    assert words(hand, ann) == "Never confirmed"
    customer_confirm.confirm(hand.desk, ann, [email(hand, ann), ("city", None)])
    assert old(hand, ann) == ["name", "organisation", "phone"]
    assert words(hand, ann) == "To confirm: name, organisation, phone"
    stamped = [one for one in details.of(hand.store, customers.record(hand.store, ann)) if one.at]
    assert {one.field: (one.at, one.actor) for one in stamped} == {
        "email": (hand.desk.now(), "Me"),
        "city": (hand.desk.now(), "Me"),
    }
    assert customers.record(hand.store, ann).verified_at is None


def test_the_prompt_comes_back_after_the_days_and_names_what_is_old(
    hand: TestDesk, ann: int
) -> None:
    customer_consent.confirm_details(hand.desk, ann)
    assert words(hand, ann) == ""
    hand.wait(100 * DAY / 1000)
    customer_confirm.confirm(hand.desk, ann, [email(hand, ann)])
    hand.wait(80 * DAY / 1000)
    assert words(hand, ann) == "To confirm: name, organisation, phone and 1 more"
    hand.wait(100 * DAY / 1000)
    assert words(hand, ann) == "Confirmed long ago"
    hand.desk.config = replace(hand.desk.config, customer=CustomerConfig(confirm_after_days=0))
    assert words(hand, ann) == ""


def test_a_changed_detail_loses_its_stamp_and_no_other_does(hand: TestDesk, ann: int) -> None:
    customer_consent.confirm_details(hand.desk, ann)
    customer_field.change(hand.desk, ann, "city", "Köln", source="sync")
    customer_identity.change(hand.desk, ann, email(hand, ann)[1], "ann@new.example")
    assert old(hand, ann) == ["email", "city"]
    customer_confirm.confirm(hand.desk, ann, [("city", None)])
    assert old(hand, ann) == ["email"]
    customer_identity.add(hand.desk, ann, IdentityKind.PHONE, "+49 30 7654321")
    assert old(hand, ann) == ["email", "phone"]


def test_undo_gives_back_what_was_before(hand: TestDesk, ann: int) -> None:
    customer_consent.confirm_details(hand.desk, ann)
    first = hand.desk.now()
    hand.wait(200 * DAY / 1000)
    customer_consent.confirm_details(hand.desk, ann)
    assert customer_confirm.undo(hand.desk, ann) == 5
    assert customers.record(hand.store, ann).verified_at == first
    assert words(hand, ann) == "Confirmed long ago"
    assert hand.kinds()[-1] == "customer.confirmation_undone"
    with pytest.raises(errors.Refused, match="ten minutes"):
        customer_confirm.undo(hand.desk, ann)
    customer_confirm.confirm(hand.desk, ann, [("name", None)])
    hand.wait(601)
    with pytest.raises(errors.Refused, match="ten minutes"):
        customer_confirm.undo(hand.desk, ann)


def test_what_the_record_has_not_is_refused(hand: TestDesk, ann: int) -> None:
    for key in (("shoe size", None), ("email", 999)):
        with pytest.raises(errors.Refused, match="on this record"):
            customer_confirm.confirm(hand.desk, ann, [key])


def test_an_address_keeps_its_stamp_through_a_merge_and_back(hand: TestDesk, ann: int) -> None:
    other = customer.create(hand.desk, NewCustomer("A. Baker"))
    customer_confirm.confirm(hand.desk, ann, [email(hand, ann)])
    merge_id = customer_merge.merge(hand.desk, ann, other)
    known = details.of(hand.store, customers.record(hand.store, other))
    assert [one.at for one in known if one.field == "email"] == [hand.desk.now()]
    customer_unmerge.undo_merge(hand.desk, merge_id)
    known = details.of(hand.store, customers.record(hand.store, ann))
    assert [one.at for one in known if one.field == "email"] == [hand.desk.now()]


def test_it_is_in_the_export_and_goes_with_the_person(hand: TestDesk, ann: int) -> None:
    customer_field.change(hand.desk, ann, "shoe size", "44")
    customer_consent.confirm_details(hand.desk, ann)
    told = person.document(hand.store, ann, hand.desk.now())
    assert {row["field"] for row in told["confirmed"]} == {
        "name", "organisation", "email", "phone", "city", "shoe size",
    }  # fmt: skip
    privacy.erase(hand.desk, ann)
    assert hand.store.value("SELECT count(*) FROM detail_confirmed") == 0


def test_what_was_confirmed_as_a_whole_before_counts_for_every_detail(tmp_path: Path) -> None:
    path = old_store(tmp_path, 2)
    db = apsw.Connection(str(path))
    db.execute("UPDATE customer SET verified_at = 1795424400000 WHERE id = 2")
    db.close()
    hands = Hands()
    places = Places(tmp_path, tmp_path / "config.toml")
    desk = open_desk(
        places, Config(), lambda: START, lambda: hands.seconds + 200, hands.boot, hands.uid
    )
    found = details.of(desk.store, customers.record(desk.store, 2))
    assert found
    assert {one.at for one in found} == {1795424400000}
    assert all(one.at is None for one in details.of(desk.store, customers.record(desk.store, 3)))
    desk.store.close()
