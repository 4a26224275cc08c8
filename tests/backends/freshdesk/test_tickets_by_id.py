import pytest

from csr_desk.backends.failures import Halt, NoAnswer, TryLater
from csr_desk.backends.freshdesk.tickets import tickets
from csr_desk.backends.records import Page
from csr_desk.domain.queue_row import Status
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import NOON, context, listed, one, ticket_row


def read(account: Account, *names: str) -> Page:
    ids = tuple(str(account.names.get(name, name)) for name in names)
    found = account.run(tickets(account.freshdesk, ids))
    assert isinstance(found, Page)
    return found


def test_a_ticket_comes_with_requester_company_and_due_times(account: Account) -> None:
    page = read(account, "broken")
    (found,) = page.tickets
    assert (found.subject, found.tags) == ("The lamp is broken", ("größe", "vip"))
    assert found.custom["cf_order_number"] == "A-17"
    assert found.custom["type"] == "Incident"
    assert found.due_known
    assert found.due_kind == "first_response"
    assert found.description == "It came in pieces.\n\nTomas"
    assert found.organisation == str(account.names["Globex"])
    assert [one.name for one in page.organisations] == ["Globex"]
    assert [one.email for one in page.people] == ["tomas@globex.example"]
    assert page.at == account.now()
    assert dict(account.asked[0].query)["include"] == "requester,company,stats"


def test_what_is_gone_deleted_or_spam(account: Account) -> None:
    page = read(account, "late", "deleted", "spam", "999999")
    assert [one.id for one in page.tickets] == [str(account.names["late"])]
    wanted = {str(account.names["deleted"]), str(account.names["spam"]), "999999"}
    assert set(page.gone) == wanted


def test_an_archived_ticket_is_not_gone(account: Account) -> None:
    page = read(account, "archived")
    assert page.gone == ()
    assert page.tickets[0].status is Status.CLOSED


def test_what_lies_outside_of_the_scope_is_gone_from_here(account: Account) -> None:
    account.server.set_scope(3)
    page = read(account, "broken", "invoice")
    assert [one.id for one in page.tickets] == [str(account.names["broken"])]
    assert page.gone == (str(account.names["invoice"]),)


def test_many_at_once_are_read_without_costly_embeds(account: Account) -> None:
    names = ("late", "broken", "invoice", "waiting", "same_a", "same_b", "long", "many", "bare",
             "files", "custom7")  # fmt: skip
    page = read(account, *names, "late")
    assert len(page.tickets) == len(names)
    assert {dict(one.query)["include"] for one in account.asked} == {"requester"}
    assert {one.requester for one in page.tickets} <= {one.id for one in page.people}


def test_nothing_is_asked_for_nothing() -> None:
    assert play(tickets(context(), ()), []) == (Page(), [])


def test_a_requester_who_came_without_a_name_is_looked_up() -> None:
    fields = listed({"name": "agent", "choices": {"Priya Nair": 101}})
    contact = one({"id": 7, "name": "Zoë Ångström", "mobile": "+44 1", "phone": "+44 2"})
    view = one(ticket_row(requester=None))
    page, asked = play(tickets(context(), ("41",)), [view, fields, contact])
    assert [request.path for request in asked][-1] == "/api/v2/contacts/7"
    assert [(person.name, person.phone) for person in page.people] == [("Zoë Ångström", "+44 2")]
    assert page.people[0].addresses == (("phone", "+44 1"),)
    assert page.at == NOON


def test_an_agent_who_asks_is_known_by_the_fields() -> None:
    fields = listed({"name": "agent", "choices": {"Priya Nair": 7}})
    page, _ = play(tickets(context(), ("41",)), [one(ticket_row(requester=None)), fields])
    assert [person.name for person in page.people] == ["Priya Nair"]


@pytest.mark.parametrize("body", [b"", b"<html>x</html>"])
def test_gone_whatever_the_body_of_a_404_from_freshdesk(body: bytes) -> None:
    absent = listed(status=404)._replace(body=body)
    page, asked = play(tickets(context(), ("41",)), [absent, absent])
    assert page.gone == ("41",)
    assert asked[1].path == "/api/v2/tickets/archived/41"


def test_a_network_that_answers_404_for_everything_takes_no_ticket_away() -> None:
    portal = listed(status=404)._replace(body=b"<html>no</html>", headers={})
    with pytest.raises(NoAnswer):
        play(tickets(context(), ("41",)), [portal])


def test_a_locked_agent_and_a_limit_take_no_ticket_away() -> None:
    locked = listed(status=403)._replace(body=b'{"code": "password_lockout", "message": "x"}')
    with pytest.raises(Halt):
        play(tickets(context(), ("41",)), [locked])
    with pytest.raises(TryLater):
        play(tickets(context(), ("41",)), [listed(status=429)])


def test_an_answer_about_another_ticket_is_none() -> None:
    with pytest.raises(NoAnswer):
        play(tickets(context(), ("41",)), [one(ticket_row(42))])
