import pytest

from csr_desk.backends.failures import Missing, NoAnswer
from csr_desk.backends.zendesk.talk import talk
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, at, context


def test_a_conversation_comes_whole_and_in_order() -> None:
    account = Account()
    ticket = account.fake.names["late"]
    for number in range(130):
        account.clock.forward(seconds=1)
        account.fake.customer_replies(ticket, f"Reply {number}")
    account.clock.forward(seconds=1)
    account.fake.colleague_replies(ticket, "A note", public=False)
    found = run(talk(context(), str(ticket)), account.fake, account.signed)
    assert [one.body for one in found.messages[1:-1]] == [f"Reply {n}" for n in range(130)]
    assert not found.messages[-1].is_public
    assert {one.ticket for one in found.messages} == {str(ticket)}
    assert {one.id for one in found.people} == {one.author for one in found.messages}
    assert found.at == at("2026-11-21T12:02:11Z")
    assert len(account.asked) == 2
    assert not account.fake.warnings


def test_a_ticket_that_is_gone_is_missing() -> None:
    account = Account()
    ticket = account.fake.names["late"]
    account.fake.delete_ticket(ticket)
    with pytest.raises(Missing):
        run(talk(context(), str(ticket)), account.fake, account.signed)


def rows(*authors: object) -> dict[str, object]:
    return {
        "comments": [
            {"id": number, "author_id": author, "created_at": "2026-11-21T10:00:00Z"}
            for number, author in enumerate(authors, start=1)
        ],
        "users": [{"id": 7, "name": "Ada", "role": "agent"}],
        "meta": {"has_more": False},
    }


def test_the_system_a_deleted_user_and_one_who_was_left_out() -> None:
    looked_up = {"users": [{"id": 8, "name": "Ben", "role": "agent"}]}
    body = rows(7, -1, "eve@customer.example", "Eve", 8, 9)
    found, asked = play(talk(context(), "1"), [said(body), said(looked_up)])
    assert dict(asked[1].query) == {"ids": "8,9"}
    people = {one.id: one for one in found.people}
    assert set(people) == {"7", "-1", "eve@customer.example", "Eve", "8"}
    assert people["-1"].name == "Zendesk"
    assert people["eve@customer.example"].email == "eve@customer.example"
    assert people["Eve"].email == ""
    assert not people["Eve"].is_active
    assert [one.author for one in found.messages][-1] == "9"


def test_people_this_agent_may_not_see_are_done_without() -> None:
    refused = said({"error": {"title": "Forbidden", "message": "No"}}, 403)
    found, _ = play(talk(context(), "1"), [said(rows(7, 9)), refused])
    assert [one.id for one in found.people] == ["7"]


def test_a_comment_that_two_pages_show_is_there_once() -> None:
    first = {**rows(7, 7), "meta": {"has_more": True, "after_cursor": "b"}}
    found, asked = play(talk(context(), "1"), [said(first), said(rows(7, 7, 7))])
    assert [one.id for one in found.messages] == ["1", "2", "3"]
    assert dict(asked[1].query)["page[after]"] == "b"
    assert all(dict(one.query)["sort"] == "created_at" for one in asked)


def test_comments_of_one_second_stand_in_the_order_of_their_ids() -> None:
    body = rows(7, 7)
    body["comments"] = [
        {"id": 10, "author_id": 7, "created_at": "2026-11-21T10:00:00Z"},
        {"id": 9, "author_id": 7, "created_at": "2026-11-21T10:00:00Z"},
        {"id": 11, "author_id": 7, "created_at": "2026-11-21T09:00:00Z"},
    ]
    found, _ = play(talk(context(), "1"), [said(body)])
    assert [one.id for one in found.messages] == ["11", "9", "10"]


def test_a_page_without_comments_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        play(talk(context(), "1"), [said({"users": []})])
