"""The tasks: what was promised, to call back and snoozed, by its time; works without a network."""

from collections.abc import Iterable
from dataclasses import replace

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import errors, text
from csr_desk.actions import contact_start, due_time, follow_up
from csr_desk.commands.command import Situation
from csr_desk.domain.bars import Glance, KeyEntry
from csr_desk.domain.models import Channel, Direction, Status
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.follow_up_form import Asked, FollowUpForm, Typed
from csr_desk.screens.undo import take_back_task
from csr_desk.store import escalations, follow_ups, tickets
from csr_desk.store.follow_ups import FollowUp
from csr_desk.widgets.moments import moment
from csr_desk.widgets.task_list import TaskList, totals

EMPTY = "Nothing is to be done.\n{task.add} writes a task down, {callback.add} a callback."


class TasksScreen(DeskScreen):
    """What is open, and what becomes of it; every act can be taken back."""

    PLACE = "tasks"
    CSS_PATH = "tasks.tcss"

    _seen = (0, 0)
    _minute = 0

    def compose_place(self) -> Iterable[Widget]:
        """Compose the totals, the list and the whole of one line."""
        yield Static(markup=False, id="title")
        yield Static(markup=False, id="columns")
        empty = self.host.keymap.fill(EMPTY)
        yield TaskList(self.desk.now(), self.desk.zone, empty=empty)
        yield Static(markup=False, id="details")

    @property
    def lines(self) -> TaskList:
        """Return the list."""
        return self.query_one(TaskList)

    def show(self) -> None:
        """Show what is open now; what rang is seen by this."""
        self.host.rung = ()
        self.lines.focus()
        self.reread()

    def changed(self) -> None:
        """Show the tasks after a change."""
        self.reread()

    def reread(self) -> None:
        """Read the follow-ups as the store has them now."""
        now = self.desk.now()
        self._seen, self._minute = self.desk.store.version(), now // 60_000
        rows = follow_ups.open_ones(self.desk.store)
        self.lines.show(rows, now, escalations.states_of_tasks(self.desk.store, now))
        self.query_one("#title", Static).update(totals(rows, now, self.desk.zone))
        self._show_details()
        self.call_after_refresh(self._show_columns)
        self.refresh_keys()

    def _show_columns(self) -> None:
        self.query_one("#columns", Static).update(self.lines.titles)

    def _show_details(self) -> None:
        one, now = self.lines.current, self.desk.now()
        details: Content | str = ""
        if one is not None:
            made = moment(one.created_at, now, self.desk.zone)
            details = _details(one, due_time.shown(self.desk, one.due_at), made)
        self.query_one("#details", Static).update(details)

    def tick(self, glance: Glance) -> None:
        """Show what changed elsewhere, and what became due with the minute."""
        super().tick(glance)
        if not self.is_mounted or not self.query(TaskList) or not self.is_current:
            return
        if (self.desk.store.version(), self.desk.now() // 60_000) != (self._seen, self._minute):
            self.reread()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.call_after_refresh(self._show_columns)

    def on_virtual_list_moved(self) -> None:
        """Show the whole of the line under the cursor."""
        if self.app.is_running:
            self._show_details()
            self.refresh_keys()

    async def on_virtual_list_opened(self) -> None:
        """Open the ticket of the clicked line."""
        await self.give("task.open")

    def situation(self) -> Situation:
        """Return the follow-up under the cursor with its ticket and customer."""
        one = self.lines.current if self.is_mounted and self.query(TaskList) else None
        if one is None:
            return super().situation()
        return replace(
            super().situation(),
            ticket_id=one.ticket_id,
            customer_id=one.customer_id,
            task_id=one.id,
            task_kind=one.kind,
        )

    def _key_entries(self) -> list[KeyEntry]:
        """Return the keys with those that can be given before the others."""
        return sorted(super()._key_entries(), key=lambda entry: entry.blocked)

    def _chosen(self) -> FollowUp:
        """Return the follow-up under the cursor as it is now; Refused when it is settled."""
        held = self.lines.row_id
        one = None if held is None else follow_ups.one(self.desk.store, held)
        if one is None or not one.is_open:
            self.reread()
            raise errors.Refused("that task is settled already", "Choose another line.")
        return one

    # the commands --------------------------------------------------------------------------------

    def do_cursor_down(self) -> None:
        """Move down."""
        self.lines.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.lines.action_move(-1)

    async def do_task_open(self) -> None:
        """Open the ticket, or the record of a customer without one."""
        one = self._chosen()
        if one.ticket_id is not None:
            await self.host.go("ticket", ticket_id=one.ticket_id)
        else:
            await self.host.go("customer", customer_id=one.customer_id)

    async def do_task_call(self) -> None:
        """Begin the call on the ticket; one that is closed, or none, becomes a new ticket."""
        one = self._chosen()
        if one.customer_id is None:
            raise errors.Refused("this task belongs to no customer", "{call.start} finds them.")
        open_ticket = (
            one.ticket_id
            if one.ticket_id is not None
            and tickets.ticket(self.desk.store, one.ticket_id).status < Status.CLOSED
            else None
        )
        opened = contact_start.start(
            self.desk,
            one.customer_id,
            Channel.PHONE,
            ticket_id=open_ticket,
            direction=Direction.OUTBOUND,
            subject=one.text,
        )
        await self.host.go("ticket", ticket_id=opened.ticket_id)
        number = f" under {one.number}" if one.number else ""
        self.host.say(f"Calling {one.customer}{number}: {one.text}")

    def do_task_done(self) -> None:
        """Mark it as done."""
        one = self._chosen()
        follow_up.done(self.desk, one.id)
        self._settled(one, "is done")

    def do_task_drop(self) -> None:
        """Drop it."""
        one = self._chosen()
        follow_up.drop(self.desk, one.id)
        self._settled(one, "is dropped")

    def _settled(self, one: FollowUp, words: str) -> None:
        self.reread()
        self.host.say(f"“{text.line(one.text, 40)}” {words}. {{task.undo}} takes it back.")

    def do_task_move(self) -> None:
        """Ask for the new time."""
        one = self._chosen()
        form = FollowUpForm(self.desk, Asked("Move to", has_words=False, needs_words=False))
        self.ask(form, lambda typed: self._moved(one, typed))

    def _moved(self, one: FollowUp, typed: Typed) -> None:
        follow_up.move(self.desk, one.id, typed.due.at)
        self.reread()
        said = due_time.said(self.desk, typed.due)
        self.host.say(f"“{text.line(one.text, 40)}”: {said}. {{task.undo}} takes it back.")

    def do_task_undo(self) -> None:
        """Take back what was done last."""
        take_back_task(self.host)


def _details(one: FollowUp, due: str, made: str) -> Content:
    """Return the whole of a follow-up, cleaned and bounded."""
    reference, subject = text.line(one.reference, 20), text.line(one.subject, 120)
    subject = f"#{reference} {subject}  " if one.reference else ""
    number = f"  call {text.line(one.number, 40)}" if one.number else ""
    return Content("\n").join(
        [
            Content.styled(f"{one.kind} {due}{number}", "bold"),
            Content(f"{subject}{text.line(one.customer, 60)}"),
            text.plain(one.text, single_line=True),
            Content.styled(f"written down {made}", "dim"),
        ]
    )
