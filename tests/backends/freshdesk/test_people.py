import pytest

from csr_desk.backends.failures import Missing, TryLater
from csr_desk.backends.freshdesk import paging
from csr_desk.backends.freshdesk.backend import make
from csr_desk.backends.freshdesk.people import looked_up, one_person, person, requester
from csr_desk.backends.freshdesk.structs import NameRow, RequesterRow
from csr_desk.backends.freshdesk.structs_people import ContactRow
from tests.backends.flows import play
from tests.backends.freshdesk.given import context, listed, one, settings


def test_a_contact_has_all_addresses() -> None:
    found = person(
        ContactRow(
            id=7,
            name="Zoë",
            email="zoe@customer.example",
            mobile="+44 1",
            other_emails=["z@customer.example", None],
            twitter_id="zoe",
            company_id=401,
            unique_external_id="X-1",
        )
    )
    assert found is not None
    assert (found.id, found.role, found.phone, found.organisation) == (
        "7",
        "end-user",
        "+44 1",
        "401",
    )
    assert found.addresses == (
        ("email", "z@customer.example"),
        ("phone", "+44 1"),
        ("twitter", "zoe"),
    )
    assert found.external_id == "X-1"
    assert person(ContactRow()) is None
    assert requester(RequesterRow()) is None


def test_one_who_was_deleted_is_missing_but_keeps_the_name_of_what_they_wrote() -> None:
    deleted = one({"id": 7, "name": "Zoë", "deleted": True})
    with pytest.raises(Missing):
        play(one_person(context(), "7"), [deleted])
    found, asked = play(make(settings()).person("7"), [one({"id": 7, "name": "Zoë"})])
    assert (found.name, asked[0].budget) == ("Zoë", "contacts")
    (known,), _ = play(looked_up(context(), ["7", "7"]), [deleted])
    assert not known.is_active


def test_who_cannot_be_looked_up_is_left_out_and_a_limit_is_not() -> None:
    assert play(looked_up(context(), ["7", "8"]), [listed(status=404), listed(status=403)])[0] == ()
    with pytest.raises(TryLater):
        play(looked_up(context(), ["7"]), [listed(status=429)])


def test_a_list_without_sizes_follows_its_links_by_number() -> None:
    link = '<https://evil.example/api/v2/x?page=2>; rel="next"'
    answers = [listed({"id": 1}, link=link), listed({"id": 2})]
    rows, asked = play(paging.unsized(context(), "/x", NameRow), answers)
    assert [row.id for row in rows] == [1, 2]
    assert [one.query for one in asked] == [(), (("page", "2"),)]
    assert not any(one.absolute for one in asked)


@pytest.mark.parametrize(
    ("link", "goes_on"),
    [
        ("", False),
        ('<https://a/x?page=2>; rel="next"', True),
        ("<https://a/x?page=2>; rel=next", True),
        ('<https://a/x?page=1>; rel="prev"', False),
        ('<https://a/x?page=1>; rel="prev", <https://a/x?page=3>; rel="next"', True),
        ("next", False),
    ],
)
def test_the_header_of_the_next_page(link: str, goes_on: bool) -> None:
    answer = listed({"id": 1}, link=link)
    assert paging.goes_on(answer, 1) is goes_on
    assert paging.goes_on(answer, 100)
    assert not paging.goes_on(answer, 0)
