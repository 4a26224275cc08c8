"""Tickets by their ids: each is a reading of its own, and what was put away has another address.

Closed tickets that nobody touched for 120 days are archived, and one outside of the agent's scope
is refused: only what neither address knows is gone (spec/freshdesk.md 2, 3.1).
"""

from typing import Final

from msgspec.structs import replace

from csr_desk.backends.failures import Forbidden, Missing, NoAnswer
from csr_desk.backends.freshdesk import authors
from csr_desk.backends.freshdesk.context import Freshdesk, row
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.faces import EMBEDDED
from csr_desk.backends.freshdesk.people import names
from csr_desk.backends.freshdesk.recent import Reading
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.records import Page
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import ident
from csr_desk.backends.wire import Flow

WHOLE: Final = "requester,company,stats"
_SHORT: Final = "requester"
_FEW: Final = 10
"""So many tickets are read whole; of more, the names alone: each embed costs a call."""


def tickets(freshdesk: Freshdesk, ids: tuple[str, ...]) -> Flow[Page]:
    """Return tickets by id; those deleted, marked as spam or out of reach are in `gone`."""
    found: list[Reading] = []
    gone: list[str] = []
    wanted = tuple(dict.fromkeys(ids))
    include = WHOLE if len(wanted) <= _FEW else _SHORT
    for id_ in wanted:
        try:
            one = yield from reading(freshdesk, id_, include)
        except (Missing, Forbidden):
            gone.append(id_)
            continue
        found.append(one)
        if include == WHOLE:
            freshdesk.recent.keep(id_, one, freshdesk.settings.now())
    read = [ticket(one.row, freshdesk.home) for one in found]
    gone += [one.id for one in read if one.is_deleted]
    alive = tuple(one for one in read if not one.is_deleted)
    rows = [one.row for one, known in zip(found, read, strict=True) if not known.is_deleted]
    return Page(
        tickets=alive,
        people=(yield from authors.of_tickets(freshdesk, rows)),
        organisations=names(one.company for one in rows),
        gone=tuple(gone),
        at=found[0].at if found else None,
    )


def reading(freshdesk: Freshdesk, id_: str, include: str = WHOLE) -> Flow[Reading]:
    """Return one ticket, also an archived one; Missing when it is not there any more.

    Whom it is from is asked for only where that is not remembered, or is another one now.
    """
    face = freshdesk.faces.of(id_, freshdesk.settings.now())
    found = yield from _read(freshdesk, id_, include if face is None else _without(include))
    if face is not None and ident(found.row.requester_id) == ident(face.requester.id):
        whole = replace(found.row, requester=face.requester, company=face.company)
        return found._replace(row=whole)
    if face is not None:
        found = yield from _read(freshdesk, id_, include)
    freshdesk.faces.keep(id_, found.row, freshdesk.settings.now())
    return found


def _without(include: str) -> str:
    return ",".join(one for one in include.split(",") if one not in EMBEDDED)


def _read(freshdesk: Freshdesk, id_: str, include: str) -> Flow[Reading]:
    path = f"/tickets/{id_}"
    try:
        response = yield from freshdesk.get(path, (("include", include),) if include else ())
    except Missing:
        path = f"/tickets/archived/{id_}"
        response = yield from freshdesk.get(path)
    found = row(response, TicketRow)
    if str(found.id) != id_:
        raise NoAnswer("Freshdesk's answer is about another ticket.")
    return Reading(found, server_instant(response), path)
