"""One write, sent: the answer is believed for what it shows, never for its status alone.

A new ticket carries the write's marker as its Idempotency-Key on every try. Files make the bytes of
a second try differ, because their tokens serve once: the server then refuses the key, and the
ticket is looked up by its external id instead. A key of its own for each try would make two.
"""

import json
from typing import Any

from csr_desk.backends.failures import BackendFailure, NoAnswer, Rejected
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import is_true
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.writes import Applied, Write
from csr_desk.backends.zendesk import answers, limits, paging
from csr_desk.backends.zendesk.bodies import as_text, changes, too_long
from csr_desk.backends.zendesk.comments import marker
from csr_desk.backends.zendesk.context import API_ROOT, JSON_TYPE, Zendesk
from csr_desk.backends.zendesk.decode_tickets import ticket
from csr_desk.backends.zendesk.effects import (
    comment_id,
    comment_of,
    in_effect,
    is_alike,
    needs_proof,
)
from csr_desk.backends.zendesk.envelopes import said
from csr_desk.backends.zendesk.finding import created, first_audit
from csr_desk.backends.zendesk.merging import merge_tickets as merge_tickets
from csr_desk.backends.zendesk.structs import AuditRow, TicketRow
from csr_desk.backends.zendesk.uploads import upload_all

_KEY_TAKEN = "IdempotentRequestError"
_REPEATED = "hit"


def send(zendesk: Zendesk, write: Write, body: str) -> Flow[Applied]:
    """Send a write with its body, files uploaded just before; raises why it is not in effect.

    NoAnswer where the answer does not show the change, Rejected where it shows that there was none.
    """
    if write.comment is not None and (words := too_long(write)):
        raise Rejected(words)
    keys = json.loads(body)
    if not changes(keys["ticket"]):
        return Applied(write.ticket or "", "")
    if write.comment is not None and write.comment.files:
        tokens = yield from upload_all(zendesk, write.comment.files)
        keys["ticket"]["comment"]["uploads"] = tokens
        body = as_text(keys)
    if write.ticket is None:
        return (yield from _create(zendesk, write, body))
    request = _request("PUT", f"/tickets/{write.ticket}", body, limits.UPDATE)
    return _updated(write, (yield from zendesk.ask(request)))


def _request(
    method: str, path: str, body: str, budget: str, headers: tuple[tuple[str, str], ...] = ()
) -> Request:
    return Request(
        method,
        API_ROOT + path,
        body=body.encode(),
        content_type=JSON_TYPE,
        headers=headers,
        budget=budget,
    )


def _updated(write: Write, response: Response) -> Applied:
    """Return what the answer to an update proves."""
    now, audit = _parts(response)
    if now.id != write.ticket:
        raise NoAnswer("Zendesk's answer is about another ticket.")
    if audit is not None and _is_ours(write, audit):
        _stays_public(write, audit)
        return _applied(now, audit, response)
    if needs_proof(write):
        raise NoAnswer("Zendesk answered, but its answer does not show the change.")
    if in_effect(write, now):
        return Applied(now.id, "", now, at=server_instant(response))
    raise Rejected("Zendesk took the change and left the ticket as it was.")


def _is_ours(write: Write, audit: AuditRow) -> bool:
    """Tell whether an audit is that of a write: by its marker, or as the answer by its words."""
    if marker(audit.metadata) == write.marker:
        return True
    event = comment_of(audit)
    return write.comment is not None and event is not None and is_alike(write.comment, event)


def _stays_public(write: Write, audit: AuditRow) -> None:
    """Refuse to call a reply sent that Zendesk kept from the customer; raises Rejected."""
    event = comment_of(audit)
    if write.comment is None or event is None or event.public is None:
        return
    if write.comment.is_public and not is_true(event.public):
        raise Rejected(
            "Zendesk kept your reply as an internal note: you may not answer customers there."
            " Drop it here, for it stands on the ticket, and ask a colleague to answer."
        )


def _create(zendesk: Zendesk, write: Write, body: str) -> Flow[Applied]:
    headers = (("Idempotency-Key", write.marker),)
    request = _request("POST", "/tickets", body, limits.API, headers)
    response = yield request
    if response.status == 400 and said(response.body).code == _KEY_TAKEN:
        return (yield from _made_before(zendesk, write))
    response = answers.read(request, response, zendesk.settings.now())
    made, audit = _parts(response)
    if made.external_id != write.uid:
        raise NoAnswer("Zendesk's answer is about another ticket.")
    if audit is None:
        audit = yield from _audit_of(zendesk, made.id)
    applied = _applied(made, audit, response)
    # The first answer, told again, may be two hours old.
    is_old = response.headers.get("x-idempotency-lookup", "").lower() == _REPEATED
    return applied._replace(ticket=None) if is_old else applied


def _made_before(zendesk: Zendesk, write: Write) -> Flow[Applied]:
    """Return the ticket that an earlier try made with other bytes; NoAnswer while it is not seen.

    Whatever keeps it from being seen, the write may be in effect: no other failure says so.
    """
    try:
        found = yield from created(zendesk, write)
    except BackendFailure as failure:
        raise NoAnswer(failure.words, after_s=failure.after_s) from failure
    if found.applied is None:
        raise NoAnswer("Zendesk knows this new ticket by its key, but does not show it yet.")
    return found.applied


def _audit_of(zendesk: Zendesk, made: str) -> Flow[AuditRow | None]:
    """Return the audit of a new ticket; None where it cannot be read: the ticket is there."""
    try:
        return (yield from first_audit(zendesk, made))
    except BackendFailure:
        return None


def _parts(response: Response) -> tuple[RemoteTicket, AuditRow | None]:
    found: dict[str, Any] = paging.envelope(response)
    made = ticket(paging.record(found, "ticket", TicketRow))
    has_audit = paging.value_of(found, "audit", dict[str, Any]) is not None
    return made, paging.record(found, "audit", AuditRow) if has_audit else None


def _applied(now: RemoteTicket, audit: AuditRow | None, response: Response) -> Applied:
    at = server_instant(response)
    if audit is None:
        return Applied(now.id, "", now, at=at)
    return Applied(now.id, str(audit.id or ""), now, comment_id(audit), at=at)
