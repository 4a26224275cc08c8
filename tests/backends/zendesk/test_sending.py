"""Writes sent to the fake server: what arrives, and what an answer is believed for."""

import json

import pytest

from csr_desk.backends.failures import (
    Clash,
    Closed,
    Forbidden,
    Incomplete,
    Missing,
    NoAnswer,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.writes import HandleTime, OutFile, Requester, Write
from csr_desk.backends.zendesk.bodies import body
from csr_desk.backends.zendesk.sending import send
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.driver import play, said
from tests.backends.zendesk.desk_side import Account, note, reply
from tests.fakes.zendesk import Decision

LEAK = OutFile("leak.txt", "text/plain", b"drip")


def test_a_reply_with_everything_is_one_request(account: Account) -> None:
    names = account.names
    write = account.update(
        "broken",
        comment=reply("Dear Tomas,\n\nsorry."),
        fields={"status": Status.PENDING, "priority": Priority.HIGH},
        custom={str(names["order"]): "O-77"},
        add_tags=("Broken Lamp",),
        macros=(str(names["Close::Solved"]),),
        handle_time=HandleTime(60, 5, 25),
        time_total_field=str(names["total_time"]),
        time_last_field=str(names["last_time"]),
    )
    before = account.line.number
    applied = account.send(write)
    assert account.line.number == before + 1
    assert applied.remote_id == write.ticket
    assert applied.ticket is not None
    assert applied.ticket.status is Status.PENDING
    shown = account.ticket("broken")
    assert applied.reference == str(shown["audits"][-1]["id"])
    assert applied.message == str(shown["comments"][-1]["id"])
    assert shown["comments"][-1]["public"] is True
    assert "<p>Dear Tomas,</p><p>sorry.</p>" in shown["comments"][-1]["html_body"]
    assert (shown["status"], shown["priority"]) == ("pending", "high")
    assert "broken_lamp" in shown["tags"]
    values = {one["id"]: one["value"] for one in shown["custom_fields"]}
    assert values[names["order"]] == "O-77"
    assert values[names["total_time"]] == 90
    assert values[names["last_time"]] == 90
    assert account.server.applied("m-1") == 1
    assert account.clean()


def test_what_the_server_changes_beside_is_in_the_ticket(account: Account) -> None:
    me = str(account.server.me_id)
    applied = account.send(account.update("late", fields={"assignee": me}))
    assert applied.ticket is not None
    assert applied.ticket.status is Status.OPEN
    assert applied.ticket.group == str(account.names["Support"])


def test_nobody_and_no_group_are_sent_as_null(account: Account) -> None:
    applied = account.send(account.update("broken", fields={"assignee": None}))
    assert applied.ticket is not None
    assert applied.ticket.assignee is None
    assert account.clean()


def test_a_write_without_effect_is_not_sent(account: Account) -> None:
    write = account.update("broken")
    before = account.line.number
    applied = account.send(write)
    assert (applied.remote_id, applied.reference) == (write.ticket, "")
    assert account.line.number == before


def test_trap_1_an_answer_that_shows_no_change_is_not_believed(account: Account) -> None:
    write = account.update("broken", comment=reply())
    flat = said({"ticket": account.server.ticket(account.names["broken"])})
    with pytest.raises(NoAnswer, match="does not show the change"):
        play(send(account.zendesk, write, body(write)), [flat])
    fields = account.update("broken", fields={"priority": Priority.URGENT})
    with pytest.raises(Rejected, match="left the ticket as it was"):
        play(send(account.zendesk, fields, body(fields)), [flat])


def test_trap_2_every_write_says_that_it_is_json(account: Account) -> None:
    write = account.update("broken", comment=reply())
    request = next(send(account.zendesk, write, body(write)))
    assert request.content_type == "application/json"
    assert request.body == body(write).encode()


def test_an_answer_about_another_ticket_is_not_believed(account: Account) -> None:
    write = account.update("broken", fields={"priority": Priority.URGENT})
    other = said({"ticket": account.server.ticket(account.names["late"])})
    with pytest.raises(NoAnswer, match="another ticket"):
        play(send(account.zendesk, write, body(write)), [other])
    with pytest.raises(NoAnswer, match="no ticket"):
        play(send(account.zendesk, write, body(write)), [said({"job_status": {}})])


def test_fields_that_are_so_already_count_as_set(account: Account) -> None:
    me = str(account.server.me_id)
    write = account.update("broken", fields={"status": Status.OPEN, "assignee": me})
    applied = account.send(write)
    assert applied.reference == ""
    assert applied.ticket is not None


def test_trap_3_a_note_stays_a_note_after_a_public_comment(account: Account) -> None:
    account.send(account.update("broken", comment=note()))
    assert account.ticket("broken")["comments"][-1]["public"] is False
    assert account.clean()


def test_a_reply_that_the_customer_will_not_see_is_not_called_sent(account: Account) -> None:
    account.server.state.change("users", account.server.me_id, only_private_comments=True)
    with pytest.raises(Rejected, match="kept your reply as an internal note"):
        account.send(account.update("broken", comment=reply()))
    account.later()
    assert account.send(account.update("broken", "m-5", comment=note())).message is not None


def test_trap_4_a_colleagues_tags_stay(account: Account) -> None:
    account.server.colleague_changes(account.names["broken"], tags=["vip", "north"])
    account.later()
    account.send(account.update("broken", add_tags=("late",), remove_tags=("north",)))
    assert account.ticket("broken")["tags"] == ["late", "vip"]


def test_trap_14_a_change_since_the_reading_is_a_clash(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.later()
    account.server.colleague_replies(account.names["broken"], "I took it.", public=False)
    with pytest.raises(Clash):
        account.send(write)
    assert account.server.applied("m-1") == 0


def test_trap_14_a_second_copy_in_a_later_second_is_refused(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.befalls(Decision("duplicate_delivery"))
    account.send(write)
    assert account.server.applied("m-1") == 1
    assert account.clean()


def test_trap_15_a_closed_ticket_refuses_and_a_follow_up_takes_the_words(account: Account) -> None:
    account.server.close(account.names["broken"])
    account.later()
    write = account.update("broken", comment=reply())
    with pytest.raises(Closed):
        account.send(write)
    follow_up = account.create(
        comment=reply(), follow_up_of=write.ticket, requester=Requester(None, "T", "t@x.example")
    )
    made = account.send(follow_up)
    assert account.server.ticket(int(made.remote_id))["via"]["channel"] == "closed_ticket"
    assert account.clean()


def test_trap_15_a_deleted_ticket_is_missing(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.server.delete_ticket(account.names["broken"])
    with pytest.raises(Missing):
        account.send(write)


@pytest.mark.parametrize(
    "text",
    [
        "Use {{ticket.id}} and {{unknown}} here",
        "{% if x %}never{% endif %} lost",
        "\\{{x}} {{{y}}}",
    ],
)
def test_trap_19_a_pasted_placeholder_arrives_as_it_was_typed(account: Account, text: str) -> None:
    account.send(account.update("broken", comment=reply(text)))
    assert account.ticket("broken")["comments"][-1]["plain_body"] == text


def test_trap_20_a_text_that_would_be_cut_does_not_leave(account: Account) -> None:
    write = account.update("broken", comment=reply("ü" * 40_000))
    before = account.line.number
    with pytest.raises(Rejected, match="shorten it"):
        account.send(write)
    assert account.line.number == before
    longest = "x" * 63_900 + "end"
    account.send(write._replace(comment=reply(longest)))
    assert account.ticket("broken")["comments"][-1]["plain_body"].endswith("end")


def test_trap_22_a_refused_solve_names_each_field_and_applies_nothing(account: Account) -> None:
    names = account.names
    write = account.update(
        "broken",
        comment=reply(),
        fields={"status": Status.SOLVED},
        custom={str(names["reason"]): "contact_damaged"},
    )
    with pytest.raises(Incomplete) as refusal:
        account.send(write)
    assert set(refusal.value.fields) == {str(names["cause"]), str(names["order"])}
    assert len(account.ticket("broken")["comments"]) == 1
    full = {**write.custom, str(names["cause"]): "glass", str(names["order"]): "O-1"}
    assert account.send(write._replace(custom=full)).ticket is not None
    assert account.ticket("broken")["status"] == "solved"


def test_trap_23_no_priority_is_no_key_and_no_refusal(account: Account) -> None:
    write = account.update("invoice", fields={"priority": Priority.NONE}, add_tags=("x",))
    account.send(write)
    assert account.ticket("invoice")["priority"] == "normal"


def test_a_custom_status_is_sent_by_its_id(account: Account) -> None:
    parts = account.names["waiting_parts"]
    applied = account.send(account.update("broken", fields={"custom_status": str(parts)}))
    assert applied.ticket is not None
    assert applied.ticket.status is Status.HOLD
    assert applied.ticket.custom_status == str(parts)


# --- new tickets and their key ---------------------------------------------------------------


def test_a_new_ticket_has_its_key_and_our_uid(account: Account) -> None:
    write = account.create(
        comment=reply("It leaks."),
        requester=Requester(None, "Ann", "ann@new.example"),
        subject="Leak",
        fields={"priority": 3},
        add_tags=("Water Damage",),
    )
    applied = account.send(write)
    shown = account.server.ticket(int(applied.remote_id))
    assert shown["external_id"] == "u-2"
    assert shown["subject"] == "Leak"
    assert shown["priority"] == "high"
    assert shown["tags"] == ["water_damage"]
    assert applied.message == str(shown["comments"][0]["id"])
    assert applied.reference == str(shown["audits"][0]["id"])
    assert account.clean()


def test_the_customers_first_words_are_shown_as_the_customers(account: Account) -> None:
    nia = account.names["Nia Okafor"]
    write = account.create(
        comment=reply("It leaks. {{x}}", by_customer=True), requester=Requester(str(nia), "Nia")
    )
    shown = account.server.ticket(int(account.send(write).remote_id))
    assert shown["comments"][0]["author_id"] == nia
    assert shown["comments"][0]["plain_body"] == "It leaks. {{x}}"
    assert account.clean()


def test_a_repeated_create_is_the_first_one_again_and_is_read_anew(account: Account) -> None:
    write = account.create(comment=reply(), requester=Requester(None, "Ann", "ann@new.example"))
    account.befalls(Decision("drop_after", form="reset"))
    with pytest.raises(NoAnswer):
        account.send(write)
    made = max(account.server.state.tickets)
    account.later(60)
    again = account.send(write)
    assert again.remote_id == str(made)
    assert again.message is not None
    assert again.ticket is None, "the first answer is old by now"
    assert account.server.applied("m-2") == 1
    assert account.clean()


def test_a_repeated_create_with_files_is_looked_up(account: Account) -> None:
    write = account.create(
        comment=reply(files=(LEAK,)), requester=Requester(None, "Ann", "ann@new.example")
    )
    account.befalls(Decision("drop_after", form="reset"), after=1)
    with pytest.raises(NoAnswer):
        account.send(write)
    account.later(60)
    again = account.send(write)
    assert again.remote_id == str(max(account.server.state.tickets))
    assert again.message is not None
    assert account.server.applied("m-2") == 1
    assert account.clean()


def test_a_taken_key_without_a_ticket_stays_in_doubt(account: Account) -> None:
    write = account.create(comment=reply())
    taken = said({"error": "IdempotentRequestError", "description": "no match"}, 400)
    flow = send(account.zendesk, write, body(write))
    with pytest.raises(NoAnswer, match="by its key"):
        play(flow, [taken, said({"tickets": []})])
    flow = send(account.zendesk, write, body(write))
    with pytest.raises(NoAnswer):
        play(flow, [taken, said({"error": "TooManyRequests"}, 429)])


def test_a_new_ticket_is_known_by_our_uid_alone(account: Account) -> None:
    write = account.create(comment=reply())
    other = said({"ticket": account.server.ticket(account.names["late"])}, 201)
    with pytest.raises(NoAnswer, match="another ticket"):
        play(send(account.zendesk, write, body(write)), [other])


def test_a_create_without_an_audit_reads_it(account: Account) -> None:
    write = account.create(comment=reply())
    made = said({"ticket": {"id": 5, "external_id": "u-2"}}, 201)
    audit = {
        "id": 9,
        "created_at": "2026-11-22T09:00:00Z",
        "events": [{"id": 8, "type": "Comment"}],
    }
    flow = send(account.zendesk, write, body(write))
    applied, asked = play(flow, [made, said({"audits": [audit]})])
    assert (applied.reference, applied.message) == ("9", "8")
    assert asked[0].headers == (("Idempotency-Key", "m-2"),)
    flow = send(account.zendesk, write, body(write))
    applied, _ = play(flow, [made, NoAnswer("lost")])
    assert (applied.remote_id, applied.message) == ("5", None)


# --- files -----------------------------------------------------------------------------------


def test_trap_24_a_file_is_uploaded_for_each_try(account: Account) -> None:
    write = account.update("broken", comment=reply(files=(LEAK,)))
    account.befalls(Decision("drop_after", form="reset"), after=1)
    with pytest.raises(NoAnswer):
        account.send(write)
    account.later()
    again = account.update("broken", "m-3", comment=reply("Once more.", files=(LEAK,)))
    account.send(again)
    files = [one["attachments"] for one in account.ticket("broken")["comments"][1:]]
    assert [len(one) for one in files] == [1, 1]
    assert account.clean()


def test_the_tokens_stand_in_the_comment_and_the_rest_stays(account: Account) -> None:
    two = (LEAK, OutFile("ü b.png", "", b"\x89PNG"))
    write = account.update("broken", comment=reply(files=two))
    account.send(write)
    first, second, put = account.server.requests[-3:]
    assert first.query == {"filename": ["leak.txt"]}
    assert second.query == {"filename": ["ü b.png"]}
    assert second.headers["Content-Type"] == "application/octet-stream"
    sent = json.loads(put.body or b"")
    assert len(sent["ticket"]["comment"].pop("uploads")) == 2
    assert sent == json.loads(body(write))


# --- refusals of other kinds -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "failure"),
    [
        (Decision("rate_limited", seconds=30), TryLater),
        (Decision("status_before", 503), NoAnswer),
        (Decision("status_after", 502), NoAnswer),
        (Decision("truncated_json"), NoAnswer),
        (Decision("captive_portal"), NoAnswer),
        (Decision("token_expired"), SignedOut),
    ],
)
@pytest.mark.parametrize("kind", ["update", "create"])
def test_each_bad_answer_is_what_the_engine_must_do(
    account: Account, kind: str, fate: Decision, failure: type[Exception]
) -> None:
    write = _write(account, kind)
    account.befalls(fate)
    with pytest.raises(failure):
        account.send(write)


def test_an_answer_of_the_wrong_type_is_read_all_the_same(account: Account) -> None:
    for kind in ("update", "create"):
        write = _write(account, kind)
        account.befalls(Decision("wrong_type"))
        assert account.send(write).message is not None


def test_a_write_that_is_forbidden_says_so(account: Account) -> None:
    write = account.update("broken", comment=reply())
    answer = said({"error": {"title": "Forbidden", "message": "Not you."}}, 403)
    with pytest.raises(Forbidden, match="Not you"):
        play(send(account.zendesk, write, body(write)), [answer])


def _write(account: Account, kind: str) -> Write:
    return (
        account.update("broken", comment=reply())
        if kind == "update"
        else account.create(comment=reply())
    )
