"""The keys of a place, made from its commands and its own bindings; nothing is written twice."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Static

from csr_desk.commands.command import Command
from csr_desk.keymap import Keymap, shown
from csr_desk.screens.dialogs import DeskDialog, said

MOST_KEY_CELLS = 14
CELLS = 72
"""Cells of a line: what the box leaves of a window of 80, beside the scroll bar."""

CTRL_G = "Ctrl+G, then 1 to 9, 0, - or =, is F1 to F12 where those keys do not arrive."
HERE = "Move"
_LAST = 70
_RANKS = {"Conversation": 58, "Go to": 60, "Shift": 80, "Desk": 85, "Move": 90}
"""Where groups stand whose place the footer does not tell."""

Entry = tuple[str, str]
"""Keys, and what they do."""


def page(commands: Sequence[type[Command]], keymap: Keymap, local: Sequence[Entry] = ()) -> Content:
    """Return the help page: the commands by group, what is used most first, with all their keys.

    The footer's ranks say what is used most; `local` are keys of lists and fields.
    """
    groups: dict[str, list[type[Command]]] = {}
    for one in sorted(commands, key=_rank):
        groups.setdefault(one.group, []).append(one)
    listed = [
        (group, [(_keys(one, keymap), one.doc()) for one in groups[group]])
        for group in sorted(groups, key=lambda name: _group_rank(name, groups[name]))
    ]
    widest = max((len(keys) for _, entries in listed for keys, _ in entries), default=0)
    room = min(widest, MOST_KEY_CELLS) + 2
    if local and listed and listed[-1][0] == HERE:
        listed[-1][1].extend(local)
    elif local:
        listed.append((HERE, list(local)))
    lines: list[Content] = []
    for group, entries in listed:
        lines += [Content.styled(group, "bold underline")]
        lines += [line for keys, words in entries for line in _entry(keys, words, room)]
        lines += [Content("")]
    return Content("\n").join([*lines, Content(CTRL_G)])


def _keys(one: type[Command], keymap: Keymap) -> str:
    return "  ".join(shown(key) for key in keymap.of(one.id)) or "palette"


def _rank(one: type[Command]) -> int:
    return one.footer or _LAST


def _group_rank(name: str, group: Sequence[type[Command]]) -> int:
    return _RANKS.get(name) or min(_rank(one) for one in group)


def _entry(keys: str, words: str, room: int) -> list[Content]:
    first, *rest = wrap(words, CELLS - room - 2)
    column = f"{keys:<{room}}" if len(keys) < room else f"{keys}  "
    head = Content("  ") + Content.styled(column, "bold") + Content(first)
    return [head, *(Content(" " * (room + 2) + line) for line in rest)]


def local_keys(nodes: Iterable[DOMNode | None]) -> list[Entry]:
    """Return the keys of the desk's own widgets and places that are no commands, each once.

    Keys of one action stand in one line, from the first to the last.
    """
    found: dict[str, list[Binding]] = {}
    for node in nodes:
        for kind in type(node).__mro__ if node is not None else ():
            if kind.__module__.startswith("csr_desk"):
                for binding in Binding.make_bindings(kind.__dict__.get("BINDINGS", ())):
                    found.setdefault(binding.action.partition("(")[0], []).append(binding)
    return [_joined(bindings) for bindings in found.values()]


def _joined(bindings: Sequence[Binding]) -> Entry:
    several = len(bindings) > 2
    ends = (bindings[0], bindings[-1]) if several else bindings
    keys = (" – " if several else "  ").join(_name(one.key) for one in ends)
    return keys, f"{(' – ' if several else ', ').join(one.description for one in ends)}."


def _name(key: str) -> str:
    arrows = {"up": "↑", "down": "↓", "left": "←", "right": "→"}
    first, _, last = key.rpartition("+")
    return (
        f"{shown(first)}+{arrows[last]}"
        if first and last in arrows
        else arrows.get(key, shown(key))
    )


class Help(DeskDialog[bool]):
    """The help page of the place it was opened in; any of its keys closes it again."""

    BOX = "box tall"
    BINDINGS = [Binding("f1,question_mark,enter,q", "cancel", "Close", show=False)]

    def __init__(
        self,
        place: str,
        commands: Sequence[type[Command]],
        keymap: Keymap,
        local: Sequence[Entry] = (),
    ) -> None:
        super().__init__(f"Keys: {place.replace('_', '-')}" if place else "Keys")
        self._page = page(commands, keymap, local)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the page."""
        yield VerticalScroll(Static(self._page), classes="page")
        yield said("Arrows and Page keys scroll, Esc closes.", "hint")
