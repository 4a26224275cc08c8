"""Files of messages. Their links expire within minutes, so the desk keeps addresses of its own.

Such an address names the file, its ticket and its message; in a browser it leads to the file. The
link is read anew when the file is fetched, and gets no credentials: it leads to another host, whose
store refuses them, and which the key must not reach (spec/freshdesk.md 11).
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from csr_desk.backends.account_host import is_own
from csr_desk.backends.freshdesk.address import DOMAIN
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.structs import FileRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.records import RemoteFile
from csr_desk.backends.values import ident, text

_PATH = re.compile(r"/helpdesk/attachments/([0-9]{1,20})")


class Place(NamedTuple):
    """Where a file is: its id and its ticket's."""

    file: str
    ticket: str


def files(found: list[FileRow] | None, home: str, ticket: str) -> tuple[RemoteFile, ...]:
    """Return the files of a message."""
    return tuple(
        RemoteFile(
            id=id_,
            name=text(row.name),
            content_type=text(row.content_type),
            size=max(0, whole_number(row.size) or 0),
            url=f"{home}/helpdesk/attachments/{id_}?ticket={ticket}",
        )
        for row in found or []
        if (id_ := ident(row.id)) is not None
    )


def place_of(freshdesk: Freshdesk, url: str) -> Place | None:
    """Return what an address of the desk's own names; None for any other address."""
    if not is_own(url, freshdesk.host, DOMAIN):
        return None
    parts = urlsplit(url)
    found = _PATH.fullmatch(parts.path)
    ticket = parse_qs(parts.query).get("ticket", [""])[0]
    if found is None or not (ticket.isascii() and ticket.isdecimal()):
        return None
    return Place(found[1], ticket)


def link_in(found: list[FileRow] | None, file: str) -> str:
    """Return the link to a file among some; an empty text where it is not."""
    links = (text(row.attachment_url) for row in found or [] if ident(row.id) == file)
    return next(links, "")
