"""What goes out with the next request, where a helpdesk takes each aspect by one of its own.

With `Can.TOGETHER` that is all that was joined; else the first aspect of it, in the order of
csr_desk.domain.aspects: what an operation brings besides stays in the outbox
(csr_desk.actions.parts).
"""

from csr_desk.backends.base import Can
from csr_desk.domain.aspects import Aspect
from csr_desk.store import operations
from csr_desk.store.operations import Operation
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.joining import Joined, join, rejoin, take

_ORDER = (Aspect.CREATE, Aspect.COMMENT, Aspect.TIME, Aspect.FIELDS)


def leading(waiting: list[Operation]) -> Operation:
    """Return the operation that goes next: what has left once already, else the oldest."""
    return next((one for one in waiting if one.bundle is not None), waiting[0])


def next_request(account: SyncAccount, waiting: list[Operation]) -> Joined:
    """Return what the next request brings of operations that wait, none of which has left yet."""
    joined = join(account, waiting)
    if Can.TOGETHER in account.backend.can or not joined.operations:
        return joined
    brought = {one.uid: aspects_of(account, one) for one in joined.operations}
    present = frozenset[Aspect]().union(*brought.values())
    aspect = next((one for one in _ORDER if one in present), Aspect.FIELDS)
    members = [one for one in joined.operations if _is_of(brought[one.uid], aspect)]
    if aspect is Aspect.TIME:
        members = members[:1]  # one entry a contact
    return _only(account, members or joined.operations, aspect)


def sent_request(account: SyncAccount, bundle: str) -> Joined:
    """Return the request that a bundle is: the same aspect of the same operations."""
    store = account.desk.store
    members = operations.of_bundle(store, bundle)
    known = operations.bundle(store, bundle)
    if known is None or not known.aspect:
        return rejoin(account, members)
    return _only(account, members, Aspect(known.aspect))


def aspects_of(account: SyncAccount, one: Operation) -> frozenset[Aspect]:
    """Return the requests that an operation alone would need."""
    alone = rejoin(account, [one])
    if alone.is_create:
        return frozenset({Aspect.CREATE})
    time = alone.handle_time
    changes = alone.fields or alone.custom or alone.add_tags or alone.remove_tags
    found = {
        Aspect.COMMENT: alone.comment is not None,
        Aspect.TIME: time is not None and time.total_s > 0,
        Aspect.FIELDS: bool(changes) or alone.wants_me,
    }
    return frozenset(aspect for aspect, is_there in found.items() if is_there)


def _is_of(brought: frozenset[Aspect], aspect: Aspect) -> bool:
    """Tell whether an operation belongs to a request; a new ticket takes fields along."""
    if aspect is Aspect.CREATE and Aspect.FIELDS in brought:
        return Aspect.COMMENT not in brought
    return aspect in brought


def _only(account: SyncAccount, members: list[Operation], aspect: Aspect) -> Joined:
    """Return one aspect of operations; `rest` names those that bring more than that."""
    joined = Joined(aspect=aspect)
    for one in members:
        take(account, joined, one)
    taken = {aspect, Aspect.FIELDS} if aspect is Aspect.CREATE else {aspect}
    joined.rest = frozenset(one.uid for one in members if aspects_of(account, one) - taken)
    if aspect is not Aspect.CREATE:
        if aspect is not Aspect.COMMENT:
            joined.comment = joined.comment_message = None
            joined.canned.clear()
        if aspect is not Aspect.FIELDS:
            joined.wants_me = False
            for changes in (joined.fields, joined.custom, joined.add_tags, joined.remove_tags):
                changes.clear()
    if aspect is not Aspect.TIME:
        joined.times.clear()
    return joined
