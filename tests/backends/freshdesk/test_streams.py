"""The stream of changes: nothing is lost between pages, windows, seconds and lists."""

from typing import Any

import pytest

from csr_desk.backends.failures import BackendFailure, Expired, Forbidden, Rejected, TryLater
from csr_desk.backends.freshdesk.cursors import PHASES, Place, next_phase, read, written
from csr_desk.backends.freshdesk.streams import changed
from csr_desk.backends.freshdesk.streams_windows import moved
from csr_desk.backends.records import Page
from csr_desk.backends.wire import Request, Response
from csr_desk.domain.instants import MINUTE, SECOND
from csr_desk.domain.queue_row import Status
from tests.backends.flows import play
from tests.backends.freshdesk.desk_side import Account
from tests.backends.freshdesk.given import at, context, listed, ticket_row
from tests.fakes.freshdesk import seed_many

NEXT = '<https://desk.freshdesk.com/api/v2/tickets?page=2>; rel="next"'
EMPTY = listed()
MOST = 500


def pull(account: Account, cursor: str = "", *, most: int = MOST) -> tuple[list[Page], str]:
    pages: list[Page] = []
    for _ in range(most):
        page = account.run(changed(account.freshdesk, cursor))
        pages.append(page)
        assert page.cursor != cursor or not cursor
        cursor = page.cursor
        if page.is_last:
            return pages, cursor
    raise AssertionError("the changes have no end")


def alive(pages: list[Page]) -> set[str]:
    return {one.id for page in pages for one in page.tickets if not one.is_deleted}


def gone(pages: list[Page]) -> set[str]:
    return {one.id for page in pages for one in page.tickets if one.is_deleted}


def ids(account: Account, *names: str) -> set[str]:
    return {str(account.names[name]) for name in names}


def queries(asked: list[Request]) -> list[dict[str, str]]:
    return [dict(one.query) for one in asked]


def test_everything_comes_whatever_its_age_with_its_people(account: Account) -> None:
    pages, _ = pull(account)
    here = {str(one.id) for one in account.server.state.tickets.values() if one.is_here}
    assert alive(pages) == here
    assert ids(account, "old", "same_a", "same_b") <= here
    assert gone(pages) == ids(account, "deleted", "spam")
    people = {one.id for page in pages for one in page.people}
    assert {one.requester for page in pages for one in page.tickets} <= people
    assert "Globex" in {one.name for page in pages for one in page.organisations}
    assert all(page.at is not None for page in pages)


def test_every_list_is_asked_with_a_start_in_the_order_of_change(account: Account) -> None:
    pull(account)
    asked = [one for one in account.asked if one.path == "/api/v2/tickets"]
    assert {dict(one.query)["updated_since"][:4] for one in asked[:1]} == {"2010"}
    for query in queries(asked):
        assert query["updated_since"].endswith("Z")
        assert (query["order_by"], query["order_type"]) == ("updated_at", "asc")
        assert query["per_page"] == "100"
    assert [query.get("filter") for query in queries(asked)] == [None, "deleted", "spam"]
    assert {one.budget for one in asked} == {"tickets"}


def test_the_first_crawl_asks_for_names_and_later_ones_for_responses_too(account: Account) -> None:
    _, cursor = pull(account)
    first = queries(account.asked)
    account.asked.clear()
    account.later(600)
    account.server.customer_replies(account.names["late"], "Any news?")
    account.later(60)
    pages, _ = pull(account, cursor)
    later = queries(account.asked)
    assert first[0]["include"] == "requester"
    assert later[0]["include"] == "requester,stats"
    assert ids(account, "late") <= alive(pages)
    (late,) = [one for one in pages[0].tickets if one.id in ids(account, "late")]
    assert late.due_known


def test_many_pages_with_a_change_in_between_lose_nobody(account: Account) -> None:
    made = seed_many(account.server, 350)
    found: set[str] = set()
    cursor = ""
    for number in range(MOST):
        page = account.run(changed(account.freshdesk, cursor))
        found |= {one.id for one in page.tickets}
        # Rows that change move to the end: every page after them moves up by some rows.
        for one in made[number * 90 : number * 90 + 7]:
            account.server.colleague_changes(one, priority=3)
        account.later(5)
        cursor = page.cursor
        if page.is_last:
            break
    assert {str(one) for one in made} <= found


def test_more_rows_of_one_second_than_fill_a_page(account: Account) -> None:
    seed_many(account.server, 250, minutes_between=0)
    made = seed_many(account.server, 30)
    pages, _ = pull(account)
    here = {str(one.id) for one in account.server.state.tickets.values() if one.is_here}
    assert alive(pages) == here
    assert {str(one) for one in made} <= here
    assert account.server.violations_of() == []


def test_a_change_in_the_second_of_the_cursor_comes(account: Account) -> None:
    _, cursor = pull(account)
    account.later(60)
    account.server.colleague_changes(account.names["same_a"], priority=4)
    pages, cursor = pull(account, cursor)
    account.server.colleague_changes(account.names["same_b"], priority=4)
    pages, cursor = pull(account, cursor)
    assert ids(account, "same_b") <= alive(pages)


def test_deleted_spam_and_restored_tickets(account: Account) -> None:
    _, cursor = pull(account)
    account.later(60)
    account.server.delete_ticket(account.names["late"])
    account.server.spam_ticket(account.names["broken"])
    pages, cursor = pull(account, cursor)
    assert ids(account, "late", "broken") <= gone(pages)
    assert not ids(account, "late", "broken") & alive(pages)
    account.later(600)
    account.server.restore_ticket(account.names["late"])
    pages, cursor = pull(account, cursor)
    assert ids(account, "late") <= alive(pages)


def test_a_rating_comes_with_its_ticket_once(account: Account) -> None:
    pages, cursor = pull(account)
    solved = {one.satisfaction for page in pages for one in page.tickets
              if one.id in ids(account, "solved")}  # fmt: skip
    assert solved == {None, "extremely happy"}
    account.asked.clear()
    pages, cursor = pull(account, cursor)
    assert not [one for one in account.asked if one.path.startswith("/api/v2/tickets/")]
    account.later(60)
    account.server.rate_satisfaction(account.names["solved"], -103)
    pages, cursor = pull(account, cursor)
    told = [one.satisfaction for page in pages for one in page.tickets if one.satisfaction]
    assert told == ["extremely unhappy"]


def test_a_plan_without_surveys_goes_without(account: Account) -> None:
    account.server.options = type(account.server.options)(has_surveys=False)
    pages, _ = pull(account)
    assert alive(pages)


def test_a_scope_shows_fewer_tickets_and_stops_nothing(account: Account) -> None:
    account.server.set_scope(3)
    pages, _ = pull(account)
    assert 0 < len(alive(pages)) < 14


def test_what_the_overlap_brings_again_is_handed_on_but_once_a_page() -> None:
    row = ticket_row()
    answers = [listed(row, row, ticket_row(updated_at="2026-11-20T09:06:00Z"))]
    page, _ = play(changed(context(), ""), answers)
    assert [(one.id, one.stamp[-9:]) for one in page.tickets] == [
        ("41", "09:05:00Z"),
        ("41", "09:06:00Z"),
    ]


def test_a_list_goes_on_by_its_link_or_its_full_page() -> None:
    rows = [ticket_row(number) for number in range(1, 4)]
    page, _ = play(changed(context(), ""), [listed(*rows, link=NEXT)])
    assert read(page.cursor).phase == "tickets"
    full = [ticket_row(number) for number in range(1, 101)]
    page, _ = play(changed(context(), ""), [listed(*full)])
    assert read(page.cursor).phase == "tickets"
    page, _ = play(changed(context(), ""), [listed(*rows)])
    assert read(page.cursor).phase == "deleted"


def test_lists_that_have_nothing_are_passed_over_in_one_call() -> None:
    page, asked = play(changed(context(), ""), [EMPTY] * len(PHASES))
    assert page.is_last
    assert len(asked) == len(PHASES)
    assert read(page.cursor) == Place(is_first=False)


@pytest.mark.parametrize("phase", PHASES[1:])
def test_a_list_this_agent_may_not_see_is_left_out(phase: Any) -> None:
    freshdesk = context()
    place = Place(phase, is_first=False, began_at=freshdesk.settings.now())
    answers = [listed(status=403), *[EMPTY] * len(PHASES)]
    page, _ = play(changed(freshdesk, written(place)), answers)
    assert page.is_last


def test_a_round_taken_up_after_a_pause_is_followed_by_another_at_once() -> None:
    """It asked for changed tickets before the pause: a single run would end without them."""
    freshdesk = context()
    place = Place("spam", is_first=False, began_at=freshdesk.settings.now() - MINUTE)
    page, _ = play(changed(freshdesk, written(place)), [EMPTY] * len(PHASES))
    assert not page.is_last
    page, asked = play(changed(freshdesk, page.cursor), [EMPTY] * len(PHASES))
    assert page.is_last
    assert len(asked) == len(PHASES)


@pytest.mark.parametrize(("status", "kind"), [(403, Forbidden), (429, TryLater), (500, TryLater)])
def test_the_list_of_tickets_itself_is_needed(status: int, kind: type[BackendFailure]) -> None:
    with pytest.raises(kind):
        play(changed(context(), ""), [listed(status=status)])


def test_a_cursor_of_another_program_begins_anew() -> None:
    for odd in ("{", '{"phase": "x"}', "soon"):
        with pytest.raises(Expired):
            play(changed(context(), odd), [])


# windows


T0 = at("2026-11-20T09:00:00+00:00")


def test_a_page_in_order_moves_the_window_a_second_before_its_end() -> None:
    place = Place(since=T0)
    after = moved(place, [T0 + MINUTE, T0 + 2 * MINUTE], goes_on=True)
    assert (after.since, after.page) == (T0 + 2 * MINUTE - SECOND, 1)


def test_a_page_within_one_second_or_out_of_order_is_counted_on() -> None:
    place = Place(since=T0, newest=T0)
    assert moved(place, [T0, T0 + SECOND], goes_on=True) == Place(
        since=T0, page=2, newest=T0 + SECOND
    )
    mixed = moved(place, [T0 + 3 * MINUTE, T0 + MINUTE], goes_on=True)
    assert (mixed.since, mixed.page, mixed.newest) == (T0, 2, T0 + 3 * MINUTE)
    again = moved(mixed, [T0 + 2 * MINUTE, T0 + 4 * MINUTE], goes_on=True)
    assert (again.since, again.page) == (T0, 3)


def test_after_the_three_hundredth_page_the_window_moves() -> None:
    place = Place(since=T0, page=300, newest=T0 + MINUTE)
    after = moved(place, [T0 + 2 * MINUTE, T0 + MINUTE], goes_on=True)
    assert (after.since, after.page) == (T0 + 2 * MINUTE - SECOND, 1)
    stuck = moved(Place(since=T0, page=300, newest=T0), [T0, T0], goes_on=True)
    assert (stuck.since, stuck.page) == (T0 + SECOND, 1)


def test_a_page_that_is_refused_as_too_deep_moves_the_window() -> None:
    deep = Place(since=T0, page=120, newest=T0 + MINUTE, is_first=False)
    refused = Response(400, {}, b'{"errors": [{"field": "page", "code": "invalid_value"}]}')
    page, asked = play(changed(context(), written(deep)), [refused, listed(ticket_row())])
    assert [dict(one.query)["page"] for one in asked] == ["120", "1"]
    assert dict(asked[1].query)["updated_since"] == "2026-11-20T09:00:59Z"
    assert page.tickets
    with pytest.raises(Rejected):
        play(changed(context(), ""), [refused])


def test_the_next_round_begins_before_the_newest_stamp_of_each_list() -> None:
    place = next_phase(Place(newest=T0, began_at=T0))
    assert (place.phase, place.is_first) == ("deleted", True)
    for phase in PHASES[2:]:
        place = next_phase(place)
        assert place.phase == phase
    place = next_phase(place)
    assert place.began_at == 0
    assert (place.phase, place.since, place.is_first) == ("tickets", T0 - 5 * MINUTE, False)
    assert read(written(place)) == place


def test_an_unknown_status_is_open_work(account: Account) -> None:
    pages, _ = pull(account)
    (found,) = [one for page in pages for one in page.tickets
                if one.id in ids(account, "custom7")]  # fmt: skip
    assert (found.status, found.custom_status) == (Status.OPEN, "7")


def test_a_round_of_a_process_that_was_killed_is_not_the_last(account: Account) -> None:
    """What changed since that round asked for tickets is not in it, however short ago it was."""
    cursor = ""
    while True:
        page = account.run(changed(account.freshdesk, cursor, account.now()))
        if page.is_last:
            break
        cursor = page.cursor
    account.server.customer_replies(account.names["late"], "Hello?")
    account.later(3)
    opened_at, found = account.now(), list[str]()
    for _ in range(20):
        page = account.run(changed(account.freshdesk, cursor, opened_at))
        found += [one.id for one in page.tickets]
        if page.is_last:
            break
        cursor = page.cursor
    assert page.is_last
    assert str(account.names["late"]) in found
