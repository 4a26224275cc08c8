"""Changes to the tickets that are marked, or to the one under the cursor, with one undo for all."""

from collections.abc import Iterable

from csr_desk import errors, text
from csr_desk.actions import required, ticket
from csr_desk.actions.ticket import Change
from csr_desk.actions.ticket_remote import OwnStatus, own_statuses
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Priority, Status
from csr_desk.screens.dialogs import AskText, Choice, Choose, Confirm, Pick
from csr_desk.screens.handing import HandingOver
from csr_desk.screens.required import fill_first
from csr_desk.screens.undo import take_back

_STATUS_LETTERS = {"o": Status.OPEN, "p": Status.PENDING, "h": Status.HOLD, "s": Status.SOLVED}
_PRIORITY_LETTERS = {
    "l": Priority.LOW,
    "n": Priority.NORMAL,
    "h": Priority.HIGH,
    "u": Priority.URGENT,
}
_OWN = "own"
_LAST_ACTS = (
    "SELECT (SELECT max(created_at) FROM operation WHERE state = 'waiting'"
    " AND message_id IS NOT NULL AND release_at > ?),"
    " (SELECT at FROM wrap_up WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1),"
    " (SELECT max(at) FROM follow_up_change WHERE undone_at IS NULL)"
)


class BulkChanges(HandingOver):
    """Status, priority, assignee, group and tags of several tickets as one act."""

    _last_change: tuple[str, ...] = ()
    _changed_at: Instant = 0

    # what is changed ----------------------------------------------------------------------------

    def do_ticket_status(self) -> None:
        """Ask for the status."""
        choices: list[Choice[Status | str]] = [
            Choice(key, one.word, one) for key, one in _STATUS_LETTERS.items()
        ]
        if self._own_statuses():
            choices.append(Choice("m", "one of the helpdesk's own …", _OWN))
        self.ask(Choose(self._about("Status"), choices), self._status_chosen)

    def _own_statuses(self) -> list[OwnStatus]:
        """Return the statuses that the helpdesk of the one target has beside the usual ones."""
        ids = self.targets()
        return own_statuses(self.desk, ids[0]) if len(ids) == 1 else []

    def _ask_own_status(self) -> None:
        picks = [
            Choice("", text.line(one.title, 40), one, one.status.word)
            for one in self._own_statuses()
        ]
        self.ask(Pick(self._about("Status"), picks), self._own_status_chosen)

    async def _own_status_chosen(self, one: OwnStatus) -> None:
        await fill_first(
            self.host, self.targets()[0], one.status, lambda: self._status_filled(one.status, one)
        )

    async def _status_chosen(self, status: Status | str) -> None:
        if isinstance(status, str):
            self._ask_own_status()
            return
        ids = self.targets()
        if len(ids) == 1:
            await fill_first(self.host, ids[0], status, lambda: self._status_filled(status))
            return
        empty = sum(bool(required.missing(self.desk, one, status)) for one in ids)
        if empty:
            raise errors.Refused(
                f"{empty} of {_tickets(len(ids))} have fields to fill before they are"
                f" {status.word}",
                "Open them one by one, or take their marks away.",
            )
        self._status_filled(status)

    def _status_filled(self, status: Status, own: OwnStatus | None = None) -> None:
        untold = [
            one for one in self.targets() if not ticket.has_public_answer(self.desk, one)
        ]  # fmt: skip
        change = Change(status=status, custom_status=own.id if own else None)
        words = f"status {text.line(own.title, 40) if own else status.word}"
        if status is not Status.SOLVED or not untold:
            self._propose(change, words)
            return
        self.ask(
            AskText(
                "Solved without an answer",
                f"{_tickets(len(untold))} had no answer to the customer. Why is none needed?",
                check=lambda why: None if why.strip() else "Say why, for instance: told by phone.",
            ),
            lambda why: self._propose(change._replace(told=why), words),
        )

    def do_ticket_priority(self) -> None:
        """Ask for the priority."""
        choices = [Choice(key, one.word, one) for key, one in _PRIORITY_LETTERS.items()]
        self.ask(
            Choose(self._about("Priority"), choices),
            lambda one: self._propose(Change(priority=one), f"priority {one.word}"),
        )

    def do_ticket_assign(self) -> None:
        """Ask for the person; oneself comes first."""
        mine = self.desk.agent_id
        rows = self.desk.store.all("SELECT id, name FROM agent ORDER BY id <> ?, name", mine)
        choices = [
            Choice("", name, number, "yourself" if number == mine else "") for number, name in rows
        ]
        self.ask(Pick(self._about("Assign"), [*choices, Choice("", "nobody", 0)]), self._assigned)

    def _assigned(self, agent_id: int) -> None:
        if not agent_id:
            self._propose(Change(unassign=True), "assigned to nobody")
            return
        name = self.desk.store.value("SELECT name FROM agent WHERE id = ?", agent_id)
        self._propose(Change(assignee_id=agent_id), f"assigned to {name}")

    def do_ticket_group(self) -> None:
        """Ask for the group."""
        rows = self.desk.store.all("SELECT id, name FROM team ORDER BY name")
        if not rows:
            self.host.say("There are no groups in this desk.", "warning")
            return
        names: dict[int, str] = dict(rows)
        choices = [Choice("", name, number) for number, name in rows]
        self.ask(
            Pick(self._about("Group"), choices),
            lambda one: self._propose(Change(team_id=one), f"group {names[one]}"),
        )

    def do_ticket_tags(self) -> None:
        """Ask for tags to add and, with a minus before them, to remove."""
        words = "Tags to add, separated by spaces; -tag removes one."
        self.ask(AskText(self._about("Tags"), words), self._tagged)

    def _tagged(self, typed: str) -> None:
        parts = typed.replace(",", " ").split()
        add = tuple(one.removeprefix("+") for one in parts if not one.startswith("-"))
        remove = tuple(one[1:] for one in parts if len(one) > 1 and one.startswith("-"))
        if add or remove:
            self._propose(Change(add_tags=add, remove_tags=remove), f"tags {' '.join(parts)}")

    def do_kb_draft_from_tickets(self) -> None:
        """Open the form of a new article, filled from the tickets."""
        # Deferred: a few times a week, and the queue is at every start.
        from csr_desk.screens.article_drafting import begin_draft

        begin_draft(self, self.targets())

    # how it is done and taken back --------------------------------------------------------------

    def _about(self, what: str) -> str:
        count = len(self.targets())
        return what if count == 1 else f"{what} of {count} tickets"

    def _propose(self, wanted: Change, words: str) -> None:
        """Change the ticket under the cursor at once; for others say first what will be done."""
        ids = self.targets()
        if ids == [self.situation().ticket_id]:
            self._apply(ids, wanted, words)
            return
        self.ask(
            Confirm(
                "Change all marked",
                f"{_tickets(len(ids))}: {words}. One undo takes all of it back.",
                "Change them",
                "Leave them",
            ),
            lambda yes: self._apply(ids, wanted, words) if yes else None,
        )

    def _apply(self, ids: Iterable[int], wanted: Change, words: str) -> None:
        done = ticket.change_many(self.desk, ids, wanted)
        if not done:
            self.host.say("Nothing was different, so nothing was changed.")
            return
        self._last_change, self._changed_at = tuple(done), self.desk.now()
        self.host.say(f"{_tickets(len(done))}: {words}. {{message.undo}} takes it back.")
        self.changed()

    async def do_message_undo(self) -> None:
        """Take back what was done last: a change made here, a waiting message, a wrap-up."""
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
