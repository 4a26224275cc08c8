"""What stands on the screen already is not written again, and nothing else is left out."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from csr_desk.terminal import spans
from csr_desk.terminal.spans import Line, is_new, render_spans, render_whole

WIDTH, HEIGHT = 12, 3


def strip(words: str) -> Strip:
    return Strip([Segment(words)])


def whole_lines(*lines: str) -> ChopsUpdate:
    every = [(y, 0, WIDTH) for y in range(len(lines))]
    chops = [{0: strip(line.ljust(WIDTH))} for line in lines]
    return ChopsUpdate(chops, every, [[WIDTH]] * len(lines))


def test_a_line_that_stands_is_not_written_again() -> None:
    console = Console()
    assert "two" in render_spans(whole_lines("one", "two"), console)
    second = render_spans(whole_lines("one", "three"), console)
    assert "three" in second
    assert "one" not in second
    assert render_spans(whole_lines("one", "three"), console) == ""


def test_a_whole_screen_and_a_resize_write_everything_anew() -> None:
    console = Console()
    render_spans(whole_lines("one"), console)
    render_whole(LayoutUpdate([[strip("x" * WIDTH)]], Region(0, 0, WIDTH, 1)), console)
    assert "one" in render_spans(whole_lines("one"), console)
    spans.forget(console)
    assert "one" in render_spans(whole_lines("one"), console)


def test_consoles_know_nothing_of_each_other() -> None:
    render_spans(whole_lines("one"), Console())
    assert "one" in render_spans(whole_lines("one"), Console())


def test_what_was_covered_in_part_is_written_again() -> None:
    line: Line = {}
    assert is_new(line, 0, 10, "0123456789")
    assert is_new(line, 4, 6, "xx")
    assert is_new(line, 0, 10, "0123456789")
    assert not is_new(line, 0, 10, "0123456789")
    assert is_new(line, 10, 12, "ab")
    assert not is_new(line, 0, 10, "0123456789")


PARTS = st.tuples(
    st.integers(0, HEIGHT - 1),
    st.integers(0, WIDTH - 1),
    st.integers(1, WIDTH),
    st.sampled_from("ab"),
)


@given(st.lists(PARTS, max_size=30))
def test_the_terminal_shows_what_it_would_with_every_byte(
    writes: list[tuple[int, int, int, str]],
) -> None:
    console, screens = Console(), [pyte.Screen(WIDTH, HEIGHT) for _ in range(2)]
    spare, plain = (pyte.Stream(screen) for screen in screens)
    for y, start, length, letter in writes:
        stop = min(start + length, WIDTH)
        chops: list[dict[int, Strip | None]] = [{} for _ in range(HEIGHT)]
        chops[y][start] = strip(letter * (stop - start))
        ends = [[stop] if line else [] for line in chops]
        spare.feed(render_spans(ChopsUpdate(chops, [(y, start, stop)], ends), console))
        plain.feed(f"\x1b[{y + 1};{start + 1}H{letter * (stop - start)}")
    assert screens[0].display == screens[1].display


def test_a_line_the_smaller_window_has_no_more_is_left_out() -> None:
    update = whole_lines("one", "two")
    late = ChopsUpdate(update.chops, [*update.spans, (2, 0, WIDTH)], update.chop_ends)
    written = render_spans(late, Console())
    assert "one" in written
    assert "two" in written
