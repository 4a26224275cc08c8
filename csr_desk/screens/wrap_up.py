"""The wrap-up: who waits to be logged, the end of the conversation, and the strip below it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import errors
from csr_desk.actions import due_time, interaction, wrap_draft, wrap_guess, wrap_limit
from csr_desk.actions import wrap_up as wrap_up_actions
from csr_desk.commands.command import Situation
from csr_desk.domain import when
from csr_desk.domain.guess import Guess
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Interaction, Status
from csr_desk.domain.taxonomy import Outcome
from csr_desk.domain.wrap_entry import TEXT_FIELDS, Entry, Field
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens import attention, undo
from csr_desk.screens.next_step import after_contact, short_clock
from csr_desk.screens.required import fill_first
from csr_desk.screens.wrap_handing import ask_first
from csr_desk.screens.wrap_waiting import WrapWaiting
from csr_desk.store import tickets, timeline
from csr_desk.store.used_tags import used_tags
from csr_desk.widgets.conversation_end import conversation_end
from csr_desk.widgets.unlogged_list import LimitLine, UnloggedList
from csr_desk.widgets.wrap_strip import WrapStrip

SAVE_AFTER = 0.2
"""Seconds after which typed text is in the store; product.md section 8 allows half a second."""

EMPTY = "Nothing waits for its wrap-up: every contact is logged."


class WrapUpScreen(WrapWaiting):
    """One contact is logged here; the others that wait stand above it."""

    PLACE = "wrap_up"
    CSS_PATH = "wrap_up.tcss"
    BINDINGS = [
        Binding("up", "choose(-1)", "Contact above", show=False),
        Binding("down", "choose(1)", "Contact below", show=False),
        Binding("pageup", "scroll_text(-1)", "Text up", show=False),
        Binding("pagedown", "scroll_text(1)", "Text down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._through_list = False
        self._saving: Timer | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose the waiting contacts, the end of the conversation and the strip."""
        yield UnloggedList()
        with VerticalScroll(id="conversation", can_focus=False):
            yield Static(markup=False, id="said")
        yield LimitLine()
        yield WrapStrip(
            lambda typed: when.parse(typed, self.desk.now(), self.desk.zone),
            lambda due: f"= {due_time.said(self.desk, due_time.opened(self.desk, due))}",
        )

    @property
    def strip(self) -> WrapStrip:
        """Return the strip."""
        return self.query_one(WrapStrip)

    # coming here ---------------------------------------------------------------------------------

    def show(self, interaction_id: int | None = None, outcome: str = "") -> None:
        """Show the wrap-up of a contact, or of the one that waits longest.

        `outcome` is preselected, as `resolved` is after "send, solve, next". A text contact that
        still runs has ended by this; a live one is ended first by its own key.
        """
        self.save_typed()
        self._through_list = interaction_id is None
        self.one = None
        one = self._chosen(interaction_id)
        self.strip.display = one is not None
        if one is None:
            self.query_one("#said", Static).update(EMPTY)
            self.show_waiting()
            return
        self._open(one, outcome)

    def _chosen(self, interaction_id: int | None) -> Interaction | None:
        store = self.desk.store
        if interaction_id is not None:
            one = timeline.interaction(store, interaction_id)
            if one.wrapped_at is None:
                return one if one.ended_at is not None else interaction.end(self.desk, one.id)
        return next(iter(self.unlogged()), None)

    def _open(self, one: Interaction, outcome: str) -> None:
        interaction.switch(self.desk, one.id)
        self.one = timeline.interaction(self.desk.store, one.id)
        entry, guesses = self._entry(one, outcome)
        self.query_one("#said", Static).update(conversation_end(self.desk, one.ticket_id))
        self.query_one("#conversation", VerticalScroll).scroll_end(animate=False)
        self.strip.command_letters = self._command_letters()
        self.strip.load(entry, guesses, used_tags(self.desk.store))
        attention.offer_of_contact(self.host, self.one, entry.note)
        self.show_waiting()

    def _entry(self, one: Interaction, outcome: str) -> tuple[Entry, Sequence[Guess]]:
        guesses = wrap_guess.guesses(self.desk, one)
        entry = Entry(self.desk.taxonomy, wrap_up_actions.facts(self.desk, one))
        entry = entry.with_guess(guesses[0].code if guesses else "")
        entry = replace(entry, outcome=outcome or self._outcome_of_ticket(one))
        return entry.restored(wrap_draft.load(self.desk, one)), guesses

    def _outcome_of_ticket(self, one: Interaction) -> str:
        """Return the outcome of a ticket that is solved already, so that Enter says so too."""
        if tickets.ticket(self.desk.store, one.ticket_id).status is not Status.SOLVED:
            return ""
        found = (each for each in self.desk.taxonomy.outcomes if each.choosable)
        return next((each.name for each in found if each.status is Status.SOLVED), "")

    def _command_letters(self) -> frozenset[str]:
        keys = (key for one in self.commands for key in self.host.keymap.of(one.id))
        return frozenset(key.split(" ")[0] for key in keys if len(key.split(" ")[0]) == 1)

    def situation(self) -> Situation:
        """Return the contact and ticket of the strip."""
        now = super().situation()
        if self.one is None:
            return now
        one, entry = self.one, self.strip.entry
        return replace(
            now,
            interaction=one,
            ticket_id=one.ticket_id,
            customer_id=one.customer_id,
            editing=entry is not None and entry.is_text,
        )

    def reaches(self, key: str) -> bool:
        """Tell whether a key gives its command in a text field: these are no letters of it."""
        return super().reaches(key) or key in ("enter", "escape", "tab")

    # saving --------------------------------------------------------------------------------------

    def on_wrap_strip_changed(self, message: WrapStrip.Changed) -> None:
        """Have what is typed in the store within half a second."""
        if self._saving is None:
            self._saving = self.set_timer(SAVE_AFTER, self.save_typed)
        self.refresh_keys()

    def save_typed(self) -> None:
        """Save what is typed for this contact."""
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        one, entry = self.one, self.strip.entry if self.query(WrapStrip) else None
        if one is None or entry is None:
            return
        stored = wrap_draft.save(self.desk, one, entry.typed())
        attention.offer_of_contact(self.host, one, entry.note)
        for field in TEXT_FIELDS:
            if field.value in stored:
                self.strip.masked(field, str(stored[field.value]))

    def unsaved(self) -> str:
        """Return which wrap-up is typed otherwise than stored."""
        one, entry = self.one, self.strip.entry
        if one is None or entry is None or entry.typed() == wrap_draft.load(self.desk, one):
            return ""
        return f"what is typed for the wrap-up of #{one.id}"

    # the commands --------------------------------------------------------------------------------

    async def on_wrap_strip_wanted(self) -> None:
        """Commit from a text field."""
        await self.give("wrap.commit")

    async def do_wrap_commit(self) -> None:
        """Log the contact, or go to the field that is wrong and say why."""
        self.save_typed()
        one, entry = self.one, self.strip.entry
        if one is None or entry is None:
            raise errors.Refused(EMPTY.rstrip("."))
        problems = entry.problems()
        if problems:
            self.strip.go_to(Field(problems[0].field), problems[0].sentence)
            return
        due = None
        if entry.needs_due:
            try:
                due = due_time.read(self.desk, entry.due).at
            except when.WhenProblem as problem:
                self.strip.go_to(Field.DUE, str(problem))
                return
        outcome = self.desk.taxonomy.outcome(entry.outcome)
        status = outcome.status if outcome else None
        await fill_first(
            self.host,
            one.ticket_id,
            status,
            lambda: self._ask_first(one, outcome, entry.wrap_up(), due),
        )

    async def _ask_first(
        self, one: Interaction, outcome: Outcome | None, wanted: WrapUp, due: Instant | None
    ) -> None:
        """Offer the form of an escalation or a transfer that nobody has made yet, then commit."""
        await ask_first(self.host, one, outcome, lambda: self._commit(one, wanted, due))

    async def _commit(self, one: Interaction, wanted: WrapUp, due: Instant | None) -> None:
        logged = wrap_draft.commit(self.desk, one, wanted, follow_up_at=due)
        self.one = None
        took = short_clock(logged.handle_time)
        self.host.unsay(undo.LOGGED)
        self.host.say(f"{undo.LOGGED}{one.id} · {took} · {{message.undo}} takes it back.")
        await self._go_on(one, logged=True)

    async def do_wrap_later(self) -> None:
        """Park the contact; its clock stays in sight."""
        self.save_typed()
        one = self.one
        if one is None:
            await self.host.go("queue")
            return
        interaction.park(self.desk, one.id)
        self.one = None
        self.host.say(f"#{one.id} waits for its wrap-up. {{go.wrap_up}} comes back to it.")
        self._through_list = False
        await self._go_on(one, logged=False)

    async def _go_on(self, one: Interaction, *, logged: bool) -> None:
        if self._through_list and self.unlogged():
            self.show()
        else:
            await after_contact(self.host, one, logged=logged)

    def do_wrap_extend(self) -> None:
        """Take more time."""
        if self.one is not None:
            wrap_limit.extend(self.desk, self.one.id)
            self.show_waiting()

    def do_wrap_next_field(self) -> None:
        """Go on along the fields."""
        self.strip.move(1)

    async def do_message_undo(self) -> None:
        """Take back what was done last: a message that waits, or the wrap-up before."""
        await undo.take_back(self.host)

    def action_choose(self, step: int) -> None:
        """Choose another waiting contact."""
        numbers = [one.id for one in self.unlogged()]
        if self.one is None or self.one.id not in numbers or len(numbers) < 2:
            return
        self.save_typed()
        place = numbers.index(self.one.id) + step
        self._open(timeline.interaction(self.desk.store, numbers[place % len(numbers)]), "")
        self._through_list = True

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the conversation."""
        box: Any = self.query_one("#conversation", VerticalScroll)
        box.scroll_relative(y=pages * max(box.size.height - 1, 1), animate=False)
