"""What a response does beside its text: tags, a state, a follow-up; shown before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass

from csr_desk.actions import draft, follow_up, ticket
from csr_desk.actions.desk import Desk
from csr_desk.domain import placeholders
from csr_desk.domain.instants import DAY, Instant
from csr_desk.domain.models import DraftKind, Message, Status
from csr_desk.store import canned as store
from csr_desk.store import tickets

PROMISE = "promise.date"
TASK = "response"
"""The kind of a follow-up that a response added: taking the message back takes it away too."""


@dataclass(frozen=True, slots=True)
class Task:
    """A follow-up that sending a response adds: its text, and in how many days it is due."""

    text: str
    days: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What using responses does on a ticket; `promises` and `expired` are for the agent to read."""

    tags: tuple[str, ...] = ()
    status: Status | None = None
    promises: bool = False
    expired: bool = False
    tasks: tuple[Task, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return it in words, nothing for a response that is text alone."""
        said = ["This response is no longer valid."] if self.expired else []
        if self.tags:
            said.append(f"Adds the {'tag' if len(self.tags) == 1 else 'tags'} {_list(self.tags)}.")
        if self.status is not None:
            said.append(f"Sets the ticket to {self.status.word} when it is sent.")
        for task in self.tasks:
            when = "tomorrow" if task.days == 1 else f"in {task.days} days"
            said.append(f"Adds a follow-up due {when}.")
        if self.promises and not self.tasks:
            said.append("Promises a date: it needs a follow-up.")
        return tuple(said)


def effects(desk: Desk, canned_ids: Iterable[int], ticket_id: int | None = None) -> Effects:
    """Return what the responses of one message do together; the last state named counts.

    Tags, the state and open follow-ups the ticket has already are left out.
    """
    known = None if ticket_id is None else tickets.ticket(desk.store, ticket_id)
    now, used = desk.now(), [store.response(desk.store, one) for one in canned_ids]
    has = known.tags if known else ()
    tags = dict.fromkeys(tag for one in used for tag in one.tags if tag not in has)
    states = [one.set_status for one in used if one.set_status is not None]
    status = states[-1] if states else None
    asked = [Task(one.title, one.follow_up_days) for one in used if one.follow_up_days]
    there = _open_tasks(desk, ticket_id)
    return Effects(
        tuple(tags),
        None if known is not None and known.status is status else status,
        any(PROMISE in names(one.body) for one in used),
        any(one.valid_until is not None and one.valid_until <= now for one in used),
        tuple(dict.fromkeys(one for one in asked if one.text not in there)),
    )


def _open_tasks(desk: Desk, ticket_id: int | None) -> frozenset[str]:
    rows = desk.store.all(
        "SELECT text FROM follow_up WHERE ticket_id = ? AND kind = ?"
        " AND done_at IS NULL AND dropped_at IS NULL",
        ticket_id,
        TASK,
    )
    return frozenset(row[0] for row in rows)


def carry_out(desk: Desk, ticket_id: int, does: Effects, contact_id: int | None = None) -> None:
    """Add the tags and follow-ups of the responses in a message that was sent."""
    with desk.store.transaction():
        if does.tags:
            ticket.change(desk, ticket_id, ticket.Change(add_tags=does.tags))
        for task in does.tasks:
            follow_up.add(
                desk,
                task.text,
                desk.now() + task.days * DAY,
                ticket_id=ticket_id,
                customer_id=tickets.ticket(desk.store, ticket_id).customer_id,
                interaction_id=contact_id,
                kind=TASK,
            )


def take_back(desk: Desk, message: Message, since: Instant) -> None:
    """Take back what responses did beside a message that was taken back since it was sent.

    Their follow-ups are dropped, their use is not counted, and the draft knows them again.
    """
    ticket_id = message.ticket_id
    with desk.store.transaction():
        for (one,) in desk.store.all(
            "SELECT id FROM follow_up WHERE ticket_id = ? AND kind = ? AND created_at >= ?"
            " AND done_at IS NULL AND dropped_at IS NULL ORDER BY id",
            ticket_id,
            TASK,
            since,
        ):
            follow_up.drop(desk, one, by_hand=False)
        used = desk.store.all(
            "SELECT id, canned_id FROM canned_use WHERE ticket_id = ? AND at >= ? ORDER BY id",
            ticket_id,
            since,
        )
        for use, canned_id in used:
            desk.store.execute("DELETE FROM canned_use WHERE id = ?", use)
            desk.store.execute("UPDATE canned SET uses = uses - 1 WHERE id = ?", canned_id)
        typed = draft.load(desk, ticket_id, DraftKind.REPLY)
        if used and typed is not None:
            extra = {**typed.extra, "canned": [canned_id for _, canned_id in used]}
            draft.save(desk, ticket_id, DraftKind.REPLY, typed.body, typed.cursor, extra=extra)


def names(body: str) -> tuple[str, ...]:
    """Return the placeholders of a text by the desk's own names, each once."""
    return tuple(dict.fromkeys(span.name for span in placeholders.unfilled(body)))


def _list(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
