"""Merges of tickets, as a job that Zendesk does by and by."""

from typing import Any

from msgspec import Struct

from csr_desk.backends.failures import Rejected, TryLater
from csr_desk.backends.plain_text import sound
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.values import Id, Word, text
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.bodies import as_text
from csr_desk.backends.zendesk.context import API_ROOT, JSON_TYPE, Zendesk
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.structs import TicketRow
from csr_desk.backends.zendesk.tickets import MERGED
from csr_desk.domain.queue_row import Status

_LOOKS = 3
_LOOK_AGAIN_S = 10.0
_FAILED = frozenset({"failed", "killed"})


class _Job(Struct):
    id: Id = None
    status: Word = None
    message: Word = None
    results: Any = None


def merge_tickets(zendesk: Zendesk, into: str, ids: tuple[str, ...], note: str) -> Flow[None]:
    """Merge tickets into one, with a note on each side that stays private.

    TryLater while Zendesk is still at it: the next call finds out what is merged already, and asks
    for the rest alone. Rejected with Zendesk's words when the job failed.
    """
    left = yield from _unmerged(zendesk, ids)
    if not left:
        return
    keys = {
        "ids": [int(one) for one in left],
        "target_comment": _plain(note),
        "source_comment": _plain(note),
        "target_comment_is_public": False,
        "source_comment_is_public": False,
    }
    request = _request("POST", f"/tickets/{into}/merge", keys, limits.API)
    job = _job((yield from zendesk.ask(request)))
    for _ in range(_LOOKS):
        if job.status == "completed" or job.status in _FAILED:
            break
        job = _job((yield from zendesk.get(f"/job_statuses/{job.id}")))
    if job.status in _FAILED or (job.status == "completed" and _complaint(job)):
        raise Rejected(
            _complaint(job) or text(job.message) or "Zendesk could not merge the tickets."
        )
    if job.status != "completed":
        words = "Zendesk is still merging the tickets."
        raise TryLater(words, after_s=_LOOK_AGAIN_S, is_narrow=True)


def _unmerged(zendesk: Zendesk, ids: tuple[str, ...]) -> Flow[list[str]]:
    response = yield from zendesk.get("/tickets/show_many", (("ids", ",".join(ids)),))
    rows = paging.rows(paging.envelope(response), "tickets", TicketRow)
    done = {one.id for one in map(ticket, rows) if _is_merged(one)}
    return [one for one in ids if one not in done]


def _job(response: Response) -> _Job:
    return paging.record(paging.envelope(response), "job_status", _Job)


def _is_merged(one: RemoteTicket) -> bool:
    return one.status is Status.CLOSED and MERGED in one.tags


def _complaint(job: _Job) -> str:
    """Return what a job says it could not do; jobs say little."""
    rows = job.results if isinstance(job.results, list) else [job.results]
    told = [row for row in rows if isinstance(row, dict) and row.get("success") is False]
    words = [str(row.get("details") or row.get("error") or "") for row in told]
    return " ".join(dict.fromkeys(words)).strip() or ("It was not done." if told else "")


def _plain(note: str) -> str:
    """Return a note whose braces are apart: here no HTML could keep a placeholder from filling."""
    return sound(note).replace("{{", "{ {").replace("{%", "{ %")


def _request(method: str, path: str, keys: dict[str, Any], budget: str) -> Request:
    body = as_text(keys).encode()
    return Request(method, API_ROOT + path, body=body, content_type=JSON_TYPE, budget=budget)
