"""Carrying a customer's changed record to the helpdesk, field by field, in order."""

from csr_desk.backends.base import Can
from csr_desk.backends.failures import BackendFailure, NoAnswer, Rejected
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, PersonWrite
from csr_desk.domain.models import IdentityKind, OperationState
from csr_desk.store import operations, people, remote, tickets
from csr_desk.store.operations import Operation
from csr_desk.sync import outcomes
from csr_desk.sync.account import SyncAccount


def push_person(account: SyncAccount, customer_id: int) -> Flow[None]:
    """Send what waits for a customer's record; raises what stops the account."""
    store = account.desk.store
    while waiting := operations.unfinished_of_customer(store, customer_id):
        first = waiting[0]
        if (first.not_before or 0) > account.now():
            return
        if Can.PEOPLE not in account.backend.can:
            _refuse(account, first, Rejected(f"{account.name} takes no changes of customers"))
        elif first.state is OperationState.IN_DOUBT:
            yield from _look(account, first)
        elif first.state is OperationState.QUEUED:
            yield from _send(account, first)
        else:
            return


def know_requester(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Make sure the helpdesk knows the customer of a new ticket, so that the words are theirs.

    Where it refuses, the ticket brings name and address itself.
    """
    store = account.desk.store
    customer_id = people.survivor(store, tickets.ticket(store, ticket_id).customer_id)
    found: dict[str, object] = {}
    for one in people.identities(store, customer_id):
        if one.kind in (IdentityKind.EMAIL, IdentityKind.PHONE):
            found.setdefault(one.kind.value, one.value)
    known = remote.remote_id(store, account.name, "customer", customer_id)
    if known is not None or not found or Can.PEOPLE not in account.backend.can:
        return
    row = store.one("SELECT uid, name FROM customer WHERE id = ?", customer_id)
    uid, name = row or ("", "")
    write = PersonWrite(f"{uid}-{account.name}", uid, None, {"name": name, **found})
    try:
        applied = yield from account.backend.save_person(write)
    except Rejected:
        return
    with store.transaction():
        remote.link(store, account.name, "customer", applied.remote_id, customer_id)


def _write(account: SyncAccount, one: Operation) -> PersonWrite:
    store = account.desk.store
    remote_id = remote.remote_id(store, account.name, "customer", one.customer_id)
    uid = str(store.value("SELECT uid FROM customer WHERE id = ?", one.customer_id))
    field, before, after = (one.payload[name] for name in ("field", "before", "after"))
    fields = {field: after}
    if field == "email" and before:
        fields["email_before"] = before  # else the new address would only stand beside the old
    return PersonWrite(one.uid, uid, remote_id, fields)


def _send(account: SyncAccount, one: Operation) -> Flow[None]:
    store, now = account.desk.store, account.now()
    with store.transaction():
        operations.move(
            store,
            [one.uid],
            OperationState.TRYING,
            attempts=one.attempts + 1,
            first_sent_at=now,
            error=None,
        )
    try:
        applied = yield from account.backend.save_person(_write(account, one))
    except Rejected as refusal:
        _refuse(account, one, refusal)
    except NoAnswer as failure:
        _move(account, one, OperationState.IN_DOUBT, failure)
        raise
    except BackendFailure as failure:
        _move(account, one, OperationState.QUEUED, failure)
        raise
    else:
        _done(account, one, applied)


def _look(account: SyncAccount, one: Operation) -> Flow[None]:
    """Read the record: a field that has the value is written, whoever wrote it."""
    try:
        found = yield from account.backend.find_person(_write(account, one))
    except Rejected as refusal:
        _refuse(account, one, refusal)
        return
    if found.applied is not None:
        _done(account, one, found.applied)
        return
    with account.desk.store.transaction():
        operations.move(account.desk.store, [one.uid], OperationState.QUEUED)


def _move(
    account: SyncAccount, one: Operation, state: OperationState, failure: BackendFailure
) -> None:
    with account.desk.store.transaction():
        operations.move(
            account.desk.store,
            [one.uid],
            state,
            not_before=outcomes.later(account, one.attempts, failure.after_s),
            error=failure.words,
        )


def _refuse(account: SyncAccount, one: Operation, refusal: Rejected) -> None:
    with account.desk.store.transaction():
        operations.move(account.desk.store, [one.uid], OperationState.REJECTED, error=refusal.words)


def _done(account: SyncAccount, one: Operation, applied: Applied) -> None:
    desk = account.desk
    with desk.store.transaction():
        operations.move(
            desk.store,
            [one.uid],
            OperationState.ACKNOWLEDGED,
            acknowledged_at=account.now(),
            error=None,
            not_before=None,
        )
        if one.customer_id is not None:
            remote.link(desk.store, account.name, "customer", applied.remote_id, one.customer_id)
        desk.log("operation.acknowledged", customer_id=one.customer_id, operation=one.uid)
