"""Who a ticket and its conversation speak of: embedded, colleagues, or looked up one by one.

Somebody whom nothing tells of is left out, so that a name which is known here already stays.
"""

import re
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Final

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.directory import agents_of
from csr_desk.backends.freshdesk.people import CUSTOMER, looked_up, requesters
from csr_desk.backends.freshdesk.structs import ConversationRow, TicketRow
from csr_desk.backends.freshdesk.structs_catalogue import FieldRow
from csr_desk.backends.records import RemotePerson
from csr_desk.backends.values import ident, is_true, text
from csr_desk.backends.wire import Flow

SYSTEM: Final = "-1"
"""The author of what no person wrote, such as an automation's note."""

MOST_LOOKED_UP: Final = 10
"""People that are asked for by themselves, for one page or conversation."""

_NOBODY = RemotePerson(SYSTEM, "Freshdesk", "agent", is_active=False)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def of_tickets(freshdesk: Freshdesk, found: Iterable[TicketRow]) -> Flow[tuple[RemotePerson, ...]]:
    """Return the requesters of tickets; those that came without are looked up."""
    listed = list(found)
    known = {one.id: one for one in requesters(listed)}
    wanted = (ident(row.requester_id) for row in listed)
    absent = [id_ for id_ in dict.fromkeys(wanted) if id_ is not None and id_ not in known]
    known |= yield from _others(freshdesk, absent)
    return tuple(known.values())


def of_talk(
    freshdesk: Freshdesk, ticket: TicketRow, found: list[ConversationRow], ids: Iterable[str]
) -> Flow[tuple[RemotePerson, ...]]:
    """Return the people with these ids who wrote in a conversation."""
    known = {one.id: one for one in requesters([ticket])}
    absent = [id_ for id_ in dict.fromkeys(ids) if id_ not in known]
    if SYSTEM in absent:
        known[SYSTEM] = _NOBODY
        absent.remove(SYSTEM)
    known |= yield from _others(freshdesk, absent)
    for row in found:
        id_ = ident(row.user_id)
        if id_ in absent and id_ not in known and (one := _by_mail(row)) is not None:
            known[one.id] = one
    return tuple(known.values())


def _others(freshdesk: Freshdesk, ids: list[str]) -> Flow[dict[str, RemotePerson]]:
    """Return those of some people who are colleagues, or contacts that can be looked up."""
    directory = freshdesk.directory
    unknown = [id_ for id_ in ids if id_ not in directory.agents]
    if unknown and not directory.is_fresh(freshdesk.settings.now()):
        yield from _read_directory(freshdesk)
    found = {id_: directory.agents[id_] for id_ in ids if id_ in directory.agents}
    absent = [id_ for id_ in ids if id_ not in found and id_ not in directory.strangers]
    some = absent[:MOST_LOOKED_UP]
    found |= {one.id: one for one in (yield from looked_up(freshdesk, some))}
    directory.strangers |= set(some) - found.keys()
    return found


def _read_directory(freshdesk: Freshdesk) -> Flow[None]:
    try:
        response = yield from freshdesk.get("/ticket_fields", (("type", "default_agent"),))
    except (Forbidden, Missing):
        agents: tuple[RemotePerson, ...] = ()
    else:
        agents = agents_of(rows(response, FieldRow))
    freshdesk.directory.learn(agents, freshdesk.settings.now())


def _by_mail(row: ConversationRow) -> RemotePerson | None:
    """Return the customer that a mail names as its sender; None for any other entry."""
    id_ = ident(row.user_id)
    name, address = parseaddr(text(row.from_email))
    if id_ is None or not is_true(row.incoming) or not _ADDRESS.fullmatch(address):
        return None
    return RemotePerson(id_, name or address, CUSTOMER, email=address)
