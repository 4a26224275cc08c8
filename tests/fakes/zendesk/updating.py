"""One write on a ticket: checked whole, applied whole or not at all, with its audit."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.zendesk import records
from tests.fakes.zendesk.access import refuse_closed
from tests.fakes.zendesk.comment_text import rendered
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.shown import audit_value, differences
from tests.fakes.zendesk.solving import refuse_unsolvable
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.ticket_fields import default_status, set_fields
from tests.fakes.zendesk.wire import Json, Refused, invalid_field, parse_stamp

MOST_COMMENTS = 5000
LONGEST_METADATA = 1024


@dataclass
class Comment:
    """A comment that has passed every check and waits to be stored."""

    author_id: int
    body: str
    html_body: str
    plain_body: str
    public: bool
    uploads: list[str] = field(default_factory=list)


def update_ticket(
    core: Core, ticket: Ticket, change: Json, actor: Json, *, channel: str = "api", client: str = ""
) -> Json | None:
    """Apply a change to a ticket; return its audit, or None when nothing changed.

    Raises Refused: 409 outdated, 422 closed, unsolvable, invalid; then nothing is applied.
    """
    refuse_closed(ticket)
    refuse_outdated(core, ticket, change)
    draft = ticket.copied()
    set_fields(core, draft, change)
    comment = prepared(core, draft, change.get("comment"), actor)
    if comment is not None:
        _reopen(core, ticket, draft, comment, change)
    if draft.values["status"] == "solved" and channel == "api":
        touched = ticket.values["status"] != "solved" or "status" in change
        if touched:
            refuse_unsolvable(core, draft)
    custom = kept_metadata(core, change)
    return commit(core, ticket, draft, comment, actor, custom, channel, client)


def kept_metadata(core: Core, change: Json) -> Json:
    """Return a request's own metadata, dropped when longer than 1 kB."""
    given = change.get("metadata")
    if not isinstance(given, dict):
        return {}
    if len(json.dumps(given).encode()) > LONGEST_METADATA:
        core.note("metadata_too_long", ",".join(given))
        return {}
    return given


def refuse_outdated(core: Core, ticket: Ticket, change: Json) -> None:
    """Refuse a safe update whose stamp is not the ticket's; raises Refused 409 (trap 14)."""
    if str(change.get("safe_update", "")).lower() != "true":
        return
    given = change.get("updated_stamp")
    if given is None:
        core.note("safe_update_without_stamp", str(ticket.id))
        return
    try:
        outdated = parse_stamp(str(given)) != parse_stamp(ticket.values["updated_at"])
    except ValueError:
        outdated = True
    if outdated:
        text = (
            "Safe Update prevented the update due to outdated ticket data. "
            "Please fetch the latest ticket data and try again."
        )
        raise Refused(409, {"error": "UpdateConflict", "description": text})


def prepared(core: Core, draft: Ticket, given: Any, actor: Json) -> Comment | None:
    """Check a comment and return it as it will be stored; None when there is none."""
    if isinstance(given, str):
        given = {"body": given}
    texts = rendered(core, draft, actor, given) if given else None
    if texts is None:
        return None
    if len(draft.comments) >= MOST_COMMENTS:
        raise invalid_field("comment", "Comment: ticket has reached its limit of 5000 comments")
    tokens = list(given.get("uploads") or [])
    for token in tokens:
        upload = core.state.tables["uploads"].get(token)
        if upload is None or upload["used"] or upload["expires"] <= core.now():
            core.note("upload_token_reused", token)
            raise invalid_field("base", "Attachment: upload token is invalid or was used")
    public = given.get("public")
    if public is None:
        core.note("public_left_out", str(draft.id))
        public = draft.comments[0]["public"] if draft.comments else True
    if public and actor["only_private_comments"]:
        if core.options.only_private == "refuse":
            raise invalid_field("comment", "Comment: you may not add public comments")
        public = False
    return Comment(given.get("author_id") or actor["id"], *texts, bool(public), tokens)


def _reopen(core: Core, ticket: Ticket, draft: Ticket, comment: Comment, change: Json) -> None:
    is_requester = comment.author_id == ticket.values["requester_id"]
    named = "status" in change or "custom_status_id" in change
    if is_requester and not named and draft.values["status"] in ("solved", "pending", "hold"):
        draft.values["status"] = "open"
        draft.values["custom_status_id"] = default_status(core, "open")


def commit(
    core: Core,
    before: Ticket,
    draft: Ticket,
    comment: Comment | None,
    actor: Json,
    custom: Json,
    channel: str,
    client: str,
    kind: str = "Change",
) -> Json | None:
    """Store a draft with its comment and audit; return the audit, None when nothing changed."""
    changes = differences(before, draft)
    if not changes and comment is None:
        return None
    now = core.stamp()
    audit: Json = {
        "id": core.new_id(), "ticket_id": draft.id, "created_at": now, "author_id": actor["id"],
        "metadata": {"system": system(client), "custom": dict(custom)}, "events": [],
        "via": records.via(channel),
    }  # fmt: skip
    if comment is not None:
        audit["events"].append(_stored(core, draft, comment, audit))
    for name, value, previous in changes:
        event = {"id": core.new_id(), "type": kind, "value": audit_value(value), "field_name": name}
        if kind == "Change":
            event["previous_value"] = audit_value(previous)
        if kind == "Change" or value not in (None, [], "", False):
            audit["events"].append(event)
    draft.audits.append(audit)
    draft.values["updated_at"] = now
    draft.values["generated_timestamp"] = int(core.instant().timestamp())
    core.put_ticket(draft)
    core.count_marker(audit["metadata"]["custom"])
    return audit


def system(client: str) -> Json:
    """Return where a request came from, as audits keep it (personal data)."""
    return {
        "client": client, "ip_address": "192.0.2.10", "location": "Testville, TS, Testland",
        "latitude": 0.0, "longitude": 0.0,
    }  # fmt: skip


def _stored(core: Core, draft: Ticket, comment: Comment, audit: Json) -> Json:
    attachments = []
    for token in comment.uploads:
        upload = core.state.change("uploads", token, used=True)
        attachments += [core.state.row("attachments", one) for one in upload["attachment_ids"]]
    event = {
        "id": core.new_id(), "type": "Comment", "author_id": comment.author_id,
        "body": comment.body, "html_body": comment.html_body, "plain_body": comment.plain_body,
        "public": comment.public, "attachments": attachments, "audit_id": audit["id"],
    }  # fmt: skip
    _note_double(core, draft, event, audit)
    if not draft.comments:
        draft.values["description"] = comment.body
        draft.values["is_public"] = comment.public
    elif comment.public:
        draft.values["is_public"] = True
    record = {
        **event,
        "via": audit["via"],
        "created_at": audit["created_at"],
        "metadata": audit["metadata"],
    }
    draft.comments.append(record)
    return event


def _note_double(core: Core, draft: Ticket, event: Json, audit: Json) -> None:
    if audit["via"]["channel"] != "api":
        return
    for former in draft.comments:
        same = former["body"] == event["body"] and former["author_id"] == event["author_id"]
        if same and former["via"]["channel"] == "api" and former["public"] == event["public"]:
            core.note("comment_duplicated", f"ticket {draft.id}: {event['body'][:60]}")
