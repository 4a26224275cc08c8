"""Signing in, roles, people, ratings and articles of the fake."""

import pytest

from tests.fakes.freshdesk.caller import Caller, request
from tests.fakes.freshdesk.routing import endpoints
from tests.fakes.freshdesk.stage import Stage

WRONG = {"Authorization": "Basic d3Jvbmc6WA=="}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_me_is_open_to_everybody(stage: Stage) -> None:
    me = stage.me.get("agents/me")
    assert (me["id"], me["contact"]["name"]) == (stage.server.me_id, "Ada Agent")
    assert me["type"] == "support_agent"


def test_every_answer_names_itself(stage: Stage) -> None:
    given = stage.me.ask("GET", "agents/me")
    assert given.header("x-freshdesk-api-version") == "latest=v2; requested=v2"
    assert given.header("X-Request-Id")
    assert given.header("Date") == "Mon, 23 Nov 2026 09:00:10 GMT"


def test_a_wrong_key_is_locked_out(stage: Stage) -> None:
    statuses = [stage.me.ask("GET", "agents/me", headers=WRONG).status for _ in range(9)]
    assert statuses == [401] * 8 + [403]
    assert len(stage.server.violations_of("wrong_key_retried")) == 6
    assert stage.server.answer(request("GET", "agents/me")).status == 401
    assert stage.server.violations_of("credentials_missing")


def test_a_reset_key_ends_its_clients(stage: Stage) -> None:
    stage.server.revoke()
    assert stage.me.ask("GET", "tickets/1").status == 401
    assert Caller(stage.server).ask("GET", "tickets/1").status == 200
    assert stage.server.sign_in().access == stage.server.sign_in().access


@pytest.mark.parametrize(
    "path",
    ["agents", "agents/1", "agents/autocomplete", "groups", "roles", "sla_policies",
     "canned_response_folders", "canned_response_folders/1/responses", "canned_responses/1"],
)  # fmt: skip
def test_an_ordinary_agent_is_denied(stage: Stage, path: str) -> None:
    given = stage.me.ask("GET", path)
    assert (given.status, given.json()["code"]) == (403, "access_denied")
    assert stage.server.violations_of() == []


def test_an_admin_reads_it_all(stage: Stage) -> None:
    stage.server.make_admin()
    names = {row["contact"]["name"] for row in stage.me.get("agents")}
    assert names == {"Ada Agent", "Ben Colleague", "Cleo Admin"}
    folder = stage.id("folder Refunds")
    short = stage.me.get(f"canned_response_folders/{folder}")["canned_responses"]
    full = stage.me.get(f"canned_response_folders/{folder}/responses")
    assert [row["title"] for row in full] == [row["title"] for row in short]
    assert "{{ticket.requester.name}}" in full[0]["content_html"]


def test_the_fields_are_the_directory_of_an_ordinary_agent(stage: Stage) -> None:
    rows = {row["name"]: row for row in stage.me.get("ticket_fields")}
    assert rows["agent"]["choices"]["Ben Colleague"] == stage.id("Ben Colleague")
    assert rows["group"]["choices"]["Billing"] == stage.id("Billing")
    assert rows["status"]["choices"]["7"][0] == "Waiting on Third Party"
    assert stage.me.get("ticket_fields", type="custom_text")[0]["name"] == "cf_order_number"


@pytest.mark.parametrize(("shape", "kind"), [("maps", dict), ("lists", list), ("objects", list)])
def test_nested_choices_in_every_shape(stage: Stage, shape: str, kind: type) -> None:
    stage.server.options.nested_shape = shape
    rows = {row["name"]: row for row in stage.me.get("ticket_fields")}
    assert isinstance(rows["cf_region"]["choices"], kind)
    assert "Köln" in str(rows["cf_region"]["choices"])


def test_contacts(stage: Stage) -> None:
    names = [row["name"] for row in stage.me.get("contacts")]
    assert names == sorted(names)
    assert len(names) == 4
    assert len(stage.me.get("contacts", email="nia@customer.example")) == 1
    assert len(stage.me.get("contacts", phone="+15550100")) == 1
    assert stage.me.get("contacts", company_id=stage.id("Globex"))[0]["name"] == "Tomas Lind"
    assert [row["name"] for row in stage.me.get("contacts", state="verified")] == ["Mei Tanaka"]
    assert stage.me.get("contacts/autocomplete", term="oka") == [
        {"id": stage.id("Nia Okafor"), "name": "Nia Okafor"}
    ]


def test_making_a_contact(stage: Stage) -> None:
    given = {"name": "Ola Berg", "phone": "+4712", "unique_external_id": "u-1"}
    made = stage.me.post("contacts", given)
    assert made.status == 201
    again = stage.me.post("contacts", given)
    assert (again.status, again.json()["errors"][0]["code"]) == (409, "duplicate_value")
    assert again.json()["errors"][0]["additional_info"]["user_id"] == made.json()["id"]
    assert stage.me.get("contacts", unique_external_id="u-1")[0]["id"] == made.json()["id"]
    assert stage.me.post("contacts", {"name": "Nobody"}).status == 400
    assert stage.me.post("contacts", {"name": "X", "email": "x@y.example", "id": 1}).status == 400


def test_changing_a_contact(stage: Stage) -> None:
    path = f"contacts/{stage.id('Nia Okafor')}"
    assert stage.me.put(path, {"mobile": "+4799"}).json()["mobile"] == "+4799"
    assert stage.me.put(path, {"email": "mei@customer.example"}).status == 409
    assert stage.me.ask("DELETE", path).status == 204
    assert stage.me.put(path, {"mobile": "1"}).status == 405
    assert len(stage.me.get("contacts", state="deleted")) == 1
    assert stage.me.put(f"{path}/restore", {}).status == 204


def test_hard_deletion_takes_the_tickets_without_a_trace(stage: Stage) -> None:
    path = f"contacts/{stage.id('Nia Okafor')}"
    assert stage.me.ask("DELETE", f"{path}/hard_delete").status == 400
    assert stage.me.ask("DELETE", f"{path}/hard_delete", force="true").status == 204
    assert stage.me.ask("GET", f"tickets/{stage.id('late')}").status == 404
    assert stage.id("late") not in {row["id"] for row in stage.list(filter="deleted")}


def test_merging_contacts(stage: Stage) -> None:
    body = {
        "primary_contact_id": stage.id("Mei Tanaka"),
        "secondary_contact_ids": [stage.id("Nia Okafor")],
    }
    assert stage.me.post("contacts/merge", body).status == 204
    assert stage.view("late")["requester_id"] == stage.id("Mei Tanaka")


def test_companies(stage: Stage) -> None:
    assert stage.me.get("companies")[0]["domains"] == ["globex.example"]
    found = stage.me.get("companies/autocomplete", name="glo")
    assert found == {"companies": [{"id": stage.id("Globex"), "name": "Globex"}]}
    assert stage.me.post("companies", {"name": "GLOBEX"}).status == 409
    made = stage.me.post("companies", {"name": "Hooli", "note": "big"}).json()
    assert stage.me.put(f"companies/{made['id']}", {"note": "small"}).json()["note"] == "small"


def test_ratings(stage: Stage) -> None:
    path = f"tickets/{stage.id('solved')}/satisfaction_ratings"
    rating = stage.me.get(path)[0]
    assert rating["ratings"]["default_question"] == 103
    since = {"created_since": "2026-11-23T00:00:00Z"}
    assert stage.me.get("surveys/satisfaction_ratings", **since) == []
    stage.server.rate_satisfaction(stage.id("late"), -103, "slow")
    assert len(stage.me.get("surveys/satisfaction_ratings", **since)) == 1
    stage.server.options.has_surveys = False
    assert stage.me.ask("GET", path).json()["code"] == "require_feature"


def test_articles(stage: Stage) -> None:
    category = stage.me.get("solutions/categories")[0]["id"]
    folder = stage.me.get(f"solutions/categories/{category}/folders")[0]["id"]
    assert len(stage.me.get(f"solutions/folders/{folder}/articles")) == 3
    found = stage.me.get("search/solutions", term="parcel")
    assert [(row["title"], row["status"]) for row in found] == [
        ("How to return a parcel", 2),
        ("Parcel insurance", 1),
    ]
    assert stage.me.get(f"solutions/articles/{found[0]['id']}")["description_text"]


def test_wrong_requests(stage: Stage) -> None:
    path = f"tickets/{stage.id('late')}"
    assert stage.me.ask("GET", path, headers={"Accept": "text/html"}).status == 406
    assert stage.me.ask("PUT", path, b"x", headers={"Content-Type": "text/plain"}).status == 415
    given = stage.me.ask("PUT", path, b"{")
    assert (given.status, given.json()["code"]) == (400, "invalid_json")
    given = stage.me.ask("POST", path, {})
    assert (given.status, "PUT" in given.header("Allow")) == (405, True)
    assert stage.me.ask("GET", "nothing").status == 404
    assert stage.server.answer(request("GET", "/home")).status == 404


@pytest.mark.parametrize("shape", ["empty", "html"])
def test_refusals_nobody_has_captured_come_in_other_shapes(stage: Stage, shape: str) -> None:
    stage.server.options.refusals_as = shape
    answers = [
        stage.me.ask("GET", "agents"),
        stage.me.ask("GET", "tickets/999"),
        stage.me.ask("GET", "agents/me", headers=WRONG),
        stage.me.post("contacts", {"name": "Nia", "email": "nia@customer.example"}),
    ]
    assert [one.status for one in answers] == [403, 404, 401, 409]
    assert {one.body == b"" for one in answers} == {shape == "empty"}
    assert stage.update("late", priority=9).json()["errors"]


def test_newer_accounts_bring_more_keys(stage: Stage) -> None:
    stage.server.options.is_newer_account = True
    assert {"form_id", "ticket_bcc_emails", "structured_description"} <= set(stage.view("late"))
    assert "structured_body" in stage.talk("long")[0]


def test_a_scene_is_set_at_a_time_of_its_own(stage: Stage) -> None:
    assert stage.view("old")["created_at"] == "2026-10-09T09:00:00Z"
    assert stage.view("late")["created_at"] == "2026-11-23T04:00:00Z"


def test_the_table_of_endpoints_is_as_wide_as_the_reference() -> None:
    assert len(endpoints()) > 50
    assert len(set(endpoints())) == len(endpoints())
