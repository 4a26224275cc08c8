"""Customers: looked up first, made once, changed where they differ."""

import json
from typing import Any

import pytest

from csr_desk.backends.failures import Missing, NoAnswer, NotSent, Rejected
from csr_desk.backends.freshdesk.saving import find_person, save_person
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.writes import Applied, Found, PersonWrite
from tests.backends.driver import play, said
from tests.backends.freshdesk.desk_side import Account
from tests.fakes.freshdesk import Decision

UID = "0000018f5a3c7d2e9a1b0000cccc0001"
LOST = Decision("drop_after", form="read_timeout")


def person(id_: str | None = None, **fields: Any) -> PersonWrite:
    return PersonWrite("p-1", UID, id_, fields)


def save(account: Account, write: PersonWrite) -> Applied:
    applied = account.run(save_person(account.freshdesk, write))
    assert isinstance(applied, Applied)
    return applied


def look(account: Account, write: PersonWrite) -> Found:
    found = account.run(find_person(account.freshdesk, write))
    assert isinstance(found, Found)
    return found


def contact(account: Account, id_: str) -> dict[str, Any]:
    return account.server.state.row("contacts", int(id_))


def count(account: Account) -> int:
    return len(account.server.state.rows("contacts"))


NEW = [
    person(name="Ann", email="ann@new.example", phone="+1555", note="Calls at noon."),
    person(name="Bo", phone="+1777"),
    person(name="", email="cy@new.example"),
]


@pytest.mark.parametrize("write", NEW)
def test_a_new_customer_is_made_once(account: Account, write: PersonWrite) -> None:
    before = count(account)
    assert look(account, write).applied is None
    account.befalls(LOST, after=3 if not write.fields.get("email") else 1)
    with pytest.raises(NoAnswer):
        save(account, write)
    found = look(account, write).applied
    assert found is not None
    assert save(account, write).remote_id == found.remote_id
    assert count(account) == before + 1
    shown = contact(account, found.remote_id)
    assert (shown["email"] or "", shown["phone"] or "") == (
        write.fields.get("email", ""),
        write.fields.get("phone", ""),
    )
    assert shown["description"] == write.fields.get("note")


def test_trap_17_whoever_has_the_address_is_the_customer(account: Account) -> None:
    nia = str(account.names["Nia Okafor"])
    write = person(name="N. O.", email="NIA@customer.example", note="Other")
    assert save(account, write).remote_id == nia
    assert account.changing() == []
    account.server.state.change("contacts", int(nia), other_emails=["second@customer.example"])
    known = {"email": "third@customer.example"}
    assert save(account, person(name="X", **known)).remote_id != nia


def test_an_own_id_is_sent_only_where_no_address_tells_the_customer(account: Account) -> None:
    made = save(account, NEW[0])
    assert contact(account, made.remote_id)["unique_external_id"] is None
    made = save(account, NEW[1])
    assert contact(account, made.remote_id)["unique_external_id"] == UID


def test_a_number_alone_makes_nobody_another_one(account: Account) -> None:
    nia = account.names["Nia Okafor"]
    assert save(account, person(name="Bea", phone="+15550100")).remote_id != str(nia)
    write = PersonWrite("p-2", "other-uid-0002", None, {"name": "Nia Okafor", "phone": "+15550100"})
    assert save(account, write).remote_id == str(nia)
    zoe = {"name": "Zoë  Ångström", "phone": "+44 20 7946 0000"}
    write = PersonWrite("p-3", "other-uid-0003", None, zoe)
    assert save(account, write).remote_id == str(account.names["Zoë Ångström"])


def test_an_account_that_takes_no_own_ids_gets_none(account: Account) -> None:
    refusal = said(
        {
            "description": "Validation failed",
            "errors": [
                {"field": "unique_external_id", "message": "Unexpected", "code": "invalid_field"}
            ],
        },
        400,
    )
    answers = [refusal, said([]), said([]), refusal, said({"id": 5, "name": "Bo"}, 201)]
    applied, asked = play(save_person(account.freshdesk, NEW[1]), answers)
    assert applied.remote_id == "5"
    assert json.loads(asked[-1].body) == {"name": "Bo", "phone": "+1777"}


def test_an_account_that_ignores_the_filter_makes_nobody_another_one(account: Account) -> None:
    everyone = said([{"id": 7, "name": "Nia"}, {"id": 8, "name": "Bo", "phone": "+1999"}])
    answers = [everyone, everyone, everyone, said({"id": 9, "name": "Bo"}, 201)]
    applied, _ = play(save_person(account.freshdesk, NEW[1]), answers)
    assert applied.remote_id == "9"
    answers = [everyone, said({"id": 9, "name": "Ann"}, 201)]
    applied, _ = play(save_person(account.freshdesk, NEW[0]), answers)
    assert applied.remote_id == "9"


@pytest.mark.parametrize("gives_id", [True, False])
def test_a_contact_made_meanwhile_is_taken(account: Account, gives_id: bool) -> None:
    account.server.options.gives_other_contact = gives_id
    made: list[int] = []

    def meanwhile(request: Request) -> None:
        if not request.is_read and not made:
            made.append(account.server.add_contact("Ann", "ann@new.example"))

    account.watch = meanwhile
    assert save(account, NEW[0]).remote_id == str(made[0])
    assert count(account) == 5


@pytest.mark.parametrize("gives_id", [True, False])
def test_an_address_of_a_deleted_contact_says_what_to_do(account: Account, gives_id: bool) -> None:
    account.server.options.gives_other_contact = gives_id
    account.server.state.change("contacts", account.names["Nia Okafor"], deleted=True)
    with pytest.raises(Rejected, match="restore"):
        save(account, person(name="Nia", email="nia@customer.example"))


@pytest.mark.parametrize("content", [b"", b"<html>Conflict</html>"])
def test_a_conflict_without_words_is_looked_up(account: Account, content: bytes) -> None:
    there = said([{"id": 5, "name": "Ann", "email": "ann@new.example"}])
    answers = [said([]), Response(409, {}, content), there]
    applied, _ = play(save_person(account.freshdesk, NEW[0]), answers)
    assert applied.remote_id == "5"


# changes ------------------------------------------------------------------------------------------


def test_only_what_differs_is_put(account: Account) -> None:
    nia = str(account.names["Nia Okafor"])
    write = person(nia, name="Nia O.", phone="+15550100", note="VIP", language="de")
    applied = save(account, write)
    assert json.loads(account.asked[-1].body) == {
        "name": "Nia O.",
        "description": "VIP",
        "language": "de",
    }
    assert applied.person is not None
    assert (applied.person.name, applied.person.note) == ("Nia O.", "VIP")
    assert look(account, write).applied is not None
    changing = len(account.changing())
    save(account, write)
    assert len(account.changing()) == changing, "what is so already is not sent again"


def test_values_are_emptied_and_names_never(account: Account) -> None:
    nia = str(account.names["Nia Okafor"])
    write = person(nia, name="", phone="", note="", email="", organisation="")
    save(account, write)
    shown = contact(account, nia)
    assert (shown["name"], shown["phone"], shown["email"]) == (
        "Nia Okafor",
        None,
        "nia@customer.example",
    )
    assert look(account, write).applied is not None


def test_the_company_is_a_number(account: Account) -> None:
    nia = str(account.names["Nia Okafor"])
    globex = str(account.names["Globex"])
    applied = save(account, person(nia, organisation=globex))
    assert applied.person is not None
    assert applied.person.organisation == globex


NIA = "nia@customer.example"


@pytest.mark.parametrize(
    ("fields", "main", "others"),
    [
        ({"email": "new@x.example", "email_before": NIA}, "new@x.example", ["b@x"]),
        ({"email": "new@x.example", "email_before": "B@X"}, NIA, ["new@x.example"]),
        ({"email": "new@x.example"}, NIA, ["b@x", "new@x.example"]),
        ({"email": "b@x", "email_before": NIA}, "b@x", []),
        ({"email": "B@x"}, NIA, ["b@x"]),
        ({"email": NIA.upper()}, NIA, ["b@x"]),
    ],
)
def test_an_address_takes_its_place(
    account: Account, fields: dict[str, Any], main: str, others: list[str]
) -> None:
    nia = str(account.names["Nia Okafor"])
    account.server.state.change("contacts", int(nia), other_emails=["b@x"])
    write = person(nia, **fields)
    save(account, write)
    shown = contact(account, nia)
    assert (shown["email"], shown["other_emails"]) == (main, others)
    assert look(account, write).applied is not None


def test_a_change_that_is_lost_is_looked_for(account: Account) -> None:
    write = person(str(account.names["Nia Okafor"]), note="VIP")
    assert look(account, write).applied is None
    account.befalls(LOST)
    with pytest.raises(NotSent):
        save(account, write)
    account.befalls(LOST, after=1)
    with pytest.raises(NoAnswer):
        save(account, write)
    assert look(account, write).applied is not None


def test_who_is_gone_or_blocked_is_refused(account: Account) -> None:
    with pytest.raises(Missing):
        save(account, person("999", note="x"))
    with pytest.raises(Missing):
        look(account, person("999", note="x"))
    nia = account.names["Nia Okafor"]
    account.server.state.change("contacts", nia, blocked=True)
    with pytest.raises(Rejected):
        save(account, person(str(nia), note="x"))


def test_an_answer_about_another_customer_proves_nothing(account: Account) -> None:
    mine, other = said({"id": 5, "name": "A"}), said({"id": 6, "name": "A"})
    with pytest.raises(NoAnswer):
        play(save_person(account.freshdesk, person("5", note="x")), [mine, other])
    with pytest.raises(NotSent):
        play(save_person(account.freshdesk, person("5", note="x")), [other])
    with pytest.raises(NoAnswer):
        play(save_person(account.freshdesk, NEW[0]), [said([]), said({}, 201)])
