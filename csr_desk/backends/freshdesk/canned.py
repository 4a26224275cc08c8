"""Canned responses as the desk's; most agents may not read them (spec/freshdesk.md 2).

Their placeholders come as they are written; the desk has names of its own for those it can fill.
"""

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk import paging
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.structs_catalogue import CannedRow, FolderRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteMacro
from csr_desk.backends.values import ident, is_true, text
from csr_desk.backends.wire import Flow

_PERSONAL = 1
_FOLDERS = "/canned_response_folders"


def canned(freshdesk: Freshdesk) -> Flow[tuple[RemoteMacro, ...]]:
    """Return the canned responses of all folders; none where the role may not read them."""
    try:
        folders = yield from paging.unsized(freshdesk, _FOLDERS, FolderRow)
    except (Forbidden, Missing):
        return ()
    found: dict[str, RemoteMacro] = {}
    for folder in folders:
        id_ = ident(folder.id)
        if id_ is None or whole_number(folder.responses_count) == 0:
            continue
        try:
            path = f"{_FOLDERS}/{id_}/responses"
            rows = yield from paging.unsized(freshdesk, path, CannedRow)
        except (Forbidden, Missing):
            continue
        read = (macro(row, folder) for row in rows)
        found |= {one.id: one for one in read if one is not None}
    return tuple(found.values())


def macro(row: CannedRow, folder: FolderRow) -> RemoteMacro | None:
    """Return a canned response; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    title = text(row.title)
    is_mine = is_true(folder.personal) or whole_number(row.visibility) == _PERSONAL
    return RemoteMacro(
        id=id_,
        title=f"{text(folder.name)}::{title}" if text(folder.name) else title,
        body=readable(row.content_html, row.content),
        is_mine=is_mine,
    )
