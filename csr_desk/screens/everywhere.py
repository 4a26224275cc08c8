"""The commands every place has: help, palette, contacts, states, other places, leaving.

What carries a command out is loaded when it is first given: a start gives none.
"""

from csr_desk.commands.command import TICKET
from csr_desk.domain.models import AgentState, Channel, Interaction, Phase
from csr_desk.screens.follow_up_commands import FollowUpCommands
from csr_desk.store import timeline

STATE_LETTERS = {
    "a": AgentState.AVAILABLE,
    "b": AgentState.BREAK,
    "l": AgentState.LUNCH,
    "t": AgentState.TRIAGE,
    "c": AgentState.COACHING,
    "d": AgentState.ADMIN,
}


class Everywhere(FollowUpCommands):
    """Methods of the commands that no place has to write for itself."""

    # the desk ------------------------------------------------------------------------------------

    def do_help(self) -> None:
        """Show the keys of this place."""
        from csr_desk.screens.help import Help, local_keys

        local = local_keys((self.focused, self))
        self.host.push_screen(Help(self.PLACE, self.commands, self.host.keymap, local))

    def do_palette(self) -> None:
        """Ask for a command by name and give it."""
        from csr_desk.screens.dialogs import Choice, PickWide

        keymap = self.host.keymap
        choices = [
            Choice("", f"{one.title:<13}", one.id, f"{keys:<8}  {one.doc()}", one.id)
            for one in self.commands
            for keys in (keymap.shown(one.id) if keymap.of(one.id) else "",)
            if one.id != "palette"
        ]
        self.ask(PickWide("Commands", choices), self.give)

    async def do_search(self) -> None:
        """Open the dialog that finds tickets, customers and responses."""
        await self.host.open_dialog("search")

    def do_helpdesk_connect(self) -> None:
        """Go through the steps that connect a helpdesk; what was typed before is there still."""
        from csr_desk.screens import connect

        connect.begin(self.host)

    def do_app_lock(self) -> None:
        """Lock the screen."""
        from csr_desk.screens import idle

        idle.lock(self.host)

    def do_app_quit(self) -> None:
        """Leave; asks when something would be lost or go out early, or cannot be saved."""
        from csr_desk.screens import quitting

        quitting.leave(self.host)

    # contacts ------------------------------------------------------------------------------------

    async def do_call_start(self) -> None:
        """Open the dialog that finds the caller."""
        await self.host.open_dialog("caller", channel=Channel.PHONE)

    async def do_walkin_start(self) -> None:
        """Open the dialog that finds the visitor."""
        await self.host.open_dialog("caller", channel=Channel.IN_PERSON)

    async def do_chat_take(self) -> None:
        """Open the chat that waits longest."""
        from csr_desk.actions import chats

        taken = chats.take_next(self.desk)
        await self.host.go("ticket", ticket_id=taken.ticket_id)

    async def do_interaction_focus_previous(self) -> None:
        """Switch to the contact before this one."""
        await self._switch(-1)

    async def do_interaction_focus_next(self) -> None:
        """Switch to the contact after this one."""
        await self._switch(+1)

    async def _switch(self, step: int) -> None:
        open_ones = timeline.unwrapped(self.desk.store, self.desk.agent_id)
        at = self._place_among(open_ones)
        wanted = open_ones[(at + step) % len(open_ones) if at is not None else min(step, 0)]
        await self.host.focus(wanted.id)

    def _place_among(self, open_ones: list[Interaction]) -> int | None:
        """Return which contact the agent is at: the one shown, else the one in focus.

        A live call keeps the focus while another ticket is shown: the way back leads from there.
        """
        focused = timeline.focused(self.desk.store)
        shown = self.situation().ticket_id if self.PLACE == TICKET else None
        here = [one for one in open_ones if one.ticket_id == shown]
        wanted = [one for one in here or open_ones if focused and one.id == focused.id] or here
        return open_ones.index(wanted[0]) if wanted else None

    def do_call_hold_toggle(self) -> None:
        """Put the contact on hold or take it back."""
        from csr_desk.actions import interaction

        one = interaction.required(self.desk, None)
        if one.phase is Phase.HOLD:
            interaction.resume(self.desk, one.id)
        else:
            interaction.hold(self.desk, one.id)

    def do_interaction_trim(self) -> None:
        """Give the idle time that is offered back to the state."""
        from csr_desk.screens import idle

        idle.trim(self.host)

    async def do_interaction_end(self) -> None:
        """End the contact and go to its wrap-up."""
        from csr_desk.actions import interaction

        ended = interaction.end(self.desk)
        await self.host.go("wrap_up", interaction_id=ended.id)

    # the shift -----------------------------------------------------------------------------------

    def do_state_set(self) -> None:
        """Ask for the state's letter."""
        from csr_desk.actions import shift
        from csr_desk.screens.dialogs import Choice, Choose

        choices = [
            Choice(letter, state.value.lower(), state) for letter, state in STATE_LETTERS.items()
        ]
        self.ask(Choose("State", choices), lambda state: shift.set_state(self.desk, state))

    def do_shift_start(self) -> None:
        """Begin the shift."""
        from csr_desk.actions import shift

        shift.start(self.desk)

    def do_shift_end(self) -> None:
        """End the shift, or list what stands in its way."""
        from csr_desk.screens.shift_end import end_shift

        end_shift(self.host)

    def do_shift_handover(self) -> None:
        """Show what is open for the next one at the desk."""
        from csr_desk.screens import handover

        handover.show_now(self.host)

    # money and feedback --------------------------------------------------------------------------

    def do_refund_requests(self) -> None:
        """Show the refunds that wait."""
        from csr_desk.screens import requests

        requests.show(self)

    def do_offer_record(self) -> None:
        """Ask what was offered and what came of it."""
        from csr_desk.screens import paying

        paying.ask_offer(self, self.situation().customer_id or 0)

    def do_feedback_add(self) -> None:
        """Ask for feedback and whom it goes to."""
        from csr_desk.screens import paying

        paying.ask_feedback(self)

    def do_commitments_show(self) -> None:
        """Show the commitments with their counts."""
        from csr_desk.screens import paying

        paying.show_commitments(self)

    # places --------------------------------------------------------------------------------------

    async def do_go_queue(self) -> None:
        """Go to the queue."""
        await self.host.go("queue")

    async def do_go_customer(self) -> None:
        """Go to the record of this ticket's customer."""
        await self.host.go("customer", customer_id=self.situation().customer_id)

    async def do_go_canned(self) -> None:
        """Go to the responses, for the ticket of this place."""
        await self.host.go("canned", ticket_id=self.situation().ticket_id)

    async def do_go_knowledge(self) -> None:
        """Go to the articles, for the ticket of this place."""
        await self.host.go("articles", ticket_id=self.situation().ticket_id)

    async def do_go_wrap_up(self) -> None:
        """Go to the wrap-up of the contact in focus, or to the ones that wait."""
        one = timeline.focused(self.desk.store)
        if one is not None and one.ended_at is not None:
            await self.host.go("wrap_up", interaction_id=one.id)
            return
        waiting = timeline.unwrapped(self.desk.store, self.desk.agent_id)
        if any(each.ended_at is not None for each in waiting):
            await self.host.go("wrap_up")
        else:
            self.host.say("The contact still runs. {interaction.end} ends it.", "warning")

    async def do_wrap_undo(self) -> None:
        """Take the last wrap-up back and open it again."""
        from csr_desk.actions import wrap_draft
        from csr_desk.screens import undo

        number = wrap_draft.take_back(self.desk)
        self.host.unsay(undo.LOGGED)
        await self.host.go("wrap_up", interaction_id=number)

    async def do_go_log(self) -> None:
        """Go to the log."""
        await self.host.go("log")

    async def do_go_tasks(self) -> None:
        """Go to the tasks."""
        await self.host.go("tasks")

    async def do_go_statistics(self) -> None:
        """Go to the statistics."""
        await self.host.go("report")

    async def do_report_week(self) -> None:
        """Show the figures of this week."""
        await self.host.go("report", kind="week", asked=self.host.shown)

    async def do_report_shift(self) -> None:
        """Show the figures of the shift."""
        await self.host.go("report", kind="shift", asked=self.host.shown)

    async def do_go_outbox(self) -> None:
        """Go to the outbox."""
        await self.host.go("outbox")

    async def do_go_triage(self) -> None:
        """Go to triage, in the state of that name; refused while a contact is in focus."""
        from csr_desk.actions import triage

        triage.enter(self.desk)
        await self.host.go("triage")

    async def do_go_back(self) -> None:
        """Go back to the place before."""
        await self.host.back()
