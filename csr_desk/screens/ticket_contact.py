"""The contact behind an open ticket: taken on opening, given back when nothing was done in it."""

from csr_desk.actions import interaction, play
from csr_desk.domain.models import Channel, Interaction, Status
from csr_desk.screens.dialogs import AskText
from csr_desk.screens.ticket_base import TicketBase
from csr_desk.store import timeline


class TicketContact(TicketBase):
    """The focus follows the ticket on the screen; a live call keeps its seconds (kpi.md I7)."""

    _opened_here: int | None = None

    def take_contact(self) -> None:
        """Give the focus to the contact on this ticket; solved ones are only looked at."""
        ticket_id, store = self.ticket_id, self.desk.store
        known = [
            one
            for one in timeline.unwrapped(store, self.desk.agent_id)
            if one.ticket_id == ticket_id
        ]
        focused = timeline.focused(store)
        self.contact_id = None
        if focused is not None and focused.ticket_id == ticket_id:
            self.contact_id = focused.id
        elif known:
            self.contact_id = self._best(known).id
            interaction.switch(self.desk, self.contact_id)
        elif self.ticket.status < Status.SOLVED and (focused is None or not focused.is_live):
            self.need_contact()

    def _best(self, known: list[Interaction]) -> Interaction:
        """Return the contact that still runs, else the one that waits for its wrap-up."""
        return next((one for one in known if one.ended_at is None), known[-1])

    def need_contact(self) -> int:
        """Return the contact on this ticket, opened when there is none yet."""
        if self.contact_id is None:
            ticket = self.ticket
            opened = interaction.open_contact(self.desk, ticket.id, ticket.reply_channel)
            mine = [
                one
                for one in timeline.unwrapped(self.desk.store, self.desk.agent_id)
                if one.ticket_id == ticket.id and one.ended_at is None
            ]
            # While a live call keeps the focus, `opened` is that call.
            self.contact_id = mine[-1].id if mine else opened.id
            self._opened_here = self.contact_id
        return self.contact_id

    def let_go(self) -> None:
        """Take the contact back when nothing was done in it; who has the focus keeps it."""
        contact_id, self.contact_id = self.contact_id, None
        if contact_id is None:
            return
        desk = self.desk
        one = timeline.interaction(desk.store, contact_id)
        if one.wrapped_at is not None:
            return
        if one.channel is Channel.CHAT and self._opened_here != contact_id:
            return
        with desk.store.transaction():
            holder = timeline.focused(desk.store)
            gone = interaction.leave(desk, contact_id)
            if gone and holder is not None and holder.id != contact_id:
                interaction.switch(desk, holder.id)

    def do_queue_skip(self) -> None:
        """Ask for the reason, which may be empty, and go on with the next ticket."""
        self.ask(AskText("Skip for this round", "Why? It may be empty."), self._skipped)

    async def _skipped(self, why: str) -> None:
        play.skip(self.desk, self.ticket_id or 0, why)
        self.save_typed()
        self.let_go()
        await self.host.go("queue")
        await self.host.give("queue.play")

    @property
    def contact_remark(self) -> str:
        """Return what is special about this visit: only looked at, or a call runs elsewhere."""
        focused = timeline.focused(self.desk.store)
        if focused is not None and focused.ticket_id != self.ticket_id:
            return f"#{focused.id} keeps the time"
        if self.contact_id is None:
            return "only looking"
        one = timeline.interaction(self.desk.store, self.contact_id)
        return "" if one.ended_at is None else "ended, not logged"
