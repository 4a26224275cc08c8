"""The second guard: nothing but Textual's own sequences leaves for the terminal.

`csr_desk.text` makes foreign text inert where it enters a widget. This guard stands where strips
become bytes, for the widget that forgot. What it takes out counts as no cell wide in Rich's tables,
so no column moves. Links in styles (OSC 8) are not emitted at all.
"""

import re
from typing import Any

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from csr_desk.terminal.sgr import painted
from csr_desk.text import clean, clipboard_text, log_safe

_LONGEST_TITLE = 120
_ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_INSTALLED = "_csr_desk_guard"


def inert_segment(text: str) -> str:
    """Return the text of a segment without any character a terminal would act on."""
    if text.isprintable():
        return text
    return _SURROGATE.sub("\ufffd", _ACTIVE.sub("", text))


def title_sequence(title: str) -> str:
    """Return the sequence that names the terminal window, with the title made inert and short."""
    return f"\x1b]2;{log_safe(title, _LONGEST_TITLE)}\x1b\\"


def _render(strip: Strip, console: Console) -> str:
    if strip._render_cache is None:
        color_system = console._color_system or ColorSystem.TRUECOLOR
        inert = [(inert_segment(text), style) for text, style, _ in strip._segments]
        strip._render_cache = painted(inert, color_system)
    return strip._render_cache


def _render_style(strips: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
    sequence = style._ansi
    if sequence is None:
        sequence = strips.render_ansi(style, color_system)
    if not text.isprintable():
        text = inert_segment(text)
    return f"\x1b[{sequence}m{text}\x1b[0m" if sequence else text


def install_guard() -> None:
    """Put the guard in place for every strip and every copy to the clipboard; once is enough."""
    if getattr(Strip, _INSTALLED, False):
        return
    copy = App.copy_to_clipboard
    room = 10_000_000

    def copy_inert(app: App[Any], text: str) -> None:
        copy(app, clipboard_text(text))
        # The terminal gets a bounded copy; what is pasted again inside the desk is whole.
        app._clipboard = clean(text, limit=room, line_limit=room, newline_limit=room)

    for owner, name, guarded in (
        (Strip, "render", _render),
        (Strip, "render_style", classmethod(_render_style)),
        (App, "copy_to_clipboard", copy_inert),
    ):
        setattr(owner, name, guarded)
    setattr(Strip, _INSTALLED, True)
