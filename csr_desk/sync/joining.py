"""Which waiting operations of a ticket go out together, and what they come to as one write.

They keep their order; a second comment begins the next request, because an API takes one comment
a request. What only repeats what the helpdesk has already is left out. Where a helpdesk takes
words, time and fields by requests of their own, what would go together goes one aspect after the
other (csr_desk.sync.parting).
"""

from dataclasses import dataclass, field
from typing import Any

from csr_desk.backends.writes import HandleTime, OutComment
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import MessageKind, OperationState, Status
from csr_desk.store import tickets
from csr_desk.store.operations import Operation
from csr_desk.sync import wrap_words
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.files import outgoing

SPAM_TAG = "csr:spam"


@dataclass
class Joined:
    """Operations of one ticket as one change, in the store's own values.

    `rest` are the uids of operations that bring more than this request takes.
    """

    operations: list[Operation] = field(default_factory=list)
    is_create: bool = False
    comment: OutComment | None = None
    comment_message: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    add_tags: dict[str, None] = field(default_factory=dict)
    remove_tags: dict[str, None] = field(default_factory=dict)
    canned: list[int] = field(default_factory=list)
    times: dict[str, HandleTime] = field(default_factory=dict)
    wants_me: bool = False
    follow_up_of: str | None = None
    aspect: Aspect = Aspect.WHOLE
    rest: frozenset[str] = frozenset()

    @property
    def uids(self) -> list[str]:
        """Return the uids of the operations."""
        return [one.uid for one in self.operations]

    @property
    def handle_time(self) -> HandleTime | None:
        """Return the time of all contacts in it; None where it brings none."""
        parts = zip(*self.times.values(), strict=True)
        return HandleTime(*map(sum, parts)) if self.times else None

    @property
    def is_reply(self) -> bool:
        """Tell whether the customer will read it."""
        return self.comment is not None and self.comment.is_public and not self.comment.by_customer

    @property
    def began_version(self) -> int:
        """Return the last foreign message the agent had seen when the earliest of them began."""
        return min((one.began_version for one in self.operations), default=0)

    def add(self, tags: list[str]) -> None:
        """Add tags; a tag taken away before comes back."""
        for tag in tags:
            self.remove_tags.pop(tag, None)
            self.add_tags[tag] = None

    def remove(self, tags: list[str]) -> None:
        """Take tags away."""
        for tag in tags:
            self.add_tags.pop(tag, None)
            self.remove_tags[tag] = None


def join(account: SyncAccount, operations: list[Operation]) -> Joined:
    """Return the leading operations that may go now as one change."""
    joined, now = Joined(), account.now()
    for one in operations:
        if one.state is not OperationState.QUEUED or (one.not_before or 0) > now:
            break
        if joined.operations and (one.bundle or joined.operations[0].bundle):
            break  # what was sent once already stays what it was
        if not take(account, joined, one):
            break
    return joined


def rejoin(account: SyncAccount, operations: list[Operation]) -> Joined:
    """Return the change that exactly these operations are: a bundle that was sent before."""
    joined = Joined()
    for one in operations:
        take(account, joined, one)
    return joined


def take(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    """Take one operation in; False, and nothing changed, when it needs a request of its own."""
    taker = _TAKERS.get(one.kind)
    if taker is None:
        return False
    if not taker(account, joined, one):
        return False
    joined.operations.append(one)
    return True


def _create(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    joined.is_create = True
    joined.follow_up_of = one.payload.get("follow_up_of")
    joined.fields["priority"] = one.payload.get("priority", 0)
    if one.payload.get("assignee_id"):
        joined.wants_me = True
    message_id = one.payload.get("message")
    if message_id is not None:
        body = tickets.message(account.desk.store, message_id).body
        joined.comment = OutComment(body, is_public=True, by_customer=True)
        joined.comment_message = message_id
    return True


def _update(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    before, after = dict(one.payload["before"]), dict(one.payload["after"])
    old, new = before.pop("tags", []), after.pop("tags", [])
    joined.add([tag for tag in new if tag not in old])
    joined.remove([tag for tag in old if tag not in new])
    for name, value in after.items():
        if name.startswith(CUSTOM):
            joined.custom[name.removeprefix(CUSTOM)] = value
        else:
            joined.fields[name] = value
    if after.get("status") in (Status.SOLVED, Status.CLOSED) or one.payload.get("takes_ticket"):
        joined.wants_me = True
    return True


def _message(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    if joined.comment is not None:
        return False
    message = tickets.message(account.desk.store, one.payload["message"])
    is_public = message.kind is MessageKind.PUBLIC
    files = outgoing(account.desk, message.id)
    joined.comment = OutComment(message.body, is_public=is_public, files=files)
    joined.comment_message = message.id
    joined.canned.extend(one.payload.get("canned", ()))
    if is_public:
        joined.wants_me = True
    if one.payload.get("status") is not None:
        joined.fields["status"] = one.payload["status"]
    return True


def _wrap_up(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    told = wrap_words.told(
        account.desk, one, has_time_fields=account.field_of("time_total") is not None
    )
    if told.note and joined.comment is not None:
        return False
    if told.note:
        joined.comment = OutComment(told.note, is_public=False)
        joined.comment_message = None
    joined.remove(told.remove_tags)
    joined.add(told.add_tags)
    if told.time is not None:
        joined.times[one.uid] = told.time
    return True


def _spam(account: SyncAccount, joined: Joined, one: Operation) -> bool:
    (joined.add if one.payload["is_spam"] else joined.remove)([SPAM_TAG])
    return True


_TAKERS = {
    "create": _create,
    "update": _update,
    "reply": _message,
    "note": _message,
    "wrap_up": _wrap_up,
    "spam": _spam,
}
