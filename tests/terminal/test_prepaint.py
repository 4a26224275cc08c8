import re

import pyte
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.terminal.prepaint import ENTER, cells, frame

OWN = re.compile(rb"\x1b\[(?:\?1049h|\?25l|\?7l|H|2J|7m|27m|\d+;1H)")
ROWS = [["#1", "Where is my order", "open"], ["#20", "Danke 🙂 für 漢字", "new"]]


def screen(data: bytes, width: int, height: int) -> list[str]:
    shown = pyte.Screen(width, height)
    pyte.ByteStream(shown).feed(data)
    return [line.rstrip() for line in shown.display]


def test_rows_stand_under_the_header_in_columns() -> None:
    lines = screen(frame(ROWS, ["Ticket", "Subject", "State"], 40, 5), 40, 5)
    assert lines[0].startswith("Ticket  Subject            State")
    assert lines[1] == "#1      Where is my order  open"
    assert lines[2].startswith("#20     Danke")
    assert lines[3:] == ["", ""]


def test_it_enters_the_alternate_screen_first_and_writes_no_line_end() -> None:
    data = frame(ROWS, ["a", "b", "c"], 40, 3)
    assert data.startswith(ENTER)
    assert b"\n" not in data
    assert not data.endswith(b"\x1b[?1049l")


def test_given_widths_cut_cells_and_rows_stop_at_the_height() -> None:
    data = frame([["abcdef", "x"]] * 100, ["h", "i"], 10, 4, widths=[3, 2])
    assert screen(data, 10, 4)[1:] == ["abc  x"] * 3
    assert b"\x1b[5;1H" not in data


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert screen(frame([["漢字漢"]], ["h"], 5, 2, widths=[5]), 5, 2)[1].replace(" ", "") == "漢字"
    assert [cells(each) for each in ("a", "漢", "\u0301", "é")] == [1, 2, 0, 1]


def test_nothing_at_all_and_no_room_are_fine() -> None:
    assert frame([], [], 80, 24).startswith(ENTER)
    assert frame(ROWS, ["a"], 0, 0) == ENTER
    assert frame(ROWS, ["a"], 1, 1).startswith(ENTER)


@given(
    rows=st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=6),
    width=st.integers(0, 90),
    height=st.integers(0, 8),
)
def test_the_only_controls_are_its_own(rows: list[list[str]], width: int, height: int) -> None:
    data = frame(rows, ["Ticket", "Subject"], width, height)
    rest = OWN.sub(b"", data).decode("utf-8")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", rest)


def test_hostile_text_leaves_no_sequence() -> None:
    data = frame([["\x1b]52;c;eA==\x07", "\x9b2J\u202eoops\ud800"]], ["\x1b[2J", "b"], 60, 3)
    assert data.count(b"\x1b]") == 0
    assert data[len(ENTER) :].count(b"\x1b[2J") == 0
    assert "[2J" in screen(data, 60, 3)[0]
