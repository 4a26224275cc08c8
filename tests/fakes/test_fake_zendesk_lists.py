"""Lists: paging, search, exports, views, macros, people, articles, side-loads."""

from typing import Any

import pytest

from tests.fakes.zendesk.caller import Caller
from tests.fakes.zendesk.seeding import seed_many
from tests.fakes.zendesk.stage import Stage


def walked(caller: Caller, path: str, name: str, size: int, **query: Any) -> list[int]:
    """Return the ids of all pages, by cursor, as long as there is more."""
    found: list[int] = []
    after: dict[str, str] = {}
    while True:
        page = caller.get(path, page_size=size, **query, **after)
        found += [one["id"] for one in page[name]]
        if not page["meta"]["has_more"]:
            return found
        after = {"page_after": page["meta"]["after_cursor"]}


def test_cursor_pages_show_every_ticket_once_newest_first() -> None:
    stage = Stage(limits=False)
    made = seed_many(stage.server, 250)
    found = walked(stage.me, "tickets", "tickets", 40, sort="-updated_at")
    assert sorted(found) == sorted(
        [*made, *(stage.id(n) for n in ("late", "broken", "invoice", "waiting"))]
    )
    stamps = [stage.server.state.tickets[one].values["updated_at"] for one in found]
    assert stamps == sorted(stamps, reverse=True)


def test_a_ticket_that_moves_while_paging_is_not_lost() -> None:
    stage = Stage(limits=False)
    made = seed_many(stage.server, 30)
    first = stage.me.get("tickets", page_size=10, sort="-updated_at")
    stage.server.customer_replies(made[0], "ping")
    after = first["meta"]["after_cursor"]
    rest = stage.me.get("tickets", page_size=100, sort="-updated_at", page_after=after)
    seen = {one["id"] for one in first["tickets"] + rest["tickets"]}
    assert set(made) - seen == {made[0]}


def test_page_sizes_and_depth_have_limits() -> None:
    stage = Stage()
    assert stage.me.ask("GET", "tickets", page_size=101).status == 400
    deep = stage.me.ask("GET", "tickets", page=101)
    assert deep.json()["errors"][0]["code"] == "InvalidPaginationDepth"
    page = stage.me.get("tickets", per_page=3)
    assert (page["count"], len(page["tickets"])) == (4, 3)
    assert "page=2" in page["next_page"]


def test_show_many_takes_a_hundred_and_skips_the_deleted() -> None:
    stage = Stage()
    stage.server.delete_ticket(stage.id("late"))
    ids = f"{stage.id('late')},{stage.id('broken')}"
    assert [one["id"] for one in stage.me.get("tickets/show_many", ids=ids)["tickets"]] == [
        stage.id("broken")
    ]
    many = stage.me.ask("GET", "tickets/show_many", ids=",".join(map(str, range(101))))
    assert (many.status, many.json()["error"], many.json()["max_count"]) == (
        400, "TooManyValues", 100,
    )  # fmt: skip


def test_side_loads() -> None:
    stage = Stage()
    include = "users,groups,organizations,slas,metric_sets,comment_count"
    page = stage.me.get("tickets", page_size=100, include=include)
    ticket = next(one for one in page["tickets"] if one["id"] == stage.id("late"))
    assert ticket["slas"]["policy_metrics"][0]["metric"] == "first_reply_time"
    assert (ticket["comment_count"], ticket["metric_set"]["replies"]) == (1, 0)
    assert {one["name"] for one in page["organizations"]} == {"Globex"}
    assert {"Ada Agent", "Nia Okafor"} <= {one["name"] for one in page["users"]}
    alone = stage.me.get(f"tickets/{stage.id('late')}", include="slas,users")
    assert "slas" not in alone["ticket"]


def test_search_is_offset_only_and_ends_at_a_thousand_rows() -> None:
    stage = Stage(limits=False)
    seed_many(stage.server, 1200)
    page = stage.me.get("search", query="type:ticket status<solved seeded", page=10)
    assert (page["count"], len(page["results"])) == (1200, 100)
    assert stage.me.ask("GET", "search", query="seeded", page=11).status == 422
    assert stage.me.ask("GET", "search", query="seeded", page_size=10).status == 400


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("assignee:me", {"broken", "waiting"}),
        ("status:pending", {"waiting"}),
        ("status>=pending", {"waiting"}),
        ("priority:normal", {"invoice"}),
        ('requester:"Nia Okafor" -status:pending', {"late"}),
        ("updated>=2026-11-23", {"late", "broken", "invoice", "waiting"}),
        ("created<2026-11-23", set()),
        ("tags:vip", {"broken"}),
        ("assignee:none parcel", {"late"}),
    ],
)
def test_search_language(query: str, names: set[str]) -> None:
    stage = Stage()
    stage.clock.advance(600)
    found = {one["id"] for one in stage.me.get("search", query=query)["results"]}
    assert found == {stage.id(name) for name in names}


def test_search_export_needs_a_type_and_its_cursor_dies() -> None:
    stage = Stage(limits=False)
    seed_many(stage.server, 30)
    assert stage.me.ask("GET", "search/export", query="seeded").status == 400
    asked: dict[str, Any] = {"query": "seeded", "filter_type": "ticket", "page_size": 20}
    first = stage.me.get("search/export", **asked)
    after = first["meta"]["after_cursor"]
    rest = stage.me.get("search/export", **asked, page_after=after)
    assert [len(first["results"]), len(rest["results"])] == [20, 10]
    stage.clock.advance(3601)
    assert stage.me.ask("GET", "search/export", **asked, page_after=after).status == 400


def test_incremental_is_for_admins_and_holds_the_last_minute_back() -> None:
    stage = Stage(limits=False)
    path = "incremental/tickets/cursor"
    start = int(stage.clock().timestamp()) - 3600
    refused = stage.me.ask("GET", path, start_time=start)
    assert (refused.status, refused.json()["error"]["title"]) == (403, "Forbidden")
    admin = Caller(stage.server, stage.id("Cleo Admin"))
    recent = admin.ask("GET", path, start_time=start + 3570)
    assert (recent.status, recent.json()["error"]) == (400, "StartTimeTooRecent")
    assert admin.get(path, start_time=start)["tickets"] == []
    stage.clock.advance(120)
    page = admin.get(path, start_time=start)
    assert (len(page["tickets"]), page["end_of_stream"]) == (4, True)
    stage.server.delete_ticket(stage.id("late"))
    stage.clock.advance(120)
    more = admin.get(path, cursor=page["after_cursor"])
    found = {one["id"]: one["status"] for one in more["tickets"]}
    assert found[stage.id("late")] == "deleted"
    again = admin.get(path, cursor=more["after_cursor"])
    assert (again["tickets"], again["end_of_stream"]) == ([], True)


def test_incremental_pages_may_repeat_a_row_but_lose_none() -> None:
    stage = Stage(limits=False)
    made = seed_many(stage.server, 55)
    stage.clock.advance(120)
    admin = Caller(stage.server, stage.id("Cleo Admin"))
    page = admin.get("incremental/tickets/cursor", start_time=0, per_page=10)
    found = [one["id"] for one in page["tickets"]]
    while not page["end_of_stream"]:
        cursor = page["after_cursor"]
        page = admin.get("incremental/tickets/cursor", cursor=cursor, per_page=10)
        found += [one["id"] for one in page["tickets"]]
    assert set(made) <= set(found)
    assert len(found) > len(set(found))


def test_views_hold_what_their_predicate_says() -> None:
    stage = Stage()
    ids = [one["id"] for one in stage.me.get("views/active", page_size=100)["views"]]
    assert len(ids) == 5
    mine = stage.me.get(f"views/{stage.id('Your unsolved tickets')}/tickets", page_size=100)
    assert {one["id"] for one in mine["tickets"]} == {stage.id("broken"), stage.id("waiting")}
    asked = ",".join(map(str, ids))
    stage.me.get("views/count_many", ids=asked)
    counts = stage.me.get("views/count_many", ids=asked)["view_counts"]
    assert [one["value"] for one in counts] == [2, 1, 4, 1, 0]
    rows = stage.me.get(f"views/{stage.id('Pending tickets')}/execute")["rows"]
    assert [one["ticket"]["id"] for one in rows] == [stage.id("waiting")]


def test_a_view_may_be_counted_five_times_a_minute() -> None:
    stage = Stage()
    path = f"views/{stage.id('Pending tickets')}/count"
    assert [stage.me.ask("GET", path).status for _ in range(6)] == [200] * 5 + [429]


def test_people_are_found_and_made() -> None:
    stage = Stage()
    found = stage.me.get("users/search", query="nia@customer.example")["users"]
    assert [one["name"] for one in found] == ["Nia Okafor"]
    assert stage.me.get("users/autocomplete", name="tomas")["users"][0]["name"] == "Tomas Lind"
    roles: dict[str, Any] = {"role[]": "agent"}
    agents = stage.me.get("users", **roles)["users"]
    assert {one["name"] for one in agents} == {"Ada Agent", "Ben Colleague"}
    body = {"user": {"name": "Nia", "email": "nia@customer.example", "skip_verify_email": True}}
    known = stage.me.post("users/create_or_update", body)
    assert (known.status, known.json()["user"]["id"]) == (200, stage.id("Nia Okafor"))
    stage.clock.advance(1)
    body["user"]["email"] = "fresh@customer.example"
    assert stage.me.post("users/create_or_update", body).status == 201


def test_an_email_on_update_is_only_added() -> None:
    stage = Stage()
    nia = stage.id("Nia Okafor")
    changed = stage.me.put(f"users/{nia}", {"user": {"email": "second@customer.example"}})
    assert changed.json()["user"]["email"] == "nia@customer.example"
    rows = stage.me.get(f"users/{nia}/identities")["identities"]
    assert {one["value"]: one["primary"] for one in rows if one["type"] == "email"} == {
        "nia@customer.example": True,
        "second@customer.example": False,
    }
    taken = stage.me.post("users", {"user": {"name": "X", "email": "nia@customer.example"}})
    assert (taken.status, list(taken.json()["details"])) == (422, ["email"])


def test_users_write_once_a_second() -> None:
    stage = Stage()
    path, body = f"users/{stage.id('Nia Okafor')}", {"user": {"notes": "x"}}
    assert [stage.me.put(path, body).status for _ in range(2)] == [200, 429]


def test_merge_of_users_moves_identities() -> None:
    stage = Stage()
    nia, mei = stage.id("Nia Okafor"), stage.id("Mei Tanaka")
    given = stage.me.put(f"users/{nia}/merge", {"user": {"id": mei}})
    assert (given.status, given.json()["user"]["id"]) == (200, mei)
    values = {one["value"] for one in stage.me.get(f"users/{mei}/identities")["identities"]}
    assert "nia@customer.example" in values
    agent = stage.me.put(f"users/{stage.server.me_id}/merge", {"user": {"id": mei}})
    assert agent.status == 422


def test_help_center_wants_its_suffix() -> None:
    stage = Stage()
    found = stage.me.get("help_center/articles/search.json", query="parcel")
    assert [one["title"] for one in found["results"]] == ["How to return a parcel"]
    assert stage.me.ask("GET", "help_center/articles/search", query="parcel").status == 415


def test_unknown_endpoints_and_hosts() -> None:
    stage = Stage()
    assert stage.me.ask("GET", "nowhere").json()["error"] == "InvalidEndpoint"


def test_lazy_conversations_do_not_depend_on_who_looks_first() -> None:
    first, second = Stage(), Stage()
    ids = seed_many(first.server, 20)
    assert ids == seed_many(second.server, 20)
    for one in reversed(ids):
        second.server.ticket(one)
    assert [first.server.ticket(one) for one in ids] == [second.server.ticket(one) for one in ids]
