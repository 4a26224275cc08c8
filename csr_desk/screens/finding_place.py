"""A place that finds by typing: a field over a list whose rows are for the open ticket."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import Binding
from textual.getters import query_one
from textual.widgets import Input

from csr_desk import errors
from csr_desk.commands.command import Situation
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.dialogs import Confirm
from csr_desk.store import tickets, timeline
from csr_desk.widgets.canned_list import CannedInfo
from csr_desk.widgets.virtual_list import VirtualList


class FindingPlace(DeskScreen):
    """The find field, the list under it, and the ticket that what is found goes into.

    `INSERT` is the command that Enter in the field gives.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("down", "move_list('move', 1)", "Down", show=False),
        Binding("up", "move_list('move', -1)", "Up", show=False),
        Binding("pagedown", "move_list('page', 1)", "Page down", show=False),
        Binding("pageup", "move_list('page', -1)", "Page up", show=False),
    ]

    INSERT: ClassVar[str]

    find = query_one("#find", Input)
    ticket_id: int | None = None

    @property
    def listing(self) -> VirtualList[Any]:
        """Return the list; the place says which."""
        raise AssertionError("every place that finds has a list")

    def refresh_list(self, *, keep: bool = True) -> None:
        """Show what fits the letters; the place does it."""

    def in_focus(self) -> int | None:
        """Return the ticket of the contact in focus."""
        focused = timeline.focused(self.desk.store)
        return None if focused is None else focused.ticket_id

    def situation(self) -> Situation:
        """Return the ticket that what is found goes into."""
        known = None if self.ticket_id is None else tickets.ticket(self.desk.store, self.ticket_id)
        return replace(
            super().situation(),
            ticket_id=self.ticket_id,
            customer_id=known.customer_id if known else None,
            editing=isinstance(self.focused, Input),
        )

    def reveal(self, row_id: int) -> None:
        """Put the cursor on a row that is in the list."""
        place = self.listing.source.index_of(row_id)
        if place is not None:
            self.listing.cursor = place

    def glance(self, parts: Sequence[str]) -> None:
        """Show the line about the list, and whom it is for."""
        about = []
        if self.ticket_id is not None:
            known = tickets.ticket(self.desk.store, self.ticket_id)
            about.append(f"for #{known.reference} {known.customer}")
        self.query_one(CannedInfo).glance(" · ".join([*parts, *about]))

    def on_input_changed(self) -> None:
        """Narrow the list to the letters, the best one under the cursor."""
        self.refresh_list(keep=False)

    async def on_input_submitted(self) -> None:
        """Insert the best one; without a ticket go to the list."""
        if self.ticket_id is not None and self.listing.current is not None:
            await self.give(self.INSERT)
        else:
            self.listing.focus()

    def action_move_list(self, how: str, rows: int) -> None:
        """Move in the list while the find field keeps the keyboard."""
        getattr(self.listing, f"action_{how}")(rows)

    def do_cursor_down(self) -> None:
        """Move down."""
        self.listing.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.listing.action_move(-1)

    async def do_search(self) -> None:
        """Find in this list; the other places find everything else."""
        self.find.focus()

    async def do_go_back(self) -> None:
        """Clear the letters first, then go back."""
        if self.find.value or self.focused is self.find:
            self.find.value = ""
            self.listing.focus()
        else:
            await super().do_go_back()

    def current_id(self, what: str) -> int:
        """Return the row under the cursor; Refused when there is none."""
        found = self.listing.current
        if found is None:
            raise errors.Refused(f"no {what} is chosen", "Clear the letters with Esc.")
        return int(found.id)

    def when_valid(self, title: str, act: Callable[[], Any], *, expired: bool) -> Any:
        """Act at once, or after a question when what is used is not valid any more."""
        if not expired:
            return act()
        words = f"“{title}” is no longer valid. Check what it says before you send it."
        question = Confirm("Expired", words, "Insert it", "Leave it")
        self.ask(question, lambda yes: act() if yes else None)
        return None

    async def insert(self, **what: Any) -> None:
        """Go to the ticket and put a text into its composer."""
        await self.host.go("ticket", ticket_id=self.ticket_id)
        ticket: Any = self.host.place
        # Not said to `go`, which remembers it: coming back later would insert it once more.
        ticket.show(ticket_id=self.ticket_id, **what)
