"""The macros: found by typing, read as they would work on these tickets, run, written, put away."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, cast

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csr_desk.actions import macro_form
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.macro_plan import Plan, plan
from csr_desk.domain import macro_find
from csr_desk.domain.macro_find import Known
from csr_desk.screens.dialogs import Choice, DeskDialog, said
from csr_desk.screens.host import Host
from csr_desk.screens.macro_edit import MacroEditor
from csr_desk.screens.macro_words import content_of
from csr_desk.store import macros, tickets
from csr_desk.store.macros import Macro

SHOWN = 50
AT_ONCE = 10
"""Tickets whose changes are worked out with the key; more would cost too much a key."""

REST_SECONDS = 0.1
HINT = "Enter runs it · F2 new · F4 change · F8 put away · F9 those put away · Esc"
_AWAY = "Put away. F8 brings it back · F9 shows those in use · Esc"
_EMPTY = "There are no macros yet. F2 writes one; those of a helpdesk come in by themselves."


class MacroPicker(DeskDialog[Plan]):
    """Type to find, arrows to choose, Enter to run; the answer is what will be done."""

    BOX: ClassVar[str] = "box macros"
    CSS_PATH = "macro_pick.tcss"
    BINDINGS = [
        Binding("down,ctrl+n", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Read on", show=False, priority=True),
        Binding("pageup", "page(-1)", "Read back", show=False, priority=True),
        Binding("f2", "new", "New", show=False, priority=True),
        Binding("f4", "edit", "Change", show=False, priority=True),
        Binding("f8", "put_away", "Put away", show=False, priority=True),
        Binding("f9", "archived", "Those put away", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, ids: Sequence[int]) -> None:
        known = [tickets.ticket(desk.store, one) for one in ids]
        about = f"#{known[0].reference}" if len(known) == 1 else f"{len(known)} tickets"
        super().__init__(f"Macro for {about}")
        self.desk = desk
        self._ids = ids
        self._accounts = frozenset(one.account for one in known) - {LOCAL}
        self._archived = False
        self._choices: list[Choice[Macro]] = []
        self._known: list[Known] = []
        self._shown: list[Choice[Macro]] = []
        self._plan: Plan | None = None
        self._rest: Timer | None = None

    @property
    def host(self) -> Host:
        """Return the app."""
        return cast(Host, self.app)

    def compose_box(self) -> Iterable[Widget]:
        """Compose the field, the list, what the chosen one does, and the keys."""
        yield Input(placeholder="name, folder or keywords")
        options = OptionList()
        options.can_focus = False
        yield options
        reading = VerticalScroll(Static(id="does", markup=False))
        reading.can_focus = False
        yield reading
        yield Static(classes="wrong", markup=False)
        yield said(HINT, "hint")

    def on_mount(self) -> None:
        """Show the macros, the most used first."""
        self._reread()

    # the list ------------------------------------------------------------------------------------

    def _reread(self, chosen: int | None = None) -> None:
        found = macros.macros(self.desk.store, self._accounts, archived=self._archived)
        self._choices = [_choice(one) for one in found]
        self._known = [
            macro_find.known(place, one.name, one.folder, one.keywords)
            for place, one in enumerate(found)
        ]
        self.query_one(".hint", Static).update(Content(_AWAY if self._archived else HINT))
        self._find(chosen)

    def on_input_changed(self) -> None:
        """Show what fits the letters."""
        self._find()

    def _find(self, chosen: int | None = None) -> None:
        found = macro_find.find(self._known, self.query_one(Input).value)
        self._shown = [self._choices[place] for place in found[:SHOWN]]
        options = self.query_one(OptionList)
        options.set_options([Option(one.content()) for one in self._shown])
        places = [place for place, one in enumerate(self._shown) if one.value.id == chosen]
        options.highlighted = (places or [0])[0] if self._shown else None
        if not self._shown:
            self._plan = None
            words = "Nothing fits these letters." if self._choices else _EMPTY
            self.query_one("#does", Static).update(Content(words))

    @property
    def chosen(self) -> Macro | None:
        """Return the macro under the cursor."""
        place = self.query_one(OptionList).highlighted
        return None if place is None or place >= len(self._shown) else self._shown[place].value

    def on_option_list_option_highlighted(self) -> None:
        """Show what the macro under the cursor would do; of many tickets once it rests there."""
        self._plan = None
        if self._rest is not None:
            self._rest.stop()
        if len(self._ids) <= AT_ONCE:
            self._show_plan()
        else:
            self._rest = self.set_timer(REST_SECONDS, self._show_plan)

    def _show_plan(self) -> None:
        one = self.chosen
        if one is not None:
            self._plan = plan(self.desk, one.id, self._ids)
            self.query_one("#does", Static).update(content_of(self._plan))
            self.query_one(VerticalScroll).scroll_home(animate=False)
            self._wrong("")

    def action_move(self, how: str) -> None:
        """Move the highlight while the field keeps the keyboard."""
        getattr(self.query_one(OptionList), f"action_{how}")()

    def action_page(self, pages: int) -> None:
        """Read on in what the macro does."""
        reading = self.query_one(VerticalScroll)
        reading.scroll_relative(y=pages * max(1, reading.size.height - 1), animate=False)

    # using one -----------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        """Run the macro under the cursor, unless it can do nothing."""
        self._run()

    def on_option_list_option_selected(self) -> None:
        """Run the clicked macro."""
        self._run()

    def _run(self) -> None:
        if self._plan is None:
            self._show_plan()
        if self._plan is None or self._archived:
            return
        if self._plan.goes:
            self.dismiss(self._plan)
        else:
            self._wrong("It changes nothing here, as said above. Choose another one.")

    def _wrong(self, sentence: str) -> None:
        self.query_one(".wrong", Static).update(Content(sentence))

    # changing them -------------------------------------------------------------------------------

    def action_new(self) -> None:
        """Open an empty form."""
        self.host.ask(MacroEditor(self.desk), self._saved)

    async def action_edit(self) -> None:
        """Open the form of the macro; one of a helpdesk is changed there."""
        await self.host.attempt(self._edit)

    def _edit(self) -> None:
        if self.chosen is not None:
            one = macro_form.own(self.desk, self.chosen.id)
            self.host.ask(MacroEditor(self.desk, one), self._saved)

    def _saved(self, macro_id: int) -> None:
        self._archived = False
        self.query_one(Input).value = ""
        self._reread(macro_id)

    async def action_put_away(self) -> None:
        """Put the macro away, or bring it back."""
        await self.host.attempt(self._put_away)

    def _put_away(self) -> None:
        one = self.chosen
        if one is not None:
            macro_form.archive(self.desk, one.id, back=self._archived)
            self._reread()
            words = (
                "can be used again"
                if self._archived
                else "is put away; F9, then F8, is its way back"
            )
            self.host.say(f"“{one.name}” {words}.")

    def action_archived(self) -> None:
        """Show the macros that were put away, or those in use again."""
        self._archived = not self._archived
        self._reread()


def _choice(one: Macro) -> Choice[Macro]:
    name = f"{one.folder} / {one.name}" if one.folder else one.name
    remarks = [one.account] if one.account else []
    if one.uses:
        remarks.append(f"used {one.uses}")
    return Choice("", name, one, ", ".join(remarks))
