"""Files of messages, from Zendesk's own hosts and the stores it sends one on to."""

from csr_desk.backends.remote_files import FileSource, fetched
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import answers, limits
from csr_desk.backends.zendesk.address import DOMAIN
from csr_desk.backends.zendesk.context import Zendesk


def file(zendesk: Zendesk, url: str) -> Flow[bytes]:
    """Return the bytes of a file; Rejected for an address that is not fetched."""
    source = FileSource(
        zendesk.host,
        DOMAIN,
        limits.FILES,
        lambda request, response: answers.failure(request, response, zendesk.settings.now()),
    )
    return (yield from fetched(source, url))
