"""Carrying a ticket's changes to the helpdesk: exactly once, in order, never over a new word.

One job is one ticket at one moment. What may be lost in between is in the store before it happens:
the bundle and its marker before the request leaves, the outcome in the transaction that ends it.
"""

from contextlib import suppress

from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    Closed,
    Forbidden,
    Missing,
    NoAnswer,
    Rejected,
)
from csr_desk.backends.wire import Flow
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, remote
from csr_desk.store.operations import Operation
from csr_desk.sync import outcomes, reading
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.departing import Departure, depart, is_heard, is_read, joined_of
from csr_desk.sync.doubt import look
from csr_desk.sync.finishing import finish
from csr_desk.sync.joining import Joined
from csr_desk.sync.merging import merge
from csr_desk.sync.parting import leading
from csr_desk.sync.people import know_requester

ROUNDS = 4
"""How often one job reads a ticket anew that changes under its hands, before it waits."""

A_SECOND_LATER = SECOND + 100


def push(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Send what waits for a ticket until nothing may go any more; raises what stops the account."""
    rounds = 0
    while rounds < ROUNDS:
        waiting = operations.in_turn(account.desk.store, ticket_id)
        first = leading(waiting) if waiting else None
        if first is None or (first.not_before or 0) > account.now():
            return
        if first.kind == "merge":
            if not (yield from merge(account, first)):
                return
        elif first.state is OperationState.IN_DOUBT and first.bundle:
            if not (yield from look(account, ticket_id, first.bundle)):
                return
            rounds += 1
        elif first.state is OperationState.QUEUED:
            if not (yield from _once(account, ticket_id, waiting)):
                rounds += 1
        else:
            return
    _wait_a_while(account, ticket_id)


def _once(account: SyncAccount, ticket_id: int, waiting: list[Operation]) -> Flow[bool]:
    """Send what goes out next; False when the ticket must be looked at again first."""
    with suppress(Rejected):  # it is refused where it is decided what leaves
        joined = joined_of(account, waiting)
        if joined.is_create:
            yield from know_requester(account, ticket_id)
        elif (yield from _read_first(account, ticket_id, joined)):
            return False
    departure = depart(account, ticket_id)
    if isinstance(departure, bool):
        return departure
    return (yield from _send(account, ticket_id, departure))


def _read_first(account: SyncAccount, ticket_id: int, joined: Joined) -> Flow[bool]:
    """Read the ticket where it is not known well enough, and its conversation before a reply.

    Returns whether something was read: what waits may be another thing then.
    """
    store = account.desk.store
    state = remote.state(store, ticket_id)
    if state is None or not is_read(state):
        yield from reading.ticket(account, ticket_id)
        state = remote.state(store, ticket_id)
        if state is not None and not state.settled and state.deleted_at is None:
            _pause(account, ticket_id)
        return True
    if is_heard(state, joined):
        return False
    try:
        yield from reading.talk(account, ticket_id)
    except Missing:
        reading.doubt_base(account, ticket_id)  # it went: the next reading of it says so
    return True


def _pause(account: SyncAccount, ticket_id: int) -> None:
    """Let a second pass: a change made in the second of the reading could not be told from it."""
    store = account.desk.store
    with store.transaction():
        for one in operations.in_turn(store, ticket_id):
            if one.state is OperationState.QUEUED:
                soon = max(account.now() + A_SECOND_LATER, one.not_before or 0)
                operations.move(store, [one.uid], one.state, not_before=soon)


def _send(account: SyncAccount, ticket_id: int, departure: Departure) -> Flow[bool]:
    joined, write, body = departure
    try:
        applied = yield from account.backend.send(write, body)
    except Clash:
        _clashed(account, ticket_id, joined)
        return False
    except (Missing, Closed) as refusal:
        outcomes.rejected(account, joined, refusal)
        reading.doubt_base(account, ticket_id)
        return True
    except Rejected as refusal:
        if isinstance(refusal, Forbidden) and joined.aspect is Aspect.TIME:
            # An account may have no time tracking; the seconds stand in the note.
            outcomes.acknowledged(account, joined, write.marker, None)
            return True
        outcomes.rejected(account, joined, refusal)
        return True
    except NoAnswer as failure:
        outcomes.in_doubt(account, joined, failure.words, failure.after_s)
        raise
    except BackendFailure as failure:
        outcomes.not_applied(account, joined, failure.words, failure.after_s)
        raise
    finish(account, ticket_id, joined, write.marker, applied._replace(is_echo=True))
    return True


def _clashed(account: SyncAccount, ticket_id: int, joined: Joined) -> None:
    """The ticket changed: read it anew. What was in doubt once is looked for before it goes."""
    store = account.desk.store
    bundle = operations.bundle(store, joined.operations[0].bundle or "")
    with store.transaction():
        doubted = bundle is not None and bundle.looked > 0
        state = OperationState.IN_DOUBT if doubted else OperationState.QUEUED
        columns = {} if doubted else {"bundle": None}
        for one in joined.operations:
            operations.move(store, [one.uid], state, **columns)
        reading.doubt_base(account, ticket_id)


def _wait_a_while(account: SyncAccount, ticket_id: int) -> None:
    """After some rounds without success, give the ticket time to come to rest."""
    store = account.desk.store
    waiting = operations.in_turn(store, ticket_id)
    first = leading(waiting) if waiting else None
    if first is None or first.state not in (OperationState.QUEUED, OperationState.IN_DOUBT):
        return
    with store.transaction():
        operations.move(
            store,
            [first.uid],
            first.state,
            attempts=first.attempts + 1,
            not_before=outcomes.later(account, first.attempts + 2, None) + SECOND,
        )
