import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk import errors
from csr_desk.store import queue, views
from csr_desk.store.connection import Store
from csr_desk.store.haystack import Haystack
from csr_desk.store.queue import BLOCK, QueueSource, Statements, newest_change
from csr_desk.store.queue_lists import count_of, open_view
from csr_desk.store.queue_rows import plan_of, rows_of
from csr_desk.store.views import SHIPPED, Base, Filter, Sort, View
from tests.store.queue_world import MINUTE, NOW, empty_store, fill, random_rows, ticket

PAGED = [view for view in SHIPPED if view.is_paged]
OURS = {
    Base.MINE: lambda row: row["assignee_id"] == 1 and row["status"] < 4,
    Base.UNASSIGNED: lambda row: row["assignee_id"] is None and row["status"] < 4,
    Base.OPEN: lambda row: row["status"] < 4,
    Base.WAITING: lambda row: row["status"] == 2,
}


def queue_key(row: dict[str, Any]) -> int:
    if row["status"] in (2, 3):
        return (1 << 53) + row["updated_at"]
    if row["due_at"] is not None:
        return int(row["due_at"])
    return (1 << 52) + int(row["waiting_since"] or row["created_at"])


def naive(rows: list[dict[str, Any]], base: Base, sort: Sort) -> list[int]:
    keys = {
        Sort.DEADLINE: queue_key,
        Sort.PRIORITY: lambda row: (-row["priority"], queue_key(row)),
    }
    key = keys.get(sort, lambda row: row["updated_at"])
    kept = [row for row in rows if OURS[base](row)]
    kept.sort(key=lambda row: (key(row), row["id"]), reverse=sort is Sort.NEWEST)
    return [row["id"] for row in kept]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = empty_store(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[dict[str, Any]]]]:
    made = empty_store(tmp_path_factory.mktemp("queue"))
    rows = random_rows(random.Random(3), 2_600)
    fill(made, rows)
    yield made, rows
    made.close()


@pytest.mark.parametrize("view", PAGED, ids=lambda view: view.name)
@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_of_every_view_is_what_sorting_gives(
    world: tuple[Store, list[dict[str, Any]]], view: View, sort: Sort
) -> None:
    store, rows = world
    source = QueueSource(store, view, sort)
    expected = naive(rows, view.base, sort)
    assert source.count() == len(expected) > BLOCK
    assert [source.id_of(index) for index in range(source.count())] == expected


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_way_through_the_list_gives_the_same_rows(
    world: tuple[Store, list[dict[str, Any]]], data: st.DataObject
) -> None:
    store, rows = world
    view = data.draw(st.sampled_from(PAGED))
    sort = data.draw(st.sampled_from(list(Sort)))
    expected = naive(rows, view.base, sort)
    source = QueueSource(store, view, sort)
    places = data.draw(st.lists(st.integers(0, len(expected) - 1), min_size=1, max_size=12))
    for place in [*places, len(expected) - 1]:
        row = source.row(place)
        assert row is not None
        assert row.id == expected[place]
        assert source.index_of(row.id) == place
        fresh = QueueSource(store, view, sort)
        assert fresh.index_of(row.id) == place
    assert source.row(len(expected)) is None
    assert source.row(-1) is None


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 60), sort=st.sampled_from(list(Sort)))
def test_any_small_store_is_ordered_alike(store: Store, seed: int, count: int, sort: Sort) -> None:
    rows = random_rows(random.Random(seed), count)
    with store.transaction():
        store.execute("DELETE FROM ticket")
    fill(store, rows)
    for view in PAGED:
        source = QueueSource(store, view, sort)
        expected = naive(rows, view.base, sort)
        assert [source.id_of(index) for index in range(source.count())] == expected
        assert count_of(store, view, 1, NOW).n == len(expected)


@pytest.mark.parametrize("view", PAGED, ids=lambda view: view.name)
@pytest.mark.parametrize("sort", list(Sort))
def test_no_view_scans_or_sorts(store: Store, view: View, sort: Sort) -> None:
    sql = Statements(view.base, sort)
    who = (*((1,) if view.base is Base.MINE else ()), NOW)
    for statement, values in (
        (sql.after, (*who, 0, 0, BLOCK)),
        (sql.before, (*who, 0, 0, BLOCK)),
        (sql.jump, (*who, 0, 0, 5)),
        (sql.rank, (*who, 0, 0)),
        (sql.here, (*who, 1)),
    ):
        plan = plan_of(store, statement, *values)
        assert plan
        assert not [line for line in plan if "SCAN" in line or "TEMP B-TREE" in line], plan


def test_counts_read_the_small_table_by_its_key(store: Store) -> None:
    for view in PAGED:
        who = (1,) if view.base is Base.MINE else ()
        plan = plan_of(store, queue._COUNTS[view.base], *who)
        assert all("SEARCH ticket_count" in line for line in plan), plan


def test_blocks_kept_are_few(world: tuple[Store, list[dict[str, Any]]]) -> None:
    source = QueueSource(world[0], SHIPPED[2], Sort.NEWEST)
    for index in range(0, source.count(), 7):
        source.row(index)
    assert len(source.blocks) <= queue.KEPT_BLOCKS


def test_a_source_shows_the_store_as_it_was_until_refreshed(store: Store) -> None:
    fill(store, [ticket(n, due_at=NOW + n) for n in range(1, 4)])
    source = QueueSource(store, SHIPPED[2])
    assert source.id_of(0) == 1
    fill(store, [ticket(9, due_at=NOW - 1)])
    assert [source.id_of(n) for n in range(source.count())] == [1, 2, 3]
    source.refresh()
    assert [source.id_of(n) for n in range(source.count())] == [9, 1, 2, 3]


def test_rows_taken_away_meanwhile_leave_holes_but_no_error(store: Store) -> None:
    fill(store, [ticket(n, due_at=NOW + n) for n in range(1, 300)])
    source = QueueSource(store, SHIPPED[2])
    source.row(0)
    with store.transaction():
        store.execute("UPDATE ticket SET status = 5 WHERE id > 10")
    assert source.count() == 299
    assert source.row(250) is None
    assert source.id_of(5) == 6


def test_a_row_has_what_the_queue_shows(store: Store) -> None:
    row = ticket(1, assignee_id=2, team_id=1, last_message_at=NOW, last_seen_at=NOW - 1)
    fill(store, [{**row, "snippet": "where is it", "priority": 4}])
    shown = QueueSource(store, SHIPPED[2]).row(0)
    assert shown is not None
    assert (shown.customer, shown.assignee, shown.group) == ("Zoë Ångström", "Colleague", "Returns")
    assert shown.unread
    assert shown.priority.word == "urgent"
    assert shown.snippet == "where is it"
    assert rows_of(store, [1, 77]) == [shown]


def test_newest_change_is_the_last_one_of_the_view(store: Store) -> None:
    fill(store, [ticket(1, updated_at=NOW + 5), ticket(2, updated_at=NOW + 9, assignee_id=2)])
    assert newest_change(store, SHIPPED[2], 1) == NOW + 9
    assert newest_change(store, SHIPPED[0], 1) == 0


# bounded views ------------------------------------------------------------------------------------


def follow_up(store: Store, due_at: int, **more: Any) -> None:
    number = int(store.value("SELECT count(*) FROM follow_up"))
    store.insert(
        "follow_up", uid=f"f{number}", text="call back", due_at=due_at, created_at=NOW, **more
    )


def test_follow_ups_appear_five_minutes_before_their_time_with_context(store: Store) -> None:
    fill(store, [ticket(n, customer_id=1, updated_at=NOW + n) for n in range(1, 5)])
    follow_up(store, NOW + 4 * MINUTE, ticket_id=2, kind="callback")
    follow_up(store, NOW + 6 * MINUTE, ticket_id=3)
    follow_up(store, NOW - MINUTE, customer_id=1)
    follow_up(store, NOW - 2 * MINUTE, ticket_id=1, done_at=NOW)
    view = views.named(store, "due follow-ups")
    source = open_view(store, view, now=NOW)
    assert [source.id_of(n) for n in range(source.count())] == [4, 2]  # 4: the customer's last
    assert source.context(2) == "callback: call back"
    assert str(count_of(store, view, 1, NOW)) == "2"
    assert open_view(store, view, now=NOW + MINUTE).count() == 3


def test_recently_solved_are_newest_first_and_counted_up_to_a_thousand(store: Store) -> None:
    fill(
        store, [ticket(n, status=4, solved_at=NOW + n, updated_at=NOW - n) for n in range(1, 1203)]
    )
    view = views.named(store, "solved")
    source = open_view(store, view, now=NOW)
    assert source.id_of(0) == 1202
    assert source.count() == 1000
    assert str(source.total()) == str(count_of(store, view, 1, NOW)) == "1000+"


@settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    statuses=st.sets(st.integers(0, 5), max_size=3),
    priorities=st.sets(st.integers(0, 4), max_size=2),
    channels=st.sets(st.sampled_from(["email", "phone"]), max_size=1),
    groups=st.sets(st.just("Returns"), max_size=1),
    assignee=st.sampled_from(["", "me", "nobody", "Colleague", "No One"]),
    text=st.sampled_from(["", "parcel", "PARCEL 1", "ångström", "angstrom", "100%"]),
    sort=st.sampled_from(list(Sort)),
)
def test_saved_views_are_what_filtering_gives(
    world: tuple[Store, list[dict[str, Any]]],
    statuses: set[int],
    priorities: set[int],
    channels: set[str],
    groups: set[str],
    assignee: str,
    text: str,
    sort: Sort,
) -> None:
    store, rows = world
    wanted = Filter(
        tuple(statuses), tuple(priorities), tuple(channels), tuple(groups), assignee, (), text
    )
    view = View("v", "v", views.base_of(wanted), wanted, sort)
    people = {"me": 1, "nobody": None, "Colleague": 2, "No One": -1}
    kept = {
        row["id"]
        for row in rows
        if (row["status"] in statuses if statuses else row["status"] < 4)
        and (not priorities or row["priority"] in priorities)
        and (not channels or row["channel"] in channels)
        and (not groups or row["team_id"] == 1)
        and (not assignee or row["assignee_id"] == people[assignee])
        and (not text or _has(row, text))
    }
    source = open_view(store, view, sort, 1, NOW)
    found = [source.id_of(n) for n in range(source.count())]
    if len(kept) <= views.ID_LIMIT:
        assert set(found) == kept
        assert not source.total().more
    else:
        assert len(found) == views.ID_LIMIT
        assert source.total().more
        assert set(found) <= kept


def _has(row: dict[str, Any], text: str) -> bool:
    name = ["ann baker", "zoe angstrom", "李雷", "محمد", "bob o'neil"][row["customer_id"] - 1]
    words = f"{row['subject'].lower()} {name} {row['reference']}"
    return all(word in words for word in text.lower().replace("å", "a").replace("ö", "o").split())


def test_a_saved_view_by_tag(store: Store) -> None:
    fill(store, [ticket(1), ticket(2), ticket(3, status=4)])
    store.execute("INSERT INTO ticket_tag VALUES ('vip', 1), ('vip', 3)")
    wanted = Filter(tags=("vip",))
    source = open_view(store, View("v", "v", views.base_of(wanted), wanted))
    assert [source.id_of(n) for n in range(source.count())] == [1]


def test_a_filter_survives_the_store_and_nonsense_is_refused() -> None:
    wanted = Filter((1, 2), (4,), ("email",), ("Returns",), "me", ("vip",), 'say "hi"')
    assert views.filter_of(wanted.as_json()) == wanted
    assert "urgent" in wanted.words()
    for text in ("[]", "nonsense", '{"colour": 1}', '{"statuses": [9]}', '{"tags": [1]}'):
        with pytest.raises(errors.Refused):
            views.filter_of(text)


def test_an_unknown_view_is_refused_with_the_names_there_are(store: Store) -> None:
    with pytest.raises(errors.Refused, match="unassigned"):
        views.named(store, "nonsense")
    assert views.named(store, "all OPEN").base is Base.OPEN


# filter as you type -------------------------------------------------------------------------------


def test_typing_narrows_in_the_views_order(store: Store) -> None:
    subjects = ["Refund please", "Late parcel", "refund for Zoë", "Noisy café"]
    fill(store, [ticket(n, subject=s, due_at=NOW - n) for n, s in enumerate(subjects, start=1)])
    hay = Haystack(store, SHIPPED[2])

    def shown(text: str) -> list[int | None]:
        source = hay.source(text)
        return [source.id_of(n) for n in range(source.count())]

    assert shown("") == [4, 3, 2, 1]
    assert shown("refund") == [3, 1]
    assert shown("zoe refund") == [3, 1]  # ticket 1 is Zoë's
    assert shown("CAFE") == [4]
    assert shown("1002") == [2]
    assert shown("%") == []


def test_beyond_the_tickets_read_words_are_looked_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csr_desk.store.haystack.HAYSTACK", 3)
    fill(store, [ticket(n, due_at=NOW + n) for n in range(1, 10)])
    with store.transaction():
        store.execute("UPDATE ticket SET subject = 'a rare walrus' WHERE id IN (2, 7, 8)")
        store.execute("UPDATE ticket SET status = 5 WHERE id = 8")
    source = Haystack(store, SHIPPED[2]).source("walr")
    assert [source.id_of(n) for n in range(source.count())] == [2, 7]
    assert source.total().more


def test_an_empty_store_has_empty_views(store: Store) -> None:
    for view in views.every(store):
        source = open_view(store, view, now=NOW)
        assert source.count() == 0
        assert source.row(0) is None
        assert source.index_of(1) is None
