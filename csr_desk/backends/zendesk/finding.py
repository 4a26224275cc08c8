"""After a lost answer: is the write in effect? The marker in the audits tells, or nothing does.

The ticket is read first, its audits after it: when the newest audit is as new as the ticket, they
tell all that happened up to the ticket's stamp. Whoever sends again against that very stamp is
refused if the write came through later (spec/zendesk.md 7).
"""

from csr_desk.backends.failures import Forbidden, Rejected
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import instant
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Write
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.bodies import changes, ticket_keys
from csr_desk.backends.zendesk.comments import marker
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.decode_pages import COUNT
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.effects import (
    comment_id,
    comment_of,
    in_effect,
    is_alike,
    needs_proof,
)
from csr_desk.backends.zendesk.likeness import LAG, LATE, found_by_words, window
from csr_desk.backends.zendesk.structs import AuditRow, TicketRow
from csr_desk.domain.instants import Instant

MOST_PAGES = 20
"""Pages of 100 audits that are looked through at most; a ticket takes 5,000 comments."""


def find(zendesk: Zendesk, write: Write) -> Flow[Found]:
    """Look whether a write is in effect; Missing when its ticket is not there any more."""
    if write.ticket is None:
        return (yield from created(zendesk, write))
    response = yield from zendesk.get(f"/tickets/{write.ticket}", (COUNT,))
    now = ticket(paging.record(paging.envelope(response), "ticket", TicketRow))
    at = server_instant(response)
    if write.base is not None and not changes(ticket_keys(write)):
        return Found(Applied(now.id, "", now, at=at), ticket=now, at=at)
    if _is_older(write, now):
        return Found(None, is_sure=False, likeness=LATE, ticket=now, at=at)
    since = window(zendesk, write, at)
    try:
        audits, is_whole = yield from _audits(zendesk, write, since)
    except Forbidden:
        return (yield from found_by_words(zendesk, write, now, at))
    ours = next((audit for audit in audits if marker(audit.metadata) == write.marker), None)
    if ours is not None:
        # The list may be newer than the ticket read before it.
        shows = now.updated_at >= (instant(ours.created_at) or 0)
        kept = now if shows else None
        applied = Applied(now.id, str(ours.id or ""), kept, comment_id(ours), at=at)
        return Found(applied, ticket=kept, at=at)
    if not is_whole or _lags(audits, now, at or zendesk.settings.now()):
        return Found(None, is_sure=False, likeness=LATE, ticket=now, at=at)
    if not needs_proof(write) and in_effect(write, now):
        return Found(Applied(now.id, "", now, at=at), ticket=now, at=at)
    if _without_marker(write, audits, since):
        return (yield from found_by_words(zendesk, write, now, at, is_proof=False))
    return Found(None, ticket=now, at=at)


def created(zendesk: Zendesk, write: Write) -> Flow[Found]:
    """Look for a new ticket by its external id, which is exact; the oldest where there are two."""
    query = (("external_id", write.uid),)
    response = yield from zendesk.get("/tickets", query, budget=limits.TICKETS)
    at = server_instant(response)
    rows = paging.rows(paging.envelope(response), "tickets", TicketRow)
    made = sorted(
        (one for one in map(ticket, rows) if one.external_id == write.uid),
        key=lambda one: (one.created_at, len(one.id), one.id),
    )
    if not made:
        return Found(None, at=at)
    try:
        audit = yield from first_audit(zendesk, made[0].id)
    except Rejected:
        audit = None
    reference = "" if audit is None else str(audit.id or "")
    message = None if audit is None else comment_id(audit)
    applied = Applied(made[0].id, reference, made[0], message, at=at)
    return Found(applied, ticket=made[0], at=at)


def first_audit(zendesk: Zendesk, made: str) -> Flow[AuditRow | None]:
    """Return the audit that made a ticket; None when its audits cannot be seen yet."""
    query = paging.sized(("sort_order", "asc"))
    response = yield from zendesk.get(f"/tickets/{made}/audits", query, budget=limits.AUDITS)
    audits = paging.rows(paging.envelope(response), "audits", AuditRow)
    return min(audits, key=lambda audit: instant(audit.created_at) or 0, default=None)


def _audits(zendesk: Zendesk, write: Write, since: Instant) -> Flow[tuple[list[AuditRow], bool]]:
    """Return the audits of a ticket from the newest back to `since`, and whether that is all.

    An answer in another order than asked for is read to its end.
    """
    found: list[AuditRow] = []
    path = f"/tickets/{write.ticket}/audits"
    query: Query = paging.sized(("sort_order", "desc"))
    for _ in range(MOST_PAGES):
        one = paging.envelope((yield from zendesk.get(path, query, budget=limits.AUDITS)))
        rows = paging.rows(one, "audits", AuditRow)
        found += rows
        following = paging.following(one, query)
        is_found = any(marker(row.metadata) == write.marker for row in rows)
        if following is None or is_found or _ends_before(rows, since):
            return found, True
        query = following
    return found, False


def _ends_before(rows: list[AuditRow], since: Instant) -> bool:
    times = [instant(row.created_at) or 0 for row in rows]
    return bool(times) and times[0] > times[-1] and times[-1] < since


def _is_older(write: Write, now: RemoteTicket) -> bool:
    """Tell whether a ticket was read from before what the write was made against."""
    base = write.base
    if base is None or base.stamp == now.stamp:
        return False
    return (instant(now.stamp) or 0) < (instant(base.stamp) or 0)


def _lags(audits: list[AuditRow], now: RemoteTicket, at: Instant) -> bool:
    """Tell whether the audits end before the ticket's last change, while that is still young.

    Some changes leave no audit at all, such as the merge of two customers.
    """
    newest = max((instant(audit.created_at) or 0 for audit in audits), default=0)
    return now.updated_at > newest and at - now.updated_at < LAG


def _without_marker(write: Write, audits: list[AuditRow], since: Instant) -> bool:
    """Tell whether an audit of that time has the same words, and no write of ours behind it."""
    return write.comment is not None and any(
        (instant(audit.created_at) or 0) >= since
        and marker(audit.metadata) is None
        and (event := comment_of(audit)) is not None
        and is_alike(write.comment, event)
        for audit in audits
    )
