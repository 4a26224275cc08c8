"""The list and the search of the fake, with their traps."""

import pytest

from tests.fakes.freshdesk import seed_many
from tests.fakes.freshdesk.stage import LONG_AGO, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def ids(rows: list[dict[str, object]]) -> set[object]:
    return {row["id"] for row in rows}


def test_without_a_since_only_thirty_days_come(stage: Stage) -> None:
    assert stage.id("old") not in ids(stage.me.get("tickets", per_page=100))
    assert stage.id("old") in ids(stage.list(per_page=100))
    assert stage.server.violations_of("no_updated_since") == ["/api/v2/tickets"]


def test_what_is_gone_has_its_own_filters(stage: Stage) -> None:
    gone = {stage.id(name) for name in ("deleted", "spam", "archived")}
    assert not gone & ids(stage.list(per_page=100))
    assert ids(stage.list(filter="deleted")) == {stage.id("deleted")}
    assert ids(stage.list(filter="spam")) == {stage.id("spam")}


def test_rows_share_a_second_and_the_edge_is_unproven(stage: Stage) -> None:
    first, second = stage.view("same_a"), stage.view("same_b")
    assert first["updated_at"] == second["updated_at"]
    since = first["updated_at"]
    assert stage.id("same_a") not in ids(stage.list(updated_since=since))
    stage.server.options.since_is_inclusive = True
    assert {stage.id("same_a"), stage.id("same_b")} <= ids(stage.list(updated_since=since))


def test_pages_and_the_link_to_the_next(stage: Stage) -> None:
    asked = {"updated_since": LONG_AGO, "per_page": 6, "order_by": "updated_at"}
    pages = [stage.me.ask("GET", "tickets", page=page, **asked) for page in (1, 2, 3)]
    assert [len(page.json()) for page in pages] == [6, 6, 2]
    link = pages[0].header("Link")
    assert link.startswith("<https://acme.freshdesk.com/api/v2/tickets?updated_since=")
    assert link.endswith('&page=2>; rel="next"')
    assert pages[2].header("Link") == ""


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"per_page": "101"}, "per_page"),
        ({"page": "0"}, "page"),
        ({"page": "301"}, "page"),
        ({"status": "2"}, "status"),
        ({"include": "company"}, "include"),
        ({"order_by": "priority"}, "order_by"),
        ({"updated_since": "soon"}, "updated_since"),
    ],
)
def test_wrong_parameters(stage: Stage, query: dict[str, str], field: str) -> None:
    given = stage.me.ask("GET", "tickets", **query)
    assert given.status == 400
    assert [one["field"] for one in given.json()["errors"]] == [field]


def test_a_shallow_account_ends_its_pages_early(stage: Stage) -> None:
    stage.server.options.most_pages = 2
    assert stage.me.ask("GET", "tickets", page=2, updated_since=LONG_AGO).status == 200
    assert stage.me.ask("GET", "tickets", page=3, updated_since=LONG_AGO).status == 400
    assert stage.server.violations_of("page_too_deep") == ["3"]


def test_order(stage: Stage) -> None:
    rows = stage.list(order_by="updated_at", order_type="asc", per_page=100)
    stamps = [row["updated_at"] for row in rows]
    assert stamps == sorted(stamps)
    assert len(stamps) == 14


def test_filters_by_person(stage: Stage) -> None:
    nia = stage.id("Nia Okafor")
    by_id = stage.list(requester_id=nia, per_page=100)
    assert by_id == stage.list(email="NIA@customer.example", per_page=100)
    assert {row["requester_id"] for row in by_id} == {nia}


def test_nulls_where_lists_are_expected(stage: Stage) -> None:
    rows = stage.list(per_page=100)
    assert None in [row["cc_emails"] for row in rows]
    assert [] in [row["cc_emails"] for row in rows]
    assert None in [row["subject"] for row in rows]
    assert {6, 7} <= {row["status"] for row in rows}


def test_embeds_cost_two_credits_on_the_list_and_one_on_the_view(stage: Stage) -> None:
    given = stage.me.ask("GET", "tickets", updated_since=LONG_AGO, include="stats,requester")
    assert given.header("X-RateLimit-Used-CurrentRequest") == "5"
    one = stage.me.ask("GET", "tickets/1", include="stats,requester,company")
    assert one.header("x-ratelimit-used-currentrequest") == "4"


def test_the_scope_hides_tickets(stage: Stage) -> None:
    stage.server.set_scope(3)
    assert {row["responder_id"] for row in stage.list()} == {stage.server.me_id}
    assert stage.me.ask("GET", f"tickets/{stage.id('invoice')}").status == 403
    stage.server.set_scope(2)
    assert stage.id("waiting") in ids(stage.list(per_page=100))
    assert stage.id("late") not in ids(stage.list(per_page=100))


def test_the_archive_has_its_own_address(stage: Stage) -> None:
    number = stage.id("archived")
    assert stage.me.ask("GET", f"tickets/{number}").status == 404
    assert stage.me.get(f"tickets/archived/{number}")["subject"] == "History"
    assert len(stage.me.get(f"tickets/archived/{number}/conversations")) == 1
    assert stage.me.ask("GET", f"tickets/archived/{stage.id('late')}").status == 404


def test_search_lags_and_knows_no_text(stage: Stage) -> None:
    stage.update("late", priority=4)
    query = {"query": '"priority:4 AND (status:2 OR status:7) AND tag:null"'}
    assert ids(stage.me.get("search/tickets", **query)["results"]) == {stage.id("custom7")}
    stage.clock.advance(181)
    found = ids(stage.me.get("search/tickets", **query)["results"])
    assert found == {stage.id("custom7"), stage.id("late")}
    assert stage.me.ask("GET", "search/tickets", query='"subject:lamp"').status == 400
    assert stage.me.ask("GET", "search/tickets", query="status:2").status == 400
    assert stage.me.ask("GET", "search/tickets", query='"status:2"', page=11).status == 400
    assert stage.server.violations_of("search_used")


def test_search_by_day_and_custom_field(stage: Stage) -> None:
    found = stage.me.get("search/tickets", query="\"cf_order_number:'A-17'\"")
    assert ids(found["results"]) == {stage.id("broken")}
    found = stage.me.get("search/tickets", query="\"created_at:<'2026-11-01'\"")
    assert ids(found["results"]) == {stage.id("old")}


def test_many_tickets(stage: Stage) -> None:
    made = seed_many(stage.server, 250)
    rows = stage.list(per_page=100, order_by="created_at", order_type="asc", page=2)
    assert len(rows) == 100
    assert len(made) == 250
    talk = stage.me.get(f"tickets/{made[0]}/conversations")
    assert talk[0]["body"] == "<div>Seeded answer to 0</div>"
