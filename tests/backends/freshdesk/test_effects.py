"""Values of a ticket against what a write wants: types and spellings do not tell them apart."""

from typing import Any

import pytest

from csr_desk.backends.freshdesk.effects import in_effect
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import Write
from csr_desk.domain.queue_row import Priority, Status

TICKET = RemoteTicket(
    "41",
    "2026-11-20T09:05:00Z",
    "Lamp",
    Status.OPEN,
    Priority.LOW,
    "7",
    0,
    0,
    assignee="12",
    organisation="81",
    tags=("vip",),
    custom={"cf": None},
)


def update(**more: Any) -> Write:
    return Write("m-12345678", "u-12345678", "41", TICKET, 0, **more)


@pytest.mark.parametrize(
    ("now", "wanted", "is_so"),
    [
        (None, False, True),
        (False, "", True),
        (True, False, False),
        ("Tomorrow", "", False),
        ("T", "", False),
        (4, "4", True),
        ("4.0", 4, True),
        (5, "4", False),
        ("2026-11-20T00:00:00Z", "2026-11-20", True),
        ("2026-11-21", "2026-11-20", False),
        ("a  b", "a b", True),
        (["b", "a"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (True, 1.0, False),
    ],
)
def test_a_field_has_a_value_however_it_is_spelt(now: object, wanted: object, is_so: bool) -> None:
    ticket = TICKET._replace(custom={"cf": now})
    assert in_effect(update(custom={"cf": wanted}), ticket) is is_so


@pytest.mark.parametrize(
    ("more", "is_so"),
    [
        ({"fields": {"assignee": 12}}, True),
        ({"fields": {"assignee": None}}, False),
        ({"fields": {"priority": Priority.NONE}}, True),
        ({"fields": {"priority": 2}}, False),
        ({"fields": {"status": Status.NEW}}, True),
        ({"custom": {"company_id": "81"}}, True),
        ({"add_tags": ("VIP",)}, True),
        ({"remove_tags": ("VIP",)}, False),
        ({"add_tags": ("vip",), "remove_tags": ("vip",)}, True),
    ],
)
def test_what_stands_beside_the_fields_is_compared_too(more: dict[str, Any], is_so: bool) -> None:
    assert in_effect(update(**more), TICKET) is is_so
