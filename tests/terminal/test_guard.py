"""The second guard: what reaches the terminal when a widget was given raw text."""

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content
from textual.strip import Strip
from textual.widgets import DataTable, Input, Label, OptionList, RichLog, Static, TextArea, Tree

from csr_desk.terminal.guard import inert_segment, install_guard, title_sequence
from tests.vector_kinds.hostile_surfaces import CapturingDriver

RAW = "a\x1b]52;c;QQ==\x07b\x9b2Jc\x1b[31md\u202ee\x00\x7f\x1b"
INERT = "a]52;c;QQ==b2Jc[31mde"
OWN = re.compile(
    r"\x1b\[[0-9;]*m|\x1b\[[0-9]*;[0-9]*H|\x1b\[\?(?:25|2026)[hl]|\x1b\]22;[a-z-]*\x07"
)


@pytest.fixture(autouse=True)
def _guarded() -> None:
    install_guard()


def _console() -> Console:
    return Console(color_system="truecolor", force_terminal=True)


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("plain ascii", "plain ascii"),
        (
            "日本 שלום 👨\u200d👩 ❤\ufe0f é\u0301 10\xa0€",
            "日本 שלום 👨\u200d👩 ❤\ufe0f é\u0301 10\xa0€",
        ),
        (RAW, INERT),
        ("a\tb\nc\rd", "abcd"),
        ("a\ud800b", "a\ufffdb"),
        ("a\u2028b\u2066c\u200fd\u061ce\U000e0041f", "abcdef"),
    ],
)
def test_segment(text: str, inert: str) -> None:
    assert inert_segment(text) == inert


def test_what_is_taken_out_has_no_width() -> None:
    raw = Strip([Segment(RAW)])
    assert raw.cell_length == Strip([Segment(INERT)]).cell_length


def test_strips_without_and_with_style_are_guarded() -> None:
    bold = Style(bold=True)
    rendered = Strip([Segment(RAW), Segment(RAW, bold), Segment(RAW, Style())]).render(_console())
    assert rendered == f"{INERT}\x1b[1m{INERT}\x1b[0m{INERT}"
    assert Strip.render_style(bold, RAW, ColorSystem.TRUECOLOR) == f"\x1b[1m{INERT}\x1b[0m"


def test_links_in_styles_are_not_emitted() -> None:
    link = Style(link="http://evil.example/\x1b\\", underline=True)
    assert Strip([Segment("bank", link)]).render(_console()) == "\x1b[4mbank\x1b[0m"


def test_clean_strips_render_as_textual_renders_them() -> None:
    style = Style(color="red", bgcolor="#102030", italic=True)
    rendered = Strip([Segment("Größe 日本", style), Segment(" x")]).render(_console())
    assert rendered == "\x1b[3;31;48;2;16;32;48mGröße 日本\x1b[0m x"


def test_installing_twice_changes_nothing() -> None:
    render, render_style, copy = Strip.render, Strip.render_style, App.copy_to_clipboard
    install_guard()
    assert (Strip.render, Strip.render_style, App.copy_to_clipboard) == (render, render_style, copy)


def test_the_window_title_is_inert_and_short() -> None:
    assert title_sequence("Ticket\x07\n\x1b]0;x") == "\x1b]2;Ticket␇ ↵ ␛]0;x\x1b\\"
    assert len(title_sequence("日" * 5_000)) == 120 + len("\x1b]2;\x1b\\")


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_nothing_active_leaves_in_any_text(text: str) -> None:
    assert re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", inert_segment(text)) is None


class ForgetfulApp(App[None]):
    """Gives raw foreign text to widgets, as no screen of the desk may."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(driver_class=CapturingDriver)
        self.written: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(Content(RAW))
        yield Label(RAW, markup=False)
        yield Static(Text("bank", style=Style(link="http://evil.example")))
        yield OptionList(Content(RAW))
        yield Input(RAW)
        yield TextArea(RAW)
        yield Tree(Text(RAW))
        yield DataTable[Text]()
        yield RichLog()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column(Text(RAW))
        table.add_row(Text(RAW))
        self.query_one(RichLog).write(Text(RAW))
        self.query_one(TextArea).border_title = Content(RAW)
        self.title = RAW


async def test_raw_text_in_any_widget_leaves_inert() -> None:
    app = ForgetfulApp()
    async with app.run_test(headless=False, size=(60, 60), notifications=True) as pilot:
        app.notify(RAW, markup=False)
        await pilot.pause()
        await pilot.pause()
    sent = OWN.sub("", "".join(app.written))
    assert "]52;c;QQ==" in sent
    assert "evil.example" not in sent
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", sent) is None


async def test_copies_are_clean_bounded_outside_and_whole_inside() -> None:
    app = ForgetfulApp()
    async with app.run_test(headless=False, size=(20, 5)):
        app.written.clear()
        app.copy_to_clipboard("x\x1b" + "日" * 60_000)
        sent = "".join(app.written)
        encoded = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sent)
        assert encoded is not None
        copied = base64.b64decode(encoded[1])
        assert len(copied) <= 64 * 1024
        assert copied.decode().startswith("x␛日")
        assert app.clipboard == "x␛" + "日" * 60_000
