"""A request's keys and files as multipart/form-data, as Freshdesk takes files.

Lists are `name[]`, objects `name[key]` (spec/freshdesk.md 11). The boundary derives from the
write's marker, so that equal writes are equal bytes.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from csr_desk.backends.plain_text import whole
from csr_desk.backends.values import text
from csr_desk.backends.writes import OutFile

FILES = "attachments[]"
ANY_TYPE = "application/octet-stream"

# Servers disagree on how these are escaped in a header, so none is sent.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\x85\u2028\u2029"\\/]')
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}", re.IGNORECASE)


class Multipart(NamedTuple):
    """A body with the content type that names its boundary."""

    body: bytes
    content_type: str


def multipart(keys: Mapping[str, object], files: Sequence[OutFile], marker: str) -> Multipart:
    """Return keys and files as one body; null is an empty value, true and false are words."""
    parts = [*_fields(keys), *map(_file, files)]
    boundary = _boundary(marker, parts)
    line = b"--" + boundary.encode()
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    return Multipart(body, f"multipart/form-data; boundary={boundary}")


def file_name(name: str) -> str:
    """Return a file's name as it is sent: no quotes, slashes and control characters."""
    return _NOT_IN_NAMES.sub("_", whole(name)).strip() or "file"


def _fields(keys: Mapping[str, object]) -> Iterator[bytes]:
    for name, value in keys.items():
        if isinstance(value, Mapping):
            yield from (_field(f"{name}[{key}]", one) for key, one in value.items())
        elif isinstance(value, list | tuple):
            yield from (_field(f"{name}[]", one) for one in value)
        else:
            yield _field(name, value)


def _field(name: str, value: object) -> bytes:
    head = f'Content-Disposition: form-data; name="{file_name(name)}"\r\n\r\n'
    return head.encode() + whole(text(value)).encode()


def _file(file: OutFile) -> bytes:
    kind = file.content_type if _TYPE.fullmatch(file.content_type) else ANY_TYPE
    head = (
        f'Content-Disposition: form-data; name="{FILES}"; filename="{file_name(file.name)}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + file.content


def _boundary(marker: str, parts: Sequence[bytes]) -> str:
    """Return the first boundary of a marker that stands in none of the parts."""
    for number in count():
        digest = hashlib.sha256(f"{marker}/{number}".encode()).hexdigest()[:32]
        boundary = f"csrdesk-{digest}"
        if not any(boundary.encode() in part for part in parts):
            return boundary
    raise AssertionError("there is always another number")
