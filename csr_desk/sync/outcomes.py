"""What becomes of operations after an attempt: each outcome is one transaction."""

import json

from csr_desk.actions import parts
from csr_desk.actions.shelf_effects import take_back_reply, want
from csr_desk.backends.failures import Incomplete, Rejected
from csr_desk.backends.writes import Applied, Write
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.domain.models import Channel, MessageState, OperationState
from csr_desk.store import operations, remote, tickets
from csr_desk.store.operations import Bundle, Operation
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.backoff import delay_s
from csr_desk.sync.joining import Joined

LONGEST_WAIT_S = 3600
LOOK_AGAIN = 30 * SECOND
ASK_AFTER_LOOKS = 5
CHAT_S = 60
"""For how many seconds a line of a chat belongs to what the customer types beside it."""


def trying(account: SyncAccount, ticket_id: int, joined: Joined, write: Write, body: str) -> None:
    """Write down that a request leaves now; durable before its first byte does."""
    desk, now = account.desk, account.now()
    with desk.store.transaction():
        known = operations.bundle(desk.store, write.marker)
        left = known is not None and known.first_sent_at is not None
        operations.save_bundle(
            desk.store,
            write.marker,
            account.name,
            ticket_id=ticket_id,
            body=body,
            stamp=write.base.stamp if write.base else "",
            first_sent_at=known.first_sent_at if known and left else now,
            since=known.since if known and left else write.since,
            aspect=joined.aspect,
            sent_at=now,
        )
        for one in joined.operations:
            operations.move(
                desk.store,
                [one.uid],
                OperationState.TRYING,
                bundle=write.marker,
                attempts=one.attempts + 1,
                not_before=None,
                error=None,
            )
            desk.store.execute(
                "UPDATE operation SET first_sent_at = coalesce(first_sent_at, ?) WHERE uid = ?",
                now,
                one.uid,
            )


def not_applied(
    account: SyncAccount, joined: Joined, words: str, after_s: float | None = None
) -> None:
    """Queue operations again that certainly had no effect."""
    attempts = max((one.attempts for one in joined.operations), default=0)
    store = account.desk.store
    with store.transaction():
        known = operations.bundle(store, joined.operations[0].bundle or "")
        # What was never in doubt may still be joined with what comes after it; a new ticket keeps
        # its key, by which the helpdesk knows it.
        kept = known.uid if known and (known.looked or joined.is_create) else None
        operations.move(
            store,
            joined.uids,
            OperationState.QUEUED,
            bundle=kept,
            not_before=later(account, attempts, after_s),
            error=words,
        )


def in_doubt(account: SyncAccount, joined: Joined, words: str, after_s: float | None) -> None:
    """Leave operations in doubt: before anything is sent again, the helpdesk is read."""
    attempts = max((one.attempts for one in joined.operations), default=0)
    desk = account.desk
    with desk.store.transaction():
        operations.move(
            desk.store,
            joined.uids,
            OperationState.IN_DOUBT,
            not_before=later(account, attempts, after_s),
            error=words,
        )
        for one in joined.operations:
            desk.log(
                "operation.in_doubt",
                ticket_id=one.ticket_id,
                interaction_id=one.interaction_id,
                operation=one.uid,
            )


def not_found(account: SyncAccount, bundle: Bundle, wait: Instant, words: str) -> None:
    """Count a look that could not tell; after some, the agent is asked (`words`)."""
    store = account.desk.store
    asks = bundle.looked + 1 >= ASK_AFTER_LOOKS and bool(words)
    with store.transaction():
        operations.save_bundle(store, bundle.uid, account.name, looked=bundle.looked + 1)
        for one in operations.of_bundle(store, bundle.uid):
            operations.move(
                store,
                [one.uid],
                OperationState.IN_DOUBT,
                not_before=account.now() + (5 * MINUTE if asks else wait),
                error=f"Was it sent? {words}" if asks else (words or one.error),
            )


def send_again(account: SyncAccount, bundle: Bundle, stamp: str = "") -> None:
    """Queue a bundle again that was surely not applied when the ticket had `stamp`.

    It keeps its marker for good, and goes out against that very stamp: had it been applied after
    all, that would have changed the stamp, and the helpdesk refuses.
    """
    store = account.desk.store
    with store.transaction():
        operations.save_bundle(
            store, bundle.uid, account.name, looked=bundle.looked + 1, stamp=stamp
        )
        uids = [one.uid for one in operations.of_bundle(store, bundle.uid)]
        operations.move(store, uids, OperationState.QUEUED, not_before=None)


def rejected(account: SyncAccount, joined: Joined, refusal: Rejected) -> None:
    """Put what the helpdesk refused on the shelf, with its words.

    Nothing of the request was applied. When fields are missing to solve, only the operation that
    solves is to blame: those before it go out by themselves.
    """
    to_blame = joined.operations[0]
    if isinstance(refusal, Incomplete):
        solving = [one for one in joined.operations if _sets_status(one)]
        to_blame = solving[-1] if solving else to_blame
    desk = account.desk
    with desk.store.transaction():
        for one in joined.operations:
            operations.move(desk.store, [one.uid], OperationState.QUEUED, bundle=None)
        operations.move(
            desk.store, [to_blame.uid], OperationState.REJECTED, error=refusal.words, bundle=None
        )
        operations.settle_blocked(desk.store, account.name)
        desk.log(
            "operation.rejected",
            ticket_id=to_blame.ticket_id,
            interaction_id=to_blame.interaction_id,
            operation=to_blame.uid,
        )


def _sets_status(one: Operation) -> bool:
    after = one.payload.get("after") or {}
    return one.payload.get("status") is not None or "status" in after


def held(account: SyncAccount, joined: Joined) -> None:
    """Hold a reply back because somebody wrote since the agent began it."""
    desk = account.desk
    reply = next(one for one in joined.operations if one.message_id is not None)
    with desk.store.transaction():
        operations.move(desk.store, [reply.uid], OperationState.HELD, bundle=None, error=None)
        desk.store.execute(
            "UPDATE message SET state = ? WHERE id = ?", MessageState.HELD, reply.message_id
        )
        if reply.ticket_id is not None:
            take_back_reply(desk, reply.ticket_id, reply.payload)
            want(desk, reply.ticket_id)
        operations.settle_blocked(desk.store, account.name)
        desk.log(
            "message.held",
            ticket_id=reply.ticket_id,
            interaction_id=reply.interaction_id,
            operation=reply.uid,
            message=reply.message_id,
        )


def acknowledged(
    account: SyncAccount, joined: Joined, marker: str, applied: Applied | None
) -> None:
    """Finish operations: messages are sent, contacts synced, remote ids known."""
    desk, now = account.desk, account.now()
    store = desk.store
    with store.transaction():
        if applied is not None:
            operations.save_bundle(
                store, marker, account.name, done_at=now, remote_ref=applied.reference
            )
        for one in joined.operations:
            if one.kind == "wrap_up":
                _contact_is_synced(account, one, joined, now)
            if one.message_id is not None and one.kind in ("reply", "note"):
                store.execute(
                    "UPDATE message SET state = ? WHERE id = ?", MessageState.SENT, one.message_id
                )
            is_whole = one.uid not in joined.rest
            desk.log(
                "operation.acknowledged" if is_whole else "operation.partly_acknowledged",
                ticket_id=one.ticket_id,
                interaction_id=one.interaction_id,
                operation=one.uid,
                by=account.name,
                carries=one.kind,
                arrived=now,
            )
            if not is_whole:
                parts.go_on(desk, one.uid, joined.aspect)
                continue
            operations.move(
                store,
                [one.uid],
                OperationState.ACKNOWLEDGED,
                acknowledged_at=now,
                error=None,
                not_before=None,
            )
        if applied is not None and applied.message is not None:
            _know_message(account, joined, applied.message)


def _contact_is_synced(account: SyncAccount, one: Operation, joined: Joined, now: Instant) -> None:
    """Note when the helpdesk had a contact, and how much of its time it has now."""
    store, time = account.desk.store, joined.times.get(one.uid)
    store.execute(
        "UPDATE interaction SET synced_at = coalesce(synced_at, ?) WHERE id = ?",
        now,
        one.interaction_id,
    )
    if time is not None:
        store.execute(
            "UPDATE operation SET payload = json_set(payload, '$.sent', json(?)) WHERE uid = ?",
            json.dumps([time.talk_s, time.hold_s, time.acw_s]),
            one.uid,
        )


def _know_message(account: SyncAccount, joined: Joined, remote_id: str) -> None:
    """Remember which remote comment a message became, so that a pull does not bring it again."""
    message_id = joined.comment_message
    if message_id is None:
        return
    remote.link(account.desk.store, account.name, "message", remote_id, message_id)
    account.desk.store.execute(
        "UPDATE message SET external_key = ? WHERE id = ? AND external_key IS NULL",
        f"{account.name}:message:{remote_id}",
        message_id,
    )


def later(account: SyncAccount, attempts: int, after_s: float | None) -> Instant:
    """Return when to try again: as told, else spread over a growing time."""
    seconds = delay_s(attempts, account.rng) if after_s is None else min(after_s, LONGEST_WAIT_S)
    return account.now() + int(seconds * SECOND)


def is_stale(account: SyncAccount, ticket_id: int, joined: Joined) -> bool:
    """Tell whether somebody wrote on the ticket since the agent began what goes out.

    In a chat both write at once: the customer's own lines hold up none that was just written.
    """
    desk, began = account.desk, joined.began_version
    if tickets.newest_foreign(desk.store, ticket_id, desk.agent_id) <= began:
        return False
    reply = next(one for one in joined.operations if one.message_id is not None)
    is_new = account.now() < max(reply.created_at, reply.release_at) + CHAT_S * SECOND
    if not is_new or reply.payload.get("channel") != Channel.CHAT:
        return True
    return tickets.colleague_wrote(desk.store, ticket_id, desk.agent_id, began)
