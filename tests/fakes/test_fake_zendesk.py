"""The 24 traps of the Zendesk reference (section 19), as the fake springs them."""

import json

import httpx
import pytest

from tests.fakes.zendesk.caller import Caller, request
from tests.fakes.zendesk.faults import Decision, Dropped, FaultyZendesk, Script
from tests.fakes.zendesk.stage import Stage
from tests.fakes.zendesk.transport import MockTransport


def test_1_a_flat_body_answers_200_and_changes_nothing() -> None:
    stage = Stage()
    before = stage.ticket("late")
    given = stage.me.put(f"tickets/{stage.id('late')}", {"status": "pending"})
    assert given.status == 200
    assert stage.ticket("late") == before
    assert stage.server.violations_of("flat_body") == ["status"]


def test_2_a_missing_content_type_likewise() -> None:
    stage = Stage()
    raw = json.dumps({"ticket": {"status": "pending"}}).encode()
    given = stage.me.ask("PUT", f"tickets/{stage.id('late')}", raw=raw)
    assert (given.status, stage.ticket("late")["status"]) == (200, "new")
    assert stage.server.violations_of("content_type_missing") == [""]


def test_3_public_is_inherited_from_the_first_comment_when_left_out() -> None:
    stage = Stage()
    private = stage.server.add_ticket("Note", "inside", requester="Nia Okafor", public=False)
    stage.server.names["note"] = private
    stage.update("note", comment={"body": "meant for the customer"})
    stage.update("late", comment={"body": "meant for us"})
    assert [one["public"] for one in stage.ticket("note")["comments"]] == [False, False]
    assert [one["public"] for one in stage.ticket("late")["comments"]] == [True, True]


def test_4_tags_replace_all_tags() -> None:
    stage = Stage()
    stage.update("late", tags=["one", "two"])
    stage.update("late", tags=["Three"])
    assert stage.ticket("late")["tags"] == ["three"]


def test_5_and_6_the_last_page_links_on_and_to_another_host() -> None:
    stage = Stage()
    page = stage.me.get("tickets", page_size=100)
    assert page["meta"]["has_more"] is False
    assert page["links"]["next"].startswith("https://z3n-acme.zendesk.example/")
    assert page["tickets"][0]["url"].startswith("https://z3n-acme.zendesk.example/")


def test_7_users_me_answers_200_without_a_sign_in() -> None:
    stage = Stage()
    for headers in ({}, {"Authorization": "Basic bm86Ym9keQ=="}):
        given = stage.server.answer(request("GET", "users/me", signed=headers))
        assert given.status == 200
        assert given.json()["user"]["id"] is None
        assert given.json()["user"]["name"] == "Anonymous user"
    bad = stage.server.answer(request("GET", "users/me", signed={"Authorization": "Bearer no"}))
    assert (bad.status, bad.json()["error"]) == (401, "invalid_token")
    other = stage.server.answer(request("GET", "tickets"))
    assert (other.status, other.json()) == (401, {"error": "Couldn't authenticate you"})


def test_8_a_view_count_is_null_first() -> None:
    stage = Stage()
    path = f"views/{stage.id('All unsolved tickets')}/count"
    first, second = (stage.me.get(path)["view_count"] for _ in range(2))
    assert (first["value"], first["pretty"], first["fresh"]) == (None, "...", False)
    assert (second["value"], second["fresh"]) == (4, True)


def test_9_search_lags_behind_a_write() -> None:
    stage = Stage()
    stage.clock.advance(300)
    stage.server.add_ticket("Brand new zebra", requester="Nia Okafor")
    query = {"query": "type:ticket zebra"}
    assert stage.me.get("search", **query)["results"] == []
    stage.clock.advance(stage.server.options.search_lag)
    assert [one["subject"] for one in stage.me.get("search", **query)["results"]] == [
        "Brand new zebra"
    ]


def test_10_an_attachment_leads_to_another_host() -> None:
    stage = Stage()
    made = stage.me.ask("POST", "uploads", raw=b"bytes", filename="a.txt").json()["upload"]
    url = made["attachment"]["content_url"]
    transport = MockTransport(stage.server)
    with httpx.Client(transport=transport) as client:
        assert client.get(url).status_code == 403
        first = client.get(url, headers=stage.me.headers)
        assert first.status_code == 302
        assert client.get(first.headers["Location"]).content == b"bytes"
        assert stage.server.violations_of("credentials_on_foreign_host") == []
        client.get(first.headers["Location"], headers=stage.me.headers)
    assert len(stage.server.violations_of("credentials_on_foreign_host")) == 1


def test_11_and_12_a_refresh_token_serves_once() -> None:
    stage = Stage()
    old = stage.server.sign_in(expires_in=600)
    body = {"grant_type": "refresh_token", "refresh_token": old.refresh, "client_id": "csr_desk"}
    line = FaultyZendesk(stage.server, Script({1: Decision("drop_after")}))
    with pytest.raises(Dropped):
        line.deliver(request("POST", "/oauth/tokens", body))
    again = line.deliver(request("POST", "/oauth/tokens", body))
    assert (again.status, again.json()["error"]) == (400, "invalid_grant")
    bearer = {"Authorization": f"Bearer {old.access}"}
    assert stage.server.answer(request("GET", "tickets", signed=bearer)).status == 401
    assert len(stage.server.violations_of("refresh_token_reused")) == 1


def test_13_a_reply_is_applied_though_its_answer_is_lost() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Script({1: Decision("drop_after", form="reset")}))
    change = {"comment": {"body": "Hello", "public": True}, "metadata": {"csr_desk_op": "op-1"}}
    path = f"tickets/{stage.id('late')}"
    with pytest.raises(Dropped) as lost:
        line.deliver(request("PUT", path, {"ticket": change}, stage.me.headers))
    assert (lost.value.kind, lost.value.why) == ("sent_no_answer", "reset")
    audits = stage.me.get(f"{path}/audits", sort_order="desc")["audits"]
    assert audits[0]["metadata"]["custom"] == {"csr_desk_op": "op-1"}
    assert stage.server.applied("op-1") == 1


def test_14_the_stamp_has_one_second_resolution() -> None:
    stage = Stage()
    stale = stage.ticket("late")["updated_at"]
    safe = {"safe_update": True, "updated_stamp": stale}
    assert stage.reply("late", "one", **safe).status == 200
    refused = stage.reply("late", "two", **safe)
    assert (refused.status, refused.json()["error"]) == (409, "UpdateConflict")
    fresh = {"safe_update": True, "updated_stamp": stage.ticket("late")["updated_at"]}
    stage.server.colleague_replies(stage.id("late"), "In the same second")
    assert stage.reply("late", "slips through", **fresh).status == 200


def test_15_closed_and_deleted_tickets_refuse() -> None:
    stage = Stage()
    stage.server.close(stage.id("late"))
    closed = stage.reply("late", "too late")
    assert closed.status == 422
    assert closed.json()["details"]["status"][0]["type"] == "closed_prevents_ticket_update"
    stage.server.delete_ticket(stage.id("broken"))
    for path in ("", "/comments", "/audits"):
        gone = stage.me.ask("GET", f"tickets/{stage.id('broken')}{path}")
        assert (gone.status, gone.json()["error"]) == (404, "RecordNotFound")
    assert stage.reply("broken", "too late").status == 404


def test_16_a_merged_requester_is_gone() -> None:
    stage = Stage()
    stage.server.merge_users("Nia Okafor", "Mei Tanaka")
    assert stage.me.ask("GET", f"users/{stage.id('Nia Okafor')}").status == 404
    assert stage.ticket("late")["requester_id"] == stage.id("Mei Tanaka")


@pytest.mark.parametrize("form", ["seconds", "date", "text"])
def test_17_a_429_comes_in_three_forms(form: str) -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Script({1: Decision("rate_limited", seconds=30, form=form)}))
    wanted = request("GET", "tickets", signed=stage.me.headers)
    given = line.deliver(wanted)
    assert given.status == 429
    date = "Mon, 23 Nov 2026 09:00:40 GMT"
    assert given.header("Retry-After") == (date if form == "date" else "30")
    assert given.header("Content-Type").startswith("text" if form == "text" else "application")
    line.deliver(wanted)
    assert stage.server.violations_of("before_retry_after") == ["GET tickets"]
    stage.clock.advance(30)
    line.deliver(wanted)
    assert len(stage.server.violations) == 1


def test_18_a_captive_portal_answers_html_at_200() -> None:
    stage = Stage()
    line = FaultyZendesk(stage.server, Script({1: Decision("captive_portal")}))
    given = line.deliver(request("GET", "tickets", signed=stage.me.headers))
    assert (given.status, given.header("Content-Type")) == (200, "text/html; charset=utf-8")
    assert stage.server.requests == []


def test_19_placeholders_are_filled_or_vanish() -> None:
    stage = Stage()
    stage.reply("late", "Hi {{ticket.requester.first_name}}, use {{x}} or \\{{x}} here")
    stage.update("late", comment={"html_body": "<code>{{x}}</code> {{y}}!", "public": True})
    assert stage.server.public_replies(stage.id("late")) == [
        "Hi Nia, use or {{x}} here",
        "{{x}} !",
    ]
    stage.server.customer_replies(stage.id("late"), "I typed {{x}}")
    assert stage.ticket("late")["comments"][-1]["body"] == "I typed {{x}}"


def test_20_a_body_is_cut_at_64_kb() -> None:
    stage = Stage()
    assert stage.reply("late", "é" * 40_000).status == 200
    assert len(stage.ticket("late")["comments"][-1]["body"].encode()) == 65_536


def test_21_applying_a_macro_writes_nothing() -> None:
    stage = Stage()
    before = stage.ticket("late")
    macro = stage.id("Order::Late::Apology")
    result = stage.me.get(f"tickets/{stage.id('late')}/macros/{macro}/apply")["result"]["ticket"]
    assert result["comment"]["html_body"] == "<p>Sorry, Nia Okafor.</p>"
    assert (result["status"], result["tags"]) == ("pending", ["late_parcel"])
    assert stage.ticket("late") == before


def test_22_a_solve_is_refused_whole_by_a_conditional_field() -> None:
    stage = Stage()
    reason, cause, order = (stage.id(name) for name in ("reason", "cause", "order"))
    values = [{"id": reason, "value": "contact_damaged"}, {"id": cause, "value": "transport"}]
    before = stage.ticket("broken")
    refused = stage.reply("broken", "Solved", status="solved", custom_fields=values)
    assert refused.status == 422
    named = [one["ticket_field_id"] for one in refused.json()["details"]["base"]]
    assert named == [order]
    assert stage.ticket("broken") == before
    values.append({"id": order, "value": "A-1"})
    assert stage.reply("broken", "Solved", status="solved", custom_fields=values).status == 200


def test_23_priority_cannot_be_reset() -> None:
    stage = Stage()
    refused = stage.update("invoice", priority=None)
    assert refused.status == 422
    assert refused.json()["details"]["priority"][0]["description"] == "Priority: cannot be reset"


def test_24_an_upload_token_serves_one_write() -> None:
    stage = Stage()
    token = stage.me.ask("POST", "uploads", raw=b"x", filename="a.txt").json()["upload"]["token"]
    comment = {"body": "See the file", "public": True, "uploads": [token]}
    assert stage.update("late", comment=comment).status == 200
    assert stage.ticket("late")["comments"][-1]["attachments"][0]["file_name"] == "a.txt"
    assert stage.update("late", comment={**comment, "body": "Once more"}).status == 422
    assert len(stage.ticket("late")["comments"]) == 2


def test_another_agent_is_another_caller() -> None:
    stage = Stage()
    ben = Caller(stage.server, stage.id("Ben Colleague"))
    assert ben.get("users/me")["user"]["name"] == "Ben Colleague"
