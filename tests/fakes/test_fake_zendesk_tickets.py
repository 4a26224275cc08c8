"""Writes on tickets: life cycle, keys, markers, limits, people."""

from typing import Any

import pytest

from tests.fakes.zendesk.caller import Caller
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.stage import Clock, Stage
from tests.fakes.zendesk.wire import Answer


def create(stage: Stage, key: str = "key-1", **more: Any) -> Answer:
    ticket = {
        "subject": "Call back",
        "comment": {"body": "Please call", "public": True},
        "requester": {"name": "New Person", "email": "new@customer.example"},
        "external_id": "uuid-1",
        "metadata": {"csr_desk_op": "op-create"},
        **more,
    }
    return stage.me.post("tickets", {"ticket": ticket}, headers={"Idempotency-Key": key})


def test_create_makes_ticket_requester_and_marked_audit() -> None:
    stage = Stage()
    given = create(stage)
    ticket = given.json()["ticket"]
    assert (given.status, given.header("x-idempotency-lookup")) == (201, "miss")
    assert (ticket["status"], ticket["description"]) == ("new", "Please call")
    assert stage.server.user(ticket["requester_id"])["email"] == "new@customer.example"
    assert len(str(ticket["id"])) in (13, 14)
    assert stage.server.applied("op-create") == 1
    audits = stage.me.get(f"tickets/{ticket['id']}/audits")["audits"]
    kinds = {event.get("field_name", event["type"]) for event in audits[0]["events"]}
    assert {"Comment", "status", "subject", "requester_id"} <= kinds


def test_a_key_repeats_the_first_answer_for_two_hours() -> None:
    stage = Stage()
    first = create(stage)
    stage.clock.advance(7199)
    again = create(stage)
    assert (again.status, again.body) == (201, first.body)
    assert again.header("x-idempotency-lookup") == "hit"
    other = create(stage, subject="Other")
    assert (other.status, other.json()["error"]) == (400, "IdempotentRequestError")
    stage.clock.advance(1)
    assert create(stage).json()["ticket"]["id"] != first.json()["ticket"]["id"]
    assert stage.server.applied("op-create") == 2


def test_a_second_key_for_one_external_id_is_noticed() -> None:
    stage = Stage()
    create(stage)
    create(stage, key="key-2")
    assert stage.server.violations_of("second_idempotency_key") == ["uuid-1"]
    found = stage.me.get("tickets", external_id="uuid-1")["tickets"]
    assert len(found) == 2


def test_a_marker_is_kept_only_when_something_changes() -> None:
    stage = Stage()
    marker = {"metadata": {"csr_desk_op": "op-2"}}
    given = stage.update("late", status="new", **marker)
    assert (given.status, "audit" in given.json()) == (200, False)
    assert stage.server.applied("op-2") == 0
    changed = stage.update("late", tags=["x"], **marker).json()["audit"]
    assert changed["metadata"]["custom"] == {"csr_desk_op": "op-2"}
    assert stage.server.applied("op-2") == 1


def test_assigning_opens_a_new_ticket_and_sets_the_group() -> None:
    stage = Stage()
    ticket = stage.update("late", assignee_id=stage.server.me_id).json()["ticket"]
    assert (ticket["status"], ticket["group_id"]) == ("open", stage.id("Support"))
    assert stage.update("late", status="new").status == 422


def test_solving_needs_an_assignee_and_the_required_field() -> None:
    stage = Stage()
    refused = stage.reply("late", "Done", status="solved")
    words = [one["description"] for one in refused.json()["details"]["base"]]
    assert words == [
        "Assignee: is required when solving a ticket",
        "Root cause: is required when solving a ticket",
    ]
    assert len(stage.ticket("late")["comments"]) == 1
    stage.server.solve_required_fields()
    solved = stage.update("late", status="solved", assignee_id=stage.server.me_id)
    assert solved.json()["ticket"]["status"] == "solved"


def test_a_customers_reply_reopens_a_solved_ticket() -> None:
    stage = Stage()
    stage.server.colleague_changes(stage.id("broken"), status="solved")
    stage.server.customer_replies(stage.id("broken"), "Still broken")
    assert stage.ticket("broken")["status"] == "open"


def test_custom_statuses_set_the_category() -> None:
    stage = Stage()
    ticket = stage.update("broken", custom_status_id=stage.id("waiting_parts")).json()["ticket"]
    assert (ticket["status"], ticket["custom_status_id"]) == ("hold", stage.id("waiting_parts"))


def test_a_follow_up_needs_a_closed_source() -> None:
    stage = Stage()
    source = stage.id("late")
    assert create(stage, via_followup_source_id=source).status == 422
    stage.server.close(source)
    made = create(stage, via_followup_source_id=source).json()["ticket"]
    assert made["via"]["source"]["from"] == {"ticket_id": source}
    assert stage.ticket("late")["followup_ids"] == [made["id"]]


def test_unknown_keys_are_dropped_with_a_warning() -> None:
    stage = Stage()
    given = stage.update("late", colour="red", tags=["x"])
    assert given.status == 200
    assert '"ticket.colour"' in given.header("X-Zendesk-API-Warn")
    assert len(stage.server.warnings) == 1
    assert stage.server.violations_of("unknown_keys") == ['"ticket.colour"']


def test_a_thirty_first_update_of_one_ticket_waits() -> None:
    stage = Stage()
    for number in range(30):
        assert stage.update("late", tags=[f"t{number}"]).status == 200
        stage.clock.advance(1)
    refused = stage.update("late", tags=["more"])
    assert (refused.status, refused.header("Retry-After")) == (429, "570")
    limit = refused.header("zendesk-ratelimit-per-ticket-updates")
    assert limit == "total=30; remaining=0; resets=570"
    assert stage.update("broken", tags=["x"]).status == 200
    stage.clock.advance(570)
    assert stage.update("late", tags=["more"]).status == 200


def test_five_thousand_comments_are_enough() -> None:
    stage = Stage()
    draft = stage.server.state.alive(stage.id("late")).copied()
    draft.comments.extend([draft.comments[0]] * 4999)
    stage.server.put_ticket(draft)
    assert stage.reply("late", "one more").status == 422
    assert stage.update("late", tags=["x"]).status == 200


def test_html_and_plain_bodies() -> None:
    stage = Stage()
    stage.reply("late", "**Hi**  there\n\n\nyou <b>x</b>")
    stage.update("late", comment={"html_body": "<p>One</p><p>Two</p>", "public": False})
    plain, rich = stage.ticket("late")["comments"][1:]
    assert plain["body"] == "**Hi** there\nyou x"
    assert "<strong>Hi</strong> there<br>" in plain["html_body"]
    assert (rich["body"], rich["public"]) == ("One\nTwo", False)
    assert rich["html_body"] == '<div class="zd-comment" dir="auto"><p>One</p><p>Two</p></div>'


def test_a_doubled_comment_is_noticed() -> None:
    stage = Stage()
    stage.reply("late", "Twice")
    stage.reply("late", "Twice")
    assert len(stage.server.violations_of("comment_duplicated")) == 1


@pytest.mark.parametrize(
    ("method", "status", "tags"),
    [("PUT", 200, ["a", "b"]), ("POST", 201, ["b"]), ("DELETE", 204, ["a"])],
)
def test_tag_endpoints(method: str, status: int, tags: list[str]) -> None:
    stage = Stage()
    stage.update("late", tags=["a"])
    path = f"tickets/{stage.id('late')}/tags"
    assert stage.me.ask(method, path, {"tags": ["b"]}).status == status
    assert stage.ticket("late")["tags"] == tags
    stale = {"tags": ["c"], "safe_update": "true", "updated_stamp": "2020-01-01T00:00:00Z"}
    assert stage.me.ask(method, path, stale).status == 409


def test_a_drop_down_is_a_tag_and_takes_known_values() -> None:
    stage = Stage()
    field = stage.id("reason")
    stage.update("late", custom_fields=[{"id": field, "value": "contact_late"}])
    assert stage.ticket("late")["tags"] == ["contact_late"]
    assert stage.update("late", custom_fields=[{"id": field, "value": "Late"}]).status == 422
    stage.update("late", tags=[])
    fields = {one["id"]: one["value"] for one in stage.ticket("late")["custom_fields"]}
    assert fields[field] is None


def test_followers_and_ccs_are_put_and_deleted() -> None:
    stage = Stage()
    ben, mei = stage.id("Ben Colleague"), stage.id("Mei Tanaka")
    stage.update(
        "late",
        followers=[{"user_id": ben, "action": "put"}],
        email_ccs=[{"user_email": "mei@customer.example", "action": "put"}],
    )
    ticket = stage.ticket("late")
    assert (ticket["follower_ids"], ticket["email_cc_ids"]) == ([ben], [mei])
    stage.update("late", followers=[{"user_id": ben, "action": "delete"}])
    assert stage.ticket("late")["collaborator_ids"] == [mei]


def test_an_agent_with_private_comments_only() -> None:
    stage = Stage()
    stage.server.state.change("users", stage.server.me_id, only_private_comments=True)
    stage.reply("late", "Hello")
    assert stage.server.public_replies(stage.id("late")) == []
    stage.server.options.only_private = "refuse"
    assert stage.reply("late", "Hello again").status == 422


def test_a_restricted_agent_sees_only_their_groups() -> None:
    stage = Stage()
    ben = stage.id("Ben Colleague")
    stage.server.state.change("users", ben, ticket_restriction="groups")
    caller = Caller(stage.server, ben)
    assert caller.ask("GET", f"tickets/{stage.id('late')}").status == 404
    assert caller.ask("GET", f"tickets/{stage.id('broken')}").status == 200
    assert len(caller.get("tickets", page_size=100)["tickets"]) == 3


def test_merging_tickets_is_a_job_with_private_notes() -> None:
    stage = Stage()
    late, broken = stage.id("late"), stage.id("broken")
    job = stage.me.post(f"tickets/{late}/merge", {"ids": [broken]}).json()["job_status"]
    assert (job["status"], job["results"]) == ("queued", None)
    states = [stage.me.get(f"job_statuses/{job['id']}")["job_status"] for _ in range(2)]
    assert [one["status"] for one in states] == ["working", "completed"]
    assert states[-1]["results"] == [{"success": True}]
    assert stage.ticket("broken")["status"] == "closed"
    assert stage.ticket("late")["comments"][-1]["public"] is False


def test_deleted_tickets_can_be_restored_for_thirty_days() -> None:
    stage = Stage()
    late = stage.id("late")
    assert stage.me.ask("DELETE", f"tickets/{late}").status == 204
    assert stage.me.ask("GET", f"tickets/{late}").status == 404
    deleted = stage.me.get("deleted_tickets", page_size=100)["deleted_tickets"]
    assert [one["id"] for one in deleted] == [late]
    assert stage.me.ask("PUT", f"deleted_tickets/{late}/restore").status == 200
    stage.server.delete_ticket(late)
    stage.clock.advance(31 * 86_400)
    assert stage.me.ask("PUT", f"deleted_tickets/{late}/restore").status == 404


def test_update_many_adds_tags_and_reports_failures_in_the_job() -> None:
    stage = Stage()
    ids = f"{stage.id('late')},{stage.id('broken')}"
    stage.server.close(stage.id("broken"))
    body = {"ticket": {"additional_tags": ["bulk"]}}
    job = stage.me.put("tickets/update_many", body, ids=ids).json()["job_status"]
    for _ in range(3):
        job = stage.me.get(f"job_statuses/{job['id']}")["job_status"]
    assert job["results"][0]["success"] is True
    assert job["results"][1]["error"] == "RecordInvalid"
    assert stage.ticket("late")["tags"] == ["bulk"]


def test_time_fields_are_found_by_their_raw_title() -> None:
    stage = Stage()
    fields = stage.me.get("ticket_fields")["ticket_fields"]
    titles = {one["raw_title"]: one for one in fields}
    assert titles["Total time spent (sec)"]["type"] == "integer"
    field_id = titles["Time spent last update (sec)"]["id"]
    audit = stage.update("late", custom_fields=[{"id": field_id, "value": "42"}]).json()["audit"]
    assert audit["events"][0]["field_name"] == str(field_id)
    again = stage.update("late", custom_fields=[{"id": field_id, "value": 42}])
    assert "audit" not in again.json()


def test_satisfaction_comes_from_the_requester_only() -> None:
    stage = Stage()
    stage.server.rate_satisfaction(stage.id("late"), "good", "Thanks")
    assert stage.ticket("late")["satisfaction_rating"]["score"] == "good"
    path = f"tickets/{stage.id('late')}/satisfaction_rating"
    given = stage.me.post(path, {"satisfaction_rating": {"score": "bad"}})
    assert given.status == 403


def test_a_refused_write_leaves_no_new_people_behind() -> None:
    stage = Stage()
    ccs = [{"user_email": "stranger@customer.example", "action": "put"}]
    assert stage.update("late", status="solved", email_ccs=ccs).status == 422
    assert stage.me.get("users/search", query="stranger")["users"] == []


def test_metadata_longer_than_a_kilobyte_is_lost() -> None:
    stage = Stage()
    given = stage.update("late", tags=["x"], metadata={"csr_desk_op": "op", "more": "x" * 1024})
    assert given.json()["audit"]["metadata"]["custom"] == {}
    assert stage.server.violations_of("metadata_too_long") == ["csr_desk_op,more"]


def test_ticket_ids_can_be_small_as_on_old_accounts() -> None:
    clock = Clock()
    server = FakeZendesk(clock, first_ticket_id=35_436)
    seed_default(server, role="admin")
    assert server.names["late"] == 35_436
    assert server.colleague()["name"] == "Ben Colleague"
