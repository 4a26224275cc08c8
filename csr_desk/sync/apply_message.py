"""One remote message into the store, inside the caller's transaction."""

from typing import NamedTuple

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteMessage
from csr_desk.store import people, remote_talks
from csr_desk.store.remote_talks import Stored


class Author(NamedTuple):
    """Who wrote a message: customer, agent (with the local id) or system."""

    kind: str
    name: str
    agent_id: int | None


class Taken(NamedTuple):
    """What a message did: it was added, or changed in place."""

    is_new: bool = False
    is_changed: bool = False


def take_message(
    desk: Desk, account: str, ticket_id: int, author: Author, message: RemoteMessage
) -> Taken:
    """Add a message, link one of our own, or redact and hide one that changed there."""
    store = desk.store
    known = remote_talks.known(store, account, message.id)
    if known is None:
        own = remote_talks.own_by_marker(store, account, ticket_id, message.marker)
        if own is None and author.agent_id == desk.agent_id:
            body = shield.quietly(desk, message.body)
            own = remote_talks.own_by_words(store, account, ticket_id, body)
        if own is not None:
            remote_talks.link(store, account, message.id, own)
            return Taken(is_changed=_take_files(desk, ticket_id, own, message))
    if known is not None:
        changed = _change(desk, ticket_id, known, message)
        return Taken(is_changed=_take_files(desk, ticket_id, known.id, message) or changed)
    message_id = _insert(desk, account, ticket_id, author, message)
    _take_files(desk, ticket_id, message_id, message)
    return Taken(is_new=True)


def _insert(
    desk: Desk, account: str, ticket_id: int, author: Author, message: RemoteMessage
) -> int:
    body = shield.masked(desk, message.body, "inbound", ticket_id=ticket_id)
    message_id = desk.store.insert(
        "message",
        uid=desk.new_uid(),
        ticket_id=ticket_id,
        at=message.at,
        kind=_kind(message),
        author_kind=author.kind,
        author=author.name,
        agent_id=author.agent_id,
        channel=message.channel,
        body=body,
        state="sent" if author.kind == "agent" else "received",
        warnings="\n".join(message.warnings),
    )
    remote_talks.link(desk.store, account, message.id, message_id)
    customer = int(desk.store.value("SELECT customer_id FROM ticket WHERE id = ?", ticket_id))
    desk.log(
        "message.pulled",
        ticket_id=ticket_id,
        customer_id=customer,
        message=message_id,
        by=author.kind,
        said=message.at,
        public=message.is_public,
        text=people.hashed(desk.store, customer, body),
    )
    return message_id


def _change(desk: Desk, ticket_id: int, known: Stored, message: RemoteMessage) -> bool:
    """Follow the helpdesk where a message was redacted or made private; ours stay as written.

    A reply of this desk is compared only once it was redacted there: HTML and back is not the same
    text.
    """
    body, kind = shield.quietly(desk, message.body), _kind(message)
    warnings = "\n".join(message.warnings)
    is_own = desk.store.value("SELECT operation_uid FROM message WHERE id = ?", known.id)
    if is_own is not None and not _is_redacted(body, known.body):
        body = known.body
    if (body, kind, warnings) == (known.body, known.kind, known.warnings):
        return False
    desk.store.execute(
        "UPDATE message SET body = ?, kind = ?, warnings = ? WHERE id = ?",
        body,
        kind,
        warnings,
        known.id,
    )
    if (body, kind) != (known.body, known.kind):
        desk.log(
            "message.changed_remotely",
            ticket_id=ticket_id,
            message=known.id,
            redacted=body != known.body,
            public=message.is_public,
        )
    return True


def _is_redacted(theirs: str, ours: str) -> bool:
    return "▇" in theirs and "▇" not in ours


def _kind(message: RemoteMessage) -> str:
    return "public" if message.is_public else "internal"


def _take_files(desk: Desk, ticket_id: int, message_id: int, message: RemoteMessage) -> bool:
    added = [
        remote_talks.add_file(
            desk.store,
            ticket_id,
            message_id,
            remote_id=one.id,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            url=one.url,
            scan=one.scan,
        )
        for one in message.files
    ]
    return any(added)
