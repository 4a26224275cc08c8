"""A comment as the desk's message: HTML as words, calls with their recording, files with scans."""

from collections.abc import Mapping
from typing import Any

from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteFile, RemoteMessage
from csr_desk.backends.values import ident, instant, is_true, text
from csr_desk.backends.zendesk.channels import channel
from csr_desk.backends.zendesk.flags import warnings
from csr_desk.backends.zendesk.people import SYSTEM
from csr_desk.backends.zendesk.structs import CommentRow, FileRow, Metadata

MARKER = "csr_desk_op"
"""The key in a ticket's metadata, and so in its audits, that holds the marker of a write."""


def message(row: CommentRow, ticket: str) -> RemoteMessage:
    """Return a comment; its author is `-1`, the system, where none is named."""
    is_call = row.type == "VoiceComment"
    body = readable(row.html_body, row.body, row.plain_body)
    return RemoteMessage(
        id=ident(row.id) or f"audit-{text(row.audit_id)}",
        ticket=ticket,
        at=instant(row.created_at) or 0,
        is_public=is_true(row.public),
        author=ident(row.author_id) or SYSTEM,
        body="\n".join(part for part in (body, *_call(row)) if part) if is_call else body,
        channel="phone" if is_call else channel(row.via),
        files=files(row.attachments),
        marker=marker(row.metadata),
        warnings=warnings(row.metadata),
    )


def marker(metadata: Metadata | None) -> str | None:
    """Return the operation marker that a write left, where it can be seen."""
    custom = metadata.custom if metadata is not None else None
    return ident(custom.get(MARKER)) if isinstance(custom, Mapping) else None


def files(rows: list[FileRow] | None) -> tuple[RemoteFile, ...]:
    """Return the files of a comment that are still there."""
    return tuple(_file(row) for row in rows or [] if not is_true(row.deleted))


def _file(row: FileRow) -> RemoteFile:
    size = text(row.size)
    return RemoteFile(
        id=ident(row.id) or "",
        name=text(row.file_name),
        content_type=text(row.content_type),
        size=int(size) if size.isascii() and size.isdigit() else 0,
        url=text(row.content_url),
        scan=text(row.malware_scan_result),
    )


def _call(row: CommentRow) -> list[str]:
    """Return the lines that say what a call was: who, how long, what was said, the recording."""
    data: Mapping[str, Any] = row.data if isinstance(row.data, Mapping) else {}
    caller = text(data.get("formatted_from") or data.get("from"))
    called = text(data.get("formatted_to") or data.get("to"))
    duration = text(data.get("call_duration"))
    transcript = text(data.get("transcription_text"))
    link = text(row.recording_url) or text(data.get("recording_url"))
    return [
        line
        for line, is_told in (
            (f"Call from {caller} to {called}", caller and called),
            (f"Duration: {duration} s", duration),
            (f"Transcript: {transcript}", transcript),
            (f"Recording: {link}", link),
        )
        if is_told
    ]
