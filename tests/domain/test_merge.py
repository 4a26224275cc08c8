"""Reliability T10: three sides, eight kinds of fields, no value ever dropped."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.merge import CUSTOM, Clash, Kind, kind_of, same, three_way

VALUES: dict[Kind, tuple[Any, Any, Any]] = {
    Kind.STATUS: (1, 2, 4),
    Kind.PRIORITY: (0, 2, 4),
    Kind.ASSIGNEE: (None, 1, 2),
    Kind.TEAM: (None, 5, 6),
    Kind.SUBJECT: ("Late", "Later", ""),
    Kind.TAGS: ((), ("a",), ("a", "b")),
    Kind.CUSTOM_STATUS: (None, "10", "11"),
    Kind.CUSTOM: (None, "5", True),
}
TABLE = [(kind, *sides) for kind, values in VALUES.items() for sides in product(values, repeat=3)]


def test_the_table_is_whole() -> None:
    assert set(VALUES) == set(Kind)
    assert len(TABLE) == 27 * 8


@pytest.mark.parametrize(("kind", "base", "mine", "theirs"), TABLE)
def test_every_case(kind: Kind, base: Any, mine: Any, theirs: Any) -> None:
    found = three_way(kind, base, mine, theirs)
    if kind is Kind.TAGS:
        assert not isinstance(found, Clash)
        assert set(mine) - set(base) <= set(found), "what I added is there"
        assert set(theirs) - set(base) <= set(found), "what they added is there"
        assert not (set(base) - set(mine)) & set(found)
        assert not (set(base) - set(theirs)) & set(found)
    elif mine == theirs:
        assert found == mine
    elif base == mine:
        assert found == theirs
    elif base == theirs:
        assert found == mine
    else:
        assert found == Clash(base, mine, theirs), "all three are kept"


plain = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["", "a", "b", "3", "03"]))
tags = st.lists(st.sampled_from("abcde"), max_size=4).map(tuple)
kinds = st.sampled_from(list(Kind))


@st.composite
def sides(draw: st.DrawFn) -> tuple[Kind, Any, Any, Any]:
    kind = draw(kinds)
    values = tags if kind is Kind.TAGS else plain
    return kind, draw(values), draw(values), draw(values)


def same_value(kind: Kind, one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return same(kind, one, other)


@given(sides())
def test_the_algebra(case: tuple[Kind, Any, Any, Any]) -> None:
    kind, base, mine, theirs = case
    found, mirrored = three_way(kind, base, mine, theirs), three_way(kind, base, theirs, mine)
    if isinstance(found, Clash):
        assert mirrored == Clash(base, theirs, mine), "symmetric up to labels"
        assert set(map(repr, found)) == {repr(base), repr(mine), repr(theirs)}
    else:
        assert same_value(kind, found, mirrored)
        again = three_way(kind, base, found, theirs)
        assert not isinstance(again, Clash)
        assert same_value(kind, again, found), "merging the outcome again changes nothing"
    assert same_value(kind, three_way(kind, base, base, theirs), theirs) or kind is Kind.TAGS
    assert same_value(kind, three_way(kind, base, mine, mine), mine)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "clashes"),
    [(1, 4, 1, True), (2, 4, 1, True), (1, 4, 4, False), (1, 2, 1, False), (4, 5, 4, False)],
)
def test_solving_over_a_new_word_asks(base: int, mine: int, theirs: int, clashes: bool) -> None:
    found = three_way(Kind.STATUS, base, mine, theirs, customer_wrote=True)
    assert isinstance(found, Clash) is clashes


@pytest.mark.parametrize(("mine", "theirs"), [(4, 5), (5, 4)])
def test_solved_here_and_closed_there_is_no_question(mine: int, theirs: int) -> None:
    assert three_way(Kind.STATUS, 1, mine, theirs) == 5
    assert three_way(Kind.STATUS, 1, mine, theirs, customer_wrote=True) != 1


def test_numbers_in_own_fields_may_be_text() -> None:
    assert three_way(Kind.CUSTOM, "5", 5, "7") == "7"
    assert three_way(Kind.CUSTOM, 5, "6", 5.0) == "6"
    assert isinstance(three_way(Kind.CUSTOM, "7", "007", "70"), Clash), "texts are texts"
    assert three_way(Kind.CUSTOM, None, "", "x") == "x"
    assert three_way(Kind.CUSTOM, ["a"], ["a", "b"], ["a", "c"]) == ("a", "b", "c")


def test_names_of_fields() -> None:
    assert kind_of("status") is Kind.STATUS
    assert kind_of(f"{CUSTOM}77") is Kind.CUSTOM
    with pytest.raises(ValueError):
        kind_of("colour")
