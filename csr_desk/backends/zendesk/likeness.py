"""Where no marker can be read: comments by the same agent, with the same words, at that time."""

from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import ident, instant
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Write
from csr_desk.backends.zendesk import paging
from csr_desk.backends.zendesk.comments import marker
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.effects import in_effect, is_alike, needs_proof
from csr_desk.backends.zendesk.identity import signed_in
from csr_desk.backends.zendesk.structs import CommentRow
from csr_desk.domain.instants import MINUTE, Instant

_MARGIN = 5 * MINUTE
"""How long before a write began its traces are still looked for: clocks differ."""

_ALIKE = "A comment of yours with the same words stands on the ticket since then."

LATE = "What Zendesk shows of this ticket may be older than the change."

LAG = 10 * MINUTE
"""How old a change may be that one of Zendesk's lists does not show yet."""


def window(zendesk: Zendesk, write: Write, at: Instant | None) -> Instant:
    """Return from when on, by the helpdesk's clock, a write may have left traces."""
    ahead = 0 if at is None else zendesk.settings.now() - at
    return write.began_at - max(ahead, 0) - _MARGIN


def found_by_words(
    zendesk: Zendesk,
    write: Write,
    now: RemoteTicket,
    at: Instant | None,
    *,
    is_proof: bool = True,
) -> Flow[Found]:
    """Look for a write among the comments, for agents who may not see audits.

    One comment with its words is the write when `is_proof`; else it is a likeness to ask about.
    """
    since = window(zendesk, write, at)
    if write.comment is None:
        return _by_values(write, now, at, is_untouched=now.updated_at < since)
    rows = yield from _newest(zendesk, write)
    for row in rows:
        if marker(row.metadata) == write.marker:
            return Found(Applied(now.id, _audit(row), now, ident(row.id), at=at), ticket=now, at=at)
    me = ident((yield from signed_in(zendesk)).id)
    alike = [
        row
        for row in rows
        if ident(row.author_id) == me
        and marker(row.metadata) is None
        and (instant(row.created_at) or 0) >= since
        and is_alike(write.comment, row)
    ]
    if not alike:
        is_sure = not is_proof or _is_settled(zendesk, now, at, since)
        return Found(None, is_sure=is_sure, likeness="" if is_sure else LATE, ticket=now, at=at)
    if len(alike) == 1 and is_proof:
        row = alike[0]
        return Found(Applied(now.id, _audit(row), now, ident(row.id), at=at), ticket=now, at=at)
    return Found(None, is_sure=False, likeness=_ALIKE, ticket=now, at=at)


def _is_settled(zendesk: Zendesk, now: RemoteTicket, at: Instant | None, since: Instant) -> bool:
    """Tell whether the comments cannot lag behind a change that the ticket shows already."""
    return now.updated_at < since or (at or zendesk.settings.now()) - now.updated_at >= LAG


def _by_values(write: Write, now: RemoteTicket, at: Instant | None, *, is_untouched: bool) -> Found:
    """Tell by the ticket's values; a sum cannot be told from another's once the ticket changed."""
    if not needs_proof(write):
        applied = Applied(now.id, "", now, at=at) if in_effect(write, now) else None
        return Found(applied, ticket=now, at=at)
    words = "" if is_untouched else "The ticket has changed since, and its audits are not for you."
    return Found(None, is_sure=is_untouched, likeness=words, ticket=now, at=at)


def _newest(zendesk: Zendesk, write: Write) -> Flow[list[CommentRow]]:
    query = paging.sized(("sort", "-created_at"))
    response = yield from zendesk.get(f"/tickets/{write.ticket}/comments", query)
    return paging.rows(paging.envelope(response), "comments", CommentRow)


def _audit(row: CommentRow) -> str:
    return str(row.audit_id or "")
