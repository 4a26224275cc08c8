"""Finding a customer: results while typing, by telephone, e-mail, name, company, order, ticket."""

from collections.abc import Iterable, Sequence
from typing import TypeVar, cast

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from csr_desk.screens.dialogs import DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.store import customer_lookup
from csr_desk.store.customer_lookup import Found
from csr_desk.widgets.found_list import FoundList

Result = TypeVar("Result")

PLACEHOLDER = "Telephone, e-mail, name, company, order or ticket number"
NOTHING = "Nobody is known by this."
HINT = "Enter takes the customer, Esc cancels."


class FindingDialog(DeskDialog[Result]):
    """A dialog with a field and the customers it finds; a subclass says what Enter does."""

    CSS_PATH = "customer_find.tcss"
    NEW = True
    """Whether a new customer may be made here."""

    BINDINGS = [
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, *, but: Iterable[int] = (), hint: str = HINT) -> None:
        super().__init__(title)
        self._but = frozenset(but)
        self._hint = hint

    def compose_box(self) -> Iterable[Widget]:
        """Compose the field, what it found and the hint."""
        yield Input(placeholder=PLACEHOLDER, id="find")
        yield FoundList()
        yield said(self._hint, "hint")

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    @property
    def found(self) -> FoundList:
        """Return the list."""
        return self.query_one(FoundList)

    def on_mount(self) -> None:
        """Show whom it may be before anything is typed."""
        self._look("")
        self.set_focus(self.query_one("#find", Input))

    def first(self) -> Sequence[Found]:
        """Return whom the list shows while nothing is typed."""
        return ()

    def took(self, found: Found) -> object:
        """Do what this dialog is for; `customer_id` 0 is a new customer of the name typed."""
        return found

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show whom the text finds."""
        self._look(event.value)

    def _look(self, typed: str) -> None:
        store = self.host.desk.store
        found = customer_lookup.look(store, typed) if typed.strip() else self.first()
        shown = [one for one in found if one.customer_id not in self._but]
        if self.NEW:
            shown.append(Found(0, typed.strip(), "", ""))
        self.found.show(shown, NOTHING if typed.strip() else "")

    def action_move(self, rows: int) -> None:
        """Move in the list; the field keeps the keyboard."""
        self.found.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        self.found.action_page(pages)

    async def on_input_submitted(self) -> None:
        """Take the customer the cursor stands on."""
        await self._take()

    async def on_virtual_list_opened(self) -> None:
        """Take the clicked customer."""
        await self._take()

    async def _take(self) -> None:
        found = self.found.current
        if found is not None:
            await self.host.attempt(self.took, found)


class FindCustomer(FindingDialog[Found]):
    """Choose a customer; the answer is the one found."""

    NEW = False

    def __init__(
        self,
        title: str,
        first: Sequence[Found] = (),
        *,
        but: Iterable[int] = (),
        hint: str = HINT,
    ) -> None:
        super().__init__(title, but=but, hint=hint)
        self._first = first

    def first(self) -> Sequence[Found]:
        """Return the customers that were named beforehand."""
        return self._first

    def took(self, found: Found) -> None:
        """Answer with the customer."""
        self.dismiss(found)
