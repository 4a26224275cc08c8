"""One write, one request: what reaches Freshdesk, and what its answers are believed for."""

import json

import pytest

from csr_desk.backends.failures import (
    Clash,
    Closed,
    Forbidden,
    Incomplete,
    Missing,
    NoAnswer,
    NotSent,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.freshdesk.bodies import body
from csr_desk.backends.freshdesk.sending import send
from csr_desk.backends.wire import Response
from csr_desk.backends.writes import HandleTime, OutFile, Requester
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.driver import play, said
from tests.backends.freshdesk.desk_side import MARKER, UID, Account, first, note, reply
from tests.fakes.freshdesk import Decision


def test_a_reply_goes_out_once_and_its_id_comes_back(account: Account) -> None:
    write = account.update("broken", comment=reply("Dear Tomas,\n\nit is <b>on</b> its way."))
    applied = account.send(write)
    row = account.ticket("broken")["comments"][-1]
    assert applied.message == applied.reference == str(row["id"])
    assert applied.ticket is None, "the ticket has changed by it: it is read anew"
    assert applied.again_s == 10.0
    assert row["private"] is False
    assert "<br><br>" in row["body"]
    assert "csrdesk" not in row["body"], "a customer reads no mark"
    sent = json.loads(account.asked[-1].body)
    assert set(sent) == {"body"}, "no from_email: it is refused where it is no mailbox"
    assert account.changing() == [f"POST /tickets/{account.names['broken']}/reply"]


def test_a_note_says_that_it_is_private_and_ends_with_its_mark(account: Account) -> None:
    applied = account.send(account.update("broken", comment=note()))
    row = account.ticket("broken")["comments"][-1]
    assert (row["private"], row["source"]) == (True, 2)
    assert row["body"].endswith("<div>[csrdesk:aa11bb22]</div></div>")
    assert applied.message == str(row["id"])
    assert applied.again_s is None


def test_files_go_as_a_form_with_their_names(account: Account) -> None:
    files = (OutFile("lamp ü.png", "image/png", b"\x89PNG\r\n--"), OutFile("b", "", b""))
    account.send(account.update("broken", comment=note("See.", files=files)))
    row = account.ticket("broken")["comments"][-1]
    assert row["private"] is True
    kept = [account.server.state.row("attachments", one) for one in row["attachments"]]
    assert [(one["name"], one["content_type"]) for one in kept] == [
        ("lamp ü.png", "image/png"),
        ("b", "application/octet-stream"),
    ]
    assert account.server.files[row["attachments"][0]] == b"\x89PNG\r\n--"


def test_trap_7_only_what_changed_is_put(account: Account) -> None:
    write = account.update(
        "broken",
        fields={"status": Status.PENDING, "priority": Priority.HIGH, "assignee": None},
        custom={"cf_parcels": "3", "type": "Refund"},
    )
    applied = account.send(write)
    assert json.loads(account.asked[-1].body) == {
        "custom_fields": {"cf_parcels": 3},
        "priority": 3,
        "responder_id": None,
        "status": 3,
        "type": "Refund",
    }
    shown = account.ticket("broken")
    assert (shown["status"], shown["type"]) == (3, "Refund")
    assert applied.ticket is not None
    assert applied.ticket.status is Status.PENDING
    assert applied.again_s == 10.0


def test_a_status_of_the_accounts_own_wins(account: Account) -> None:
    fields = {"status": Status.OPEN, "custom_status": "7"}
    applied = account.send(account.update("broken", fields=fields))
    assert account.ticket("broken")["status"] == 7
    assert applied.ticket is not None
    assert applied.ticket.custom_status == "7"


def test_trap_8_tags_are_merged_into_those_the_ticket_has_now(account: Account) -> None:
    write = account.update("broken", add_tags=("late", "VIP"), remove_tags=("größe",))
    applied = account.send(write)
    assert account.ticket("broken")["tags"] == ["late", "vip"]
    assert applied.again_s is None, "tags move no due time"


def test_a_tag_that_is_there_is_not_sent_again(account: Account) -> None:
    applied = account.send(account.update("broken", add_tags=("Vip",)))
    assert account.changing() == []
    assert applied.reference == ""


def test_tags_that_freshdesk_refuses_are_shortened_and_told_apart(account: Account) -> None:
    long = ("csr:reason:delivery/parcel_damaged_outside", "csr:reason:delivery/parcel_damaged_in")
    account.send(account.update("late", add_tags=(*long, "a,b")))
    tags = account.ticket("late")["tags"]
    assert len(tags) == 3
    assert max(map(len, tags)) == 32
    account.later(5)
    write = account.update("late", remove_tags=long)
    account.send(write)
    assert account.ticket("late")["tags"] == ["a b"]


def test_the_mark_of_a_new_ticket_goes_with_the_next_list_of_tags(account: Account) -> None:
    made = int(account.send(account.create()).remote_id)
    assert account.ticket(made)["tags"] == ["csrdesk-1f3a9c2e"]
    account.later(5)
    account.send(account.update(made, add_tags=("vip",)))
    assert account.ticket(made)["tags"] == ["vip"]


def test_the_mark_of_another_desk_stays_while_that_may_look_for_it(account: Account) -> None:
    made = int(account.send(account.create(uid="another-desk-0badcafe")).remote_id)
    account.later(5)
    account.send(account.update(made, add_tags=("vip",)))
    assert account.ticket(made)["tags"] == ["vip", "csrdesk-0badcafe"]
    account.later(2 * 3600)
    account.send(account.update(made, add_tags=("late",)))
    assert account.ticket(made)["tags"] == ["late", "vip"]


def test_trap_13_time_is_one_finished_entry_and_no_timer_moves(account: Account) -> None:
    running = account.server.browser_timer(account.names["late"])
    account.ahead = account.ahead.__class__(hours=3)
    applied = account.send(account.update("broken", handle_time=HandleTime(300, 100, 31)))
    entry = account.entries("broken")[-1]
    sent = json.loads(account.asked[-1].body)
    assert sent["time_spent"] == "00:08"
    assert sent["timer_running"] is False
    assert "start_time" not in sent
    assert entry["agent_id"] == account.server.me_id
    assert entry["note"] == (
        "Handle time 431 s (talk 300 s, hold 100 s, after-call work 31 s). [csrdesk:aa11bb22]"
    )
    assert sent["executed_at"] == "2026-11-23T09:01:01Z", "by Freshdesk's clock, not ahead of it"
    assert applied.reference == str(entry["id"])
    assert account.server.state.row("time_entries", running)["timer_running"] is True


def test_a_new_ticket_names_its_customer_channel_and_mark(account: Account) -> None:
    write = account.create(
        fields={"priority": Priority.URGENT, "assignee": str(account.server.me_id)},
        custom={"cf_order_number": "17", "type": "Incident"},
        add_tags=("vip",),
    )
    applied = account.send(write)
    shown = account.ticket(int(applied.remote_id))
    assert shown["source"] == 3
    assert shown["requester_id"] == account.names["Nia Okafor"]
    assert (shown["subject"], shown["description"]) == ("No light", "<div>It is dark.</div>")
    assert shown["tags"] == ["vip", "csrdesk-1f3a9c2e"]
    assert shown["custom_fields"]["cf_order_number"] == "17", "an order number stays a text"
    assert (shown["priority"], shown["type"]) == (4, "Incident")
    assert applied.ticket is not None
    assert applied.ticket.external_id == "1f3a9c2e"
    assert applied.message == f"description-{applied.remote_id}"
    assert applied.again_s == 10.0


@pytest.mark.parametrize(
    ("channel", "source"), [("email", 1), ("chat", 7), ("web", 2), ("in_person", 2)]
)
def test_the_channel_becomes_the_source(account: Account, channel: str, source: int) -> None:
    applied = account.send(account.create(channel=channel))
    assert account.ticket(int(applied.remote_id))["source"] == source


@pytest.mark.parametrize(
    ("requester", "shown"),
    [
        (Requester(None, "Ann", "ann@new.example", "+1555"), ("Ann", "ann@new.example", "+1555")),
        (Requester(None, "", "bo@new.example"), ("bo@new.example", "bo@new.example", None)),
        (Requester(None, "", phone="+1777"), ("Caller +1777", None, "+1777")),
        (Requester(None, "Walk In"), ("Walk In", None, None)),
    ],
)
def test_who_is_not_known_yet_comes_with_the_addresses(
    account: Account, requester: Requester, shown: tuple[str | None, ...]
) -> None:
    applied = account.send(account.create(requester=requester))
    id_ = account.ticket(int(applied.remote_id))["requester_id"]
    row = account.server.state.row("contacts", id_)
    assert (row["name"], row["email"], row["phone"]) == shown


def test_a_ticket_without_words_says_its_subject(account: Account) -> None:
    applied = account.send(account.create(comment=None))
    assert account.ticket(int(applied.remote_id))["description"] == "<div>No light</div>"
    account.later()
    write = account.create(comment=None, subject="", uid="other-uid-77777777")
    shown = account.ticket(int(account.send(write).remote_id))
    assert shown["subject"] == "Phone contact. No text was written."


def test_files_of_a_new_ticket_go_with_it(account: Account) -> None:
    write = account.create(
        comment=first("See.", files=(OutFile("a.txt", "text/plain", b"x"),)),
        add_tags=("vip",),
        custom={"cf_vip": True, "cf_parcels": 2},
    )
    shown = account.ticket(int(account.send(write).remote_id))
    assert [one["name"] for one in shown["attachments"]] == ["a.txt"]
    assert shown["tags"] == ["vip", "csrdesk-1f3a9c2e"]


# before anything leaves ---------------------------------------------------------------------------


def test_trap_9_a_ticket_that_has_changed_is_not_written_to(account: Account) -> None:
    write = account.update("broken", fields={"status": Status.SOLVED})
    account.server.customer_replies(account.names["broken"], "Still broken.")
    with pytest.raises(Clash):
        account.send(write)
    assert account.changing() == []


def test_what_is_deleted_is_not_written_to(account: Account) -> None:
    write = account.update("deleted", comment=reply())
    with pytest.raises(Closed, match="restore"):
        account.send(write)
    assert account.changing() == []


def test_a_ticket_deleted_meanwhile_is_closed(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.watch = lambda request: (
        None if request.is_read else account.server.delete_ticket(account.names["broken"])
    )
    with pytest.raises(Closed):
        account.send(write)


@pytest.mark.parametrize("files", [(21,), (11, 10)])
def test_files_beyond_the_limit_never_leave(account: Account, files: tuple[int, ...]) -> None:
    out = tuple(OutFile(f"{size}.bin", "", bytes(size * 1024 * 1024)) for size in files)
    with pytest.raises(Rejected, match="20 MB"):
        account.send(account.update("broken", comment=reply(files=out)))
    assert account.changing() == []


def test_a_text_beyond_all_measure_never_leaves(account: Account) -> None:
    with pytest.raises(Rejected, match="two parts"):
        account.send(account.update("broken", comment=reply("x" * 1_000_001)))
    assert account.changing() == []


@pytest.mark.parametrize(
    "fate",
    [
        Decision("drop_after", form="read_timeout"),
        Decision("captive_portal"),
        Decision("truncated_json"),
    ],
)
def test_a_reading_that_is_lost_is_no_doubt_about_the_write(
    account: Account, fate: Decision
) -> None:
    write = account.update("broken", comment=reply())
    account.befalls(fate)
    with pytest.raises(NotSent):
        account.send(write)
    assert account.changing() == []


def test_a_reading_that_must_wait_waits(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.befalls(Decision("status_after", status=503))
    with pytest.raises(TryLater):
        account.send(write)
    account.befalls(Decision("rate_limited", seconds=30))
    with pytest.raises(TryLater) as told:
        account.send(write)
    assert told.value.after_s == 30


# what answers mean --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fate",
    [
        Decision("drop_after", form="reset"),
        Decision("status_after", status=502),
        Decision("captive_portal"),
        Decision("truncated_json"),
    ],
)
def test_an_answer_that_shows_nothing_leaves_the_write_in_doubt(
    account: Account, fate: Decision
) -> None:
    for write in (
        account.update("broken", comment=reply()),
        account.update("late", comment=note()),
        account.update("invoice", fields={"status": Status.PENDING}),
    ):
        account.befalls(fate, after=1)
        with pytest.raises(NoAnswer):
            account.send(write)
    account.befalls(fate)
    with pytest.raises(NoAnswer):
        account.send(account.create())


def test_closing_without_a_required_field_names_it(account: Account) -> None:
    with pytest.raises(Incomplete) as refused:
        account.send(account.update("broken", fields={"status": Status.CLOSED}))
    assert set(refused.value.fields) == {"cf_root_cause"}


def test_a_wrong_value_is_told_in_freshdesks_words(account: Account) -> None:
    with pytest.raises(Rejected) as refused:
        account.send(account.update("broken", custom={"cf_root_cause": "Nobody"}))
    assert "cf_root_cause" in refused.value.fields


def test_other_refusals_are_themselves(account: Account) -> None:
    write = account.update("broken", comment=reply())
    gone = write._replace(ticket="999999", base=write.base and write.base._replace(id="999999"))
    with pytest.raises(Missing):
        account.send(gone)
    account.server.set_scope(3)
    account.server.colleague_changes(account.names["broken"], responder_id=None)
    with pytest.raises(Forbidden):
        account.send(write)
    account.key = "wrong"
    with pytest.raises(SignedOut):
        account.send(write)


def test_time_tracking_that_the_plan_lacks_is_forbidden(account: Account) -> None:
    write = account.update("broken", handle_time=HandleTime(60, 0, 0))
    account.server.options.has_time_entries = False
    with pytest.raises(Forbidden):
        account.send(write)


ANSWERS = [
    {"id": 5, "body": "<div>Something else</div>"},
    {"body": "<div>It is on its way.</div>"},
    {},
    [],
    "ok",
]


@pytest.mark.parametrize("told", ANSWERS)
def test_an_answer_about_something_else_proves_nothing(account: Account, told: object) -> None:
    write = account.update("broken", comment=reply())
    flow = send(account.freshdesk, write, body(write))
    now = said(account.server.ticket(account.names["broken"]))
    with pytest.raises(NoAnswer):
        play(flow, [now, said(told, 201)])


def test_an_answer_about_another_ticket_proves_nothing(account: Account) -> None:
    now = said(account.server.ticket(account.names["broken"]))
    other = said(account.server.ticket(account.names["late"]))
    write = account.update("broken", fields={"status": Status.PENDING})
    for answers in ([now, other], [other, other]):
        with pytest.raises((NoAnswer, NotSent)):
            play(send(account.freshdesk, write, body(write)), answers)
    create = account.create()
    with pytest.raises(NoAnswer):
        play(send(account.freshdesk, create, body(create)), [other._replace(status=201)])
    entry = account.update("broken", handle_time=HandleTime(60, 0, 0))
    answers = [now, said({"id": account.server.me_id}), said({"id": 1, "note": "call"}, 201)]
    with pytest.raises(NoAnswer):
        play(send(account.freshdesk, entry, body(entry)), answers)


def test_a_change_that_was_taken_and_not_made_is_a_refusal(account: Account) -> None:
    now = said(account.server.ticket(account.names["broken"]))
    write = account.update("broken", fields={"status": Status.PENDING})
    with pytest.raises(Rejected, match="as it was"):
        play(send(account.freshdesk, write, body(write)), [now, now])


def test_an_account_that_drops_tags_is_known_by_the_words(account: Account) -> None:
    write = account.create()
    made = {"id": 77, "updated_at": "2026-11-23T09:02:00Z", "subject": "No light", "tags": []}
    answer = said({**made, "description": "<div>It is dark.<br></div>"}, 201)
    applied, _ = play(send(account.freshdesk, write, body(write)), [answer])
    assert applied.remote_id == "77"


@pytest.mark.parametrize("content", [b"", b"<html><body>Gone</body></html>"])
@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Forbidden), (404, Missing), (405, Closed), (409, Clash), (429, TryLater)],
)
def test_bodies_never_captured_may_be_anything(
    account: Account, content: bytes, status: int, kind: type[Exception]
) -> None:
    write = account.update("broken", comment=reply())
    now = said(account.server.ticket(account.names["broken"]))
    headers = {"x-freshdesk-api-version": "latest=v2; requested=v2"}
    with pytest.raises(kind):
        play(send(account.freshdesk, write, body(write)), [now, Response(status, headers, content)])


def test_the_body_is_the_same_for_the_same_write(account: Account) -> None:
    write = account.update("broken", handle_time=HandleTime(1, 0, 0))
    assert body(write) == body(write)
    assert body(account.create()) == body(account.create())
    assert json.loads(body(account.create()))["tags"] == [f"csrdesk-{UID[-8:]}"]
    assert MARKER[-8:] in json.loads(body(write))["note"]
