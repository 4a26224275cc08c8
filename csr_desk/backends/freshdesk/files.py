"""Fetching a file: its fresh link is looked up first, and followed without credentials."""

from csr_desk.backends.failures import BackendFailure, Missing, Rejected
from csr_desk.backends.freshdesk import answers, limits, paging
from csr_desk.backends.freshdesk.address import DOMAIN
from csr_desk.backends.freshdesk.attachments import Place, link_in, place_of
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.structs import ConversationRow
from csr_desk.backends.freshdesk.tickets import reading
from csr_desk.backends.remote_files import FileSource, fetched
from csr_desk.backends.wire import Flow, Request, Response


def file(freshdesk: Freshdesk, url: str) -> Flow[bytes]:
    """Return the bytes of a file; Missing when its ticket does not have it any more."""
    place = place_of(freshdesk, url)
    link = url if place is None else (yield from _fresh_link(freshdesk, place))

    def failure(request: Request, response: Response) -> BackendFailure:
        if request.absolute and 400 <= response.status <= 499 and response.status != 429:
            # The store answers in words of its own, which are no sign of the network.
            return Rejected(f"The file was not given out ({response.status}): ask for it again.")
        return answers.failure(request, response, freshdesk.settings.now())

    source = FileSource(freshdesk.host, DOMAIN, limits.FILES, failure)
    return (yield from fetched(source, link))


def _fresh_link(freshdesk: Freshdesk, place: Place) -> Flow[str]:
    """Return the link to a file as its ticket gives it now: at the description, or below it."""
    found = yield from reading(freshdesk, place.ticket, "requester")
    if link := link_in(found.row.attachments, place.file):
        return link
    path = f"{found.path}/conversations"
    for row in (yield from paging.all_rows(freshdesk, path, ConversationRow)):
        if link := link_in(row.attachments, place.file):
            return link
    raise Missing("The ticket does not have this file any more.")
