"""Changing the open ticket's fields: status, priority, person, group, tags; each with undo."""

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csr_desk import text
from csr_desk.actions.ticket import Change
from csr_desk.domain.models import Status
from csr_desk.screens.bulk import BulkChanges
from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.ticket_linking import TicketLinking
from csr_desk.screens.ticket_merging import TicketMerging
from csr_desk.store.used_tags import used_tags

SHOWN = 6


class TicketFields(BulkChanges, TicketMerging, TicketLinking):
    """The pickers of the queue, for the one ticket on the screen."""

    def targets(self) -> list[int]:
        """Return the open ticket."""
        return [] if self.ticket_id is None else [self.ticket_id]

    def changed(self) -> None:
        """Show the ticket as it is after a change."""
        self.refresh_ticket()

    def _apply(self, ids: Iterable[int], wanted: Change, words: str) -> None:
        super()._apply(ids, wanted, words)
        if wanted.status is Status.SOLVED:
            self.offer_incidents()

    def do_ticket_tags(self) -> None:
        """Ask for tags with completion from those in use."""
        known = [tag for tag, _ in used_tags(self.desk.store)]
        self.ask(Tags(self.ticket.tags, known), self._tags_typed)

    def _tags_typed(self, typed: str) -> None:
        add, remove = split_tags(typed)
        if add or remove:
            words = " ".join([*(f"+{one}" for one in add), *(f"-{one}" for one in remove)])
            self.propose(Change(add_tags=add, remove_tags=remove), f"tags {words}")


def split_tags(typed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tags to add and those to remove, which have a minus before them."""
    parts = typed.replace(",", " ").split()
    add = tuple(one.lstrip("+") for one in parts if not one.startswith("-") and one.strip("+"))
    return add, tuple(one[1:] for one in parts if one.startswith("-") and len(one) > 1)


def completions(word: str, known: Iterable[str], present: Sequence[str]) -> list[str]:
    """Return the tags a word may become: of the ticket's own ones behind a minus, else of all."""
    minus = word.startswith("-")
    letters = word.lstrip("+-").lower()
    pool = present if minus else [one for one in known if one not in present]
    starts = [one for one in pool if one.startswith(letters)]
    inside = [one for one in pool if letters in one and not one.startswith(letters)]
    return [("-" if minus else "") + one for one in (starts + inside)[:SHOWN]]


class Tags(DeskDialog[str]):
    """Type tags; Tab completes the word, a minus removes, Enter takes them."""

    BINDINGS = [
        Binding("tab", "complete", "Complete", show=False, priority=True),
        Binding("down", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
    ]

    def __init__(self, present: Sequence[str], known: Sequence[str]) -> None:
        super().__init__("Tags")
        self._present = present
        self._known = known
        self._shown: list[str] = []

    def compose_box(self) -> Iterable[Widget]:
        """Compose the tags there are, the field and the completions."""
        words = "  ".join(self._present) or "none yet"
        yield said(f"Now: {words}")
        yield Input(placeholder="tags, -tag removes one")
        options = OptionList()
        options.can_focus = False
        yield options
        yield Static(
            Content("Tab completes, Enter takes them, Esc cancels."), classes="hint", markup=False
        )

    def on_mount(self) -> None:
        """Show the first completions."""
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the last word may become."""
        self._look(event.value)

    def _look(self, typed: str) -> None:
        words = typed.replace(",", " ").split(" ")
        self._shown = completions(words[-1], self._known, self._present)
        options = self.query_one(OptionList)
        options.set_options([Option(text.plain(one, single_line=True)) for one in self._shown])
        options.highlighted = 0 if self._shown else None

    def action_complete(self) -> None:
        """Put the highlighted tag in the place of the last word."""
        index = self.query_one(OptionList).highlighted
        if index is None or index >= len(self._shown):
            return
        field = self.query_one(Input)
        before = field.value[: len(field.value) - len(field.value.split(" ")[-1])]
        field.value = f"{before}{self._shown[index]} "
        field.cursor_position = len(field.value)

    def action_move(self, how: str) -> None:
        """Move the highlight while the field keeps the keyboard."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what is typed."""
        self.dismiss(event.value)

    def on_option_list_option_selected(self) -> None:
        """Complete the word with the clicked tag."""
        self.action_complete()
