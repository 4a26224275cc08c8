"""Fewer bytes for colours and attributes show the same cells."""

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from csr_desk.terminal.sgr import PLAIN, change, look, painted

COLOURS = st.sampled_from([None, "#112233", "#aabbcc", "red"])
STYLES = st.builds(
    Style,
    color=COLOURS,
    bgcolor=COLOURS,
    bold=st.sampled_from([None, True, False]),
    reverse=st.sampled_from([None, True]),
    underline=st.sampled_from([None, True]),
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(["a", "bc", ""]), st.one_of(st.none(), STYLES)), max_size=8
)


def cells(data: str) -> list[object]:
    screen = pyte.Screen(40, 1)
    pyte.Stream(screen).feed(data + "z")
    return [screen.buffer[0][x] for x in range(40)]


def with_a_reset_each(texts: list[tuple[str, Style | None]]) -> str:
    found = []
    for words, style in texts:
        sequence = (
            ";".join(one for one in look(style, ColorSystem.TRUECOLOR) if one) if style else ""
        )
        found.append(f"\x1b[{sequence}m{words}\x1b[0m" if sequence else words)
    return "".join(found)


@given(TEXTS)
def test_the_cells_are_those_of_a_reset_after_each_text(
    texts: list[tuple[str, Style | None]],
) -> None:
    assert cells(painted(texts, ColorSystem.TRUECOLOR)) == cells(with_a_reset_each(texts))


def test_only_what_differs_is_written() -> None:
    red = look(Style(color="#ff0000", bgcolor="#000000"), ColorSystem.TRUECOLOR)
    green = look(Style(color="#00ff00", bgcolor="#000000"), ColorSystem.TRUECOLOR)
    bold = look(Style(color="#00ff00", bgcolor="#000000", bold=True), ColorSystem.TRUECOLOR)
    assert change(red, red) == ""
    assert change(red, green) == "\x1b[38;2;0;255;0m"
    assert change(green, bold) == "\x1b[1m"
    assert change(bold, green).startswith("\x1b[0;")
    assert change(bold, PLAIN) == "\x1b[0m"
