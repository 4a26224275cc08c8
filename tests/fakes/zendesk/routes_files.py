"""Uploads with tokens for one write, attachments, and content on another host (trap 10)."""

from urllib.parse import quote

from tests.fakes.zendesk import records
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.wire import (
    Answer,
    Refused,
    Request,
    answer,
    bad_request,
    forbidden,
    not_found,
    stamp,
)


@route("POST", "uploads")
def post_upload(call: Call) -> Answer:
    core, request = call.core, call.request
    name = request.first("filename")
    if not name:
        raise bad_request("AttachmentMissing", "filename is required")
    kind = request.header("content-type") or "application/octet-stream"
    made = records.attachment(core, name, kind, len(request.body))
    core.state.put("attachments", made["id"], made)
    core.files[made["content_url"].rsplit("/", 2)[1]] = (kind, request.body)
    token = request.first("token")
    if token:
        upload = core.state.row("uploads", token)
        if upload["used"]:
            core.note("upload_token_reused", token)
            raise not_found()
        ids = [*upload["attachment_ids"], made["id"]]
    else:
        token, ids = core.token(), [made["id"]]
    expires = core.now() + core.options.upload_life
    core.state.put("uploads", token, {"used": False, "expires": expires, "attachment_ids": ids})
    shown = {
        "token": token,
        "expires_at": stamp(expires),
        "attachments": [core.state.row("attachments", one) for one in ids],
        "attachment": made,
    }
    headers = {"Content-Type": "text/plain; charset=utf-8", "Location": made["url"]}
    return answer({"upload": shown}, 201, headers)


@route("DELETE", "uploads/{word}")
def delete_upload(call: Call) -> Answer:
    if call.core.state.row("uploads", call.args[0])["used"]:
        raise not_found()
    call.core.state.drop("uploads", call.args[0])
    return answer(None, 204)


@route("GET", "attachments/{id}")
def show_attachment(call: Call) -> Answer:
    return answer({"attachment": call.core.state.row("attachments", call.id)})


def serve_content(core: Core, request: Request) -> Answer:
    """Answer a `content_url`: refused without a sign-in, then sent on to the file host."""
    token = request.url_path.removeprefix("/attachments/token/").strip("/")
    if token not in core.files:
        raise not_found()
    if core.options.private_attachments and core.oauth.signed_in(request, "attachments") is None:
        raise forbidden("You are not allowed to see this attachment.")
    name = request.first("name")
    return Answer(302, {"Location": f"{core.file_base}/{token}?name={quote(name)}"})


def serve_file(core: Core, request: Request) -> Answer:
    """Answer as the file host, which must never see our credentials."""
    for header in ("authorization", "cookie"):
        if request.header(header):
            core.note("credentials_on_foreign_host", request.url_path)
    found = core.files.get(request.url_path.strip("/"))
    if found is None:
        raise Refused(404, {"error": "not found"})
    return Answer(200, {"Content-Type": found[0]}, found[1])
