"""The responses: found by fuzzy typing, read as they would go out, inserted, written, put away."""

from collections.abc import Iterable

from textual.containers import Horizontal
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Input

from csr_desk import errors
from csr_desk.actions import canned_effects
from csr_desk.actions.canned import Finder, preview
from csr_desk.domain.canned_rank import Sort
from csr_desk.domain.models import Scope
from csr_desk.screens.canned_changes import CannedChanges
from csr_desk.screens.dialogs import Choice, Choose, Pick
from csr_desk.screens.finding_place import FindingPlace
from csr_desk.store import canned as store
from csr_desk.store.canned import Response
from csr_desk.widgets.canned_list import NO_FOLDER, CannedInfo, CannedList, FolderList, FoundRows
from csr_desk.widgets.canned_preview import CannedPreview

Shown = tuple[Scope | None, str | None, bool]
"""What the list is narrowed to: a scope, a folder, or the archived ones."""

_SORTS = {
    "f": (Sort.FIT, "the best for this ticket first"),
    "u": (Sort.USE, "the most used first"),
    "n": (Sort.NAME, "by short name"),
    "c": (Sort.NEWEST, "the last changed first"),
}
_NOTHING = "No response fits these letters.\nEsc clears them; {canned.new} writes a new one."
_EMPTY = "There are no responses here.\n{canned.new} writes one; `csr-desk import` brings them in."


class CannedScreen(FindingPlace, CannedChanges):
    """The list with its find field, the folders, and the chosen response filled for the ticket."""

    PLACE = "canned"
    CSS_PATH = "canned.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (120, "-broad")]
    INSERT = "canned.insert"

    responses = query_one(CannedList)
    folders = query_one(FolderList)

    def __init__(self) -> None:
        super().__init__()
        self._scope: Scope | None = None
        self._folder: str | None = None
        self._archived = False
        self._sort = Sort.FIT
        self._finder: Finder | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose the find field, the line about the list, folders, list and preview."""
        yield Input(placeholder="/ finds: letters of the name, title or text", id="find")
        yield CannedInfo()
        yield Horizontal(FolderList(), CannedList(), CannedPreview(), id="body")

    def show(self, ticket_id: int | None = None, canned_id: int | None = None) -> None:
        """Show the responses for a ticket: the one named, or that of the contact in focus."""
        self.ticket_id = ticket_id if ticket_id is not None else self.in_focus()
        self.find.value = ""
        if canned_id is not None:
            self._scope, self._folder, self._archived = None, None, False
        self.reread(keep=False)
        if canned_id is not None:
            self.reveal(canned_id)
        self.responses.focus()

    @property
    def listing(self) -> CannedList:
        """Return the list of responses."""
        return self.responses

    # the list ------------------------------------------------------------------------------------

    def reread(self, *, keep: bool = True) -> None:
        """Read responses and folders as the store has them now."""
        self._finder = Finder(self.desk, self.ticket_id, archived=self._archived)
        self.folders.show(store.folders(self.desk.store, self.desk.agent_id))
        self.folders.choose(self._folder)
        self.refresh_list(keep=keep)

    def refresh_list(self, *, keep: bool = True) -> None:
        """Show what fits the letters, the scope and the folder in the chosen order."""
        if self._finder is None:
            return
        typed = self.find.value
        found = self._finder.find(
            typed, None, scope=self._scope, folder=self._folder, sort=self._sort
        )
        self.responses.empty = self.host.keymap.fill(_NOTHING if typed.strip() else _EMPTY)
        self.responses.set_source(FoundRows(found), keep=keep)
        self._show_info(len(found))

    def _show_info(self, count: int) -> None:
        scope = "archived" if self._archived else self._scope.value if self._scope else ""
        parts = [scope or "all scopes"]
        if self._folder is not None:
            parts.append(f"folder {self._folder or NO_FOLDER}")
        parts += [f"{count} {'response' if count == 1 else 'responses'}", f"by {self._sort.value}"]
        self.glance(parts)

    def on_virtual_list_moved(self, message: CannedList.Moved) -> None:
        """Show the response under the cursor, or the folder."""
        if not self.app.is_running:
            return  # the desk closes: its screens lose their parts one by one
        if self.focused is self.folders and self.folders.folder != self._folder:
            self._folder = self.folders.folder
            self.refresh_list(keep=False)
        self.query_one(CannedPreview).look(self.desk, self.responses.current, self.ticket_id)

    async def on_virtual_list_opened(self) -> None:
        """Insert the clicked response."""
        if self.focused is self.responses:
            await self.give("canned.insert")

    def do_cursor_down(self) -> None:
        """Move down."""
        (self.folders if self.focused is self.folders else self.responses).action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        (self.folders if self.focused is self.folders else self.responses).action_move(-1)

    # finding -------------------------------------------------------------------------------------

    def do_canned_filter(self) -> None:
        """Go to the find field."""
        self.find.focus()

    def do_canned_scope(self) -> None:
        """Ask for a scope or a folder."""
        choices = [Choice[Shown]("", "all scopes and folders", (None, None, False))]
        choices += [Choice("", f"scope {one.value}", (one, None, False)) for one in Scope]
        choices += [
            Choice("", f"folder {name or NO_FOLDER}", (None, name, False), str(count))
            for name, count in store.folders(self.desk.store, self.desk.agent_id)
        ]
        choices.append(Choice("", "archived", (None, None, True)))
        self.ask(Pick("Show", choices), self._choose)

    def _choose(self, wanted: Shown) -> None:
        self._scope, self._folder, self._archived = wanted
        self.reread(keep=False)
        self.responses.focus()

    def do_canned_sort(self) -> None:
        """Ask for the order."""
        choices = [Choice(key, one.value, one, words) for key, (one, words) in _SORTS.items()]
        self.ask(Choose("Order", choices), self._order)

    def _order(self, sort: Sort) -> None:
        self._sort = sort
        self.refresh_list()

    # using one -----------------------------------------------------------------------------------

    def chosen(self) -> Response:
        """Return the response under the cursor; Refused when there is none."""
        return store.response(self.desk.store, self.current_id("response"))

    async def do_canned_insert(self) -> None:
        """Put the response into the ticket's reply, after a question when it is not valid."""
        one = self.chosen()
        if one.archived_at is not None:
            raise errors.Refused(
                f"{one.name} is archived", self.host.keymap.fill("{canned.archive} restores it.")
            )
        expired = canned_effects.effects(self.desk, [one.id]).expired
        inserted = self.when_valid(one.title, lambda: self._insert(one), expired=expired)
        if inserted is not None:
            await inserted

    async def _insert(self, one: Response) -> None:
        filled = preview(self.desk, one.id, self.ticket_id).text
        await self.insert(insert=filled, canned_id=one.id)
