"""Files of a comment, uploaded just before the write that uses them.

A token serves one write and dies within the hour, so none is ever kept: every try uploads anew.
Whatever goes wrong here, the write itself has not left (spec/zendesk.md 17).
"""

from msgspec import Struct

from csr_desk.backends.failures import NoAnswer, NotSent, Rejected
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.writes import OutFile
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import API_ROOT, Zendesk

_ANY_TYPE = "application/octet-stream"


class _Upload(Struct):
    token: str


def upload_all(zendesk: Zendesk, files: tuple[OutFile, ...]) -> Flow[list[str]]:
    """Upload files and return a token for each; NotSent when an answer was lost.

    Rejected names the file that the helpdesk does not want.
    """
    tokens: list[str] = []
    for file in files:
        try:
            tokens.append((yield from _upload(zendesk, file)))
        except NoAnswer as failure:
            words = f"{file.name} could not be uploaded: {failure.words}"
            raise NotSent(words, after_s=failure.after_s) from failure
        except Rejected as refusal:
            raise Rejected(f"{file.name} was not taken: {refusal.words}") from refusal
    return tokens


def _upload(zendesk: Zendesk, file: OutFile) -> Flow[str]:
    request = Request(
        "POST",
        f"{API_ROOT}/uploads",
        (("filename", file.name),),
        body=file.content,
        content_type=file.content_type or _ANY_TYPE,
        budget=limits.API,
    )
    found = paging.envelope((yield from zendesk.ask(request)))
    return paging.record(found, "upload", _Upload).token
