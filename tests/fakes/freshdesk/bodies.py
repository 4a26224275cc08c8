"""What a request carries: a JSON object, or a form of several parts with files."""

import json
import re
from dataclasses import dataclass

from tests.fakes.common.wire import Json, Refused, Request
from tests.fakes.freshdesk.refusals import coded

_NAME = re.compile(r'\bname="([^"]*)"')
_FILE = re.compile(r'\bfilename="([^"]*)"')
_NUMBERS = {
    "status", "priority", "source", "requester_id", "responder_id", "group_id", "product_id",
    "company_id", "email_config_id", "user_id",
}  # fmt: skip
_YES_OR_NO = {"private", "incoming"}


@dataclass(frozen=True)
class File:
    """One file of a form."""

    name: str
    content_type: str
    content: bytes


def read_body(request: Request) -> tuple[Json, tuple[File, ...]]:
    """Return the fields and files of a request; raises Refused 400 or 415."""
    kind = request.header("content-type")
    if not request.body and not kind:
        return {}, ()
    if kind.lower().startswith("multipart/form-data"):
        return _form(request.body, kind)
    if "json" not in kind.lower():
        raise Refused(415, None)
    if not request.body:
        return {}, ()
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise coded(400, "invalid_json", "Request body has invalid json format") from error
    if not isinstance(found, dict):
        raise coded(400, "invalid_json", "Request body has invalid json format")
    return found, ()


def _form(body: bytes, kind: str) -> tuple[Json, tuple[File, ...]]:
    mark = re.search(r'boundary="?([^";]+)"?', kind)
    if mark is None:
        raise coded(400, "invalid_json", "The form has no boundary")
    fields: Json = {}
    files: list[File] = []
    for part in body.split(b"--" + mark[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        words = head.decode("utf-8")
        name = _NAME.search(words)
        if name is None:
            raise coded(400, "invalid_json", "A part of the form has no name")
        file = _FILE.search(words)
        if file is not None:
            files.append(File(_unquoted(file[1]), _type(words), content))
            if name[1] != "attachments[]":
                fields[name[1]] = None
            continue
        _take(fields, name[1], content.decode("utf-8"))
    return fields, tuple(files)


def _unquoted(name: str) -> str:
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _type(head: str) -> str:
    found = re.search(r"content-type:\s*([^\r\n]+)", head, re.IGNORECASE)
    return found[1].strip() if found else "application/octet-stream"


def _take(fields: Json, name: str, text: str) -> None:
    if name.endswith("[]"):
        fields.setdefault(name[:-2], []).append(text)
        return
    inner = re.fullmatch(r"custom_fields\[([^\]]+)\]", name)
    if inner is not None:
        fields.setdefault("custom_fields", {})[inner[1]] = text
    elif name in _NUMBERS and (not text or text.lstrip("-").isdigit()):
        fields[name] = int(text) if text else None
    elif name in _YES_OR_NO and text in ("true", "false"):
        fields[name] = text == "true"
    else:
        fields[name] = text


def told_by_type(text: str, kind: str) -> object:
    """Return a form's text as the value a custom field's type asks for."""
    if kind == "custom_checkbox":
        return {"true": True, "false": False}.get(text, text)
    if kind == "custom_number" and text.lstrip("-").isdigit():
        return int(text)
    return text or None
