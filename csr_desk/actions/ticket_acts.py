"""The newest link, merge or split of this agent, as one thing that can be taken back."""

from typing import NamedTuple

from csr_desk.actions import ticket_link, ticket_split, ticket_unmerge
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.store import tickets

AGE = 10 * MINUTE
"""How old an act may be that the key of undo takes back; `ticket.unmerge` knows no such limit."""

LAST = (
    "SELECT max((SELECT coalesce(max(at), 0) FROM ticket_link WHERE at >= ?1 AND actor = ?2),"
    " (SELECT coalesce(max(at), 0) FROM ticket_move WHERE at >= ?1 AND actor = ?2"
    "  AND undone_at IS NULL))"
)


class Undone(NamedTuple):
    """What was taken back, a sentence, and the ticket that is as before."""

    words: str
    ticket_id: int


def last_at(desk: Desk) -> Instant:
    """Return when this agent linked, merged or split last, 0 when that is too long ago."""
    return int(desk.store.value(LAST, desk.now() - AGE, desk.actor))


def undo(desk: Desk) -> Undone | None:
    """Take back the newest of links, merges and splits; None when there is none to take back."""
    since = desk.now() - AGE
    move = ticket_unmerge.last_move(desk, since)
    row = desk.store.one(
        "SELECT act, at, ticket_id FROM ticket_link WHERE at >= ? AND actor = ? AND kind <> 'split'"
        " ORDER BY id DESC LIMIT 1",
        since,
        desk.actor,
    )
    if row is not None and (move is None or row[1] > move.at):
        count = ticket_link.undo(desk, row[0])
        reference = tickets.ticket(desk.store, row[2]).reference
        links = "the link" if count == 1 else f"{count} links"
        return Undone(f"#{reference}: {links} taken back.", row[2])
    if move is None:
        return None
    if move.kind == "split":
        ticket_split.undo(desk, move)
        words = f"#{move.from_reference} is whole again."
    else:
        ticket_unmerge.unmerge(desk, move.id)
        words = f"#{move.from_reference} and #{move.into_reference} are two tickets again."
    return Undone(words, move.from_id)
