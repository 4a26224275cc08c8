"""Readings around a write: the ticket as it is now, and what comes before anything leaves."""

from typing import NamedTuple, TypeVar

from csr_desk.backends.failures import NoAnswer, NotSent
from csr_desk.backends.freshdesk.context import Freshdesk, row
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import Instant

_Result = TypeVar("_Result")


class Reading(NamedTuple):
    """A ticket as it is, `at` by Freshdesk's clock where it told it."""

    ticket: RemoteTicket
    at: Instant | None


def read_ticket(freshdesk: Freshdesk, id_: str) -> Flow[Reading]:
    """Return a ticket as it is; Missing when it is not there any more, or in the archive."""
    response = yield from freshdesk.get(f"/tickets/{id_}")
    found = ticket(row(response, TicketRow), freshdesk.home)
    if found.id != id_:
        raise NoAnswer("Freshdesk's answer is about another ticket.")
    return Reading(found, server_instant(response))


def unsent(reading: Flow[_Result]) -> Flow[_Result]:
    """Run what comes before a write: an answer that is lost there is no doubt about the write."""
    try:
        return (yield from reading)
    except NoAnswer as failure:
        raise NotSent(failure.words, after_s=failure.after_s) from failure
