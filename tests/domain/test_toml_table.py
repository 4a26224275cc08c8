from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.toml_lines import key_lines, line_of
from csr_desk.domain.toml_table import TomlProblem, read

TEXT = '''# a comment = 1
top = """
[not.a.table]
inner = 1
"""
[one.two]
list = [
  "[x]", # ] in a comment
  'y',
]
"quoted key" = { inline = 1 }
dotted.deep = 2

[[many]]
name = "first"
[[many]]
name = "second"
[many.below]
leaf = '\\'
'''

LINES = {
    ("top",): 2,
    ("one", "two"): 6,
    ("one", "two", "list"): 7,
    ("one", "two", "quoted key"): 11,
    ("one", "two", "dotted", "deep"): 12,
    ("many", "0"): 14,
    ("many", "0", "name"): 15,
    ("many", "1"): 16,
    ("many", "1", "name"): 17,
    ("many", "1", "below"): 18,
    ("many", "1", "below", "leaf"): 19,
}


def test_every_key_has_its_line_through_strings_comments_and_arrays():
    assert key_lines(TEXT) == LINES


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("one",), 6),
        (("one", "two", "quoted key", "inline"), 11),
        (("one", "two", "dotted"), 12),
        (("nowhere",), None),
    ],
)
def test_a_key_without_a_line_takes_that_of_its_neighbour(path, line):
    assert line_of(LINES, path) == line


@given(st.text(alphabet="ab=[]{}\"'#\n\\., 1", max_size=80))
def test_the_line_finder_ends_on_any_text(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in key_lines(text).values())


@given(st.text(max_size=60))
def test_any_text_is_a_table_or_one_complaint(text):
    complaint = None
    try:
        read(text, "t.toml")
    except TomlProblem as problem:
        complaint = problem
    assert complaint is None or str(complaint).startswith("t.toml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb =", 2),
        ("a = 1\na = 2", 2),
        ("a = " + "[" * 5000, None),
        ("a = " + "9" * 5000, None),
        ("a = 1e99999999999999999999", None),
        ("a = 2026-02-31", None),
    ],
)
def test_broken_toml_is_one_complaint(text, line):
    with pytest.raises(TomlProblem) as caught:
        read(text, "t.toml")
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    "text", ["a = nan", "a = inf", "a = -1", 'a = "x"', "a = true", "a = []", "a = 1000000"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(TomlProblem, match="a must be an amount"):
        read(text, "t.toml").money("a", Decimal(0))


@pytest.mark.parametrize("text", ["a = 17.53", 'a = "17.53"'])
def test_amounts_are_exact(text):
    assert read(text, "t.toml").money("a", Decimal(0)) == Decimal("17.53")


@pytest.mark.parametrize("text", ["a = true", "a = 1.0", 'a = "3"', "a = 0", "a = 10"])
def test_what_is_no_whole_number_in_range_is_refused(text):
    with pytest.raises(TomlProblem, match=r"t\.toml:1: a must be a whole number from 1 to 9"):
        read(text, "t.toml").whole("a", 1, 1, 9)


def test_an_unasked_key_is_refused_with_the_nearest_name():
    table = read("\n[desk]\nthemes = 'dark'", "t.toml").table("desk")
    table.text("theme")
    with pytest.raises(TomlProblem) as caught:
        table.done()
    assert str(caught.value) == (
        't.toml:3: There is no setting "desk.themes". Did you mean "theme"?'
    )
