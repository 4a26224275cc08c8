from csr_desk.backends.zendesk.people import names, people, person
from csr_desk.backends.zendesk.structs_people import NameRow, UserRow
from tests.backends.zendesk.given import at


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
