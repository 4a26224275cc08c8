"""Drafts: one text for each ticket and kind, saved as it is typed."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.store import remote, tickets

FILES = "attachments"
"""What of a draft names the files that go out with it."""


STATUS = "status"
"""What of a draft names the status that the ticket takes when it is sent."""


_READ_UNTIL = remote.READ_UNTIL.format("?1")


class Draft(NamedTuple):
    """A text not sent yet; `began_version` is the last foreign message seen when it began.

    `began_at` is up to when the ticket had been read then, if none of its conversation was here.
    """

    ticket_id: int
    kind: DraftKind
    body: str
    cursor: int
    extra: dict[str, Any]
    began_version: int
    updated_at: Instant
    began_at: Instant | None = None


def save(
    desk: Desk,
    ticket_id: int,
    kind: DraftKind,
    body: str,
    cursor: int = 0,
    *,
    extra: dict[str, Any] | None = None,
    keep: frozenset[str] = frozenset(),
) -> str:
    """Save what is typed and return the text as stored, card numbers masked; empty removes it.

    `extra` is kept beside the text (chosen canned responses, wrap-up fields); None leaves it.
    """
    with desk.store.transaction():
        if not body and not extra:
            discard(desk, ticket_id, kind)
            return body
        body = shield.masked(desk, body, kind.value, ticket_id=ticket_id, keep=keep)
        if kind is DraftKind.REPLY:
            _look_at_post(desk, ticket_id, body)
        desk.store.execute(
            "INSERT INTO draft (ticket_id, kind, body, cursor, extra, began_version, updated_at,"
            f" began_at) VALUES (?1, ?2, ?3, ?4, coalesce(?5, '{{}}'), ?6, ?7, {_READ_UNTIL})"
            " ON CONFLICT DO UPDATE"
            " SET body = ?3, cursor = ?4, extra = coalesce(?5, extra), updated_at = ?7",
            ticket_id,
            kind,
            body,
            cursor,
            None if extra is None else json.dumps(extra, ensure_ascii=False),
            tickets.newest_foreign(desk.store, ticket_id, desk.agent_id),
            desk.now(),
        )
        return body


def _look_at_post(desk: Desk, ticket_id: int, body: str) -> None:
    """Let the log say when personal data came into what everybody can read."""
    if desk.store.value("SELECT channel FROM ticket WHERE id = ?", ticket_id) != Channel.SOCIAL:
        return
    # Deferred: most replies are read by one person.
    from csr_desk.actions import public_post

    known = load(desk, ticket_id, DraftKind.REPLY)
    public_post.look(desk, ticket_id, known.body if known else "", body)


def load(desk: Desk, ticket_id: int, kind: DraftKind) -> Draft | None:
    """Return a draft, or None when nothing is typed."""
    row = desk.store.one(
        "SELECT ticket_id, kind, body, cursor, extra, began_version, updated_at, began_at"
        " FROM draft WHERE ticket_id = ? AND kind = ?",
        ticket_id,
        kind,
    )
    if row is None:
        return None
    ticket_id, of, body, cursor, extra, *rest = row
    return Draft(ticket_id, DraftKind(of), body, cursor, json.loads(extra), *rest)


def with_files(known: Draft | None, files: Sequence[int]) -> dict[str, Any] | None:
    """Return what is kept beside a draft with files added; None when nothing is added."""
    if not files:
        return None
    extra = dict(known.extra) if known else {}
    return {**extra, FILES: [*files, *extra.get(FILES, ())]}


def discard(desk: Desk, ticket_id: int, kind: DraftKind) -> None:
    """Forget a draft."""
    with desk.store.transaction():
        desk.store.execute("DELETE FROM draft WHERE ticket_id = ? AND kind = ?", ticket_id, kind)


def unsent(desk: Desk) -> list[tuple[int, DraftKind, str]]:
    """Return (ticket id, kind, beginning of the text) of every draft with text in it."""
    rows = desk.store.all(
        "SELECT ticket_id, kind, substr(body, 1, 80) FROM draft WHERE body <> ''"
        " ORDER BY updated_at DESC"
    )
    return [(row[0], DraftKind(row[1]), row[2]) for row in rows]
