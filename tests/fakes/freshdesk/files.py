"""Files: kept by the account, fetched from another host through links that expire (section 11)."""

import hashlib
from urllib.parse import quote

from tests.fakes.common.wire import Answer, Json, Refused, Request, parse_stamp, stamp
from tests.fakes.freshdesk.bodies import File
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.refusals import invalid

MOST_BYTES = 20 * 1024 * 1024
_PATH = "/data/helpdesk/attachments/production/"


def keep_file(core: Core, file: File) -> int:
    """Keep a file; return its id."""
    now, new_id = core.stamp(), core.new_id()
    core.files[new_id] = file.content
    row: Json = {
        "id": new_id,
        "name": file.name,
        "content_type": file.content_type,
        "size": len(file.content),
        "created_at": now,
        "updated_at": now,
    }
    core.state.put("attachments", row)
    return new_id


def refuse_too_large(core: Core, kept: tuple[int, ...], files: tuple[File, ...]) -> None:
    """Raise Refused 400 when a ticket's files would pass 20 MB together."""
    size = sum(core.state.row("attachments", one)["size"] for one in kept)
    if size + sum(len(file.content) for file in files) > MOST_BYTES:
        raise invalid(("attachments", "invalid_value", "Should not exceed 20 MB in total"))


def shown_file(core: Core, file_id: int) -> Json:
    """Return a file's row with links that were signed just now."""
    row = core.state.row("attachments", file_id)
    shown = {**row, "attachment_url": signed_link(core, row, "original")}
    if row["content_type"].startswith("image/"):
        shown["thumb_url"] = signed_link(core, row, "thumb")
    return shown


def signed_link(core: Core, row: Json, size: str) -> str:
    """Return a link to a file that anybody may use until it expires."""
    path = f"{_PATH}{row['id']}/{size}/{quote(row['name'])}"
    ends = stamp(core.now() + core.options.file_life)
    life = int(core.options.file_life.total_seconds())
    given = (
        f"X-Amz-Expires={life}&X-Amz-Ends={quote(ends)}&X-Amz-Signature={_sign(row['id'], ends)}"
    )
    return f"{core.file_base}{path}?{given}"


def inline_address(core: Core, file_id: int) -> str:
    """Return the address an image inside a text has: on the account's host, moved on from there."""
    return f"{core.home}/inline/attachment?token={file_id}-{_sign(file_id, 'inline')}"


def serve_inline(core: Core, request: Request) -> Answer:
    """Answer an inline image's address: 302 to the store."""
    number, _, sign = request.first("token").partition("-")
    row = core.state.tables["attachments"].get(int(number) if number.isdigit() else 0)
    if row is None or sign != _sign(row["id"], "inline"):
        raise Refused(404, None)
    return Answer(302, {"Location": signed_link(core, row, "original")})


def serve_file(core: Core, request: Request) -> Answer:
    """Answer the store's side: 400 to credentials, 403 to what has expired."""
    if request.header("authorization"):
        return _store_error(400, "InvalidArgument", "Only one auth mechanism allowed")
    parts = request.url_path.removeprefix(_PATH).split("/")
    file_id = int(parts[0]) if parts[0].isdigit() else 0
    ends = request.first("X-Amz-Ends")
    if request.first("X-Amz-Signature") != _sign(file_id, ends) or file_id not in core.files:
        return _store_error(403, "SignatureDoesNotMatch", "The signature is another one")
    if parse_stamp(ends) < core.now():
        return _store_error(403, "AccessDenied", "Request has expired")
    kind = core.state.row("attachments", file_id)["content_type"]
    return Answer(200, {"Content-Type": kind}, core.files[file_id])


def _sign(file_id: int, ends: str) -> str:
    return hashlib.sha256(f"{file_id}/{ends}".encode()).hexdigest()[:16]


def _store_error(status: int, code: str, words: str) -> Answer:
    text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{words}</Message></Error>"
    return Answer(status, {"Content-Type": "application/xml"}, text.encode())
