"""Customers made, changed and merged; tickets merged; comments taken out of sight."""

from typing import Any

import pytest

from csr_desk.backends.failures import Closed, Missing, NoAnswer, Rejected, TryLater
from csr_desk.backends.writes import Applied, Found, PersonWrite
from csr_desk.backends.zendesk.merging import merge_tickets
from csr_desk.backends.zendesk.saving import find_person, save_person
from tests.backends.driver import play, said
from tests.backends.zendesk.desk_side import Account
from tests.fakes.zendesk import Decision

LOST = Decision("drop_after", form="reset")


def save(account: Account, person: str | None, **fields: object) -> Applied:
    applied = account.run(save_person(account.zendesk, write(account, person, **fields)))
    assert isinstance(applied, Applied)
    account.later(15)
    return applied


def look(account: Account, person: str | None, **fields: object) -> Found:
    found = account.run(find_person(account.zendesk, write(account, person, **fields)))
    assert isinstance(found, Found)
    return found


def write(account: Account, person: str | None, **fields: object) -> PersonWrite:
    known = None if person is None else str(account.names[person])
    return PersonWrite("p-1", "c-uid", known, fields)


def addresses(account: Account, user_id: int) -> dict[str, bool]:
    rows = account.server.state.rows("identities")
    return {
        one["value"]: one["primary"]
        for one in rows
        if one["user_id"] == user_id and one["type"] == "email"
    }


def test_a_new_customer_is_made_once_under_our_uid(account: Account) -> None:
    fields = {"name": "Ann", "email": "ann@new.example", "phone": "+4930", "note": "VIP"}
    account.befalls(LOST, after=2)
    with pytest.raises(NoAnswer):
        save(account, None, **fields)
    account.later(15)
    assert look(account, None, **fields).applied is not None
    applied = save(account, None, **fields)
    shown = account.server.user(int(applied.remote_id))
    assert (shown["name"], shown["external_id"], shown["notes"]) == ("Ann", "c-uid", "VIP")
    assert applied.person is not None
    assert applied.person.email == "ann@new.example"
    users = [one for one in account.server.state.rows("users") if one["name"] == "Ann"]
    assert len(users) == 1
    assert account.clean()


def test_whoever_has_the_address_is_the_customer_and_keeps_what_is_theirs(
    account: Account,
) -> None:
    nia = account.names["Nia Okafor"]
    account.server.state.change("users", nia, external_id="crm-7")
    applied = save(account, None, name="Someone", email="NIA@customer.example")
    assert applied.remote_id == str(nia)
    shown = account.server.user(nia)
    assert (shown["name"], shown["external_id"]) == ("Nia Okafor", "crm-7")


def test_an_address_that_another_has_as_a_second_one_is_told(account: Account) -> None:
    save(account, "Mei Tanaka", email="second@x.example")
    with pytest.raises(Rejected, match="already being used"):
        save(account, "Nia Okafor", email="second@x.example")


def test_only_what_changed_is_sent(account: Account) -> None:
    save(account, "Nia Okafor", note="Likes blue", language="de", phone="")
    shown = account.server.user("Nia Okafor")
    assert (shown["notes"], shown["locale"], shown["phone"]) == ("Likes blue", "de", "")
    assert shown["name"] == "Nia Okafor"
    assert account.server.requests[-1].body == (
        b'{"user":{"locale":"de","notes":"Likes blue","phone":""}}'
    )
    globex = account.names["Globex"]
    save(account, "Nia Okafor", organisation=str(globex))
    assert account.server.user("Nia Okafor")["organization_id"] == globex
    assert account.clean()


def test_another_address_is_a_second_one(account: Account) -> None:
    save(account, "Nia Okafor", email="nia@home.example")
    nia = account.names["Nia Okafor"]
    assert addresses(account, nia) == {"nia@customer.example": True, "nia@home.example": False}


def test_the_address_that_replaces_the_primary_one_is_made_primary(account: Account) -> None:
    change: dict[str, object] = {
        "email": "nia@home.example",
        "email_before": "Nia@customer.example",
    }
    nia = account.names["Nia Okafor"]
    assert look(account, "Nia Okafor", **change).applied is None
    applied = save(account, "Nia Okafor", **change)
    assert applied.remote_id == str(nia)
    assert addresses(account, nia) == {"nia@customer.example": False, "nia@home.example": True}
    assert look(account, "Nia Okafor", **change).applied is not None
    save(account, "Nia Okafor", **change)
    assert addresses(account, nia)["nia@home.example"] is True


def test_an_address_left_half_changed_is_not_found_and_is_finished(account: Account) -> None:
    change: dict[str, object] = {
        "email": "nia@home.example",
        "email_before": "nia@customer.example",
    }
    account.befalls(Decision("status_before", 502), after=3)
    with pytest.raises(NoAnswer):
        save(account, "Nia Okafor", **change)
    account.later(15)
    assert look(account, "Nia Okafor", **change).applied is None
    save(account, "Nia Okafor", **change)
    assert addresses(account, account.names["Nia Okafor"])["nia@home.example"] is True


def test_replacing_a_second_address_leaves_the_primary_one(account: Account) -> None:
    save(account, "Nia Okafor", email="b@x.example")
    save(account, "Nia Okafor", email="c@x.example", email_before="b@x.example")
    assert addresses(account, account.names["Nia Okafor"])["nia@customer.example"] is True


def test_an_emptied_address_changes_nothing(account: Account) -> None:
    before = account.line.number
    assert save(account, "Nia Okafor", email="").reference == ""
    assert account.line.number == before


def test_reading_back_compares_what_was_wanted(account: Account) -> None:
    assert look(account, "Nia Okafor", note="x").applied is None
    save(account, "Nia Okafor", note="x")
    assert look(account, "Nia Okafor", note="x").applied is not None
    assert look(account, "Nia Okafor", name="Nia Okafor").applied is not None
    assert look(account, None, name="Nobody").applied is None


def test_a_customer_who_is_gone_is_missing(account: Account) -> None:
    gone = write(account, "Nia Okafor", note="x")
    account.server.merge_users("Nia Okafor", "Mei Tanaka")
    with pytest.raises(Missing):
        account.run(find_person(account.zendesk, gone))
    with pytest.raises(Missing):
        account.run(save_person(account.zendesk, gone))


def test_an_answer_without_the_customer_is_not_believed(account: Account) -> None:
    changed = write(account, "Nia Okafor", note="x")
    for answer in (said({}), said({"user": {"id": 1}}), said({"user": {"id": None}})):
        with pytest.raises(NoAnswer):
            play(save_person(account.zendesk, changed), [answer])


# --- merges ------------------------------------------------------------------------------------


def merge(account: Account, into: str, *names: str, note: str = "Same matter.") -> None:
    ids = tuple(str(account.names[name]) for name in names)
    account.run(merge_tickets(account.zendesk, str(account.names[into]), ids, note))


def test_tickets_are_merged_with_private_notes(account: Account) -> None:
    merge(account, "late", "waiting", note="See {{ticket.id}} {% x %}")
    shown, target = account.ticket("waiting"), account.ticket("late")
    assert shown["status"] == "closed"
    assert shown["comments"][-1]["public"] is False
    assert target["comments"][-1]["public"] is False
    assert target["comments"][-1]["body"] == "See { {ticket.id}} { % x %}"
    assert account.clean()


def test_a_merge_that_was_made_already_is_not_made_again(account: Account) -> None:
    account.befalls(LOST, after=1)
    with pytest.raises(NoAnswer):
        merge(account, "late", "waiting")
    before = len(account.ticket("late")["comments"])
    merge(account, "late", "waiting")
    assert len(account.ticket("late")["comments"]) == before
    merge(account, "late", "waiting", "broken")
    assert len(account.ticket("late")["comments"]) == before + 1


def test_a_merge_that_takes_its_time_is_looked_at_later(account: Account) -> None:
    shown = said({"tickets": [{"id": 5}]})
    job = {"job_status": {"id": "V3-1", "status": "working"}}
    with pytest.raises(TryLater) as later:
        play(merge_tickets(account.zendesk, "7", ("5",), "x"), [shown, *[said(job)] * 4])
    assert (later.value.after_s, later.value.is_narrow) == (10, True)


@pytest.mark.parametrize(
    "end",
    [
        {"status": "failed", "message": "Not possible"},
        {"status": "completed", "results": [{"success": False, "details": "Not possible"}]},
        {"status": "killed", "results": {"success": False, "error": "Not possible"}},
    ],
)
def test_a_failed_merge_says_why(account: Account, end: dict[str, Any]) -> None:
    shown = said({"tickets": [{"id": 5}]})
    job = said({"job_status": {"id": "V3-1", **end}})
    with pytest.raises(Rejected, match="Not possible"):
        play(merge_tickets(account.zendesk, "7", ("5",), "x"), [shown, job])


def test_a_ticket_that_a_colleague_closed_is_not_taken_for_merged(account: Account) -> None:
    account.server.close(account.names["waiting"])
    with pytest.raises(Closed):
        merge(account, "late", "waiting")
