"""Lines moved by the terminal look as if they had been written; what stands beside them stays."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from csr_desk.terminal.shift import Moved, moved
from csr_desk.terminal.spans import render_spans, render_whole

WIDTH, HEIGHT, LEFT = 12, 14, 8
TOP, BOTTOM = 2, 12
"""The first line of the list and the one after its last; right of it stands a panel."""


def strip(words: str, width: int) -> Strip:
    return Strip([Segment(words.ljust(width)[:width])], width)


def whole(rows: list[str]) -> LayoutUpdate:
    lines = []
    for y in range(HEIGHT):
        words = rows[y - TOP] if TOP <= y < BOTTOM else "bar"
        lines.append([strip(words, LEFT), strip(f"p{y}", WIDTH - LEFT)])
    return LayoutUpdate(lines, Region(0, 0, WIDTH, HEIGHT))


def of_list(rows: list[str]) -> ChopsUpdate:
    chops: list[dict[int, Strip | None]] = [{} for _ in range(HEIGHT)]
    for y in range(TOP, BOTTOM):
        chops[y] = {0: strip(rows[y - TOP], LEFT), LEFT: None}
    spans = [(y, 0, LEFT) for y in range(TOP, BOTTOM)]
    return ChopsUpdate(chops, spans, [[LEFT, WIDTH]] * HEIGHT)


def rows_from(first: int) -> list[str]:
    return [f"row {number}" for number in range(first, first + BOTTOM - TOP)]


def test_a_list_that_scrolls_by_one_writes_one_row_of_it() -> None:
    console = Console()
    render_whole(whole(rows_from(100)), console)
    written = render_spans(of_list(rows_from(101)), console)
    assert f"\x1b[{TOP + 1};{BOTTOM}r" in written
    assert "row 110" in written
    assert "row 105" not in written


def test_nothing_moves_on_a_screen_that_is_not_known() -> None:
    console = Console()
    render_spans(of_list(rows_from(100)), console)
    written = render_spans(of_list(rows_from(101)), console)
    assert "\x1bD" not in written
    assert "row 105" in written


def test_few_parts_and_rows_of_other_words_are_written() -> None:
    lines = {y: {0: (WIDTH, f"row {y}")} for y in range(HEIGHT)}
    assert moved(lines, [(y, 0, WIDTH, f"row {y + 1}") for y in range(3)], WIDTH) is None
    assert moved(lines, [(y, 0, WIDTH, f"other {y}") for y in range(HEIGHT)], WIDTH) is None
    down = [(y, 0, WIDTH, f"row {y - 1}") for y in range(1, HEIGHT)]
    assert moved(lines, down, WIDTH) == Moved(0, HEIGHT - 1, -1)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_the_terminal_shows_every_window_of_the_list(firsts: list[int]) -> None:
    console, screen = Console(), pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed(render_whole(whole(rows_from(0)), console))
    for first in firsts:
        stream.feed(render_spans(of_list(rows_from(first)), console))
        for y in range(HEIGHT):
            words = rows_from(first)[y - TOP] if TOP <= y < BOTTOM else "bar"
            assert screen.display[y] == words.ljust(LEFT) + f"p{y}".ljust(WIDTH - LEFT)
