import pytest

from csr_desk.backends.failures import Missing
from csr_desk.backends.zendesk.people import names, one_person, people, person
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow
from tests.backends.driver import run
from tests.backends.zendesk.given import Account, at, context


def test_a_person_comes_with_all_addresses() -> None:
    account = Account()
    nia = str(account.fake.names["Nia Okafor"])
    found = run(one_person(context(), nia), account.fake, account.signed)
    assert found.name == "Nia Okafor"
    assert set(found.addresses) == {
        ("email", "nia@customer.example"),
        ("phone_number", "+15550100"),
    }


def test_who_was_merged_away_is_missing_and_the_other_has_the_addresses() -> None:
    account = Account()
    loser, winner = account.fake.names["Mei Tanaka"], account.fake.names["Nia Okafor"]
    account.fake.merge_users(loser, winner)
    with pytest.raises(Missing):
        run(one_person(context(), str(loser)), account.fake, account.signed)
    found = run(one_person(context(), str(winner)), account.fake, account.signed)
    assert ("email", "mei@customer.example") in found.addresses


def test_a_user_as_a_list_shows_them() -> None:
    row = UserRow(id=7, name="Ada", role="admin", locale="de", notes="VIP", active=True)
    row.updated_at = "2026-11-21T12:00:00Z"
    found = person(row)
    assert found is not None
    assert (found.id, found.role, found.language, found.note) == ("7", "admin", "de", "VIP")
    assert found.updated_at == at("2026-11-21T12:00:00Z")
    assert found.is_active
    assert person(UserRow(name="Anonymous user")) is None


def test_an_unknown_role_is_no_colleague_and_an_inactive_user_says_so() -> None:
    odd = person(UserRow(id=7, role="robot"))
    gone = person(UserRow(id=7, active=False))
    assert odd is not None
    assert odd.role == "end-user"
    assert gone is not None
    assert not gone.is_active


def test_each_stands_once() -> None:
    rows = [UserRow(id=7, name="Ada"), UserRow(id="7", name="Ada"), UserRow(id=8)]
    assert [one.id for one in people(rows)] == ["7", "8"]
    groups = [NameRow(id=1, name="A"), NameRow(id=1, name="A"), NameRow(name="none")]
    assert [one.name for one in names(groups)] == ["A"]


def test_what_is_deleted_says_so() -> None:
    first, second, third = names(
        [NameRow(id=1, deleted=True), NameRow(id=2, deleted_at="2026-11-21"), NameRow(id=3)]
    )
    assert first.is_deleted
    assert second.is_deleted
    assert not third.is_deleted
