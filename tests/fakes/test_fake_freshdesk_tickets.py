"""Tickets of the fake: view, create, change, delete, merge, due times."""

import pytest

from tests.fakes.freshdesk.stage import Stage

NEW = {"subject": "Lamp", "description": "It flickers", "source": 3}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def codes(given: object) -> set[tuple[str, str]]:
    return {(one["field"], one["code"]) for one in given.json()["errors"]}  # type: ignore[attr-defined]


def test_a_view_embeds_the_oldest_ten(stage: Stage) -> None:
    rows = stage.view("many", include="conversations")["conversations"]
    assert len(rows) == 10
    assert rows[0]["body_text"] == "many reply 1"
    assert len(stage.talk("many")) == 12


def test_the_first_words_are_no_conversation(stage: Stage) -> None:
    assert stage.view("broken")["description"].startswith("<div>It came in pieces.")
    assert stage.talk("broken") == []


def test_two_posts_are_two_tickets(stage: Stage) -> None:
    body = {**NEW, "requester_id": stage.id("Nia Okafor"), "tags": ["csrdesk-1f3a9c2e"]}
    first, second = (stage.me.post("tickets", body).json()["id"] for _ in range(2))
    assert first != second
    assert stage.server.applied("0000-1f3a9c2e") == 2
    assert stage.server.violations_of("second_ticket") == ["1f3a9c2e"]


def test_an_unknown_address_is_a_new_customer(stage: Stage) -> None:
    made = stage.me.post("tickets", {**NEW, "email": "typo@customer.example"}).json()
    assert stage.server.made_contacts == [made["requester_id"]]
    assert stage.me.get("contacts", email="typo@customer.example")[0]["name"] == "typo"
    known = stage.me.post("tickets", {**NEW, "email": "NIA@customer.example"}).json()
    assert known["requester_id"] == stage.id("Nia Okafor")
    assert len(stage.server.made_contacts) == 1


def test_a_refused_ticket_makes_nobody(stage: Stage) -> None:
    before = len(stage.server.state.rows("contacts"))
    given = stage.me.post("tickets", {"subject": "Lamp", "email": "x@y.example", "foo": 1})
    assert codes(given) == {("foo", "invalid_field"), ("description", "missing_field")}
    assert len(stage.server.state.rows("contacts")) == before
    assert codes(stage.me.post("tickets", NEW)) == {("requester_id", "missing_field")}
    assert codes(stage.me.post("tickets", {**NEW, "phone": "1"})) == {("name", "missing_field")}


def test_due_times_come_seconds_later(stage: Stage) -> None:
    made = stage.me.post("tickets", {**NEW, "requester_id": stage.id("Nia Okafor")}).json()
    assert made["due_by"] is None
    path = f"tickets/{made['id']}"
    assert stage.me.get(path)["due_by"] is None
    stage.clock.advance(6)
    later = stage.me.get(path)
    assert later["due_by"]
    assert later["fr_due_by"]
    assert later["updated_at"] == made["updated_at"]


def test_a_change_answers_with_the_old_due_time(stage: Stage) -> None:
    before = stage.view("late")["due_by"]
    assert stage.update("late", priority=4).json()["due_by"] == before
    stage.clock.advance(6)
    assert stage.view("late")["due_by"] < before


def test_the_next_response_is_due_once_the_customer_asks_again(stage: Stage) -> None:
    assert stage.view("waiting")["nr_due_by"] is None
    stage.server.customer_replies(stage.id("waiting"), "The blue one.")
    stage.clock.advance(6)
    asked = stage.view("waiting", include="stats")
    assert asked["nr_due_by"]
    assert asked["status"] == 2
    assert asked["stats"]["pending_since"] is None
    stage.reply("waiting", "Thanks.")
    stage.clock.advance(6)
    assert stage.view("waiting")["nr_due_by"] is None


def test_tags_replace_the_list(stage: Stage) -> None:
    assert stage.update("broken", tags=["new"]).json()["tags"] == ["new"]


def test_custom_values_are_joined(stage: Stage) -> None:
    shown = stage.update("broken", custom_fields={"cf_parcels": 2}).json()["custom_fields"]
    assert (shown["cf_parcels"], shown["cf_order_number"]) == (2, "A-17")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"foo": 1}, ("foo", "invalid_field")),
        ({"created_at": "2026-01-01T00:00:00Z"}, ("created_at", "readonly_field")),
        ({"status": "2"}, ("status", "datatype_mismatch")),
        ({"status": 9}, ("status", "invalid_value")),
        ({"priority": 5}, ("priority", "invalid_value")),
        ({"tags": "a,b"}, ("tags", "datatype_mismatch")),
        ({"tags": ["x" * 33]}, ("tags", "invalid_value")),
        ({"responder_id": 5}, ("responder_id", "invalid_value")),
        ({"subject": None}, ("subject", "datatype_mismatch")),
        ({"custom_fields": {"cf_none": 1}}, ("cf_none", "invalid_field")),
        ({"custom_fields": {"cf_vip": "yes"}}, ("cf_vip", "datatype_mismatch")),
        ({"custom_fields": {"cf_root_cause": "Rain"}}, ("cf_root_cause", "invalid_value")),
        ({"custom_fields": {"cf_delivered_on": "1.2."}}, ("cf_delivered_on", "invalid_value")),
        ({"status": 5}, ("cf_root_cause", "missing_field")),
    ],
)
def test_a_change_is_checked(
    stage: Stage, change: dict[str, object], code: tuple[str, str]
) -> None:
    before = stage.view("late")
    given = stage.update("late", **change)
    assert given.status == 400
    assert codes(given) == {code}
    assert stage.view("late") == before


def test_closing_with_what_it_asks_for(stage: Stage) -> None:
    given = stage.update("late", status=5, custom_fields={"cf_root_cause": "Carrier"})
    assert given.json()["status"] == 5
    assert stage.view("late", include="stats")["stats"]["closed_at"]
    assert stage.update("late", status=2).json()["status"] == 2
    assert stage.view("late", include="stats")["stats"]["reopened_at"]


def test_the_whole_object_is_refused_and_noticed(stage: Stage) -> None:
    whole = {**stage.view("late"), "priority": 2}
    assert stage.update("late", **whole).status == 400
    assert stage.server.violations_of("whole_object_put")


@pytest.mark.parametrize("name", ["deleted", "spam"])
def test_what_is_gone_cannot_be_written_to(stage: Stage, name: str) -> None:
    answers = [stage.update(name, priority=2), stage.reply(name, "x"), stage.note(name, "x")]
    assert [one.status for one in answers] == [405, 405, 405]
    assert answers[0].header("Allow")
    assert stage.view(name)["id"] == stage.id(name)


def test_deleting_and_restoring(stage: Stage) -> None:
    path = f"tickets/{stage.id('late')}"
    assert stage.me.ask("DELETE", path).status == 204
    assert stage.view("late")["deleted"] is True
    assert stage.me.put(f"{path}/restore", {}).status == 204
    assert "deleted" not in stage.view("late")


def test_merging(stage: Stage) -> None:
    note = {"body": "Merged.", "private": True}
    body = {"primary_id": stage.id("late"), "ticket_ids": [stage.id("same_a")]}
    more = {"note_in_primary": note, "note_in_secondary": note}
    given = stage.me.put("tickets/merge", {**body, **more, "convert_recepients_to_cc": False})
    assert (given.status, given.body) == (204, b"")
    assert stage.view("same_a")["status"] == 5
    assert [row["private"] for row in stage.talk("late")] == [True]
    assert stage.me.put("tickets/merge", {"primary_id": 1, "ticket_ids": []}).status == 400


def test_there_is_no_lock(stage: Stage) -> None:
    stage.server.colleague_changes(stage.id("late"), priority=3)
    headers = {"If-Unmodified-Since": "Mon, 01 Jan 2024 00:00:00 GMT", "If-Match": '"x"'}
    given = stage.me.ask("PUT", f"tickets/{stage.id('late')}", {"priority": 2}, headers=headers)
    assert given.json()["priority"] == 2
    assert given.header("ETag") == ""
