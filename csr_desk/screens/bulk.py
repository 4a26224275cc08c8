"""Changes to the tickets that are marked, or to the one under the cursor, with one undo for all.

The questions, and what carries them out, are loaded when they are first asked for.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from csr_desk.domain.instants import Instant
from csr_desk.screens.handing import HandingOver

if TYPE_CHECKING:
    from csr_desk.actions.macro_run import Ran
    from csr_desk.actions.ticket import Change

_LAST_ACTS = (
    "SELECT (SELECT max(created_at) FROM operation WHERE state = 'waiting'"
    " AND message_id IS NOT NULL AND release_at > ?1),"
    " (SELECT at FROM wrap_up WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1),"
    " (SELECT max(at) FROM follow_up_change WHERE undone_at IS NULL),"
    " (SELECT max(at) FROM macro_run WHERE undone_at IS NULL AND until > ?1),"
    " (SELECT max(opened_at) FROM escalation WHERE undone_at IS NULL),"
    " (SELECT max(at) FROM transfer WHERE undone_at IS NULL),"
    " (SELECT max(at) FROM ticket_link), (SELECT max(at) FROM ticket_move WHERE undone_at IS NULL)"
)


class BulkChanges(HandingOver):
    """Status, priority, assignee, group and tags of several tickets as one act."""

    _last_change: tuple[str, ...] = ()
    _changed_at: Instant = 0

    # what is changed ----------------------------------------------------------------------------

    def do_ticket_status(self) -> None:
        """Ask for the status."""
        from csr_desk.screens import bulk_asking

        bulk_asking.ask_status(self)

    def do_ticket_priority(self) -> None:
        """Ask for the priority."""
        from csr_desk.screens import bulk_asking

        bulk_asking.ask_priority(self)

    def do_ticket_assign(self) -> None:
        """Ask for the person; oneself comes first."""
        from csr_desk.screens import bulk_asking

        bulk_asking.ask_person(self)

    def do_ticket_group(self) -> None:
        """Ask for the group."""
        from csr_desk.screens import bulk_asking

        bulk_asking.ask_group(self)

    def do_ticket_tags(self) -> None:
        """Ask for tags to add and, with a minus before them, to remove."""
        from csr_desk.screens import bulk_asking

        bulk_asking.ask_tags(self)

    def do_macro(self) -> None:
        """Ask for the macro, with what it would do, and run it."""
        from csr_desk.screens.macro_talk import ask_macro

        self.save_typed()
        ids, contact_id = self.targets(), None
        if ids == [self.situation().ticket_id]:
            contact_id = self._ticket_now()[1]
        ask_macro(self.host, ids, contact_id, self._macro_ran)

    async def _macro_ran(self, ran: "Ran") -> None:
        """Show the tickets; the text of one ticket is in its composer, the keyboard with it."""
        self._last_change = ()
        self.changed()
        if ran.opens is not None and len(ran.plan.goes) == 1:
            ticket_id = ran.plan.goes[0].ticket.id
            await self.host.go("ticket", ticket_id=ticket_id)
            place: Any = self.host.place  # not said to `go`, which would do it again later
            place.show(ticket_id=ticket_id, compose=ran.opens)

    def do_kb_draft_from_tickets(self) -> None:
        """Open the form of a new article, filled from the tickets."""
        from csr_desk.screens.article_drafting import begin_draft

        begin_draft(self, self.targets())

    # how it is done and taken back --------------------------------------------------------------

    def about(self, what: str) -> str:
        """Return what a question is about, with the count of several tickets."""
        count = len(self.targets())
        return what if count == 1 else f"{what} of {count} tickets"

    def propose(
        self, wanted: "Change", words: str, left_out: Mapping[int, str] = MappingProxyType({})
    ) -> None:
        """Change the ticket under the cursor at once; for others say first what will be done."""
        ids = [one for one in self.targets() if one not in left_out]
        if ids == [self.situation().ticket_id] and not left_out:
            self._apply(ids, wanted, words)
            return
        from csr_desk.screens import bulk_words
        from csr_desk.screens.dialogs import Confirm

        self.ask(
            Confirm(
                "Change all marked",
                bulk_words.preview(self.desk, ids, wanted, words, left_out),
                "Change them",
                "Leave them",
            ),
            lambda yes: self._apply(ids, wanted, words) if yes else None,
        )

    def _apply(self, ids: Iterable[int], wanted: "Change", words: str) -> None:
        from csr_desk.actions import ticket

        done = ticket.change_many(self.desk, ids, wanted)
        if not done:
            self.host.say("Nothing was different, so nothing was changed.")
            return
        self._last_change, self._changed_at = tuple(done), self.desk.now()
        self.host.say(f"{_tickets(len(done))}: {words}. {{message.undo}} takes it back.")
        self.changed()

    async def do_message_undo(self) -> None:
        """Take back what was done last: a change made here, a waiting message, a wrap-up."""
        from csr_desk.actions import ticket
        from csr_desk.screens.undo import take_back

        if self.undo_acknowledgement(max(self._acted_at(), self._own_change_at())):
            return
        if not self._last_change or self._acted_since():
            await take_back(self.host)
            return
        operations, self._last_change = self._last_change, ()
        count = ticket.undo_change(self.desk, operations)
        self.host.say(f"{_tickets(count)}: the change was taken back.")
        self.changed()

    def _acted_since(self) -> bool:
        """Tell whether a waiting message, a wrap-up or a task is newer than the last change."""
        return self._acted_at() > self._changed_at

    def _acted_at(self) -> Instant:
        acts = self.desk.store.all(_LAST_ACTS, self.desk.now())[0]
        return max(at or 0 for at in acts)

    def _own_change_at(self) -> Instant:
        return self._changed_at if self._last_change else 0


def _tickets(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count} tickets"
