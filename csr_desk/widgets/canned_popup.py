"""The list that / or ?? opens in the editor: what fits, with the chosen one as it will read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csr_desk import text
from csr_desk.domain.placeholders import Rendered

SHOWN = 20
_KEYS = "type to find, Enter inserts, Esc goes back"
PREVIEW = 4_000


@dataclass(frozen=True, slots=True)
class Picked:
    """What the agent chose: a hit filled for this ticket by its id, or what was typed."""

    canned_id: int | None
    text: str


class Hit(Protocol):
    """A response of the list, as `actions.canned.Found` is one."""

    @property
    def id(self) -> int:
        """Return the response's id."""

    @property
    def name(self) -> str:
        """Return its short name."""

    @property
    def title(self) -> str:
        """Return its title."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what the agent should know of it before choosing it."""


class Library(Protocol):
    """Where the popup finds responses or articles: the ticket screen, over the store.

    `typed` are the letters that open the list, `heading` says what it holds, `hint` what to type.
    """

    typed: str
    heading: str
    hint: str

    def hits(self, letters: str) -> Sequence[Hit]:
        """Return the responses that fit, the best first."""
        ...

    def filled(self, canned_id: int) -> Rendered:
        """Return a response with this ticket's values."""
        ...

    def does(self, canned_id: int) -> str:
        """Return what the response does beside its text, "" for nothing."""
        ...


class CannedPopup(ModalScreen[Picked]):
    """Type to find, arrows to choose, Enter to insert, Esc to go on writing."""

    DEFAULT_CSS = """
    CannedPopup { align: center bottom; background: $background 40%; }
    CannedPopup > Vertical {
        width: 76; max-width: 96%; height: 17; margin-bottom: 2; padding: 0 1;
        border: round $primary; background: $surface;
    }
    CannedPopup Input, CannedPopup Input:focus {
        border: none; height: 1; padding: 0; background: $boost;
    }
    CannedPopup OptionList {
        height: 6; max-height: 6; border: none; padding: 0; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    CannedPopup .preview { height: 1fr; border-top: solid $primary; overflow: hidden; }
    """
    BINDINGS = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+q", "cancel", "Cancel", show=False),
        Binding("down,ctrl+n", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Page down", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Page up", show=False, priority=True),
        Binding("backspace", "rub_out", "Rub out", show=False, priority=True),
    ]

    def __init__(self, library: Library, *, typed_slash: bool = True) -> None:
        super().__init__()
        self._library = library
        self._typed_slash = typed_slash
        self._shown: Sequence[Hit] = ()

    def compose(self) -> ComposeResult:
        """Compose the box."""
        box = Vertical(*self._parts())
        box.border_title = Content(f"{self._library.heading}: {_KEYS}")
        yield box

    def _parts(self) -> Iterable[Widget]:
        yield Input(placeholder=self._library.hint)
        options = OptionList()
        options.can_focus = False
        yield options
        yield Static(classes="preview", markup=False)

    def on_mount(self) -> None:
        """Show the responses that fit this ticket best."""
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits the letters; a blank right behind / or ?? leaves what was typed."""
        if self._typed_slash and event.value == " ":
            self.dismiss(Picked(None, f"{self._library.typed} "))
        else:
            self._look(event.value)

    def _look(self, letters: str) -> None:
        self._shown = self._library.hits(letters)[:SHOWN]
        options = self.query_one(OptionList)
        options.set_options([Option(_line(one)) for one in self._shown])
        options.highlighted = 0 if self._shown else None
        if not self._shown:
            self.query_one(".preview", Static).update(Content("Nothing fits these letters."))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the response under the cursor as it will read."""
        if event.option_index < len(self._shown):
            chosen = self._shown[event.option_index].id
            shown = preview(self._library.filled(chosen))
            does = self._library.does(chosen)
            if does:
                shown = text.plain(does, single_line=True).stylize("italic") + "\n" + shown
            self.query_one(".preview", Static).update(shown)

    def action_rub_out(self) -> None:
        """Rub out a letter; right behind the slash it goes back without the slash."""
        field = self.query_one(Input)
        if field.value:
            field.action_delete_left()
        else:
            self.dismiss(None)

    def on_input_submitted(self) -> None:
        """Insert the highlighted response."""
        self._choose(self.query_one(OptionList).highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Insert the clicked response."""
        self._choose(event.option_index)

    def _choose(self, index: int | None) -> None:
        if index is not None and index < len(self._shown):
            one = self._shown[index]
            self.dismiss(Picked(one.id, self._library.filled(one.id).text))

    def action_cancel(self) -> None:
        """Go back to the text as it is."""
        self.dismiss(None)

    def action_move(self, how: str) -> None:
        """Move the highlight while the field keeps the keyboard."""
        getattr(self.query_one(OptionList), f"action_{how}")()


def _line(one: Hit) -> Content:
    name = Content.styled(f"{text.line(one.name, 20):<20}  ", "bold")
    remarks = "  " + ", ".join(one.remarks) if one.remarks else ""
    return name + text.plain(one.title, single_line=True) + Content(remarks).stylize("dim")


def preview(rendered: Rendered) -> Content:
    """Return a filled response with its open placeholders marked; nothing in it is markup."""
    cut = rendered.text[:PREVIEW]
    content = Content()
    at = 0
    for span in rendered.unfilled:
        if span.end <= len(cut):
            content += text.plain(cut[at : span.start])
            content += text.plain(cut[span.start : span.end]).stylize("bold $text-error reverse")
            at = span.end
    return content + text.plain(cut[at:])
