"""Promises in the agent's own words, offered as tasks; kept only when the agent says so."""

from typing import NamedTuple

from csr_desk import text
from csr_desk.actions import due_time, follow_up
from csr_desk.actions.desk import Desk
from csr_desk.domain import promises
from csr_desk.domain.instants import Instant
from csr_desk.store import follow_ups, tickets

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
    """Return the promises of a text that no open follow-up of the ticket stands for yet."""
    found = []
    for one in promises.find(written, desk.now(), desk.zone):
        due = due_time.opened(desk, one.due_at)
        if not follow_up.is_kept(desk, ticket_id, due.at):
            words = text.clean(one.words, single_line=True, limit=WORDS)
            found.append(Offer(words, due.at, due.moved, one.is_call, ticket_id, interaction_id))
    return found


def of_contact(desk: Desk, interaction_id: int, ticket_id: int) -> list[Offer]:
    """Return the promises in what the agent wrote in a contact and that are not kept yet."""
    rows = desk.store.all(
        "SELECT body FROM message WHERE ticket_id = ? AND interaction_id = ?"
        " AND author_kind = 'agent' AND state IN ('waiting', 'sent', 'received')"
        " ORDER BY id DESC LIMIT 5",
        ticket_id,
        interaction_id,
    )
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
