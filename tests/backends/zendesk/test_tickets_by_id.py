from typing import Any

import pytest

from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.zendesk.tickets import merged_into, tickets
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, at, context

FOUND: dict[str, Any] = {"tickets": [], "users": [], "next_page": None, "count": 0}


def test_tickets_come_with_people_and_their_deadlines() -> None:
    account = Account()
    names = account.fake.names
    ids = tuple(str(names[name]) for name in ("late", "broken"))
    page = run(tickets(context(), ids), account.fake, account.signed)
    late, broken = page.tickets
    assert (late.id, broken.id) == ids
    assert (late.due_at, late.due_kind) == (at("2026-11-21T13:00:00Z"), "first_response")
    assert broken.due_known
    assert broken.due_at is None
    assert {one.name for one in page.people} >= {"Nia Okafor", "Tomas Lind"}
    assert page.gone == ()
    assert account.asked == ["/tickets/show_many"]


def test_a_ticket_that_is_left_out_is_looked_for_before_it_counts_as_gone() -> None:
    account = Account()
    known, deleted = account.fake.names["late"], account.fake.names["invoice"]
    account.fake.delete_ticket(deleted)
    ids = (str(deleted), str(known), "424242")
    page = run(tickets(context(), ids), account.fake, account.signed)
    assert page.gone == (str(deleted), "424242")
    assert [one.id for one in page.tickets] == [str(known)]


def test_a_ticket_that_only_the_list_left_out_is_there() -> None:
    row = {"id": 5, "updated_at": "2026-11-21T10:00:00Z", "subject": "Archived"}
    page, _ = play(tickets(context(), ("5",)), [said(FOUND), said({"ticket": row})])
    assert [one.subject for one in page.tickets] == ["Archived"]
    assert page.gone == ()


def test_one_this_agent_may_not_see_is_gone_for_this_agent() -> None:
    refused = said({"error": {"title": "Forbidden", "message": "No"}}, 403)
    page, _ = play(tickets(context(), ("5",)), [said(FOUND), refused])
    assert page.gone == ("5",)


def test_a_lost_answer_makes_nothing_gone() -> None:
    with pytest.raises(NoAnswer):
        play(tickets(context(), ("5",)), [said(FOUND), said(b"<html>portal</html>", 404)])


def test_a_ticket_that_shows_as_deleted_is_gone() -> None:
    row = {"id": 5, "status": "deleted"}
    page, _ = play(tickets(context(), ("5",)), [said({**FOUND, "tickets": [row]})])
    assert (page.tickets, page.gone) == ((), ("5",))
    page, _ = play(tickets(context(), ("5",)), [said(FOUND), said({"ticket": row})])
    assert (page.tickets, page.gone) == ((), ("5",))


def test_no_ids_ask_nothing() -> None:
    page, asked = play(tickets(context(), ()), [])
    assert (page.tickets, asked) == ((), [])


def test_a_merged_ticket_names_the_one_it_went_into() -> None:
    account = Account()
    loser, winner = account.fake.names["late"], account.fake.names["waiting"]
    account.fake.merge_tickets(winner, loser)
    page = run(tickets(context(), (str(loser), str(winner))), account.fake, account.signed)
    by_id = {one.id: one for one in page.tickets}
    assert by_id[str(loser)].merged_into == str(winner)
    assert by_id[str(winner)].merged_into is None


def test_the_source_of_a_merge_counts_before_its_words() -> None:
    via = {"channel": "merge", "source": {"rel": "merge", "to": {"ticket_id": 8}, "from": {}}}
    words = {"type": "Comment", "body": "closed and merged into request #9"}
    audits = {"audits": [{"id": 1, "via": via, "events": [words]}]}
    assert play(merged_into(context(), "7"), [said(audits)])[0] == "8"
    quoted = {"audits": [{"id": 1, "via": {"channel": "email"}, "events": [words]}]}
    assert play(merged_into(context(), "7"), [said(quoted)])[0] is None
    own = {"channel": "merge", "source": {"rel": "merge", "to": {"ticket_id": 7}}}
    told = {"audits": [{"id": 1, "via": own, "events": [words]}]}
    assert play(merged_into(context(), "7"), [said(told)])[0] == "9"
    assert play(merged_into(context(), "7"), [said({"error": "InvalidEndpoint"}, 404)])[0] is None
