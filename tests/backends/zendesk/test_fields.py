from typing import Any

import msgspec
import pytest

from csr_desk.backends.records import RemoteField
from csr_desk.backends.zendesk.fields import custom_status, field, form
from csr_desk.backends.zendesk.structs_catalogue import FieldRow, FormRow, StatusRow
from csr_desk.domain.queue_row import Status


def read(**raw: Any) -> RemoteField:
    found = field(msgspec.convert({"id": 1, **raw}, FieldRow))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "kind", "role"),
    [
        ("Total time spent (sec)", "integer", "time_total"),
        (" total time spent (SEC) ", "integer", "time_total"),
        ("Time spent last update (sec)", "integer", "time_last"),
        ("Total time spent (sec)", "text", ""),
        ("Total time", "integer", ""),
    ],
)
def test_the_time_fields_are_known_by_their_raw_titles(title: str, kind: str, role: str) -> None:
    assert read(raw_title=title, title="übersetzt", type=kind).role == role


def test_options_are_what_is_sent_and_what_is_shown() -> None:
    found = read(
        type="tagger", custom_field_options=[{"name": "Late::Lost", "value": "late_lost", "id": 4}]
    )
    assert found.options == (("late_lost", "Late::Lost"),)
    system = read(type="priority", system_field_options=[{"name": "Low", "value": "low"}])
    assert system.options == (("low", "Low"),)


def test_an_inactive_field_says_so() -> None:
    assert read().is_active
    assert not read(active=False).is_active
    assert field(msgspec.convert({"title": "x"}, FieldRow)) is None


def statuses(**child: Any) -> tuple[str, ...]:
    condition = {"parent_field_id": 2, "value": True, "child_fields": [{"id": 3, **child}]}
    row = msgspec.convert({"id": 1, "name": "F", "agent_conditions": [condition]}, FormRow)
    found = form(row)
    assert found is not None
    (one,) = found.conditions
    assert (one.parent, one.value, one.child) == ("2", "true", "3")
    return one.statuses


def test_where_a_condition_requires_its_child() -> None:
    some = {"type": "SOME_STATUSES", "statuses": ["solved", 17]}
    assert statuses(is_required=True, required_on_statuses=some) == ("solved", "17")
    assert statuses(is_required=False, required_on_statuses=some) == ("solved", "17")
    assert statuses(required_on_statuses={"type": "ALL_STATUSES"}) == ("*",)
    assert statuses(is_required=True, required_on_statuses={"type": "NO_STATUSES"}) == ()
    assert statuses(is_required=True) == ("*",)
    assert statuses(is_required=False) == ()
    assert statuses() == ()


def test_a_form_keeps_its_fields_in_order() -> None:
    found = form(msgspec.convert({"id": 1, "name": "F", "ticket_field_ids": [3, 1, 2]}, FormRow))
    assert found is not None
    assert found.fields == ("3", "1", "2")
    assert found.conditions == ()


def test_a_custom_status_counts_as_its_category() -> None:
    row = {"id": 1, "status_category": "hold", "agent_label": "Parts", "default": False}
    found = custom_status(msgspec.convert(row, StatusRow))
    assert found is not None
    assert (found.title, found.status, found.is_active) == ("Parts", Status.HOLD, True)
