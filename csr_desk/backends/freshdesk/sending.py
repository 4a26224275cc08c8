"""One write, sent: the answer is believed for what it shows, never for its status alone.

What goes wrong before the one request that changes something is no doubt about it: nothing has
left. The body is what was made before; the reading of the ticket may only shape its list of tags,
and files make a form of it.
"""

import json
from typing import Any

from csr_desk.backends.freshdesk.answered import applied
from csr_desk.backends.freshdesk.bodies import as_text, aspect_of
from csr_desk.backends.freshdesk.context import JSON_TYPE, Freshdesk
from csr_desk.backends.freshdesk.fresh import unsent
from csr_desk.backends.freshdesk.multipart import Multipart, multipart
from csr_desk.backends.freshdesk.preparing import expect_sendable, prepared
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Write
from csr_desk.domain.aspects import Aspect


def send(freshdesk: Freshdesk, write: Write, body: str) -> Flow[Applied]:
    """Send a write with its body; raises why it is not in effect.

    Clash when the ticket is not as the write knows it, NoAnswer where the answer does not show the
    change, Rejected where there was none, ValueError for what is more than one request.
    """
    aspect = aspect_of(write)
    expect_sendable(write)
    keys = yield from unsent(prepared(freshdesk, write, aspect, json.loads(body)))
    if not keys:
        return Applied(write.ticket or "", "")
    form = _form(write, keys)
    response = yield from freshdesk.write(*_target(write, aspect), form.body, form.content_type)
    return applied(freshdesk, write, aspect, response)


def _target(write: Write, aspect: Aspect) -> tuple[str, str]:
    """Return the method and the path of a write."""
    if aspect is Aspect.CREATE:
        return "POST", "/tickets"
    path = f"/tickets/{write.ticket}"
    if aspect is Aspect.COMMENT:
        is_reply = write.comment is not None and write.comment.is_public
        return "POST", f"{path}/reply" if is_reply else f"{path}/notes"
    return ("POST", f"{path}/time_entries") if aspect is Aspect.TIME else ("PUT", path)


def _form(write: Write, keys: dict[str, Any]) -> Multipart:
    if write.comment is not None and write.comment.files:
        return multipart(keys, write.comment.files, write.marker)
    return Multipart(as_text(keys).encode(), JSON_TYPE)
