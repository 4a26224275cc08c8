"""What an agent does beside writing and changing fields: later, in bulk, to others, and back."""

import random
from abc import abstractmethod
from collections.abc import Callable

from csr_desk.actions import (
    escalation,
    follow_up,
    handing_undo,
    interaction,
    macro_form,
    macro_run,
    macro_undo,
    message,
    shift,
    ticket_merge,
    ticket_split,
    ticket_unmerge,
    transfer,
    wrap_up,
)
from csr_desk.domain.instants import MINUTE, SECOND
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import Channel, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import tickets, timeline
from tests.sync.talked_over import Memory
from tests.sync.world import World

MOVES = {
    "schedule": 1.5, "macro": 1, "merge": 0.7, "split": 0.6, "escalate": 0.7, "transfer": 0.5,
    "task": 0.7, "wrap_up": 0.5, "macro_undo": 0.3, "unmerge": 0.3, "handing_undo": 0.3,
    "task_undo": 0.2,
}  # fmt: skip
LATER_S = (20.0, 60.0, 240.0)


class Acts:
    """Acts of the agent in a run; each draws from its chance what it is done to."""

    world: World
    rng: random.Random
    memory: Memory

    @abstractmethod
    def a_ticket(self) -> int | None:
        """Return a ticket that is not closed."""

    @abstractmethod
    def unique(self, word: str) -> str:
        """Return a text that is nowhere else."""

    def _and_back(self, undo: Callable[[], None]) -> None:
        """Take an act back as often as not, while it is on its way or was there for a while."""
        if self.rng.random() < 0.5:
            if self.rng.random() < 0.7:
                self.world.sync_for(self.rng.randint(1, 8))
            self.world.pass_time(self.rng.choice((0.3, 5.0, 20.0)))
            undo()

    def do_schedule(self) -> None:
        """Write a reply that is to be sent later."""
        desk, ticket_id = self.world.desk, self.a_ticket()
        if ticket_id is not None:
            at = desk.now() + int(self.rng.choice(LATER_S) * SECOND)
            status = self.rng.choice((None, Status.PENDING))
            body = self.memory.begin(self.world, ticket_id, self.unique("later-"))
            message.reply(desk, ticket_id, body, release_at=at, status=status)

    def do_macro(self) -> None:
        """Run a macro that sends on one ticket or two."""
        found = [one for one in (self.a_ticket(), self.a_ticket()) if one is not None]
        name = self.unique("macro-")
        steps = Steps(
            reply=name,
            note=self.rng.choice(("", f"note of {name}")),
            sends=True,
            status=self.rng.choice((None, Status.PENDING)),
            add_tags=(name,),
        )
        macro = macro_form.create(self.world.desk, macro_form.Form(name, steps=steps))
        macro_run.run(self.world.desk, macro, found)
        self._and_back(self.do_macro_undo)

    def do_macro_undo(self) -> None:
        """Take the last run of a macro back."""
        macro_undo.undo(self.world.desk)

    def do_merge(self) -> None:
        """Merge two tickets."""
        one, other = self.a_ticket(), self.a_ticket()
        if one is not None and other is not None:
            ticket_merge.merge(self.world.desk, one, other)
            self._and_back(self.do_unmerge)

    def do_unmerge(self) -> None:
        """Take the last merge or split back."""
        desk = self.world.desk
        found = ticket_unmerge.last_move(desk, desk.now() - 10 * MINUTE)
        if found is not None and found.kind == "merge":
            ticket_unmerge.unmerge(desk, found.id)
        elif found is not None:
            ticket_split.undo(desk, found)

    def do_split(self) -> None:
        """Make a ticket of one message of another."""
        ticket_id = self.a_ticket()
        if ticket_id is not None:
            said = tickets.messages(self.world.desk.store, ticket_id)
            chosen = [self.rng.choice(said).id] if said else []
            subject = self.unique("Split ")
            ticket_split.split(self.world.desk, ticket_id, chosen, subject=subject)

    def do_escalate(self) -> None:
        """Send a case higher."""
        ticket_id = self.a_ticket()
        if ticket_id is not None:
            wanted = escalation.Wanted(self.unique("tier-"), "why", "what", self._team())
            escalation.make(self.world.desk, ticket_id, wanted)
            self._and_back(self.do_handing_undo)

    def do_transfer(self) -> None:
        """Hand a case over."""
        ticket_id = self.a_ticket()
        if ticket_id is not None:
            wanted = transfer.Wanted(self.unique("reason-"), team_id=self._team())
            transfer.make(self.world.desk, ticket_id, wanted)
            self._and_back(self.do_handing_undo)

    def _team(self) -> int | None:
        rows = self.world.desk.store.all("SELECT id FROM team ORDER BY id")
        return self.rng.choice(rows)[0] if rows else None

    def do_handing_undo(self) -> None:
        """Take the last escalation or transfer back."""
        desk = self.world.desk
        act = handing_undo.last_act(desk)
        if act is not None:
            (escalation if act.kind == "escalation" else transfer).undo(desk, act.id)

    def do_task(self) -> None:
        """Plan something that the ticket's helpdesk is told of."""
        desk, ticket_id = self.world.desk, self.a_ticket()
        if ticket_id is not None:
            words, due = self.unique("task-"), desk.now() + 60 * MINUTE
            follow_up.add(desk, words, due, ticket_id=ticket_id, by_hand=True, is_told=True)
            self._and_back(self.do_task_undo)

    def do_task_undo(self) -> None:
        """Take back what was done with a task last."""
        follow_up.undo(self.world.desk)

    def do_wrap_up(self) -> None:
        """Have a contact, write a note or send the case higher within it, and log it."""
        desk, ticket_id = self.world.desk, self.a_ticket()
        if ticket_id is None:
            return
        if timeline.current_shift(desk.store) is None:
            shift.start(desk)
        one = interaction.open_contact(desk, ticket_id, Channel.PHONE)
        if self.rng.random() < 0.5:
            wanted = escalation.Wanted(self.unique("tier-"), "why", "what", self._team())
            escalation.make(desk, ticket_id, wanted, one.id)
        self.world.pass_time(5)
        notes = self.unique("wrap-")
        wrap_up.commit(desk, one.id, WrapUp("order/late", "callback", "", "none", (), notes))
