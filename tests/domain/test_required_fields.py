"""Fields that must be filled before a ticket may be solved (spec/zendesk.md 6.4, trap 22)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.queue_row import Priority, Status
from csr_desk.domain.required_fields import AskedCondition, AskedField, AskedForm, missing

PRODUCT = AskedField("10", "tagger", required_to_solve=True)
SERIAL = AskedField("11", "text")
BROKEN = AskedField("12", "checkbox", required_to_solve=True)
PARTS = AskedField("13", "multiselect")
AMOUNT = AskedField("14", "integer", required_to_solve=True)
FIELDS = (PRODUCT, SERIAL, BROKEN, PARTS, AMOUNT)
ALL_FILLED: dict[str, object] = {
    "assignee": "7",
    "10": "pump",
    "11": "S-1",
    "12": True,
    "13": ["seal"],
    "14": 0,
}


def form(*conditions: AskedCondition, fields: str = "10 11 12 13 14") -> AskedForm:
    return AskedForm(tuple(fields.split()), conditions)


def without(*keys: str) -> dict[str, object]:
    return {key: value for key, value in ALL_FILLED.items() if key not in keys}


def test_a_full_ticket_lacks_nothing_and_an_empty_one_everything_required() -> None:
    assert missing(Status.SOLVED, FIELDS, form(), ALL_FILLED) == []
    assert missing(Status.SOLVED, FIELDS, form(), {}) == ["assignee", "10", "12", "14"]
    assert missing(Status.SOLVED, FIELDS, None, {}) == ["assignee", "10", "12", "14"]


@pytest.mark.parametrize("status", [Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD])
def test_open_work_asks_for_nothing_that_is_only_required_to_solve(status: Status) -> None:
    assert missing(status, FIELDS, form(), {}) == []


@pytest.mark.parametrize(
    ("field", "value", "is_missing"),
    [
        ("14", 0, False),
        ("14", "0", False),
        ("14", None, True),
        ("10", "", True),
        ("10", "  ", True),
        ("10", [], True),
        ("12", False, True),
        ("12", "false", True),
        ("12", "true", False),
    ],
)
def test_what_counts_as_empty(field: str, value: object, is_missing: bool) -> None:
    found = missing(Status.SOLVED, FIELDS, form(), {**ALL_FILLED, field: value})
    assert found == ([field] if is_missing else [])


def test_a_field_off_the_form_or_switched_off_is_not_asked_for() -> None:
    assert missing(Status.SOLVED, FIELDS, form(fields="14 11"), {"assignee": "7"}) == ["14"]
    off = [field._replace(is_active=False) for field in FIELDS]
    assert missing(Status.SOLVED, off, form(), {"assignee": "7"}) == []


def test_the_order_is_the_order_of_the_form() -> None:
    found = missing(Status.SOLVED, FIELDS, form(fields="14 12 10"), {"assignee": "7"})
    assert found == ["14", "12", "10"]


def test_system_fields_are_looked_up_under_their_own_names() -> None:
    fields = (
        AskedField("1", "assignee", required_to_solve=True),
        AskedField("2", "priority", required_to_solve=True),
        AskedField("3", "group", required_to_solve=True),
        AskedField("4", "tickettype", required_to_solve=True),
        AskedField("5", "subject", required_to_solve=True),
        AskedField("6", "status", required_to_solve=True),
        AskedField("8", "description", required_to_solve=True),
    )
    whole = form(fields="1 2 3 4 5 6 8")
    assert missing(Status.SOLVED, fields, whole, {}) == ["1", "2", "3", "4", "5"]
    values = {"assignee": "7", "priority": Priority.HIGH, "group": "9", "type": "task"}
    assert missing(Status.SOLVED, fields, whole, {**values, "subject": "Pump"}) == []
    assert missing(Status.SOLVED, fields, whole, {**values, "priority": Priority.NONE}) == [
        "2",
        "5",
    ]


def test_nobody_assigned_is_told_by_the_field_where_there_is_one() -> None:
    fields = (AskedField("1", "assignee"),)
    assert missing(Status.SOLVED, fields, form(fields=""), {}) == ["1"]


def test_trap_22_a_condition_shows_a_field_and_requires_it_in_some_statuses() -> None:
    asks = form(AskedCondition("10", "pump", "11", ("pending", "solved")))
    lacking = without("11")
    assert missing(Status.SOLVED, FIELDS, asks, lacking) == ["11"]
    assert missing(Status.PENDING, FIELDS, asks, lacking) == ["11"]
    assert missing(Status.OPEN, FIELDS, asks, lacking) == []
    assert missing(Status.SOLVED, FIELDS, asks, {**lacking, "10": "tap"}) == []


def test_a_condition_may_ask_in_every_status_or_only_show() -> None:
    always = form(AskedCondition("10", "pump", "11", ("*",)))
    assert missing(Status.NEW, FIELDS, always, without("11")) == ["11"]
    shows = form(AskedCondition("10", "pump", "11"))
    assert missing(Status.SOLVED, FIELDS, shows, without("11")) == []


def test_a_condition_may_name_a_custom_status() -> None:
    asks = form(AskedCondition("10", "pump", "11", ("88",)))
    assert missing(Status.PENDING, FIELDS, asks, without("11"), custom_status="88") == ["11"]
    assert missing(Status.PENDING, FIELDS, asks, without("11"), custom_status="89") == []


def test_a_hidden_field_is_not_required_even_where_it_is_required_to_solve() -> None:
    asks = form(AskedCondition("10", "pump", "14"))
    assert missing(Status.SOLVED, FIELDS, asks, {**without("14"), "10": "tap"}) == []
    assert missing(Status.SOLVED, FIELDS, asks, without("14")) == ["14"]


def test_a_child_of_a_hidden_parent_is_hidden_too() -> None:
    chain = form(AskedCondition("10", "pump", "11"), AskedCondition("11", "S-1", "14", ("*",)))
    assert missing(Status.SOLVED, FIELDS, chain, without("14")) == ["14"]
    assert missing(Status.SOLVED, FIELDS, chain, {**without("14"), "10": "tap"}) == []


def test_two_values_may_show_one_field() -> None:
    either = form(
        AskedCondition("10", "pump", "11", ("solved",)), AskedCondition("10", "tap", "11")
    )
    assert missing(Status.SOLVED, FIELDS, either, without("11")) == ["11"]
    assert missing(Status.SOLVED, FIELDS, either, {**without("11"), "10": "tap"}) == []


@pytest.mark.parametrize(
    ("parent", "wanted", "value"),
    [("12", "true", True), ("12", "TRUE", "true"), ("13", "Seal", ["Nut", "SEAL"]), ("14", "3", 3)],
)
def test_values_are_compared_as_text_without_case(parent: str, wanted: str, value: object) -> None:
    asks = form(AskedCondition(parent, wanted, "11", ("*",)))
    assert missing(Status.OPEN, FIELDS, asks, {**without("11"), parent: value}) == ["11"]


def test_conditions_in_a_circle_end() -> None:
    circle = form(
        AskedCondition("10", "pump", "11", ("*",)), AskedCondition("11", "S-1", "10", ("*",))
    )
    assert missing(Status.OPEN, FIELDS, circle, ALL_FILLED) == []
    assert missing(Status.OPEN, FIELDS, circle, {}) == []


IDS = [field.id for field in FIELDS]
VALUES = st.dictionaries(
    st.sampled_from([*IDS, "assignee"]), st.sampled_from([None, "", "a", "b", True, False, 0, []])
)
CONDITIONS = st.lists(
    st.builds(
        AskedCondition,
        parent=st.sampled_from(IDS),
        value=st.sampled_from(["a", "b", "true"]),
        child=st.sampled_from(IDS),
        statuses=st.sampled_from([(), ("*",), ("solved",), ("pending", "solved")]),
    ),
    max_size=5,
)


@given(VALUES, CONDITIONS, st.sampled_from(Status))
def test_what_is_missing_is_empty_known_and_named_once(
    values: dict[str, object], conditions: list[AskedCondition], status: Status
) -> None:
    found = missing(status, FIELDS, form(*conditions), values)
    assert len(found) == len(set(found))
    assert set(found) <= {*IDS, "assignee"}
    assert all(values.get(one) in (None, "", False, []) for one in found)
    assert "14" not in found or values.get("14") != 0 or values.get("14") is False


@given(VALUES, CONDITIONS)
def test_solving_asks_for_all_that_pending_asks_for(
    values: dict[str, object], conditions: list[AskedCondition]
) -> None:
    pending = missing(Status.PENDING, FIELDS, form(*conditions), values)
    assert set(pending) <= set(missing(Status.SOLVED, FIELDS, form(*conditions), values))


@given(CONDITIONS)
def test_filling_what_is_missing_ends_the_asking(conditions: list[AskedCondition]) -> None:
    values: dict[str, object] = {}
    for _ in range(len(IDS) + 2):
        found = missing(Status.SOLVED, FIELDS, form(*conditions), values)
        if not found:
            break
        values[found[0]] = "a"
    assert missing(Status.SOLVED, FIELDS, form(*conditions), values) == []
