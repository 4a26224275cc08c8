"""A joined change as the write of a backend: local ids become remote ones, repeats fall out."""

from typing import Any

from csr_desk.backends.base import Can
from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import Requester, Write
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import IdentityKind, Status
from csr_desk.store import people, remote, tickets
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.joining import SPAM_TAG, Joined


def write_of(
    account: SyncAccount,
    ticket_id: int,
    joined: Joined,
    base: RemoteTicket | None,
    marker: str,
    began_at: Instant,
) -> Write:
    """Return the write of a joined change; Rejected when it names somebody not known there."""
    _expect_possible(account, joined)
    ticket = tickets.ticket(account.desk.store, ticket_id)
    fields = _fields(account, joined, base)
    add, remove = list(joined.add_tags), list(joined.remove_tags)
    if joined.fields.get("status") == Status.CLOSED and ticket.is_spam and SPAM_TAG not in add:
        add.append(SPAM_TAG)
    if base is not None:
        add = [tag for tag in add if tag not in base.tags]
        remove = [tag for tag in remove if tag in base.tags]
    return Write(
        marker=marker,
        uid=ticket.uid,
        ticket=None if joined.is_create else ticket.remote_id,
        base=base,
        began_at=began_at,
        comment=joined.comment,
        fields=fields,
        custom=_custom(joined, base),
        add_tags=tuple(add),
        remove_tags=tuple(remove),
        macros=_macros(account, joined),
        handle_time=joined.handle_time,
        time_total_field=account.field_of("time_total"),
        time_last_field=account.field_of("time_last"),
        requester=_requester(account, ticket.customer_id) if joined.is_create else None,
        subject=ticket.subject,
        channel=ticket.channel,
        follow_up_of=joined.follow_up_of,
    )


def _expect_possible(account: SyncAccount, joined: Joined) -> None:
    """Refuse what the helpdesk of the account does not know at all."""
    files = joined.comment.files if joined.comment is not None else ()
    for wanted, flag, words in (
        (files, Can.FILES, "takes no files: send the text alone"),
        (joined.custom, Can.CUSTOM_FIELDS, "has no fields of its own"),
        (joined.follow_up_of, Can.FOLLOW_UP_TICKET, "makes no follow-up tickets: make a new one"),
    ):
        if wanted and flag not in account.backend.can:
            raise Rejected(f"{account.name} {words}")


def has_effect(write: Write) -> bool:
    """Tell whether a write changes anything at the helpdesk."""
    return bool(
        write.ticket is None
        or write.comment is not None
        or write.fields
        or write.custom
        or write.add_tags
        or write.remove_tags
        or (write.handle_time is not None and write.handle_time.total_s)
    )


def _fields(account: SyncAccount, joined: Joined, base: RemoteTicket | None) -> dict[str, object]:
    found: dict[str, Any] = {}
    for name, value in joined.fields.items():
        if name == "assignee_id":
            found["assignee"] = _known(account, "agent", value, "colleague")
        elif name == "team_id":
            found["group"] = _known(account, "team", value, "group")
        elif name == "status":
            # A helpdesk closes by itself; what the agent ends is solved.
            found["status"] = min(int(value), int(Status.SOLVED))
        elif name in ("priority", "subject", "custom_status"):
            found[name] = value
    if joined.wants_me and "assignee" not in found and (base is None or base.assignee is None):
        found["assignee"] = account.me or None
    if base is None:
        return {name: value for name, value in found.items() if value not in (None, 0)}
    now = base._asdict()
    return {name: value for name, value in found.items() if value != now[name]}


def _known(account: SyncAccount, kind: str, local: int | None, word: str) -> str | None:
    if local is None:
        return None
    if kind == "agent" and local == account.desk.agent_id:
        return account.me
    found = remote.remote_id(account.desk.store, account.name, kind, local)
    if found is None:
        raise Rejected(f"{account.name} does not know this {word}; choose another one")
    return found


def _custom(joined: Joined, base: RemoteTicket | None) -> dict[str, object]:
    known = base.custom if base is not None else {}
    return {name: value for name, value in joined.custom.items() if known.get(name) != value}


def _macros(account: SyncAccount, joined: Joined) -> tuple[str, ...]:
    found = (
        remote.remote_id(account.desk.store, account.name, "canned", one) for one in joined.canned
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _requester(account: SyncAccount, customer_id: int) -> Requester:
    store = account.desk.store
    known = people.survivor(store, customer_id)
    name = str(store.value("SELECT name FROM customer WHERE id = ?", known) or "")
    found: dict[IdentityKind, str] = {}
    for one in people.identities(store, known):
        found.setdefault(one.kind, one.value)
    return Requester(
        remote.remote_id(store, account.name, "customer", known),
        name,
        found.get(IdentityKind.EMAIL, ""),
        found.get(IdentityKind.PHONE, ""),
    )
