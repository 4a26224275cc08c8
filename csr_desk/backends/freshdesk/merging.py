"""Merges of tickets. One whose answer was lost is told by the note that it leaves in the ticket."""

import hashlib

from csr_desk.backends.freshdesk import markers
from csr_desk.backends.freshdesk.bodies import as_text
from csr_desk.backends.freshdesk.context import JSON_TYPE, Freshdesk
from csr_desk.backends.freshdesk.fresh import read_ticket, unsent
from csr_desk.backends.freshdesk.likeness import holds_line
from csr_desk.backends.freshdesk.outgoing_html import to_html
from csr_desk.backends.freshdesk.paging import all_rows
from csr_desk.backends.freshdesk.structs import ConversationRow
from csr_desk.backends.values import text
from csr_desk.backends.wire import Flow
from csr_desk.domain.queue_row import Status


def merge_tickets(freshdesk: Freshdesk, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
    """Merge tickets into one, with a note on each side that stays private.

    What is merged already, by a try whose answer was lost, is left out of a second one.
    """
    left = yield from unsent(_unmerged(freshdesk, into, ids))
    for id_ in left:
        words = f"{note.rstrip()}\n\n{_line(into, id_)}".strip()
        told = {"body": to_html(words), "private": True}
        keys = {
            "primary_id": int(into),
            "ticket_ids": [int(id_)],
            "note_in_primary": told,
            "note_in_secondary": told,
            "convert_recepients_to_cc": False,
        }
        body = as_text(keys).encode()
        yield from freshdesk.write("PUT", "/tickets/merge", body, JSON_TYPE)


def _unmerged(freshdesk: Freshdesk, into: str, ids: tuple[str, ...]) -> Flow[list[str]]:
    left = []
    for id_ in dict.fromkeys(ids):
        if not (yield from _is_merged(freshdesk, into, id_)):
            left.append(id_)
    return left


def _is_merged(freshdesk: Freshdesk, into: str, id_: str) -> Flow[bool]:
    """Tell whether a ticket is merged: closed, with a note that has the mark of the merge."""
    found = yield from read_ticket(freshdesk, id_)
    if found.ticket.status is not Status.CLOSED:
        return False
    rows = yield from all_rows(freshdesk, f"/tickets/{id_}/conversations", ConversationRow)
    return any(holds_line(text(row.body), _line(into, id_)) for row in rows)


def _line(into: str, id_: str) -> str:
    """Return the mark of a merge, the same for the same two tickets."""
    return markers.note_line(hashlib.sha256(f"{id_} into {into}".encode()).hexdigest())
