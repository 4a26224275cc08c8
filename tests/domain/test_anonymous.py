"""Nothing that names a person stays in a text, however it is written there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk.domain.anonymous import Known, tells, without
from csr_desk.domain.folding import fold

BERG = Known(("Thomas Berg",), ("thomas.berg@example.com", "12 High Street", "ORD-77"))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Thomas Berg asks", "[name] asks"),
        ("thomas BERG asks", "[name] asks"),
        ("Tell Berg.", "Tell [name]."),
        ("Write to t.b@example.org now", "Write to [e-mail] now"),
        ("Call +49 (0)30 1234-567 today", "Call [phone] today"),
        ("Order #4711-22 is late", "Order [number] is late"),
        ("ORD 77 is late", "[detail] is late"),
        ("I live at 12 high street", "I live at [address]"),
        ("Hauptstraße 12 in Ulm", "[address] in Ulm"),
        ("See https://shop.example/o?id=1 there", "See [link] there"),
        ("Ask @tberg about it", "Ask [name] about it"),
        ("Wait 3 days, then press reset for 10 s.", "Wait 3 days, then press reset for 10 s."),
    ],
)
def test_what_names_a_person_is_replaced(said: str, left: str) -> None:
    assert without(said, BERG) == left


def test_a_name_broken_over_lines_goes() -> None:
    known = Known(values=("Berg and Sons",))
    assert not tells(without("from Berg and\nSons of Ulm\nwith a box", known), known)


def test_a_name_that_is_the_word_put_in_its_place_takes_the_line() -> None:
    known = Known(("Name Detail",))
    assert without("Name asks\nfor a box", known) == "for a box"


NAMES = st.text(
    alphabet=st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x24F),
    min_size=2,
    max_size=9,
)
VALUES = st.one_of(
    st.emails(),
    st.from_regex(r"\+?[0-9]{6,12}", fullmatch=True),
    st.from_regex(r"[A-Z]{2,3}-[0-9]{3,6}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3} [A-Z][a-z]{3,8} (Street|Road|Weg)", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}_[a-z0-9]{2,5}", fullmatch=True),
)
WORDS = st.lists(st.sampled_from(["the", "parcel", "is", "late", "and", "broken", "please"]))


def test_a_mark_over_a_letter_does_not_part_a_name() -> None:
    assert "i" not in without("parcel of İA".lower(), Known(("İA",))).replace("[name]", "")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(NAMES, min_size=1, max_size=3),
    st.lists(VALUES, min_size=1, max_size=4),
    st.data(),
)
def test_no_known_value_is_left(parts: list[str], values: list[str], data: st.DataObject) -> None:
    known = Known((" ".join(parts),), tuple(values))
    pieces: list[str] = []
    for one in data.draw(st.permutations([*parts, " ".join(parts), *values])):
        shape = data.draw(st.sampled_from([str.upper, str.lower, str.title]))
        pieces += [*data.draw(WORDS), shape(one)]
    glue = data.draw(st.sampled_from([" ", ", ", "\n", " - "]))
    left = fold(without(glue.join(pieces), known))
    for value in values:
        assert fold(value) not in left
    words = [fold(one) for one in left.replace("[", " ").replace("]", " ").split()]
    for part in parts:
        assert fold(part) not in words or fold(part) in ("name", "detail", "e", "mail")
