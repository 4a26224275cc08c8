"""One remote ticket into the store, over what waits here; inside the caller's transaction."""

from enum import StrEnum
from typing import Any

from csr_desk.actions import privacy
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.store import people, remote, remote_operations, remote_tickets
from csr_desk.store.remote import RemoteState
from csr_desk.sync import apply_gone, apply_merged_people, bases, conflicts
from csr_desk.sync.apply_insert import insert_ticket
from csr_desk.sync.apply_people import CUSTOMER, customer_of, erased_at, ticket_is_erased
from csr_desk.sync.apply_rating import take_rating
from csr_desk.sync.apply_row import row_of, write_row
from csr_desk.sync.apply_values import Values, local_values, note_cards, shielded

_CLOCKS = 10 * SECOND
"""How far the times of a ticket and of its sending may lie apart, told by one clock."""


class Outcome(StrEnum):
    """What a reading of a ticket did; `PASSED` when it may not be looked at now."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"
    CLASHED = "clashed"
    PASSED = "passed"


def apply_ticket(
    desk: Desk,
    account: str,
    ticket: RemoteTicket,
    at: Instant | None = None,
    *,
    own: Values | None = None,
    is_echo: bool = False,
) -> Outcome:
    """Take in a ticket as it was read at `at`, the helpdesk's clock; an older reading is ignored.

    After a write: `is_echo` says that the helpdesk answered with its effect and nobody came in
    between, so that nothing in it clashes; `own` are the values, in local terms, that a write found
    later had brought. Its operations must be acknowledged before.
    """
    ticket_id = remote.ticket_of(desk.store, account, ticket.id)
    if ticket_id is None:
        return _first(desk, account, ticket, at)
    state = remote.state(desk.store, ticket_id) or _blank(ticket_id, account)
    if ticket_is_erased(desk, ticket_id):
        return Outcome.SAME
    known = bases.from_json(state.base)
    take_rating(desk, account, ticket_id, ticket, known)
    if remote_operations.flies(desk.store, ticket_id):
        passed = remote_tickets.pass_over(desk.store, ticket_id, desk.now())
        return Outcome.PASSED if passed else Outcome.SAME
    settled = _is_settled(desk, ticket, at, state)
    if known is not None and _is_older(ticket, known, state.settled, settled):
        return Outcome.SAME
    if ticket.is_deleted:
        is_new = apply_gone.take_gone(desk, account, ticket_id)
        return Outcome.GONE if is_new else Outcome.SAME
    masked = shielded(desk, ticket, known)
    new = bases.to_json(masked)
    marks: dict[str, Any] = {"stamp": ticket.stamp, "settled": int(settled), "base": new}
    if ticket.stamp != state.stamp:
        marks["seen_at"] = desk.now()
    if known is not None and new == state.base and state.deleted_at is None and own is None:
        # What the desk took back meanwhile may have left the row behind the helpdesk's.
        outcome = _merge(desk, account, ticket_id, masked, local_values(desk, account, known))
        _confirm(desk, state, marks, at)
        return outcome
    if known is not None and known.requester != ticket.requester:
        apply_merged_people.suspect(desk, account, known.requester, ticket.requester)
    began = None if known is None or is_echo else local_values(desk, account, known) | (own or {})
    outcome = _merge(desk, account, ticket_id, masked, began)
    note_cards(desk, ticket, masked, ticket_id)
    marks |= {"read_at": at or desk.now(), "deleted_at": None}
    if _was_stale(desk, ticket_id):
        marks["stale_at"] = None
    remote.set_state(desk.store, ticket_id, account, **marks)
    if ticket.merged_into is not None and state.merged_into is None:
        apply_gone.take_merged(desk, account, ticket_id, ticket.merged_into)
    return outcome


def _first(desk: Desk, account: str, ticket: RemoteTicket, at: Instant | None) -> Outcome:
    if ticket.is_deleted or remote_tickets.made_here(desk.store, account, ticket.external_id):
        return Outcome.SAME if ticket.is_deleted else Outcome.PASSED
    local = remote.local_id(desk.store, account, CUSTOMER, ticket.requester)
    if local is not None:
        local = people.survivor(desk.store, local)
        if privacy.is_erased(desk, local) and ticket.created_at < erased_at(desk, local):
            return Outcome.SAME
    if _may_be_ours(desk, account, ticket, at, local):
        return Outcome.PASSED
    settled = _is_settled(desk, ticket, at, None)
    masked = shielded(desk, ticket, None)
    ticket_id = insert_ticket(desk, account, masked)
    note_cards(desk, ticket, masked, ticket_id)
    take_rating(desk, account, ticket_id, ticket, None)
    remote.set_state(
        desk.store,
        ticket_id,
        account,
        stamp=ticket.stamp,
        settled=int(settled),
        base=bases.to_json(masked),
        read_at=at or desk.now(),
        seen_at=desk.now(),
        merged_into=ticket.merged_into,
    )
    return Outcome.NEW


def _may_be_ours(
    desk: Desk, account: str, ticket: RemoteTicket, at: Instant | None, customer: int | None
) -> bool:
    """Tell whether an unknown ticket may be one that this desk has just made, its mark lost.

    While that is looked for it is passed over: it would stand here twice.
    """
    if ticket.external_id:
        return False
    ahead = 0 if at is None else at - desk.now()
    made_at = ticket.created_at - ahead + _CLOCKS
    return remote_tickets.sent_alike(desk.store, account, ticket.subject, customer, made_at)


def _merge(
    desk: Desk, account: str, ticket_id: int, ticket: RemoteTicket, began: Values | None
) -> Outcome:
    operations = remote_operations.waiting(desk.store, ticket_id)
    theirs = local_values(desk, account, ticket)
    stuck = conflicts.open_fields(desk, ticket_id)
    shown, clashes = conflicts.merged(theirs if began is None else began, theirs, operations, stuck)
    for field, clash in clashes.items():
        conflicts.keep(desk, account, ticket_id, field, clash)
    customer = customer_of(desk, account, ticket.requester, ticket.created_at)
    wanted = row_of(desk, ticket_id, ticket, shown, operations) | {"customer_id": customer}
    changed = write_row(desk, account, ticket_id, wanted, shown, theirs, operations)
    if clashes.keys() - stuck:
        return Outcome.CLASHED
    return Outcome.CHANGED if changed else Outcome.SAME


def _confirm(desk: Desk, state: RemoteState, marks: dict[str, Any], at: Instant | None) -> None:
    """Note that a ticket is still what it was, now known for certain, or read anew."""
    newer = {
        name: marks[name]
        for name in ("stamp", "settled")
        if marks[name] != getattr(state, name) and (name != "settled" or marks[name])
    }
    if newer or (at is not None and at >= state.read_at + MINUTE):
        newer["read_at"] = at or desk.now()
    if _was_stale(desk, state.ticket_id):
        newer["stale_at"] = None
    if newer:
        remote.set_state(desk.store, state.ticket_id, state.account, **newer)


def _was_stale(desk: Desk, ticket_id: int) -> bool:
    """Tell whether a ticket was to be read again by now; a moment still to come stays."""
    sql = "SELECT 1 FROM remote_ticket WHERE ticket_id = ? AND stale_at <= ?"
    return desk.store.value(sql, ticket_id, desk.now()) is not None


def _is_settled(
    desk: Desk, ticket: RemoteTicket, at: Instant | None, state: RemoteState | None
) -> bool:
    """Tell whether a ticket was read after the second of its stamp was over.

    By the helpdesk's clock; where that is not told, or not the one of the stamps, by having read
    the same stamp more than a second ago.
    """
    if at is not None and at // SECOND > ticket.updated_at // SECOND:
        return True
    if state is None or state.stamp != ticket.stamp:
        return False
    return desk.now() - state.seen_at > SECOND


def _is_older(
    ticket: RemoteTicket, known: RemoteTicket, was_settled: bool, is_settled: bool
) -> bool:
    """Tell whether a reading shows less than is known: replicas lag, pages arrive late.

    Within one second the later of two readings is the one made after that second was over.
    """
    if ticket.updated_at != known.updated_at:
        return ticket.updated_at < known.updated_at
    return was_settled and not is_settled


def _blank(ticket_id: int, account: str) -> RemoteState:
    return RemoteState(ticket_id, account, "", False, {}, "", 0, None, None, None)
