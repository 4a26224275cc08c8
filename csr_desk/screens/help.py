"""The keys of a place, made from its commands; nothing in here is written twice."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk.commands.command import Command
from csr_desk.keymap import Keymap, shown
from csr_desk.screens.dialogs import DeskDialog, said

KEY_CELLS = 14
WORD_CELLS = 56
CTRL_G = "Ctrl+G, then 1 to 9, 0, - or =, is F1 to F12 where those keys do not arrive."


def page(commands: Sequence[type[Command]], keymap: Keymap) -> Content:
    """Return the help page: the commands by group, with every key each of them has."""
    groups: dict[str, list[Content]] = {}
    for one in commands:
        keys = "  ".join(shown(key) for key in keymap.of(one.id)) or "palette"
        groups.setdefault(one.group, []).extend(_entry(keys, one.doc()))
    lines: list[Content] = []
    for group, entries in groups.items():
        lines += [Content.styled(group, "bold"), *entries, Content("")]
    return Content("\n").join([*lines, Content(CTRL_G)])


def _entry(keys: str, words: str) -> list[Content]:
    first, *rest = wrap(words, WORD_CELLS)
    indent = " " * (KEY_CELLS + 2)
    head = Content("  ") + Content.styled(f"{keys:<{KEY_CELLS}}", "bold") + Content(first)
    return [head, *(Content(indent + line) for line in rest)]


class Help(DeskDialog[bool]):
    """The help page of the place it was opened in; any of its keys closes it again."""

    BOX = "box tall"
    BINDINGS = [Binding("f1,question_mark,enter,q", "cancel", "Close", show=False)]

    def __init__(self, place: str, commands: Sequence[type[Command]], keymap: Keymap) -> None:
        super().__init__(f"Keys: {place.replace('_', '-')}" if place else "Keys")
        self._page = page(commands, keymap)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the page."""
        yield VerticalScroll(Static(self._page), classes="page")
        yield said("Arrows and Page keys scroll, Esc closes.", "hint")
