from typing import Any

import pytest

from csr_desk.backends.failures import Missing, TryLater
from csr_desk.backends.freshdesk.authors import SYSTEM
from csr_desk.backends.freshdesk.talk import LAG_S, talk
from csr_desk.backends.freshdesk.tickets import tickets
from csr_desk.backends.records import RemoteMessage, Talk
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account, note
from tests.backends.freshdesk.given import NOON, at, context, listed, one, ticket_row

FIELDS = listed({"name": "agent", "choices": {"Priya Nair": 101}})


def read(account: Account, name: str) -> Talk:
    found = account.run(talk(account.freshdesk, str(account.names[name])))
    assert isinstance(found, Talk)
    return found


def entry(id_: int = 1, **more: Any) -> Any:
    return {
        "id": id_, "body": f"<div>words {id_}</div>", "body_text": "x", "incoming": True,
        "private": False, "user_id": 7, "source": 0, "attachments": [], "created_at":
        "2026-11-20T09:10:00Z", **more,
    }  # fmt: skip


def said(*rows: Any, ticket: Any = None, more: Any = ()) -> Talk:
    view = one(ticket or ticket_row(description="<div>First</div>"))
    found, _ = play(talk(context(), "41"), [view, listed(*rows), *more])
    return found


def test_all_pages_of_a_long_conversation_with_the_description_first(account: Account) -> None:
    for name, count in (("long", 34), ("many", 12)):
        found = read(account, name)
        assert len(found.messages) == count + 1
        assert found.messages[0].id == f"description-{account.names[name]}"
        assert [one.at for one in found.messages] == sorted(one.at for one in found.messages)
        assert {one.author for one in found.messages} <= {one.id for one in found.people}
    assert "conversations" not in str([one.query for one in account.asked])


def test_a_conversation_of_more_than_a_page(account: Account) -> None:
    for number in range(120):
        account.server.customer_replies(account.names["late"], f"Words {number}")
        account.later(1)
    account.later(300)
    found = read(account, "late")
    assert [one.body for one in found.messages[1:]] == [f"Words {one}" for one in range(120)]


def test_authors_are_named_and_told_apart(account: Account) -> None:
    found = read(account, "many")
    roles = {one.id: (one.name, one.role) for one in found.people}
    names = account.names
    assert roles[str(names["Ada Agent"])] == ("Ada Agent", "agent")
    assert roles[str(names["Ben Colleague"])] == ("Ben Colleague", "agent")
    assert roles[str(names["Tomas Lind"])] == ("Tomas Lind", "end-user")


def test_colleagues_names_are_asked_for_once_in_a_while(account: Account) -> None:
    for name in ("many", "long", "waiting"):
        read(account, name)
    asked = [one for one in account.asked if one.path == "/api/v2/ticket_fields"]
    assert len(asked) == 1
    account.later(2 * 3600)
    read(account, "many")
    assert len(account.asked) > len(asked)


def test_an_archived_ticket_is_read_at_its_own_address(account: Account) -> None:
    found = read(account, "archived")
    assert [one.body for one in found.messages] == ["I need help.", "Closed now."]
    with pytest.raises(Missing):
        account.run(talk(account.freshdesk, "999999"))


def test_lines_files_and_mails_that_came_back(account: Account) -> None:
    found = read(account, "files")
    first, second, third = found.messages
    assert [one.name for one in first.files] == ["order.txt"]
    assert [one.name for one in second.files] == ["lamp ü.png"]
    assert first.files[0].url.startswith("https://acme.freshdesk.com/helpdesk/attachments/")
    assert "Signature" not in str(found)
    assert third.warnings == ("This mail was not delivered: Freshdesk counts it as failed.",)
    assert read(account, "many").messages[2].body == "many words 2,\nmore <3 & so on"


def test_an_own_note_loses_its_mark(account: Account) -> None:
    account.send(account.update("late", comment=note("Asked the carrier.")))
    account.later(300)
    found = read(account, "late").messages[-1]
    assert (found.body, found.marker, found.is_public) == ("Asked the carrier.", "aa11bb22", False)


def test_empty_descriptions_and_survey_rows_are_left_out(account: Account) -> None:
    assert read(account, "bare").messages == ()
    assert [one.body for one in read(account, "solved").messages] == ["I need help."]
    rows = [entry(1, body="<div></div>", body_text="", source=6, category=7), entry(2, body=None)]
    assert [message.id for message in said(*rows).messages] == ["description-41", "2"]


def test_a_survey_with_words_stays() -> None:
    survey = entry(3, body="<div>Great</div>", source=6, category=7)
    assert said(survey).messages[-1].body == "Great"


def test_what_an_automation_wrote_is_the_systems() -> None:
    found = said(entry(1, user_id=None, incoming=False, auto_response=True))
    assert found.messages[-1].author == SYSTEM
    assert found.messages[-1].warnings == ("This message was generated automatically.",)
    assert SYSTEM in {person.id for person in found.people}


def test_an_outbound_ticket_begins_with_the_agents_words() -> None:
    ticket = ticket_row(description="We write first", source=10, responder_id=101)
    found = said(ticket=ticket, more=[FIELDS])
    assert found.messages[0].author == "101"
    assert {person.name for person in found.people} >= {"Priya Nair"}


def test_somebody_else_who_wrote_is_looked_up_or_named_by_the_mail() -> None:
    other = entry(1, user_id=8, from_email="Omar <omar@customer.example>")
    contact = one({"id": 8, "name": "Omar Reyes", "email": "omar@customer.example"})
    found = said(other, more=[FIELDS, contact])
    assert "Omar Reyes" in {person.name for person in found.people}
    found = said(other, more=[FIELDS, listed(status=404)])
    assert {person.id: person.name for person in found.people}["8"] == "Omar"


def test_a_colleague_whom_nobody_names_any_more_keeps_the_name_known_here() -> None:
    former = entry(1, user_id=99, incoming=False)
    found = said(former, more=[FIELDS, listed(status=404)])
    assert found.messages[-1].author == "99"
    assert "99" not in {person.id for person in found.people}


def test_the_same_row_twice_is_one_message() -> None:
    assert len(said(entry(1), entry(1)).messages) == 2


def test_a_list_that_lags_is_read_again_while_it_is_young() -> None:
    young = ticket_row(
        description="First", stats={"requester_responded_at": "2026-11-22T11:59:30Z"}
    )
    with pytest.raises(TryLater) as caught:
        said(entry(1), ticket=young)
    assert caught.value.is_narrow
    assert caught.value.after_s == LAG_S
    shown = entry(2, created_at="2026-11-22T11:59:29Z")
    assert [one.id for one in said(entry(1), shown, ticket=young).messages][-1] == "2"
    old = ticket_row(description="First", stats={"agent_responded_at": "2026-11-22T11:00:00Z"})
    assert len(said(entry(1), ticket=old).messages) == 2


def test_a_new_ticket_does_not_lag_behind_its_own_description() -> None:
    now = "2026-11-22T11:59:50Z"
    new = ticket_row(created_at=now, description="First", stats={"requester_responded_at": now})
    assert at(now) < NOON
    assert len(said(ticket=new).messages) == 1


def test_a_ticket_that_was_read_just_now_is_not_read_again(account: Account) -> None:
    late = str(account.names["late"])
    for wait, views in ((0, 1), (5, 3)):
        account.run(tickets(account.freshdesk, (late,)))
        account.later(wait)
        read(account, "late")
        asked = [one for one in account.asked if one.path == f"/api/v2/tickets/{late}"]
        assert len(asked) == views
    read(account, "late")
    assert len([one for one in account.asked if one.path.endswith(late)]) == 4


def test_a_ticket_read_in_the_second_of_its_change_is_read_again(account: Account) -> None:
    late = account.names["late"]
    account.server.colleague_changes(late, priority=3)
    account.run(tickets(account.freshdesk, (str(late),)))
    read(account, "late")
    assert len([one for one in account.asked if one.path.endswith(str(late))]) == 2


def test_messages_of_one_second_keep_the_order_of_their_ids() -> None:
    rows = [entry(id_, created_at="2026-11-20T09:00:00Z") for id_ in (12, 9, 10)]
    found: list[RemoteMessage] = [*said(*rows).messages]
    assert [one.id for one in found] == ["description-41", "9", "10", "12"]
