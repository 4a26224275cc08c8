"""Whom a ticket is from is embedded once, and again when it is somebody else's."""

import json
from typing import Any

from csr_desk.backends.freshdesk import faces
from csr_desk.backends.freshdesk.streams import changed
from csr_desk.backends.freshdesk.tickets import tickets
from csr_desk.backends.wire import Request
from csr_desk.domain.instants import HOUR
from tests.backends.flows import answer, play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import context, ticket_row


def included(request: Request) -> str:
    return dict(request.query).get("include", "")


def told(**more: Any) -> Any:
    return answer(200, json.dumps(ticket_row(41, **more)).encode())


def test_a_requester_who_is_known_is_not_embedded_again() -> None:
    freshdesk = context()
    first, asked = play(tickets(freshdesk, ("41",)), [told()])
    assert [included(one) for one in asked] == ["requester,company,stats"]
    again, asked = play(tickets(freshdesk, ("41",)), [told(requester=None)])
    assert [included(one) for one in asked] == ["stats"]
    assert again.people == first.people
    assert [one.name for one in again.people] == ["Zoë"]


def test_a_ticket_that_went_to_another_customer_is_read_with_them() -> None:
    freshdesk = context()
    play(tickets(freshdesk, ("41",)), [told()])
    other = {"id": 8, "name": "Mei", "email": "mei@customer.example"}
    bare, whole = told(requester=None, requester_id=8), told(requester=other, requester_id=8)
    page, asked = play(tickets(freshdesk, ("41",)), [bare, whole])
    assert [included(one) for one in asked] == ["stats", "requester,company,stats"]
    assert [one.name for one in page.people] == ["Mei"]


def test_after_an_hour_a_new_name_is_asked_for() -> None:
    kept = faces.Faces()
    row = context()
    play(tickets(row, ("41",)), [told()])
    (face,) = row.faces.kept.values()
    kept.kept["41"] = face
    assert kept.of("41", face.at + HOUR) is face
    assert kept.of("41", face.at + HOUR + 1) is None
    assert kept.of("41", face.at - 1) is None


def test_the_oldest_go_first() -> None:
    freshdesk = context()
    play(tickets(freshdesk, ("41",)), [told()])
    (face,) = freshdesk.faces.kept.values()
    freshdesk.faces.kept = {str(number): face for number in range(faces.MOST)}
    play(tickets(freshdesk, ("99999",)), [answer(200, json.dumps(ticket_row(99999)).encode())])
    assert len(freshdesk.faces.kept) == faces.MOST
    assert "0" not in freshdesk.faces.kept
    assert "99999" in freshdesk.faces.kept


def test_a_list_makes_its_tickets_known(account: Account) -> None:
    account.run(changed(account.freshdesk, ""))
    late = str(account.names["late"])
    before = len(account.server.requests)
    page = account.run(tickets(account.freshdesk, (late,)))
    (asked,) = account.server.requests[before:]
    assert asked.query["include"] == ["stats"]
    assert {one.requester for one in page.tickets} == {one.id for one in page.people}
