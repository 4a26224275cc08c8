"""The ticket: what was said, what is known, and where the answer is written."""

from collections.abc import Iterable
from dataclasses import replace

from textual.widget import Widget

from csr_desk.actions import deadline_lines, draft, presence
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.ticket_remote import remote_facts
from csr_desk.commands.command import Situation
from csr_desk.domain.bars import Glance
from csr_desk.domain.instants import MINUTE
from csr_desk.domain.models import DraftKind
from csr_desk.screens import escalation_news, link_words
from csr_desk.screens.ticket_contact import TicketContact
from csr_desk.screens.ticket_fetch import TicketFetch
from csr_desk.screens.ticket_files import TicketFiles
from csr_desk.screens.ticket_hints import HintLine, TicketHints
from csr_desk.screens.ticket_messages import TicketMessages
from csr_desk.screens.ticket_paying import TicketPaying
from csr_desk.screens.ticket_seen import SeenLine
from csr_desk.screens.ticket_sending import TicketSending
from csr_desk.screens.ticket_side import answer_lines, side
from csr_desk.screens.ticket_writing import composer_of
from csr_desk.store import ticket_facts, ticket_page, timeline
from csr_desk.widgets.conversation import Conversation
from csr_desk.widgets.fact_lines import FactLines
from csr_desk.widgets.ticket_header import TicketHeader

WIDE = 100


class TicketScreen(
    TicketSending,
    TicketHints,
    TicketPaying,
    TicketFiles,
    TicketMessages,
    TicketContact,
    TicketFetch,
):
    """One ticket with its conversation and its composer."""

    PLACE = "ticket"
    CSS_PATH = "ticket.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]

    _side_minute = 0

    def compose_place(self) -> Iterable[Widget]:
        """Compose header, customer, conversation and composer."""
        yield TicketHeader()
        yield SeenLine()
        yield FactLines(id="side")
        yield Conversation(self.head_words, self.whole)
        yield HintLine()
        yield composer_of(self)

    def on_mount(self) -> None:
        """Give an untouched contact back also when the agent went to the queue by a detour."""
        self.set_interval(1.0, self._left_by_detour, name="left")

    # what is shown -------------------------------------------------------------------------------

    def show(
        self,
        ticket_id: int | None = None,
        compose: DraftKind | str | None = None,
        insert: str | None = None,
        canned_id: int | None = None,
    ) -> None:
        """Show a ticket and give its contact the focus; `compose` opens a reply or a note.

        `insert` goes into the open text, or a reply, at the cursor; `canned_id` is the response it
        was made from.
        """
        wanted = self.ticket_id if ticket_id is None else ticket_id
        is_other = wanted != self.ticket_id
        if is_other and self.ticket_id is not None:
            self._leave_for(wanted)
        if wanted is None:
            self.host.say("No ticket is open. Choose one in the queue.", "warning")
            return
        self.ticket_id = wanted
        if is_other:
            self._accepted, self._last_change = frozenset(), ()
        with self.desk.store.transaction():
            self.take_contact()
            ticket_actions.seen(self.desk, wanted)
            is_wanted = self.want_fresh()
        if is_wanted:
            self.host.kick_sync()
        self._show_conversation(anew=is_other)
        self._restore_composer(compose, insert, canned_id)
        if is_other:
            self.look_for_hints()

    def _restore_composer(
        self, compose: DraftKind | str | None, insert: str | None, canned_id: int | None
    ) -> None:
        ticket_id = self.ticket_id or 0
        kind = DraftKind(compose) if compose else self._open_kind.get(ticket_id)
        if ticket_id in self.sent_from and draft.load(self.desk, ticket_id, DraftKind.REPLY):
            # What was sent from here is back: its undo brought the agent here again.
            self.sent_from.discard(ticket_id)
            self.open_draft(DraftKind.REPLY)
            self.composer.say("Taken back: nothing has left.")
            kind = DraftKind.REPLY
        if kind is None and insert:
            kind = DraftKind.REPLY
        if kind is None:
            self.put_away()
            self.conversation.focus()
            return
        if self.composer.kind is not kind:
            self.open_draft(kind)
        self.composer.editor.focus()
        if insert:
            self.insert(insert, canned_id)

    def _leave_for(self, wanted: int | None) -> None:
        """Keep the text of the ticket before, and give its contact back unless it was switched."""
        if self.composer.kind is not None:
            self.put_away()
        focused = timeline.focused(self.desk.store)
        if focused is None or focused.ticket_id != wanted:
            self.let_go()
        self.contact_id = None

    def _show_conversation(self, *, anew: bool, own: bool = False) -> None:
        entries = ticket_page.entries(self.desk.store, self.ticket_id or 0, self.desk.agent_id)
        self._seen = ticket_page.fingerprint(self.desk.store, self.ticket_id or 0)
        if anew:
            self.conversation.show(entries)
        else:
            was_at_end = self.conversation.at_end
            new = self.conversation.update(entries)
            if new and not was_at_end and not own:
                count = "1 new message" if new == 1 else f"{new} new messages"
                self.host.say(f"{count} below: End shows it.")
        self._show_header()
        self._show_side()

    def refresh_ticket(self, *, own: bool = False) -> None:
        """Show the ticket and its conversation as they are now; the agent's own word is no news."""
        if self.ticket_id is not None:
            self._show_conversation(anew=False, own=own)

    def _show_header(self) -> None:
        ticket = self.ticket
        self.query_one(TicketHeader).glance(
            ticket,
            self.desk.now(),
            is_mine=ticket.assignee_id == self.desk.agent_id,
            remark=self.remote_remark
            or self.contact_remark
            or escalation_news.remark(self.desk.store, ticket.id, self.desk.now())
            or link_words.remark(self.desk.store, ticket.id)
            or self.task_remark,
            others=presence.who_else(self.desk, ticket),
        )

    def _show_side(self) -> None:
        if self.size.width >= WIDE and self.ticket_id is not None:
            facts = ticket_facts.facts(self.desk.store, self.ticket.customer_id)
            fields = remote_facts(self.desk, self.ticket_id)
            self._side_minute = self.desk.now() // MINUTE
            due = deadline_lines.of_ticket(self.desk, self.ticket)
            now, zone = self.desk.now(), self.desk.zone
            lines = side(facts, now, zone, fields, due, self.tasks)
            handed = escalation_news.beside(self.desk, self.ticket)
            linked = link_words.beside(self.desk.store, self.ticket_id)
            said = answer_lines(self.desk.store, self.ticket_id, now)
            self.query_one(FactLines).show([*said, *linked, *handed, *lines])

    def on_resize(self) -> None:
        """Fit the header and the side to the window."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.ticket_id is not None and self.is_mounted:
            self._show_header()
            self._show_side()
            self.fit_earlier()

    def tick(self, glance: Glance) -> None:
        """Show what came in, and let the seconds of waiting messages run down."""
        super().tick(glance)
        if self.ticket_id is None:
            return
        if self.differs(self.ticket_id):
            if self.host.place is self:
                ticket_actions.seen(self.desk, self.ticket_id)
            self.refresh_ticket()
        else:
            self.conversation.tick()
            self._show_header()
            if self.desk.now() // MINUTE != self._side_minute:
                self._show_side()

    def situation(self) -> Situation:
        """Return what the commands may look at."""
        now = super().situation()
        if self.ticket_id is None:
            return now
        return replace(
            now,
            ticket_id=self.ticket_id,
            customer_id=self.ticket.customer_id,
            message_id=self.conversation.current.id if self.conversation.current else None,
            editing=self.composer.editor.has_focus,
            text=bool(self.composer.text.strip()),
        )

    # moving and leaving --------------------------------------------------------------------------

    def do_cursor_down(self) -> None:
        """Scroll one line down."""
        self.conversation.action_lines(1)

    def do_cursor_up(self) -> None:
        """Scroll one line up."""
        self.conversation.action_lines(-1)

    def on_screen_suspend(self) -> None:
        """Save the text; going to the queue gives an untouched contact back."""
        self.composer.flush()
        self._left_by_detour()

    def _left_by_detour(self) -> None:
        if self.contact_id is None or not self.app.is_running:
            return  # the desk closes: there may be no place any more
        if self.host.place.PLACE == "queue":
            self.let_go()
