from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends import json_rows
from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.due_times import Due, due
from csr_desk.backends.freshdesk.structs import TicketRow
from tests.backends.freshdesk.given import URL, at, ticket_row

FIRST, NEXT, LAST = "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z", "2026-11-23T09:00:00Z"
BEFORE, AFTER = "2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def row(**more: Any) -> TicketRow:
    return msgspec.convert(ticket_row(**more), TicketRow)


def test_null_where_a_list_or_a_table_is_expected() -> None:
    found = ticket(row(tags=None, custom_fields=None, attachments=None), URL)
    assert found.tags == ()
    assert dict(found.custom) == {"type": None}


def test_the_own_tag_becomes_the_code_and_no_tag() -> None:
    found = ticket(row(tags=["vip", "csrdesk-1f3a9c2e"]), URL)
    assert (found.tags, found.external_id) == (("vip",), "1f3a9c2e")
    assert ticket(row(tags=["vip"]), URL).external_id is None


def test_a_product_is_a_field_and_its_absence_none() -> None:
    assert ticket(row(product_id=81, type="Refund"), URL).custom == {
        "type": "Refund",
        "product_id": 81,
    }


@pytest.mark.parametrize("mark", [{"deleted": True}, {"spam": True}])
def test_deleted_and_spam_are_both_gone(mark: dict[str, bool]) -> None:
    assert ticket(row(**mark), URL).is_deleted
    assert ticket(row(), URL, is_deleted=True).is_deleted
    assert not ticket(row(deleted=None, spam=False), URL).is_deleted


@pytest.mark.parametrize(
    ("source", "channel"),
    [(1, "email"), (2, "web"), (3, "phone"), (7, "chat"), (13, "social"), (99, "web"),
     (None, "email")],
)  # fmt: skip
def test_sources_are_channels(source: int | None, channel: str) -> None:
    assert ticket(row(source=source), URL).channel == channel


def test_what_a_list_does_not_tell_is_not_known() -> None:
    assert due(row()) == Due(at(LAST), "resolution", False)
    assert due(row(status=4)) == Due(None, None, True)
    assert due(row(status=5, stats={})) == Due(None, None, True)


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        ({}, (FIRST, "first_response")),
        ({"first_responded_at": BEFORE}, (NEXT, "next_reply")),
        ({"agent_responded_at": BEFORE, "requester_responded_at": AFTER}, (NEXT, "next_reply")),
        ({"agent_responded_at": AFTER, "requester_responded_at": BEFORE}, (LAST, "resolution")),
    ],
)
def test_the_nearest_target_that_still_runs(
    stats: dict[str, str], expected: tuple[str, str]
) -> None:
    found = due(row(fr_due_by=FIRST, nr_due_by=NEXT, due_by=LAST, stats=stats))
    assert found == Due(at(expected[0]), expected[1], True)


def test_times_that_are_not_worked_out_yet() -> None:
    assert due(row(fr_due_by=None, due_by=None, stats={})) == Due(None, None, True)


def test_a_ticket_without_id_or_stamp_is_none() -> None:
    for broken in ({"id": 1}, {"updated_at": FIRST}, {"id": None, "updated_at": FIRST}):
        with pytest.raises(NoAnswer):
            json_rows.row(msgspec.json.encode(broken), TicketRow, "Freshdesk")


@given(st.dictionaries(st.sampled_from([*ticket_row(), "stats", "company", "spam"]), JSON))
def test_no_odd_value_loses_a_ticket(odd: dict[str, Any]) -> None:
    raw = {**ticket_row(), **odd, "id": 41, "updated_at": FIRST}
    found = ticket(json_rows.row(msgspec.json.encode(raw), TicketRow, "Freshdesk"), URL)
    assert (found.id, found.stamp) == ("41", FIRST)
