"""Reading back after a lost answer: never "not there" on a guess, never "there" without proof."""

from datetime import timedelta
from typing import Any

import pytest

from csr_desk.backends.failures import Missing, NoAnswer, TryLater
from csr_desk.backends.writes import HandleTime, Requester, Write
from csr_desk.backends.zendesk.finding import MOST_PAGES, find
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.driver import play, run, said
from tests.backends.zendesk.desk_side import Account, note, reply
from tests.fakes.zendesk import Decision
from tests.fakes.zendesk.updating import update_ticket
from tests.fakes.zendesk.wire import Answer, Json, Request

LOST = Decision("drop_after", form="reset")
FORBIDDEN: Json = {"error": {"title": "Forbidden", "message": "No audits for you."}}


def lose(account: Account, write: Write, fate: Decision = LOST) -> Write:
    """Send a write whose answer is lost; what befell it decides whether it was applied."""
    account.befalls(fate)
    with pytest.raises(NoAnswer):
        account.send(write)
    account.later()
    return write


def by_me(account: Account, name: str, words: str, **more: Any) -> None:
    """Let the signed-in agent write in the browser, where no marker is left."""
    ticket = account.server.state.alive(account.names[name])
    given = {"comment": {"body": words, "public": True}, **more}
    update_ticket(account.server, ticket, given, account.server.user(account.server.me_id))
    account.later()


def test_trap_13_a_reply_that_was_applied_is_found_by_its_marker(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()))
    account.server.colleague_replies(account.names["broken"], "Me too.", public=False)
    found = account.find(write)
    assert found.applied is not None
    ours = account.ticket("broken")["audits"][-2]
    assert found.applied.reference == str(ours["id"])
    assert found.applied.message == str(account.ticket("broken")["comments"][-2]["id"])
    assert found.applied.ticket is not None
    assert account.clean()


def test_a_reply_that_never_arrived_is_surely_not_there(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()), Decision("status_before", 502))
    found = account.find(write)
    assert (found.applied, found.is_sure, found.likeness) == (None, True, "")
    assert found.ticket is not None
    assert found.ticket.stamp == account.ticket("broken")["updated_at"]
    assert found.at is not None


def test_a_change_of_fields_is_found_by_its_marker(account: Account) -> None:
    write = lose(account, account.update("broken", fields={"priority": Priority.HIGH}))
    found = account.find(write)
    assert found.applied is not None
    assert found.applied.reference
    assert found.applied.message is None


def test_fields_that_are_so_already_are_in_effect(account: Account) -> None:
    write = account.update("broken", fields={"priority": Priority.HIGH}, add_tags=("vip",))
    account.later()
    account.server.colleague_changes(account.names["broken"], priority="high", tags=["vip", "x"])
    account.later()
    found = account.find(write)
    assert found.applied is not None
    assert found.applied.reference == ""
    account.server.colleague_changes(account.names["broken"], tags=["x"])
    account.later()
    assert account.find(write).applied is None


def test_a_tag_that_is_still_there_is_not_taken_away(account: Account) -> None:
    account.server.colleague_changes(account.names["broken"], tags=["north"])
    account.later()
    write = account.update("broken", remove_tags=("North",))
    assert account.find(write).applied is None
    account.server.colleague_changes(account.names["broken"], tags=[])
    account.later()
    assert account.find(write).applied is not None


def test_a_sum_is_not_taken_for_ours_because_it_fits(account: Account) -> None:
    total, last = account.names["total_time"], account.names["last_time"]
    write = account.update(
        "broken",
        handle_time=HandleTime(60, 0, 0),
        time_total_field=str(total),
        time_last_field=str(last),
    )
    account.later()
    fields = [{"id": total, "value": 60}, {"id": last, "value": 60}]
    account.server.colleague_changes(account.names["broken"], custom_fields=fields)
    account.later()
    found = account.find(write)
    assert (found.applied, found.is_sure) == (None, True)


def test_a_write_that_changes_nothing_is_in_effect(account: Account) -> None:
    assert account.find(account.update("broken")).applied is not None


def test_a_base_that_was_thrown_away_keeps_nothing_from_being_found(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()))
    found = account.find(write._replace(base=None))
    assert found.applied is not None
    fields = account.update("broken", "m-9", fields={"priority": Priority.LOW})._replace(base=None)
    assert account.find(fields).applied is None


def test_a_deleted_ticket_is_missing(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.server.delete_ticket(account.names["broken"])
    with pytest.raises(Missing):
        account.find(write)


def test_a_reading_from_before_the_base_is_no_proof(account: Account) -> None:
    write = account.update("broken", comment=reply())
    old = said({"ticket": {**account.ticket("broken"), "updated_at": "2026-11-22T08:00:00Z"}})
    found, asked = play(find(account.zendesk, write), [old])
    assert (found.applied, found.is_sure) == (None, False)
    assert found.likeness
    assert len(asked) == 1, "its audits would prove nothing"


def test_audits_older_than_the_ticket_are_no_proof(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()))
    shown = account.ticket("broken")
    date = "Sun, 22 Nov 2026 09:01:10 GMT"
    ticket = said({"ticket": {k: v for k, v in shown.items() if k != "audits"}}, date=date)
    stale = said({"audits": shown["audits"][:-1]}, date=date)
    found, _ = play(find(account.zendesk, write), [ticket, stale])
    assert (found.applied, found.is_sure) == (None, False)
    later = "Sun, 22 Nov 2026 09:31:10 GMT"
    ticket = ticket._replace(headers={"date": later})
    found, _ = play(find(account.zendesk, write), [ticket, stale])
    assert found.is_sure, "after half an hour no list is behind: the change left no audit"


def test_audits_that_are_a_second_behind_are_no_proof(account: Account) -> None:
    write = account.update("broken", comment=reply())
    shown = account.ticket("broken")
    ticket = said({"ticket": {**shown, "updated_at": "2026-11-22T09:01:01Z"}})
    stale = said({"audits": [{"id": 1, "created_at": "2026-11-22T09:01:00Z"}]})
    found, _ = play(find(account.zendesk, write), [ticket, stale])
    assert (found.applied, found.is_sure) == (None, False)


def test_a_ticket_read_before_its_newest_audit_is_read_anew(account: Account) -> None:
    write = account.update("broken", comment=reply())
    before = said({"ticket": account.ticket("broken")})
    account.send(write)
    audits = said({"audits": account.ticket("broken")["audits"]})
    found, _ = play(find(account.zendesk, write), [before, audits])
    assert found.applied is not None
    assert found.applied.ticket is None


def test_a_stale_server_is_asked_again_until_it_shows_the_marker(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()))
    account.befalls(Decision("none"), Decision("stale_read", back=4))
    found = account.find(write)
    assert (found.applied, found.is_sure) == (None, False)
    account.later(30)
    assert account.find(write).applied is not None


def test_the_same_words_by_me_without_a_marker_are_asked_about(account: Account) -> None:
    write = account.update("broken", comment=reply("It  is\n\non its way."))
    account.later()
    by_me(account, "broken", "It is on its way.")
    found = account.find(write)
    assert (found.applied, found.is_sure) == (None, False)
    assert "same words" in found.likeness


@pytest.mark.parametrize("other", ["words", "author", "readers", "long ago"])
def test_what_only_looks_a_little_alike_is_not_asked_about(account: Account, other: str) -> None:
    write = account.update("broken", comment=reply("It is on its way."))
    account.later()
    if other == "author":
        account.server.colleague_replies(account.names["broken"], "It is on its way.")
        account.later()
    elif other == "readers":
        by_me(account, "broken", "", comment={"body": "It is on its way.", "public": False})
    else:
        by_me(account, "broken", "It is on its way." if other == "long ago" else "It is lost.")
    if other == "long ago":
        account.later(3600)
        write = write._replace(began_at=account.now())
    found = account.find(write)
    assert (found.applied, found.is_sure, found.likeness) == (None, True, "")


def test_an_earlier_write_of_ours_with_the_same_words_is_another(account: Account) -> None:
    account.send(account.update("broken", "m-0", comment=reply("Thanks.")))
    account.later()
    write = account.update("broken", comment=reply("Thanks."))
    before = account.line.number
    found = account.find(write)
    assert (found.applied, found.is_sure, found.likeness) == (None, True, "")
    assert account.line.number == before + 2, "the audits say enough"


def test_a_marker_behind_many_audits_is_found(account: Account) -> None:
    write = lose(account, account.update("broken", comment=reply()))
    for number in range(230):
        account.server.colleague_replies(account.names["broken"], f"n{number}", public=False)
    account.later()
    before = account.line.number
    found = account.find(write)
    assert found.applied is not None
    assert found.applied.message == str(account.ticket("broken")["comments"][1]["id"])
    assert account.line.number == before + 4


@pytest.mark.parametrize("minutes", [-60, 60])
def test_a_clock_that_is_wrong_by_an_hour_hides_nothing(account: Account, minutes: int) -> None:
    account.ahead = timedelta(minutes=minutes)
    write = lose(account, account.update("broken", comment=reply()))
    for number in range(120):
        account.later()
        account.server.colleague_replies(account.names["broken"], f"n{number}", public=False)
    account.later()
    assert account.find(write).applied is not None


def test_reading_ends_where_the_write_cannot_be(account: Account) -> None:
    for number in range(250):
        account.server.colleague_replies(account.names["broken"], f"n{number}", public=False)
        account.later(10)
    account.later(3600)
    write = account.update("broken", comment=reply())
    before = account.line.number
    found = account.find(write)
    assert (found.applied, found.is_sure) == (None, True)
    assert account.line.number == before + 2


def test_audits_in_another_order_are_read_to_the_end(account: Account) -> None:
    write = account.update("broken", comment=reply())
    base = account.ticket("broken")
    stamp = base["updated_at"]
    old = {"id": 1, "created_at": "2020-01-01T00:00:00Z", "events": []}
    ours = {"id": 3, "created_at": stamp, "metadata": {"custom": {"csr_desk_op": "m-1"}}}
    first = said({"audits": [old, {**old, "id": 2, "created_at": "2020-01-02T00:00:00Z"}],
                  "meta": {"has_more": True, "after_cursor": "c"}})  # fmt: skip
    found, _ = play(
        find(account.zendesk, write), [said({"ticket": base}), first, said({"audits": [ours]})]
    )
    assert found.applied is not None
    assert found.applied.reference == "3"


def test_audits_without_end_are_no_proof(account: Account) -> None:
    write = account.update("broken", comment=reply())
    at = account.ticket("broken")["updated_at"]
    pages = [
        said(
            {
                "audits": [{"id": 1, "created_at": at}],
                "meta": {"has_more": True, "after_cursor": str(number)},
            }
        )
        for number in range(MOST_PAGES)
    ]
    found, _ = play(
        find(account.zendesk, write), [said({"ticket": account.ticket("broken")}), *pages]
    )
    assert (found.applied, found.is_sure) == (None, False)


# --- new tickets -------------------------------------------------------------------------------


def test_a_new_ticket_is_found_by_our_uid_without_lag(account: Account) -> None:
    write = account.create(comment=reply(), requester=Requester(None, "Ann", "ann@new.example"))
    found = account.find(write)
    assert (found.applied, found.is_sure) == (None, True)
    lose(account, write)
    found = account.find(write)
    assert found.applied is not None
    shown = account.server.ticket(int(found.applied.remote_id))
    assert found.applied.reference == str(shown["audits"][0]["id"])
    assert found.applied.message == str(shown["comments"][0]["id"])
    assert account.clean()


def test_the_oldest_of_two_is_ours(account: Account) -> None:
    rows = [
        {"id": 12, "external_id": "u-2", "created_at": "2026-11-22T09:00:09Z"},
        {"id": 11, "external_id": "u-2", "created_at": "2026-11-22T09:00:01Z"},
        {"id": 10, "external_id": "u-22", "created_at": "2026-11-22T09:00:00Z"},
    ]
    found, _ = play(
        find(account.zendesk, account.create()), [said({"tickets": rows}), said(FORBIDDEN, 403)]
    )
    assert found.applied is not None
    assert found.applied.remote_id == "11"
    assert found.applied.reference == ""


# --- agents who may not see audits -------------------------------------------------------------


class NoAudits:
    """The line for a light agent: audits are refused, and comments show no metadata."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def deliver(self, request: Request) -> Answer:
        given = self.account.line.deliver(request)
        if request.url_path.endswith("/audits"):
            return Answer(403, {}, b'{"error":{"title":"Forbidden","message":"No audits"}}')
        if request.url_path.endswith("/comments"):
            return Answer(given.status, given.headers, given.body.replace(b"csr_desk_op", b"x"))
        return given


class Light(Account):
    """The same account, seen by an agent to whom audits are refused."""

    def find_without_audits(self, write: Write) -> Any:
        return run(find(self.zendesk, write), NoAudits(self), self.signed)


@pytest.fixture
def light_account() -> Light:
    return Light()


def test_without_audits_one_comment_with_these_words_is_ours(light_account: Light) -> None:
    write = lose(light_account, light_account.update("broken", comment=reply()))
    found = light_account.find_without_audits(write)
    assert found.applied is not None
    shown = light_account.ticket("broken")
    assert found.applied.message == str(shown["comments"][-1]["id"])
    assert found.applied.reference == str(shown["audits"][-1]["id"])


def test_without_audits_two_comments_with_these_words_are_asked_about(
    light_account: Light,
) -> None:
    write = lose(light_account, light_account.update("broken", comment=reply()))
    by_me(light_account, "broken", "It is on its way.")
    found = light_account.find_without_audits(write)
    assert (found.applied, found.is_sure) == (None, False)
    assert found.likeness


def test_without_audits_the_same_words_of_long_ago_are_others(light_account: Light) -> None:
    by_me(light_account, "broken", "It is on its way.")
    light_account.later(3600)
    write = light_account.update("broken", comment=reply())
    found = light_account.find_without_audits(write)
    assert (found.applied, found.is_sure) == (None, True)


def test_without_audits_an_untouched_ticket_has_no_comment_of_ours(light_account: Light) -> None:
    light_account.later(3600)
    write = light_account.update("broken", comment=note())
    found = light_account.find_without_audits(write)
    assert (found.applied, found.is_sure) == (None, True)


def test_without_audits_a_young_change_may_still_hide_our_comment(light_account: Light) -> None:
    light_account.later(3600)
    write = light_account.update("broken", comment=note())
    light_account.server.colleague_changes(light_account.names["broken"], priority="high")
    light_account.later()
    found = light_account.find_without_audits(write)
    assert (found.applied, found.is_sure) == (None, False)
    light_account.later(3600)
    assert light_account.find_without_audits(write).is_sure


def test_without_audits_values_tell_of_fields_and_nothing_of_sums(light_account: Light) -> None:
    light_account.later(3600)
    fields = light_account.update("broken", fields={"status": Status.PENDING})
    sums = light_account.update(
        "broken",
        handle_time=HandleTime(60, 0, 0),
        time_total_field=str(light_account.names["total_time"]),
    )
    assert light_account.find_without_audits(fields).applied is None
    assert light_account.find_without_audits(sums).is_sure
    light_account.server.colleague_changes(light_account.names["broken"], status="pending")
    light_account.later()
    assert light_account.find_without_audits(fields).applied is not None
    found = light_account.find_without_audits(sums)
    assert (found.applied, found.is_sure) == (None, False)
    assert found.likeness


def test_a_failing_read_is_no_answer_to_the_question(account: Account) -> None:
    write = account.update("broken", comment=reply())
    account.befalls(Decision("status_before", 502), Decision("none"))
    with pytest.raises(TryLater):
        account.find(write)
