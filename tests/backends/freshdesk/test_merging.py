"""Merges of tickets: notes on both sides stay private, a repeated one merges nothing twice."""

import json

import pytest

from csr_desk.backends.failures import Closed, Missing, NoAnswer, NotSent
from csr_desk.backends.freshdesk.merging import merge_tickets
from tests.backends.freshdesk.desk_side import Account
from tests.fakes.freshdesk import Decision


def merge(account: Account, *names: str, into: str = "broken") -> None:
    ids = tuple(str(account.names[name]) for name in names)
    flow = merge_tickets(account.freshdesk, str(account.names[into]), ids, "Same lamp {{x}}.")
    account.run(flow)


def merges(account: Account) -> int:
    return sum("merge" in one for one in account.changing())


def test_a_merge_closes_the_other_ticket_with_a_private_note(account: Account) -> None:
    merge(account, "late")
    assert account.ticket("late")["status"] == 5
    for name in ("late", "broken"):
        row = account.ticket(name)["comments"][-1]
        assert row["private"] is True
        assert "Same lamp" in row["body"]
    assert json.loads(account.asked[-1].body)["convert_recepients_to_cc"] is False


@pytest.mark.parametrize("fate", [Decision("drop_after"), Decision("status_after", status=502)])
def test_a_merge_whose_answer_was_lost_is_not_made_twice(account: Account, fate: Decision) -> None:
    account.befalls(fate, after=1)
    with pytest.raises(NoAnswer):
        merge(account, "late")
    account.later(30)
    merge(account, "late")
    assert merges(account) == 1
    assert len(account.ticket("broken")["comments"]) == 1


def test_a_merge_that_never_arrived_is_made(account: Account) -> None:
    account.befalls(Decision("drop_before", form="lost"), after=1)
    with pytest.raises(NoAnswer):
        merge(account, "late")
    merge(account, "late")
    assert account.ticket("late")["status"] == 5


def test_a_closed_ticket_without_the_mark_is_merged_all_the_same(account: Account) -> None:
    merge(account, "closed")
    assert merges(account) == 1
    merge(account, "closed", into="late")
    assert merges(account) == 2


def test_several_are_merged_one_by_one(account: Account) -> None:
    merge(account, "late", "waiting", "late")
    assert merges(account) == 2
    assert {account.ticket(name)["status"] for name in ("late", "waiting")} == {5}


def test_a_reading_that_is_lost_is_no_doubt(account: Account) -> None:
    account.befalls(Decision("drop_after"))
    with pytest.raises(NotSent):
        merge(account, "late")
    assert merges(account) == 0


def test_what_is_gone_is_refused(account: Account) -> None:
    with pytest.raises(Missing):
        account.run(merge_tickets(account.freshdesk, "1", ("999",), ""))
    with pytest.raises(Closed):
        merge(account, "deleted")
