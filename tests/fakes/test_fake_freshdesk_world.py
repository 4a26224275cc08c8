"""What happens beside the client: the hooks that tests and simulations call."""

import pytest

from tests.fakes.freshdesk import FakeFreshdesk, seed_small
from tests.fakes.freshdesk.caller import Caller
from tests.fakes.freshdesk.stage import Clock, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_customer_reopens_what_rests(stage: Stage) -> None:
    number = stage.id("solved")
    row = stage.server.customer_replies(number, "Not yet.")
    assert row["incoming"] is True
    shown = stage.view("solved", include="stats")
    assert (shown["status"], shown["updated_at"]) == (2, "2026-11-23T09:00:10Z")
    assert shown["stats"]["reopened_at"]
    assert stage.talk("solved")[-1]["body"] == "<div>Not yet.</div>"


def test_colleagues(stage: Stage) -> None:
    number = stage.id("late")
    stage.server.colleague_replies(number, "Mine now.")
    stage.server.colleague_replies(number, "Psst.", public=False, agent="Cleo Admin")
    stage.server.colleague_changes(number, priority=4, tags=["theirs"])
    rows = stage.talk("late")
    assert [row["user_id"] for row in rows] == [
        stage.id("Ben Colleague"),
        stage.id("Cleo Admin"),
    ]
    assert stage.server.public_replies(number) == ["Mine now."]
    assert stage.view("late")["tags"] == ["theirs"]
    stage.server.colleague_edits_note(number, rows[1]["id"], "Ssh.")
    assert stage.talk("late")[1]["body"] == "<div>Ssh.</div>"
    stage.server.colleague_edits_note(number, rows[1]["id"], None)
    assert len(stage.talk("late")) == 1


def test_what_goes_and_comes_back(stage: Stage) -> None:
    number = stage.id("late")
    stage.server.delete_ticket(number)
    assert stage.server.state.tickets[number].deleted_at
    assert number in {row["id"] for row in stage.list(filter="deleted")}
    stage.server.restore_ticket(number)
    stage.server.spam_ticket(number)
    assert number in {row["id"] for row in stage.list(filter="spam")}
    stage.server.restore_ticket(number)
    stage.server.close(number)
    stage.server.archive_ticket(number)
    assert stage.me.ask("GET", f"tickets/{number}").status == 404


def test_an_admin_changes_what_closing_asks_for(stage: Stage) -> None:
    stage.server.require_to_close("cf_order_number")
    given = stage.update("late", status=5)
    assert [one["field"] for one in given.json()["errors"]] == ["cf_order_number"]
    stage.server.options.closing = frozenset({4, 5})
    assert stage.update("late", status=4).status == 400


def test_a_mail_that_came_back_is_told_without_a_new_stamp(stage: Stage) -> None:
    made = stage.reply("late", "Hello").json()["id"]
    before = stage.view("late")["updated_at"]
    stage.clock.advance(60)
    stage.server.bounce(stage.id("late"), made)
    assert stage.talk("late")[0]["email_failure_count"] == 1
    assert stage.view("late")["updated_at"] == before


def test_a_ticket_that_was_written_to_a_customer_keeps_its_words(stage: Stage) -> None:
    stage.server.colleague_changes(stage.id("late"), source=10)
    given = stage.update("late", subject="Else")
    assert given.json()["errors"][0]["code"] == "readonly_field"
    assert stage.update("late", priority=2).status == 200


@pytest.mark.parametrize("moves", [False, True])
def test_whether_time_moves_the_stamp_is_unproven(stage: Stage, moves: bool) -> None:
    stage.server.options.time_moves_stamp = moves
    before = stage.view("late")["updated_at"]
    stage.me.post(f"tickets/{stage.id('late')}/time_entries", {"time_spent": "00:01"})
    assert (stage.view("late")["updated_at"] != before) is moves


def test_words_are_told_without_their_marker(stage: Stage) -> None:
    stage.note("late", "for us<br>[csrdesk:1f3a9c2e]")
    assert stage.server.said("for us") == 1


def test_a_ticket_with_everything(stage: Stage) -> None:
    found = stage.server.ticket(stage.id("files"))
    assert len(found["comments"]) == 2
    assert found["deleted_at"] is None


def test_watchers_hear_every_request(stage: Stage) -> None:
    heard: list[str] = []
    stage.server.watchers.append(lambda request: heard.append(request.url_path))
    stage.me.get("agents/me")
    assert heard == ["/api/v2/agents/me"]


def test_a_small_account_has_six_plain_tickets() -> None:
    clock = Clock()
    server = FakeFreshdesk(clock)
    seed_small(server)
    rows = Caller(server).get("tickets")
    assert len(rows) == len(server.state.tickets) == 6
    assert all(row["due_by"] and row["subject"] for row in rows)
    assert not server.markers
