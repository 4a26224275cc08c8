from typing import Any

import msgspec
import pytest

from csr_desk.backends import values
from csr_desk.backends.records import RemoteRating, RemoteTicket
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.structs import TicketRow
from csr_desk.domain.queue_row import Priority, Status
from tests.backends.zendesk.given import at


def read(**raw: Any) -> RemoteTicket:
    return ticket(msgspec.convert({"id": 1, **raw}, TicketRow), "https://acme.zendesk.com")


def target(metric: str, breach_at: str | None, stage: str = "active") -> dict[str, Any]:
    return {"metric": metric, "stage": stage, "breach_at": breach_at}


def test_the_nearest_open_target_is_due() -> None:
    found = read(
        slas={
            "policy_metrics": [
                target("total_resolution_time", "2026-11-21T18:00:00Z"),
                target("next_reply_time", "2026-11-21T14:00:00Z"),
                target("first_reply_time", "2026-11-21T10:00:00Z", "achieved"),
                target("requester_wait_time", None, "paused"),
                target("agent_work_time", "2026-11-21T11:00:00Z", "paused"),
                target("something_new", "2026-11-21T11:00:00Z"),
            ]
        }
    )
    assert (found.due_at, found.due_kind) == (at("2026-11-21T14:00:00Z"), "next_reply")
    assert found.due_known


def test_no_target_and_no_side_load_are_two_things() -> None:
    assert read(slas={"policy_metrics": []}).due_known
    assert read(slas={"policy_metrics": None}).due_at is None
    assert not read().due_known


def test_a_missing_priority_is_none_and_unknown_words_are_open_work() -> None:
    assert read(priority=None).priority is Priority.NONE
    assert read(priority="super").priority is Priority.NONE
    assert read(status="new").status is Status.NEW
    assert read(status="waiting").status is Status.OPEN
    assert read(status="deleted").is_deleted


@pytest.mark.parametrize("value", [17, "17", 1.5, True, None, ["a", "b"], "2026-11-21"])
def test_custom_values_stay_as_json_has_them(value: Any) -> None:
    assert read(custom_fields=[{"id": 5, "value": value}]).custom == {"5": value}
    assert read(fields=[{"id": "5", "value": value}]).custom == {"5": value}


def test_ids_are_text_also_where_they_come_as_text() -> None:
    found = read(requester_id=9_100_000_000_007, assignee_id="12", external_id=77)
    assert (found.requester, found.assignee, found.external_id) == ("9100000000007", "12", "77")
    assert read(requester_id=None).requester == ""


def test_the_stamp_is_the_text_to_the_letter() -> None:
    assert read(updated_at="2026-11-21T10:00:00+00:00").stamp == "2026-11-21T10:00:00+00:00"


@pytest.mark.parametrize(
    ("rating", "said"),
    [
        ({"score": "good", "comment": "Nice"}, "good"),
        ({"score": "offered"}, "offered"),
        ({"score": "unoffered"}, ""),
        ("bad", "bad"),
        (None, ""),
        ({}, ""),
        ([], ""),
    ],
)
def test_satisfaction(rating: Any, said: str) -> None:
    assert read(satisfaction_rating=rating).satisfaction == said


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        (
            {"id": 7, "score": "bad", "comment": " Slow ", "reason": "x"},
            RemoteRating("good/bad", "bad", None, "Slow", "7"),
        ),
        ({"score": "good", "comment": None}, RemoteRating("good/bad", "good")),
        ("good", RemoteRating("good/bad", "good")),
        ({"score": "offered", "comment": "x"}, None),
        ({"score": "unoffered"}, None),
        ({"score": ["good"]}, None),
        (None, None),
    ],
)
def test_what_was_answered(given: Any, rating: RemoteRating | None) -> None:
    assert read(satisfaction_rating=given).rating == rating


def test_the_link_is_of_the_accounts_own_host() -> None:
    found = read(url="https://z3n-other.example/api/v2/tickets/1.json")
    assert found.url == "https://acme.zendesk.com/agent/tickets/1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
        ("2026-11-21T10:00:00.123Z", "2026-11-21T10:00:00.123Z"),
        ("2026-11-21T10:00:00 +0000", "2026-11-21T10:00:00Z"),
        ("2026-11-21T10:00:00", "2026-11-21T10:00:00Z"),
        ("2026-11-21 10:00:00", "2026-11-21T10:00:00Z"),
        (1_795_255_200, "2026-11-21T10:00:00Z"),
    ],
)
def test_times_are_read_leniently(text: Any, expected: str) -> None:
    assert values.instant(text) == at(expected)


@pytest.mark.parametrize("text", ["", None, "soon", "2026-99-99", True, "T"])
def test_what_is_no_time(text: Any) -> None:
    assert values.instant(text) is None


def test_tags_as_list_or_text() -> None:
    assert read(tags=["a", 5, None]).tags == ("a", "5", "")
    assert read(tags="a b").tags == ("a", "b")
    assert read(tags=None).tags == ()
