"""Promises in the agent's own words, offered as tasks; kept only when the agent says so."""

from typing import NamedTuple

from csr_desk import text
from csr_desk.actions import due_time, follow_up
from csr_desk.actions.desk import Desk
from csr_desk.domain import promises
from csr_desk.domain.instants import Instant
from csr_desk.store import follow_ups, people, tickets

WORDS = 200


class Offer(NamedTuple):
    """A promise that may be kept as a task, at an opening; `moved` says why it is another time."""

    words: str
    due_at: Instant
    moved: str
    is_call: bool
    ticket_id: int | None
    interaction_id: int | None


def offers(
    desk: Desk, written: str, ticket_id: int | None, interaction_id: int | None = None
) -> list[Offer]:
    """Return the promises of a text that no open follow-up of the ticket stands for yet.

    The log says once of each that it was suggested.
    """
    found = []
    for one in promises.find(written, desk.now(), desk.zone):
        due = due_time.opened(desk, one.due_at)
        if not follow_up.is_kept(desk, ticket_id, due.at):
            words = text.clean(one.words, single_line=True, limit=WORDS)
            found.append(Offer(words, due.at, due.moved, one.is_call, ticket_id, interaction_id))
    for each in found:
        _log_suggested(desk, each)
    return found


_SUGGESTED = (
    "SELECT EXISTS (SELECT 1 FROM event WHERE ticket_id = ? AND kind = 'task.suggested'"
    " AND json_extract(data, '$.due_at') = ?)"
)


def _log_suggested(desk: Desk, one: Offer) -> None:
    if one.ticket_id is None or desk.store.value(_SUGGESTED, one.ticket_id, one.due_at):
        return
    customer = tickets.ticket(desk.store, one.ticket_id).customer_id
    with desk.store.transaction():
        desk.log(
            "task.suggested",
            ticket_id=one.ticket_id,
            customer_id=customer,
            interaction_id=one.interaction_id,
            due_at=one.due_at,
            moved=one.moved,
            call=one.is_call,
            text=people.hashed(desk.store, customer, one.words),
        )


_SAID = (
    "SELECT body FROM message WHERE ticket_id = ?1 AND interaction_id = ?2"
    " AND author_kind = 'agent' AND state IN ('waiting', 'sent', 'received')"
    # An escalation names the deadline of others: that is no promise of the agent.
    " AND id NOT IN (SELECT json_extract(data, '$.message') FROM event WHERE ticket_id = ?1"
    " AND kind = 'note.of_desk')"
    " ORDER BY id DESC LIMIT 5"
)


def of_contact(desk: Desk, interaction_id: int, ticket_id: int) -> list[Offer]:
    """Return the promises in what the agent wrote in a contact and that are not kept yet."""
    rows = desk.store.all(_SAID, ticket_id, interaction_id)
    found = {
        one.due_at: one
        for (body,) in reversed(rows)
        for one in offers(desk, body, ticket_id, interaction_id)
    }
    return list(found.values())


def keep(desk: Desk, one: Offer) -> int:
    """Keep a promise as a task, or as a callback with the customer's number; return its id."""
    with desk.store.transaction():
        customer = (
            None if one.ticket_id is None else tickets.ticket(desk.store, one.ticket_id).customer_id
        )
        return follow_up.add(
            desk,
            one.words,
            one.due_at,
            ticket_id=one.ticket_id,
            customer_id=customer,
            interaction_id=one.interaction_id,
            kind=follow_ups.CALLBACK if one.is_call else follow_ups.TASK,
            number=follow_up.number_of(desk, customer) if one.is_call else "",
            by_hand=True,
        )
