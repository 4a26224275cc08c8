"""Single tickets, conversations and files, read because somebody waits for them."""

from collections.abc import Iterable

from csr_desk.backends.base import Can, chunks
from csr_desk.backends.failures import Missing, Rejected, TryLater
from csr_desk.backends.records import Talk
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.store import remote, tickets
from csr_desk.store.remote import RemoteState
from csr_desk.sync import files
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.apply import apply_page
from csr_desk.sync.apply_talk import apply_talk
from csr_desk.sync.bases import from_json

MOST = 100
"""Tickets of one request."""

LAG = 10 * MINUTE
"""How far a list may lag behind the ticket it belongs to."""

A_SECOND_LATER_S = 1.1
"""Seconds after which a reading can be told from one of the second of the change itself."""

LAG_S = 2.0
"""Seconds after which a list that lags is read again."""


def refresh(account: SyncAccount, ids: Iterable[str]) -> Flow[None]:
    """Read tickets anew by their remote ids; those that are gone are closed here."""
    for some in chunks(ids, MOST):
        page = yield from account.backend.tickets(some)
        apply_page(account.desk, account.name, page, breathe=account.breathe)


def conversation(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Read the conversation of a ticket, as it is at the stamp known before the reading."""
    remote_id = tickets.ticket(account.desk.store, ticket_id).remote_id
    state = remote.state(account.desk.store, ticket_id)
    if remote_id is None or state is None:
        return
    talk = yield from account.backend.talk(remote_id)
    expect_whole(account, state, talk)
    is_settled = _is_settled(state, talk)
    stamp = state.stamp if is_settled else ""
    apply_talk(account.desk, account.name, ticket_id, talk, stamp)
    if not is_settled:
        words = "The ticket changed in this very second: its conversation is read again"
        raise TryLater(words, after_s=A_SECOND_LATER_S, is_narrow=True)


def _is_settled(state: RemoteState, talk: Talk) -> bool:
    """Tell whether a conversation was read after the second of the ticket's stamp was over.

    What is written within that second leaves the stamp as it is.
    """
    if state.settled:
        return True  # the ticket was read late enough, and the conversation after it
    base = from_json(state.base)
    return base is None or (talk.at is not None and talk.at // SECOND > base.updated_at // SECOND)


def expect_whole(account: SyncAccount, state: RemoteState, talk: Talk) -> None:
    """Raise TryLater when a conversation is shorter than its ticket says: replicas lag behind.

    What the helpdesk does not show for long is believed not to be there.
    """
    base = from_json(state.base)
    if base is None or base.comment_count is None or len(talk.messages) >= base.comment_count:
        return
    if account.now() - state.seen_at < LAG:
        words = "The helpdesk shows fewer messages than the ticket has: it is read again"
        raise TryLater(words, after_s=LAG_S, is_narrow=True)


def wanted_ticket(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Read a ticket and, where it is not here as it is now, its conversation.

    A background reading skips the ticket itself when nothing of it was passed over.
    """
    store = account.desk.store
    remote_id = tickets.ticket(store, ticket_id).remote_id
    state = remote.state(store, ticket_id)
    if remote_id is None or state is None:
        return
    asked = state.wanted_at
    sql = "SELECT 1 FROM remote_ticket WHERE ticket_id = ? AND stale_at <= ?"
    stale = store.value(sql, ticket_id, account.now())
    is_young = account.now() - state.seen_at <= SECOND
    is_fresh = asked is not None or stale is not None or not (state.settled or is_young)
    if is_fresh:
        yield from refresh(account, (remote_id,))
    now = remote.state(store, ticket_id)
    if now is not None and now.deleted_at is None and _lacks_words(account, now, asked):
        try:
            yield from conversation(account, ticket_id)
        except Missing:
            if is_fresh:
                raise
            # It went between two readings: the next one of the ticket itself will say so.
            with store.transaction():
                remote.set_state(store, ticket_id, account.name, stale_at=account.now())
    if asked is not None:
        _granted(account, ticket_id, asked)


def _lacks_words(account: SyncAccount, now: RemoteState, asked: Instant | None) -> bool:
    """Tell whether a conversation is read: one that has grown, or that the agent has open now.

    Where a helpdesk has no versions, not everything that is written may move a ticket's stamp.
    """
    return now.talk_stamp != now.stamp or (
        asked is not None and Can.STAMP not in account.backend.can
    )


def _granted(account: SyncAccount, ticket_id: int, asked: int) -> None:
    """Strike the wish, unless the agent asked again meanwhile."""
    store = account.desk.store
    with store.transaction():
        store.execute(
            "UPDATE remote_ticket SET wanted_at = NULL WHERE ticket_id = ? AND wanted_at <= ?",
            ticket_id,
            asked,
        )


def wanted_file(account: SyncAccount, attachment_id: int) -> Flow[None]:
    """Fetch a file the agent asked for; what the helpdesk refused stands beside its name."""
    url = files.url_of(account.desk, attachment_id)
    if not url:
        files.refuse_file(account.desk, attachment_id, "The helpdesk gave no address for it.")
        return
    try:
        content = yield from account.backend.file(url)
    except Rejected as refusal:
        files.refuse_file(account.desk, attachment_id, refusal.words)
        return
    files.take_file(account.desk, attachment_id, content)
