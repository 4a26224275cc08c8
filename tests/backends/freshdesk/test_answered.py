"""Answers to writes that show a ticket in part: the write is done, the ticket is read anew."""

from typing import Any

import pytest

from csr_desk.backends.failures import Missing
from csr_desk.backends.freshdesk.bodies import body
from csr_desk.backends.freshdesk.people import one_person
from csr_desk.backends.freshdesk.sending import send
from csr_desk.domain.queue_row import Priority
from tests.backends.driver import play, said
from tests.backends.freshdesk.desk_side import Account

STAMP = "2026-11-23T09:02:00Z"
WHOLE = ("created_at", "status", "priority", "requester_id", "tags", "custom_fields")


@pytest.mark.parametrize("absent", [*WHOLE, WHOLE])
def test_a_ticket_shown_in_part_is_not_taken_for_the_whole(account: Account, absent: Any) -> None:
    now = account.server.ticket(account.names["broken"])
    left_out = {absent} if isinstance(absent, str) else set(absent)
    told = {name: now[name] for name in (*WHOLE, "id", "subject") if name not in left_out}
    write = account.update("broken", fields={"priority": Priority.URGENT})
    answers = [said(now), said({**told, "updated_at": STAMP})]
    applied, _ = play(send(account.freshdesk, write, body(write)), answers)
    assert applied.remote_id == str(now["id"])
    assert applied.ticket is None


def test_the_same_stamp_and_no_values_is_no_refusal(account: Account) -> None:
    now = account.server.ticket(account.names["broken"])
    write = account.update("broken", fields={"priority": Priority.URGENT})
    answers = [said(now), said({"id": now["id"], "updated_at": now["updated_at"]})]
    applied, _ = play(send(account.freshdesk, write, body(write)), answers)
    assert applied.ticket is None


def test_a_new_ticket_shown_in_part_has_its_number_and_its_first_message(account: Account) -> None:
    write = account.create()
    answer = said({"id": 77, "updated_at": STAMP, "description": "<div>It is dark.</div>"}, 201)
    applied, _ = play(send(account.freshdesk, write, body(write)), [answer])
    assert (applied.remote_id, applied.message) == ("77", "description-77")
    assert applied.ticket is None


def test_nobody_is_asked_for_without_a_number(account: Account) -> None:
    """The path of such a contact would be the list's, whose answer is no contact."""
    with pytest.raises(Missing):
        play(one_person(account.freshdesk, ""), [])
