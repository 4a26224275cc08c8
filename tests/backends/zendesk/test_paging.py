import json
from typing import Any

import pytest

from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.structs import TicketRow
from csr_desk.backends.zendesk.structs_people import NameRow
from tests.backends.driver import play, said
from tests.backends.zendesk.given import context

SIZE = ("page[size]", "100")


def next_of(**body: Any) -> Any:
    return paging.following(paging.envelope(said(body)), (SIZE, ("page[after]", "now")))


def test_a_list_goes_on_while_it_has_more() -> None:
    assert next_of(meta={"has_more": True, "after_cursor": "x"}) == (SIZE, ("page[after]", "x"))
    assert next_of(meta={"has_more": False, "after_cursor": "x"}, links={"next": "y"}) is None
    assert next_of(meta=None, next_page=None) is None
    assert next_of() is None


def test_a_cursor_that_is_told_in_the_link_alone_is_taken_and_the_host_is_not() -> None:
    meta = {"has_more": True, "after_cursor": None}
    link = "https://evil.example/api/v2/groups?page%5Bafter%5D=abc%3D&page%5Bsize%5D=100"
    assert next_of(meta=meta, links={"next": link}) == (SIZE, ("page[after]", "abc="))


@pytest.mark.parametrize("links", [{}, None, {"next": None}, {"next": "/groups?page=2"}])
def test_a_list_that_has_more_and_does_not_say_where_is_no_answer(links: object) -> None:
    with pytest.raises(NoAnswer, match="where it goes on"):
        next_of(meta={"has_more": True, "after_cursor": None}, links=links)


def test_what_is_side_loaded_may_be_null() -> None:
    found = paging.envelope(said({"users": None, "groups": [{"id": 1}]}))
    assert paging.beside(found, "users", NameRow) == []
    assert [row.id for row in paging.beside(found, "groups", NameRow)] == [1]
    with pytest.raises(NoAnswer):
        paging.rows(found, "users", NameRow)


def test_pages_by_number_where_there_are_no_cursors() -> None:
    found = paging.following(
        paging.envelope(said({"next_page": "https://other.example/?page=7"})), (("page", "2"),)
    )
    assert found == (("page", "3"),)


def test_a_page_that_leads_to_itself_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        next_of(meta={"has_more": True, "after_cursor": "now"})


def test_a_list_that_never_ends_is_cut() -> None:
    pages = [
        said({"groups": [{"id": n}], "meta": {"has_more": True, "after_cursor": str(n)}})
        for n in range(paging.MOST_PAGES)
    ]
    found, _ = play(paging.all_rows(context(), "/groups", "groups", NameRow, (SIZE,)), pages)
    assert len(found) == paging.MOST_PAGES


def test_one_odd_value_costs_that_value_and_no_row() -> None:
    good = {"id": 1, "subject": "fine", "tags": ["a"], "requester_id": 9}
    odd = {"id": 2, "subject": {"odd": 1}, "tags": {"x": 1}, "requester_id": [9], "status": "open"}
    body = {"tickets": [good, odd]}
    first, second = paging.rows(paging.envelope(said(body)), "tickets", TicketRow)
    assert (first.id, first.subject) == (1, "fine")
    assert (second.id, second.subject, second.status) == (2, None, "open")


@pytest.mark.parametrize("rows", [None, {}, "x", [None], [1], [{"subject": "no id"}], [[]]])
def test_what_is_no_list_of_records_is_no_answer(rows: Any) -> None:
    found = paging.envelope(said({"tickets": rows}))
    with pytest.raises(NoAnswer):
        paging.rows(found, "tickets", TicketRow)


def test_a_list_that_is_not_there_is_no_answer_but_a_side_load_may_be_missing() -> None:
    found = paging.envelope(said({"count": 0}))
    with pytest.raises(NoAnswer):
        paging.rows(found, "tickets", TicketRow)
    assert paging.beside(found, "users", NameRow) == []


@pytest.mark.parametrize("body", [b"[]", b"null", b"17", b'"x"'])
def test_an_answer_that_is_no_object_is_no_answer(body: bytes) -> None:
    with pytest.raises(NoAnswer):
        paging.envelope(said(body))


def test_big_numbers_and_unknown_keys_pass() -> None:
    raw = {"id": 9_223_372_036_854_775_807, "custom_fields": [{"id": 1, "value": 10**30}]}
    body = json.dumps({"tickets": [{**raw, "new_key": {"a": [1]}}]}).encode()
    (row,) = paging.rows(paging.envelope(said(body)), "tickets", TicketRow)
    assert row.id == 9_223_372_036_854_775_807
    assert row.custom_fields is not None
    assert row.custom_fields[0].value == 10**30
