"""Tickets by their ids, and which of them are not there any more."""

import re
from collections.abc import Mapping

from csr_desk.backends.failures import Forbidden, Missing, Rejected
from csr_desk.backends.records import Page, RemoteTicket
from csr_desk.backends.values import ident, text
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.decode_pages import COUNT, INCLUDE, joined, page
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.structs import AuditRow, TicketRow, Via
from csr_desk.domain.queue_row import Status

MERGED = "closed_by_merge"
_MOST_MERGED = 10
_INTO = re.compile(r"\bmerged into (?:request|ticket) #([0-9]{1,18})\b", re.IGNORECASE)


def tickets(zendesk: Zendesk, ids: tuple[str, ...]) -> Flow[Page]:
    """Return at most 100 tickets; each that is left out is looked for once more by itself."""
    if not ids:
        return Page()
    query = (("ids", ",".join(ids)), INCLUDE)
    response = yield from zendesk.get("/tickets/show_many", query)
    pages = [page(zendesk, paging.envelope(response), response)]
    seen = {one.id for one in pages[0].tickets} | set(pages[0].gone)
    for absent in dict.fromkeys(id_ for id_ in ids if id_ not in seen):
        pages.append((yield from _one(zendesk, absent)))
    found = joined(pages)
    targets: dict[str, str] = {}
    for one in [one for one in found.tickets if _is_merged(one)][:_MOST_MERGED]:
        if target := (yield from merged_into(zendesk, one.id)):
            targets[one.id] = target
    whole = tuple(one._replace(merged_into=targets.get(one.id)) for one in found.tickets)
    return found._replace(tickets=whole)


def one_ticket(zendesk: Zendesk, id_: str) -> Flow[RemoteTicket]:
    """Return one ticket as it is now; Missing when it is not there any more."""
    response = yield from zendesk.get(f"/tickets/{id_}", (COUNT,))
    return ticket(paging.record(paging.envelope(response), "ticket", TicketRow), zendesk.home)


def _one(zendesk: Zendesk, id_: str) -> Flow[Page]:
    try:
        found = yield from one_ticket(zendesk, id_)
    except (Missing, Forbidden):
        return Page(gone=(id_,))
    return Page(gone=(id_,)) if found.is_deleted else Page(tickets=(found,))


def _is_merged(one: RemoteTicket) -> bool:
    return MERGED in one.tags and one.status is Status.CLOSED


def merged_into(zendesk: Zendesk, id_: str) -> Flow[str | None]:
    """Return the ticket that a closed one was merged into, None where its audits do not say."""
    query = (("sort_order", "desc"), ("page[size]", str(paging.PAGE)))
    try:
        response = yield from zendesk.get(f"/tickets/{id_}/audits", query, budget=limits.AUDITS)
    except Rejected:
        return None
    audits = paging.rows(paging.envelope(response), "audits", AuditRow)
    found = (target for audit in audits if (target := _target(audit, id_)) is not None)
    return next(found, None)


def _target(audit: AuditRow, own: str) -> str | None:
    """Return the ticket an audit says this one was merged into: by its source, or its words."""
    for via in (audit.via, *(event.via for event in audit.events)):
        other = _linked(via)
        if other is not None and other != own:
            return other
    if audit.via is None or audit.via.channel != "merge":
        return None
    for event in audit.events:
        if event.type == "Comment" and (match := _INTO.search(text(event.body))):
            return match[1]
    return None


def _linked(via: Via | None) -> str | None:
    source = via.source if via is not None else None
    if not isinstance(source, Mapping) or source.get("rel") != "merge":
        return None
    for side in ("to", "from"):
        end = source.get(side)
        if isinstance(end, Mapping) and (found := ident(end.get("ticket_id"))):
            return found
    return None
