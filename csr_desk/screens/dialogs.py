"""Small questions: choose by a letter, pick from a list, one line of text, yes or no, a notice.

Each is answered by keyboard or mouse, and Esc cancels it: `host.ask` then calls nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csr_desk import text

Result = TypeVar("Result")
Check = Callable[[str], str | None]
"""Returns what is wrong with a text, None when nothing is."""


@dataclass(frozen=True)
class Choice(Generic[Result]):
    """One answer: its letter (`""` for none), its words, its value, and a muted remark.

    `also` is not shown; the choice is found by it too.
    """

    key: str
    label: str
    value: Result
    remark: str = ""
    also: str = ""

    def content(self) -> Content:
        """Return the line that shows this answer."""
        line = Content.styled(f"{self.key}  ", "bold") if self.key else Content()
        line += text.plain(self.label, single_line=True)
        if self.remark:
            line += Content("  ") + text.plain(self.remark, single_line=True).stylize("dim")
        return line


class DeskDialog(ModalScreen[Result]):
    """A box over the place; `compose_box` fills it, `dismiss(value)` answers."""

    BOX: ClassVar[str] = "box"
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+q", "cancel", "Cancel", show=False),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = text.line(title, 56)

    def compose(self) -> ComposeResult:
        """Compose the box with its title."""
        box = Vertical(*self.compose_box(), classes=self.BOX)
        box.border_title = Content(self._title)
        yield box

    def compose_box(self) -> Iterable[Widget]:
        """Compose what is in the box."""
        return ()

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


def said(words: str, classes: str = "said") -> Static:
    """Return a paragraph of a dialog; the words are cleaned and never read as markup."""
    return Static(text.plain(words), classes=classes)


class Choose(DeskDialog[Result]):
    """Choose one of a few answers by its letter, by the arrows and Enter, or by a click."""

    def __init__(self, title: str, choices: Sequence[Choice[Result]], words: str = "") -> None:
        super().__init__(title)
        self._choices = choices
        self._words = words
        letters = BindingsMap(
            [
                Binding(one.key, f"choose({index})", one.label, show=False)
                for index, one in enumerate(choices)
                if one.key
            ]
        )
        self._bindings = BindingsMap.merge([self._bindings, letters])

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words and the answers."""
        if self._words:
            yield said(self._words)
        yield OptionList(*(one.content() for one in self._choices))

    def action_choose(self, index: int) -> None:
        """Answer with the choice of a letter."""
        self.dismiss(self._choices[index].value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the chosen line."""
        self.dismiss(self._choices[event.option_index].value)


class Confirm(Choose[bool]):
    """Ask yes or no; the answer is a bool, and Esc is neither."""

    def __init__(self, title: str, words: str, yes: str = "Yes", no: str = "No") -> None:
        super().__init__(title, [Choice("n", no, False), Choice("y", yes, True)], words)


class Info(DeskDialog[bool]):
    """Show something to read; Enter or Esc closes it."""

    BINDINGS = [Binding("enter", "cancel", "Close", show=False)]

    def __init__(self, title: str, words: str) -> None:
        super().__init__(title)
        self._words = words

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words."""
        yield said(self._words)
        yield said("Enter or Esc closes this.", "hint")


class AskText(DeskDialog[str]):
    """Ask for one line of text; `check` says what is wrong with it and keeps the dialog open.

    A `selected` value is replaced by what is typed.
    """

    def __init__(
        self,
        title: str,
        words: str = "",
        value: str = "",
        *,
        check: Check | None = None,
        selected: bool = False,
    ) -> None:
        super().__init__(title)
        self._words = words
        self._value = value
        self._selected = selected
        self._check = check

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words, the field, and a line for what is wrong."""
        if self._words:
            yield said(self._words)
        typed = text.clean(self._value, single_line=True)
        yield Input(typed, select_on_focus=self._selected)
        yield Static(classes="wrong")
        yield said("Enter takes it, Esc cancels.", "hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the text unless something is wrong with it."""
        problem = self._check(event.value) if self._check else None
        if problem is None:
            self.dismiss(event.value)
        else:
            self.query_one(".wrong", Static).update(text.plain(problem))


class Pick(DeskDialog[Result]):
    """Pick one of many: type a few letters of it, then Enter."""

    LIMIT = 50
    BINDINGS = [
        Binding("down,ctrl+n", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Page down", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice[Result]]) -> None:
        super().__init__(title)
        self._choices = choices
        self._shown: list[Choice[Result]] = []

    def compose_box(self) -> Iterable[Widget]:
        """Compose the field and the list."""
        yield Input(placeholder="Type to find")
        options = OptionList()
        options.can_focus = False
        yield options

    def on_mount(self) -> None:
        """Show the first choices."""
        self._find("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits the letters."""
        self._find(event.value)

    def _find(self, letters: str) -> None:
        self._shown = best(self._choices, letters)[: self.LIMIT]
        options = self.query_one(OptionList)
        options.set_options([Option(one.content()) for one in self._shown])
        options.highlighted = 0 if self._shown else None

    def on_input_submitted(self) -> None:
        """Answer with the highlighted choice."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self.dismiss(self._shown[highlighted].value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the clicked choice."""
        self.dismiss(self._shown[event.option_index].value)

    def action_move(self, how: str) -> None:
        """Move the highlight while the field keeps the keyboard."""
        getattr(self.query_one(OptionList), f"action_{how}")()


class PickWide(Pick[Result]):
    """Pick one of many whose remarks are long, each on one line."""

    BOX = "box broad"


def best(choices: Sequence[Choice[Result]], letters: str) -> list[Choice[Result]]:
    """Return the choices that have the letters in order, the best fit first."""
    if not letters.strip():
        return list(choices)
    matcher = Matcher(letters.strip())
    scored = [(matcher.match(f"{one.label} {one.remark} {one.also}"), one) for one in choices]
    found = [(score, one) for score, one in scored if score > 0]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]
