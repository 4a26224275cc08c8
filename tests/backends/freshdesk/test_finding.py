"""Looking back after a lost answer: found, surely not there, or not to be told."""

from datetime import timedelta
from typing import Any

import pytest

from csr_desk.backends.failures import Forbidden, Missing, NoAnswer, SignedOut, TryLater
from csr_desk.backends.freshdesk.finding import find
from csr_desk.backends.writes import HandleTime, Requester, Write
from csr_desk.domain.queue_row import Status
from tests.backends.driver import play, said
from tests.backends.freshdesk.desk_side import UID, Account, note, reply
from tests.fakes.freshdesk import Decision, seed_many

LOST = Decision("drop_after", form="read_timeout")
NEVER = Decision("drop_before", form="lost")
READS = {"reply": 1, "note": 1, "time": 2, "fields": 1, "create": 0}


def writes(account: Account) -> dict[str, Write]:
    return {
        "reply": account.update("broken", comment=reply()),
        "note": account.update("late", comment=note()),
        "time": account.update("invoice", handle_time=HandleTime(60, 0, 0)),
        "fields": account.update(
            "waiting", fields={"status": Status.SOLVED}, add_tags=("x",), custom={"cf_vip": True}
        ),
        "create": account.create(),
    }


def lose(account: Account, write: Write, fate: Decision, reads: int) -> None:
    account.befalls(fate, after=reads)
    with pytest.raises(NoAnswer):
        account.send(write)
    account.later()


@pytest.mark.parametrize("kind", list(READS))
def test_what_arrived_is_found_and_what_did_not_is_not(account: Account, kind: str) -> None:
    write = writes(account)[kind]
    before = account.find(write)
    assert before.applied is None
    assert before.is_sure
    assert (before.ticket is None) is (kind == "create")
    lose(account, write, NEVER, READS[kind])
    assert account.find(write).applied is None
    lose(account, write, LOST, READS[kind])
    found = account.find(write).applied
    assert found is not None
    assert found.at is not None
    assert bool(found.message) is (kind in ("reply", "note", "create"))
    assert (found.again_s == 10.0) is (kind in ("reply", "fields", "create"))


def test_trap_4_and_15_the_whole_conversation_is_read_and_nothing_is_searched(
    account: Account,
) -> None:
    for number in range(90):
        account.server.colleague_replies(account.names["long"], f"Aside {number}", public=False)
    account.later()
    write = account.update("long", comment=reply())
    lose(account, write, LOST, 1)
    found = account.find(write)
    assert found.applied is not None
    pages = [one for one in account.asked if one.path.endswith("/conversations")]
    assert len(pages) == 2
    assert not any("search" in one.path for one in account.asked)


def test_the_same_words_from_before_are_not_this_reply(account: Account) -> None:
    account.send(account.update("broken", comment=reply()))
    account.later(5)
    write = account.update("broken", "0000-second-1", comment=reply())
    assert account.find(write).applied is None
    assert account.find(write).is_sure


def test_the_same_words_by_others_are_not_this_reply(account: Account) -> None:
    write = account.update("broken", comment=reply())
    id_ = account.names["broken"]
    account.server.colleague_replies(id_, "<div>It is on its way.</div>")
    account.server.customer_replies(id_, "It is on its way.")
    account.server.colleague_replies(
        id_, "<div>It is on its way.</div>", public=False, agent=account.server.me_id
    )
    found = account.find(write)
    assert found.applied is None
    assert found.is_sure


@pytest.mark.parametrize(
    "other", [{"private": True}, {"incoming": True}, {"source": 8}, {"source": 2}, {"id": None}]
)
def test_what_is_no_public_reply_is_not_this_reply(account: Account, other: dict[str, Any]) -> None:
    write = account.update("broken", comment=reply())
    row = {
        "id": 5,
        "body": "<div>It is on its way.</div>",
        "private": False,
        "incoming": False,
        "source": 0,
        "user_id": 7,
        "created_at": "2026-11-23T09:02:00Z",
    }
    now = said(account.server.ticket(account.names["broken"]))
    me = said({"id": 7})
    found, _ = play(find(account.freshdesk, write), [now, said([row]), me])
    assert found.applied is not None
    found, _ = play(find(account.freshdesk, write), [now, said([{**row, **other}]), me])
    assert found.applied is None


def by_hand(account: Account, words: str) -> None:
    me = account.server.me_id
    account.server.colleague_replies(account.names["broken"], words, agent=me)


def test_two_that_are_alike_are_asked_about(account: Account) -> None:
    write = account.update("broken", comment=reply())
    by_hand(account, "<div>It is on its way.</div>")
    by_hand(account, "<div>It is<br>on its way.</div>")
    found = account.find(write)
    assert found.applied is None
    assert not found.is_sure
    assert "same words" in found.likeness


def test_words_that_go_on_are_asked_about(account: Account) -> None:
    write = account.update("broken", comment=reply())
    by_hand(account, "<div>It is on its way.<br>Yours, Ada</div>")
    found = account.find(write)
    assert found.applied is None
    assert not found.is_sure
    assert "begins" in found.likeness


def test_without_the_servers_clock_the_desks_is_allowed_to_be_wrong(account: Account) -> None:
    write = account.update("broken", comment=reply())._replace(since=None)
    lose(account, write, LOST, 1)
    account.ahead = account.ahead.__class__(hours=1)
    ahead = write._replace(began_at=write.began_at + 3_600_000)
    assert account.find(ahead).applied is not None
    assert account.find(write).applied is not None


def test_a_reading_from_before_the_write_tells_nothing(account: Account) -> None:
    account.read("broken")
    account.later()
    account.server.colleague_changes(account.names["broken"], priority=3)
    write = account.update("broken", comment=reply())
    account.befalls(Decision("stale_read", back=2))
    found = account.find(write)
    assert not found.is_sure
    assert "older" in found.likeness


def test_a_conversation_that_lags_behind_its_ticket_tells_nothing_yet(account: Account) -> None:
    write = account.update("broken", comment=reply())
    lose(account, write, LOST, 1)
    account.befalls(Decision(), Decision("stale_read", back=4))
    found = account.find(write)
    assert found.applied is None
    assert not found.is_sure
    assert account.find(write).applied is not None


def test_a_ticket_that_changed_otherwise_is_believed_when_it_has_rested(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.later()
    account.server.colleague_changes(account.names["broken"], priority=3)
    assert not account.find(write).is_sure
    account.later(120)
    assert account.find(write).is_sure


def test_fields_are_in_effect_when_the_ticket_has_them(account: Account) -> None:
    fields: dict[str, Any] = {
        "status": Status.PENDING,
        "priority": 2,
        "subject": "A  b",
        "group": None,
    }
    custom = {"cf_parcels": "4", "cf_delivered_on": "2026-11-20", "type": "Refund"}
    write = account.update(
        "broken", fields=fields, custom=custom, add_tags=("New",), remove_tags=("vip",)
    )
    applied = account.send(write)
    assert applied.ticket is not None
    found = account.find(write)
    assert found.applied is not None
    assert found.applied.ticket == found.ticket
    for name, other in (
        ("status", 2),
        ("priority", 1),
        ("subject", "Other"),
        ("type", "Incident"),
        ("custom_fields", {"cf_parcels": 5}),
        ("tags", ["new", "vip"]),
    ):
        account.later()
        kept = account.ticket("broken")[name]
        account.server.colleague_changes(account.names["broken"], **{name: other})
        changed = account.find(write)
        assert changed.applied is None, name
        assert changed.is_sure
        account.server.colleague_changes(account.names["broken"], **{name: kept})


def test_an_own_status_is_not_the_open_it_counts_as(account: Account) -> None:
    write = account.update("broken", fields={"status": Status.OPEN})
    account.server.colleague_changes(account.names["broken"], status=6)
    assert account.find(write).applied is None
    other = account.update("broken", fields={"status": Status.OPEN, "custom_status": "6"})
    assert account.find(other).applied is not None


def test_a_change_of_which_nothing_is_left_is_in_effect(account: Account) -> None:
    assert account.find(account.update("broken")).applied is not None


def test_no_base_is_no_hindrance(account: Account) -> None:
    write = account.update("broken", comment=reply())
    lose(account, write, LOST, 1)
    assert account.find(write._replace(base=None)).applied is not None


# new tickets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "requester",
    [
        Requester(None, "Ann", "ann+1@new.example"),
        Requester(None, "Bo", phone="+1555"),
        Requester(None, "Walk In"),
    ],
)
def test_a_new_ticket_is_found_whoever_it_is_from(account: Account, requester: Requester) -> None:
    write = account.create(requester=requester)
    lose(account, write, LOST, 0)
    found = account.find(write).applied
    assert found is not None
    assert found.ticket is not None
    assert found.ticket.external_id == "1f3a9c2e"


def test_trap_1_the_list_is_asked_with_a_beginning(account: Account) -> None:
    account.find(account.create())
    query = dict(account.asked[0].query)
    assert query["updated_since"] == "2026-10-24T09:01:00Z"
    assert query["requester_id"] == str(account.names["Nia Okafor"])
    assert (query["order_by"], query["order_type"]) == ("created_at", "desc")


def test_the_oldest_of_two_is_taken(account: Account) -> None:
    write = account.create()
    old = account.send(write)
    account.later()
    account.send(write)
    found = account.find(write).applied
    assert found is not None
    assert found.remote_id == old.remote_id
    account.server.violations.clear()


def test_a_new_ticket_without_tags_and_the_same_subject_is_asked_about(account: Account) -> None:
    write = account.create()
    account.later()
    account.server.add_ticket("No  light", "It is dark. And cold.", requester="Nia Okafor")
    found = account.find(write)
    assert found.applied is None
    assert not found.is_sure
    assert "same subject" in found.likeness


def test_a_new_ticket_whose_tags_a_colleague_has_replaced_is_known_by_its_words(
    account: Account,
) -> None:
    write = account.create()
    lose(account, write, LOST, 0)
    number = max(account.server.state.tickets)
    account.server.colleague_changes(number, tags=["theirs"])
    found = account.find(write).applied
    assert found is not None
    assert found.remote_id == str(number)


@pytest.mark.parametrize("put_away", ["delete_ticket", "spam_ticket"])
def test_a_new_ticket_that_was_put_away_at_once_is_not_made_again(
    account: Account, put_away: str
) -> None:
    write = account.create()
    lose(account, write, LOST, 0)
    number = max(account.server.state.tickets)
    getattr(account.server, put_away)(number)
    found = account.find(write).applied
    assert found is not None
    assert found.remote_id == str(number)
    assert found.ticket is not None
    assert found.ticket.is_deleted


def test_the_same_subject_with_other_words_is_another_ticket(account: Account) -> None:
    write = account.create()
    account.server.add_ticket("No light", "In the cellar.", requester="Nia Okafor", tags=["a"])
    found = account.find(write)
    assert found.applied is None
    assert found.is_sure


def test_two_tickets_without_the_tag_that_say_the_same_are_asked_about(account: Account) -> None:
    write = account.create()
    for _ in range(2):
        account.server.add_ticket("No light", "It is dark.", requester="Nia Okafor")
    assert not account.find(write).is_sure


def test_a_clock_far_ahead_of_freshdesks_hides_no_new_ticket(account: Account) -> None:
    account.ahead = timedelta(hours=3)
    write = account.create()
    lose(account, write, LOST, 0)
    account.server.colleague_changes(max(account.server.state.tickets), tags=[])
    assert account.find(write).applied is not None


def test_tickets_of_others_and_from_before_are_not_it(account: Account) -> None:
    account.server.add_ticket("No light", requester="Nia Okafor")
    account.later()
    account.send(account.create(uid="other-desk-aaaabbbb"))
    found = account.find(account.create())
    assert found.applied is None
    assert found.is_sure


def test_the_newest_pages_are_enough(account: Account) -> None:
    seed_many(account.server, 250, minutes_between=60)
    write = account.create(requester=Requester(None, "Bo", phone="+1555"))
    lose(account, write, LOST, 0)
    assert account.find(write).applied is not None
    pages = [one for one in account.asked if one.path == "/api/v2/tickets" and one.is_read]
    assert len(pages) == 1, "the newest come first, and the first page goes back beyond a day"


# what looking back may meet -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(READS))
@pytest.mark.parametrize(
    ("fate", "failure"),
    [
        (LOST, NoAnswer),
        (Decision("captive_portal"), NoAnswer),
        (Decision("truncated_json"), NoAnswer),
        (Decision("status_before", status=502), TryLater),
        (Decision("rate_limited", seconds=5), TryLater),
        (Decision("key_revoked"), SignedOut),
    ],
)
def test_a_look_that_fails_tells_nothing(
    account: Account, kind: str, fate: Decision, failure: type[Exception]
) -> None:
    write = writes(account)[kind]
    lose(account, write, LOST, READS[kind])
    first = account.line.number
    account.find(write)
    for after in range(account.line.number - first):
        account.befalls(fate, after=after)
        with pytest.raises(failure):
            account.find(write)
        account.key = account.server.sign_in().access
        account.later(60)


def test_a_ticket_that_is_gone_or_out_of_sight_is_told(account: Account) -> None:
    write = account.update("broken", comment=reply())
    with pytest.raises(Missing):
        account.find(write._replace(ticket="999999"))
    account.server.set_scope(3)
    account.server.colleague_changes(account.names["broken"], responder_id=None)
    with pytest.raises(Forbidden):
        account.find(write)
    assert write.uid == UID
