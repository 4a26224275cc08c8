"""Questions before a ticket is solved: what its helpdesk wants filled, one after the other."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from csr_desk import text
from csr_desk.actions import required
from csr_desk.actions.required import Field
from csr_desk.domain.models import Status
from csr_desk.screens.dialogs import AskText, Choice, Choose, DeskDialog, Pick, said

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

Answer = TypeVar("Answer")
_SOLVED = "The helpdesk wants it filled before the ticket may be "


async def fill_first(
    host: "Host",
    ticket_id: int,
    status: Status | None,
    act: Callable[[], Awaitable[Any] | Any],
    *,
    assigns: bool = False,
) -> None:
    """Ask for what a status needs, write it, and then act; Esc leaves everything as it was."""
    desk = host.desk
    given: dict[str, Any] = {}

    async def go_on() -> None:
        left = required.missing(desk, ticket_id, status, given, assigns=assigns) if status else []
        if left:
            more = f", {len(left)} to fill" if len(left) > 1 else ""
            title = f"Needed for {status.word if status else 'it'}{more}: {left[0].title}"
            host.ask(question(left[0], title, status), lambda value: answered(left[0].id, value))
            return
        if given:
            required.fill(desk, ticket_id, given)
        done = act()
        if isawaitable(done):
            await done

    async def answered(name: str, value: Any) -> None:
        given[name] = value
        await go_on()

    await go_on()


def question(field: Field, title: str, status: Status | None) -> Screen[Any]:
    """Return the dialog that asks for a field: options, several of them, a tick, or a text."""
    why = f"{_SOLVED}{status.word if status else 'solved'}."
    if field.type == "checkbox":
        return Choose(title, [Choice("y", "yes, tick it", True)], why)
    if field.type == "multiselect":
        return PickSeveral(title, field.options, why)
    if field.options:
        return Pick(title, [Choice("", label, value) for value, label in field.options])
    ask: Screen[Any] = AskTyped(title, f"{why}{_EXAMPLES.get(field.type, '')}", field.type)
    return ask


_EXAMPLES = {
    "integer": " A whole number.",
    "decimal": " A number, such as 12.50.",
    "date": " A day, such as 2026-11-23.",
}


class AskTyped(AskText):
    """Ask for a number, a day or a text, and answer with it as the helpdesk takes it."""

    def __init__(self, title: str, words: str, kind: str) -> None:
        super().__init__(title, words, check=lambda typed: problem(kind, typed))
        self._kind = kind

    def dismiss(self, result: Any = None) -> Any:
        """Answer with the value; a cancelled question has none."""
        return super().dismiss(None if result is None else typed_value(self._kind, result))


def problem(kind: str, typed: str) -> str | None:
    """Return what is wrong with what was typed for a field of a type, None when nothing is."""
    words = typed.strip()
    if not words:
        return "It must not be empty. Esc leaves the ticket as it is."
    try:
        typed_value(kind, words)
    except ValueError:
        return f"{text.line(words, 30)} does not fit.{_EXAMPLES.get(kind, '')}"
    return None


def typed_value(kind: str, typed: str) -> Any:
    """Return what was typed as a field of a type keeps it; ValueError when it does not fit."""
    words = typed.strip()
    if kind == "integer":
        return int(words)
    if kind == "decimal":
        return _decimal(words.replace(",", "."))
    if kind == "date":
        return date.fromisoformat(words).isoformat()
    return words


def _decimal(words: str) -> str:
    try:
        number = Decimal(words)
    except InvalidOperation as error:
        raise ValueError(words) from error
    if not number.is_finite():
        raise ValueError(words)
    return f"{number.normalize():f}"


class PickSeveral(DeskDialog[list[Any]]):
    """Tick some of many: Space ticks the highlighted one, Enter takes those that are ticked."""

    BINDINGS = [
        Binding("space", "tick", "Tick", show=False, priority=True),
        Binding("enter", "take", "Take them", show=False, priority=True),
    ]

    def __init__(self, title: str, options: Iterable[tuple[Any, str]], words: str) -> None:
        super().__init__(title)
        self._options = list(options)
        self._words = words
        self._ticked: set[int] = set()

    def compose_box(self) -> Iterable[Widget]:
        """Compose the words, the options, and what the keys do."""
        yield said(self._words)
        yield OptionList(*(self.content(place) for place in range(len(self._options))))
        yield Static(classes="wrong", markup=False)
        yield said("Space ticks, Enter takes what is ticked, Esc cancels.", "hint")

    def content(self, place: int) -> Content:
        """Return the line of an option with its tick."""
        mark = "[x] " if place in self._ticked else "[ ] "
        return Content(mark) + text.plain(self._options[place][1], single_line=True)

    def action_tick(self) -> None:
        """Tick the highlighted option, or take its tick away."""
        options = self.query_one(OptionList)
        place = options.highlighted
        if place is None:
            return
        self._ticked ^= {place}
        options.replace_option_prompt_at_index(place, self.content(place))

    def action_take(self) -> None:
        """Answer with what is ticked; nothing ticked keeps the dialog open."""
        if self._ticked:
            self.dismiss([self._options[place][0] for place in sorted(self._ticked)])
        else:
            self.query_one(".wrong", Static).update("Tick one at least with Space.")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick the clicked option."""
        self.action_tick()
