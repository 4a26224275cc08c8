import json
import random

import pytest

from csr_desk.backends.failures import Expired, Forbidden, NoAnswer, Rejected, SignedOut, TryLater
from csr_desk.backends.records import Page
from csr_desk.backends.wire import Request
from csr_desk.backends.zendesk import cursors
from csr_desk.backends.zendesk.cursors import Place
from csr_desk.backends.zendesk.streams import changed
from tests.backends.driver import play, run, said
from tests.backends.zendesk.given import Account, at, context
from tests.fakes.zendesk import seed_many

ME = {"user": {"id": 7, "name": "Ada", "role": "agent"}}
ADMIN = {"user": {"id": 7, "name": "Ada", "role": "admin"}}
COUNT = {"count": {"value": 3}}


class Replica:
    """What a desk would have stored: the newest version of each ticket, and the cursor."""

    def __init__(self, account: Account, cursor: str = "") -> None:
        self.account = account
        self.cursor = cursor
        self.stamps: dict[str, str] = {}
        self.pages: list[Page] = []

    def pull(self) -> Page:
        page = run(changed(context(), self.cursor), self.account.fake, self.account.signed)
        self.stamps |= {one.id: one.stamp for one in page.tickets}
        for gone in page.gone:
            self.stamps.pop(gone, None)
        self.cursor = page.cursor
        self.pages.append(page)
        return page

    def pull_all(self) -> None:
        while not self.pull().is_last:
            pass


def held(account: Account) -> dict[str, str]:
    return {
        str(one.id): one.values["updated_at"]
        for one in account.fake.state.tickets.values()
        if one.deleted_at is None
    }


def pages_asked(account: Account) -> int:
    return account.asked.count("/tickets")


def test_the_first_sync_of_an_agent_brings_everything_newest_first() -> None:
    account = Account(tickets=False)
    seed_many(account.fake, 350)
    replica = Replica(account)
    replica.pull_all()
    assert replica.stamps == held(account)
    assert [len(page.tickets) for page in replica.pages] == [100, 100, 100, 50]
    assert [page.expected for page in replica.pages] == [350] * 4
    stamps = [one.updated_at for page in replica.pages for one in page.tickets]
    assert stamps == sorted(stamps, reverse=True)
    assert replica.pull().expected is None
    assert not account.fake.violations
    assert not account.fake.warnings


def test_each_page_brings_the_people_and_names_it_speaks_of() -> None:
    account = Account()
    page = Replica(account).pull()
    names = {one.name for one in page.people}
    assert {"Nia Okafor", "Tomas Lind", "Ada Agent"} <= names
    assert [one.name for one in page.groups] == ["Support"]
    assert [one.name for one in page.organisations] == ["Globex"]
    assert page.at == at("2026-11-21T12:00:00Z")


def test_an_interrupted_first_sync_goes_on_where_it_stopped() -> None:
    account = Account(tickets=False)
    seed_many(account.fake, 500)
    first = Replica(account)
    first.pull()
    first.pull()
    second = Replica(account, first.cursor)
    second.pull_all()
    assert len(second.pages) == 3
    assert first.stamps | second.stamps == held(account)


def test_a_ticket_that_moves_up_while_a_crawl_runs_is_found_by_the_next() -> None:
    account = Account(tickets=False)
    ids = seed_many(account.fake, 300)
    replica = Replica(account)
    replica.pull()
    account.clock.forward(minutes=10)
    account.fake.customer_replies(ids[0], "Any news?")
    replica.pull_all()
    assert str(ids[0]) not in replica.stamps
    replica.pull_all()
    assert replica.stamps == held(account)


def test_a_quiet_account_costs_one_request_and_brings_the_last_minutes_again() -> None:
    account = Account(tickets=False)
    seed_many(account.fake, 300)
    replica = Replica(account)
    replica.pull_all()
    before = len(account.asked)
    page = replica.pull()
    assert account.asked[before:] == ["/tickets"]
    assert page.is_last
    assert len(page.tickets) == 6


def test_a_change_seen_late_within_the_overlap_is_not_missed() -> None:
    account = Account(tickets=False)
    ids = seed_many(account.fake, 120)
    account.clock.forward(minutes=30)
    account.fake.customer_replies(ids[5], "Hidden for now")
    late = account.fake.state.tickets.pop(ids[5])
    account.fake.index.pop(ids[5], None)
    account.clock.forward(minutes=2)
    account.fake.customer_replies(ids[6], "Seen at once")
    replica = Replica(account)
    replica.pull_all()
    account.fake.put_ticket(late)
    replica.pull_all()
    assert replica.stamps == held(account)


@pytest.mark.parametrize("role", ["agent", "admin"])
@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_between_two_pages_the_replica_agrees_in_the_end(
    role: str, seed: int
) -> None:
    dice = random.Random(seed)
    account = Account(role, tickets=False)
    ids = seed_many(account.fake, 260, minutes_between=0.5)
    account.clock.forward(minutes=2)
    replica = Replica(account)
    for _ in range(12):
        replica.pull()
        for ticket in dice.sample(ids, dice.randint(0, 4)):
            account.clock.forward(seconds=dice.randint(0, 200))
            account.fake.customer_replies(ticket, "More")
    account.clock.forward(minutes=2)
    replica.pull_all()
    replica.pull_all()
    assert replica.stamps == held(account)


def test_the_export_of_an_admin_brings_deleted_tickets_as_gone() -> None:
    account = Account("admin")
    account.clock.forward(minutes=2)
    replica = Replica(account)
    replica.pull_all()
    assert replica.stamps == held(account)
    gone = account.fake.names["invoice"]
    account.fake.delete_ticket(gone)
    account.clock.forward(minutes=2)
    page = replica.pull()
    assert page.gone == (str(gone),)
    assert str(gone) not in {one.id for one in page.tickets}
    assert replica.stamps == held(account)
    assert pages_asked(account) == 0


def test_an_export_that_is_refused_goes_on_as_a_crawl_of_the_same_ground() -> None:
    account = Account("admin", tickets=False)
    seed_many(account.fake, 300)
    account.clock.forward(minutes=2)
    replica = Replica(account)
    replica.pull_all()
    account.fake.state.change("users", account.fake.me_id, role="agent")
    page = replica.pull()
    assert cursors.read(page.cursor).how == "crawl"
    assert len(page.tickets) < 20
    assert pages_asked(account) == 1
    replica.pull()
    assert account.asked[-1] == "/tickets"


def test_an_export_refused_before_its_end_covers_no_ground() -> None:
    cursor = cursors.written(Place("export", after="abc", newest=at("2026-11-20T00:00:00Z")))
    refused = said({"error": {"title": "Forbidden", "message": "No"}}, 403)
    row = {"id": 1, "updated_at": "2026-01-01T00:00:00Z"}
    listed = said({"tickets": [row], "meta": {"has_more": False}})
    page, _ = play(changed(context(), cursor), [refused, listed])
    assert [one.id for one in page.tickets] == ["1"]


def test_the_first_export_is_asked_by_time_and_then_by_cursor_alone() -> None:
    export = said({"tickets": [], "after_cursor": "next", "end_of_stream": False})
    page, asked = play(changed(context(), ""), [said(ADMIN), said(COUNT), export])
    assert [one.path for one in asked] == [
        "/api/v2/users/me",
        "/api/v2/tickets/count",
        "/api/v2/incremental/tickets/cursor",
    ]
    assert ("start_time", "0") in asked[2].query
    assert page.expected == 3
    assert not page.is_last
    later, again = play(changed(context(), page.cursor), [export])
    assert later.expected == 3
    assert dict(again[0].query)["cursor"] == "next"
    assert "start_time" not in dict(again[0].query)


def test_an_export_that_does_not_move_on_ends_for_now() -> None:
    export = said({"tickets": [], "after_cursor": "abc", "end_of_stream": False})
    cursor = cursors.written(Place("export", after="abc"))
    page, _ = play(changed(context(), cursor), [export])
    assert page.is_last


def test_a_dead_export_cursor_begins_anew_a_little_before_the_newest_change() -> None:
    newest = at("2026-11-20T12:00:00Z")
    cursor = cursors.written(Place("export", after="dead", newest=newest, is_whole=True))
    dead = said({"error": "InvalidValue", "description": "cursor is not valid"}, 400)
    export = said({"tickets": [], "after_cursor": "new", "end_of_stream": True})
    page, asked = play(changed(context(), cursor), [dead, export])
    assert dict(asked[1].query)["start_time"] == str(newest // 1000 - 300)
    assert cursors.read(page.cursor) == Place("export", "new", newest, is_whole=True, restarts=1)


def test_a_page_that_is_too_large_is_asked_for_in_smaller_ones() -> None:
    cursor = cursors.written(Place("export", after="abc"))
    export = said({"tickets": [], "after_cursor": "next", "end_of_stream": True})
    too_large = Rejected("The answer is too large")
    page, asked = play(changed(context(), cursor), [too_large, export])
    assert [dict(one.query)["per_page"] for one in asked] == ["500", "100"]
    assert [dict(one.query)["cursor"] for one in asked] == ["abc", "abc"]
    assert cursors.read(page.cursor).after == "next"
    with pytest.raises(Rejected):
        play(changed(context(), cursor), [too_large, too_large])


DEAD = {"errors": [{"code": "InvalidPaginationParameter", "title": "page[after] is invalid"}]}
LISTED = {
    "tickets": [{"id": 1, "updated_at": "2026-11-21T10:00:00Z"}],
    "meta": {"has_more": True, "after_cursor": "second"},
}


def test_a_dead_page_cursor_begins_this_crawl_anew_over_the_same_ground() -> None:
    ground = at("2026-11-20T00:00:00Z")
    cursor = cursors.written(Place("crawl", "old", ground=ground, top=at("2026-11-21T09:00:00Z")))
    page, asked = play(changed(context(), cursor), [said(DEAD, 400), said(LISTED)])
    assert [dict(one.query).get("page[after]") for one in asked] == ["old", None]
    place = cursors.read(page.cursor)
    assert (place.after, place.ground, place.restarts) == ("second", ground, 1)
    assert place.top == at("2026-11-21T10:00:00Z")


def test_cursors_that_keep_dying_are_given_up() -> None:
    place = Place("crawl", "old", restarts=3)
    with pytest.raises(Expired):
        play(changed(context(), cursors.written(place)), [said(DEAD, 400)])


def test_a_list_that_is_not_in_order_is_read_to_its_end() -> None:
    ground = at("2026-11-21T00:00:00Z")
    rows = [{"id": 1, "updated_at": "2026-11-21T10:00:00Z"}]
    rows += [{"id": 2, "updated_at": "2026-01-01T00:00:00Z"}]
    rows += [{"id": 3, "updated_at": "2026-06-01T00:00:00Z"}]
    listed = {"tickets": rows, "meta": {"has_more": True, "after_cursor": "more"}}
    cursor = cursors.written(Place("crawl", ground=ground))
    page, _ = play(changed(context(), cursor), [said(listed)])
    assert not page.is_last
    page, _ = play(changed(context(), cursor), [said({**listed, "tickets": rows[:2]})])
    assert page.is_last


def test_a_list_without_cursors_goes_on_by_number() -> None:
    rows = [{"id": 1, "updated_at": "2026-11-21T10:00:00Z"}]
    listed = {"tickets": rows, "next_page": "https://other.example/?page=2", "count": 2}
    page, _ = play(changed(context(), ""), [said(ME), said(COUNT), said(listed)])
    assert not page.is_last
    last = {"tickets": rows, "next_page": None, "count": 2}
    page, asked = play(changed(context(), page.cursor), [said(last)])
    assert dict(asked[0].query)["page"] == "2"
    assert page.is_last


def test_links_are_never_followed() -> None:
    linked = {
        **LISTED,
        "meta": {"has_more": False, "after_cursor": "second"},
        "links": {"next": "https://evil.example/api/v2/tickets?page[after]=x"},
    }
    page, asked = play(changed(context(), ""), [said(ME), said(COUNT), said(linked)])
    assert page.is_last
    assert all(one.path.startswith("/api/v2/") and not one.absolute for one in asked)


def test_an_answer_without_the_list_is_no_empty_list() -> None:
    for body in ({}, {"status": "sign in to the guest network"}, {"tickets": None}):
        with pytest.raises(NoAnswer):
            play(changed(context(), cursors.written(Place("crawl", ground=5))), [said(body)])


def test_a_cursor_of_another_program_expires() -> None:
    for cursor in ("x", "{}", '{"how":"guess"}', "[]"):
        with pytest.raises(Expired):
            play(changed(context(), cursor), [])


def test_nobody_is_signed_out_and_a_customer_is_refused() -> None:
    with pytest.raises(SignedOut):
        play(changed(context(), ""), [said({"user": {"id": None, "name": "Anonymous user"}})])
    with pytest.raises(Forbidden):
        play(changed(context(), ""), [said({"user": {"id": 9, "role": "end-user"}})])


def test_a_count_that_is_refused_is_done_without() -> None:
    refused = said({"error": "InvalidEndpoint"}, 404)
    answers = [said(ME), refused, said(LISTED)]
    page, _ = play(changed(context(), ""), answers)
    assert page.expected is None


def test_what_passes_is_raised_and_the_cursor_stays() -> None:
    cursor = cursors.written(Place("crawl", "old", ground=5))
    with pytest.raises(TryLater):
        play(changed(context(), cursor), [said({"error": "busy"}, 503)])
    with pytest.raises(Rejected):
        play(changed(context(), cursor), [said({"error": "odd"}, 418)])
    with pytest.raises(NoAnswer):
        play(changed(context(), cursor), [NoAnswer("the line went dead")])


def test_cursors_are_small_json_without_this_machines_clock() -> None:
    place = Place("crawl", "abc", 0, 1, 2)
    assert cursors.read(cursors.written(place)) == place
    assert json.loads(cursors.written(Place("crawl", ground=7))) == {"how": "crawl", "ground": 7}


def test_requests_name_their_budgets() -> None:
    asked: list[Request] = []
    for body in (ME, ADMIN):
        listed = said({"tickets": [], "after_cursor": "x", "end_of_stream": True})
        asked += play(changed(context(), ""), [said(body), said(COUNT), listed])[1]
    assert [one.budget for one in asked] == ["api", "api", "tickets", "api", "api", "export"]
