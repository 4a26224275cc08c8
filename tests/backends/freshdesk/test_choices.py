import pytest

from csr_desk.backends.freshdesk import choices

NESTED = {"Europe": {"Germany": ["Köln", "Bonn"], "France": ["Lyon"]}, "Asia": {"Japan": []}}
AS_LISTS = [{"Europe": [{"Germany": ["Köln", "Bonn"]}, {"France": ["Lyon"]}]}, {"Asia": ["Japan"]}]
AS_OBJECTS = [
    {"id": 1, "value": "Europe", "choices": [
        {"id": 2, "value": "Germany", "choices": [{"id": 3, "value": "Köln", "choices": []},
                                                 {"id": 4, "value": "Bonn", "choices": []}]},
        {"id": 5, "value": "France", "choices": [{"id": 6, "value": "Lyon"}]}]},
    {"id": 7, "value": "Asia", "choices": [{"id": 8, "value": "Japan"}]},
]  # fmt: skip


def same(*values: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)


def test_a_list_of_values() -> None:
    assert choices.options(["Question", "Incident", "Question"]) == same("Question", "Incident")


def test_a_map_of_titles_to_ids() -> None:
    assert choices.options({"Low": 1, "Medium": 2}) == (("1", "Low"), ("2", "Medium"))
    assert choices.ids_by_name({"Priya Nair": 81000000101, "odd": "x"}) == {
        "81000000101": "Priya Nair"
    }


def test_statuses_have_the_agents_title() -> None:
    given = {"2": ["Open", "Being Processed"], "6": ["Waiting on Customer", "Awaiting"], "7": []}
    assert choices.statuses(given) == (
        ("2", "Open"),
        ("6", "Waiting on Customer"),
        ("7", "7"),
    )


@pytest.mark.parametrize("nested", [NESTED, AS_LISTS, AS_OBJECTS])
def test_dependent_fields_in_three_shapes(nested: object) -> None:
    assert choices.options(nested) == same("Europe", "Asia")
    assert choices.deeper(nested, 2) == same("Germany", "France", "Japan")
    assert choices.deeper(nested, 3) == same("Köln", "Bonn", "Lyon")


@pytest.mark.parametrize("odd", [None, "text", 7, [], {}, [None], [[]], {"": None}, [{}]])
def test_odd_choices_are_none(odd: object) -> None:
    assert choices.options(odd) == ()
    assert choices.deeper(odd, 3) == ()
