from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk.store.connection import Store
from csr_desk.store.filter_words import joined, parse
from csr_desk.store.views import Filter, checked
from tests.store.queue_world import empty_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = empty_store(tmp_path)
    made.insert("team", name="Second Line")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Filter()),
        ("late parcel", Filter(text="late parcel")),
        ("priority:urgent refund", Filter(priorities=(4,), text="refund")),
        ("prio:urgent", Filter(text="prio:urgent")),
        ("priority:u STATUS:Pend", Filter(statuses=(2,), priorities=(4,))),
        ("priority:n", Filter(text="priority:n")),  # none or normal: not clear yet
        ("priority:none", Filter(priorities=(0,))),
        ("channel:in_person channel:web", Filter(channels=("in_person", "web"))),
        ("group:second_line", Filter(groups=("Second Line",))),
        ("assignee:me", Filter(assignee="me")),
        ("assignee:coll", Filter(assignee="Colleague")),
        ("tag:VIP", Filter(tags=("vip",))),
        ("status: 10:30", Filter(text="status: 10:30")),
    ],
)
def test_what_is_typed_means(store: Store, typed: str, wanted: Filter) -> None:
    assert parse(store, typed) == wanted


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=60))
def test_no_text_is_an_error(store: Store, typed: str) -> None:
    assert checked(parse(store, typed))


def test_joining_takes_the_later_field_and_all_words() -> None:
    first = Filter(statuses=(1,), assignee="me", tags=("a",), text="late")
    second = Filter(statuses=(2,), tags=("b", "a"), text="parcel")
    assert joined(first, second) == Filter(
        statuses=(2,), assignee="me", tags=("a", "b"), text="late parcel"
    )
