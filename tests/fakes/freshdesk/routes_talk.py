"""The conversation of a ticket: rows, replies, notes, their change (sections 3.3, 4.2 and 4.3)."""

from dataclasses import replace
from typing import Any

from tests.fakes.common.wire import Answer, Json, answer
from tests.fakes.freshdesk import records
from tests.fakes.freshdesk.access import open_ticket, seen_ticket
from tests.fakes.freshdesk.changing import add_row, support
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.files import keep_file, refuse_too_large
from tests.fakes.freshdesk.html_text import MARKER, body_text, rewritten, words_of
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import MANDATORY, Fault, invalid, not_allowed, not_found, refuse
from tests.fakes.freshdesk.routing import Call, route
from tests.fakes.freshdesk.shown import shown_conversation
from tests.fakes.freshdesk.state import Ticket
from tests.fakes.freshdesk.validation import NOTE, REPLY, typed


@route("GET", "tickets/{id}/conversations")
def list_conversations(call: Call) -> Answer:
    """The rows, oldest first; the customer's first words are not among them (trap 5)."""
    call.only()
    ticket = seen_ticket(call.core, call.me, call.id)
    return paged(call, ticket.comments, lambda row: shown_conversation(call.core, row))


@route("POST", "tickets/{id}/reply")
def post_reply(call: Call) -> Answer:
    """Send a mail; it cannot be taken back, and a second POST sends a second one."""
    core = call.core
    ticket = open_ticket(core, call.me, call.id)
    faults = _text_faults(call.body, REPLY)
    if "from_email" in call.body and call.body["from_email"] != support(core):
        faults.append(("from_email", "invalid_value", "There is no such mailbox"))
    refuse(faults)
    refuse_too_large(core, (), call.files)
    watch_text(call, call.body["body"])
    files = [keep_file(core, file) for file in call.files]
    user_id = int(call.body.get("user_id") or call.me["id"])
    row = add_reply(
        core, ticket, user_id, call.body["body"], attachments=files,
        cc_emails=call.body.get("cc_emails", []), bcc_emails=call.body.get("bcc_emails", []),
    )  # fmt: skip
    shown = shown_conversation(core, row)
    names = (
        "body", "body_text", "id", "user_id", "cc_emails", "bcc_emails", "ticket_id",
        "attachments", "created_at", "updated_at",
    )  # fmt: skip
    told = {name: shown[name] for name in names}
    told.update(from_email=support(core), replied_to=row["to_emails"])
    return answer(told, 201, call.location(f"conversations/{row['id']}"))


def add_reply(core: Core, ticket: Ticket, user_id: int, body: str, **more: Any) -> Json:
    """Add an agent's reply; the status stays; return the row."""
    person = core.state.tables["contacts"].get(ticket.values["requester_id"], {})
    text = rewritten(body)
    row = records.conversation(
        core, ticket.id, user_id, text, body_text=body_text(text), support_email=support(core),
        to_emails=[person.get("email")] if person.get("email") else [],
        from_email=f"{core.subdomain.capitalize()} <{support(core)}>", **more,
    )  # fmt: skip
    now = core.stamp()
    first = ticket.stats["first_responded_at"] or now
    add_row(core, ticket, row, agent_responded_at=now, first_responded_at=first)
    _count_text(core, row)
    return row


def _count_text(core: Core, row: Json) -> None:
    key = (row["ticket_id"], row["user_id"], words_of(row["body"]))
    core.texts[key] += 1
    if core.texts[key] > 1 and core.options.unique_texts:
        kind = "second_text" if row["private"] else "second_reply"
        core.note(kind, f"{row['ticket_id']}: {key[2][:60]}")


@route("POST", "tickets/{id}/notes")
def post_note(call: Call) -> Answer:
    """Add a note, private unless told otherwise."""
    core = call.core
    ticket = open_ticket(core, call.me, call.id)
    refuse(_text_faults(call.body, NOTE))
    refuse_too_large(core, (), call.files)
    watch_text(call, call.body["body"])
    if "private" not in call.body:
        core.note("private_not_told", f"ticket {ticket.id}")
    files = [keep_file(core, file) for file in call.files]
    row = add_note(
        core, ticket, int(call.body.get("user_id") or call.me["id"]), call.body["body"],
        private=call.body.get("private", True), incoming=call.body.get("incoming", False),
        to_emails=call.body.get("notify_emails", []), attachments=files,
    )  # fmt: skip
    names = (
        "body", "body_text", "id", "incoming", "private", "user_id", "support_email", "ticket_id",
        "to_emails", "attachments", "created_at", "updated_at",
    )  # fmt: skip
    shown = shown_conversation(core, row)
    told = {name: shown[name] for name in names}
    return answer(told, 201, call.location(f"conversations/{row['id']}"))


def add_note(
    core: Core,
    ticket: Ticket,
    user_id: int,
    body: str,
    *,
    private: bool,
    counts: bool = True,
    **more: Any,
) -> Json:
    """Add a note, and count its marker unless told otherwise; return the row."""
    text = rewritten(body)
    row = records.conversation(
        core, ticket.id, user_id, text, body_text=body_text(text), source=2, category=2,
        private=private, **more,
    )  # fmt: skip
    add_row(core, ticket, row)
    _count_text(core, row)
    for code in MARKER.findall(text) if counts else ():
        core.mark(code, "note")
    return row


def _text_faults(body: Json, schema: dict[str, str]) -> list[Fault]:
    faults = typed(body, schema)
    if not body.get("body"):
        faults.append(("body", "missing_field", MANDATORY))
    return faults


def watch_text(call: Call, text: str) -> None:
    """Write down what a customer must never read: an unfilled placeholder."""
    if "{{" in text:
        call.core.note("placeholder_sent", text[:80])


def _row_of(call: Call) -> tuple[Ticket, Json]:
    for ticket in call.core.state.tickets.values():
        for row in ticket.comments:
            if row["id"] == call.id:
                return open_ticket(call.core, call.me, ticket.id), row
    raise not_found()


@route("PUT", "conversations/{id}")
def change_conversation(call: Call) -> Answer:
    """Change a note; a reply cannot be taken back (trap 22)."""
    ticket, row = _row_of(call)
    if row["source"] != 2:
        raise not_allowed("DELETE")
    refuse(_text_faults(call.body, {"body": "text"}))
    now, text = call.core.stamp(), rewritten(call.body["body"])
    again = {
        **row, "body": text, "body_text": body_text(text), "updated_at": now,
        "last_edited_at": now, "last_edited_user_id": call.me["id"],
    }  # fmt: skip
    rows = tuple(again if one is row else one for one in ticket.comments)
    call.core.put_ticket(replace(ticket, comments=rows).changed(updated_at=now))
    return answer(shown_conversation(call.core, again))


@route("DELETE", "conversations/{id}")
def delete_conversation(call: Call) -> Answer:
    ticket, row = _row_of(call)
    rows = tuple(one for one in ticket.comments if one is not row)
    draft = replace(ticket, comments=rows)
    call.core.put_ticket(draft.changed(updated_at=call.core.stamp()))
    return answer(None, 204)


@route("POST", "tickets/{id}/forward")
def forward(call: Call) -> Answer:
    """Forward to somebody else; the row has source 8."""
    core = call.core
    ticket = open_ticket(core, call.me, call.id)
    if not call.body.get("to_emails"):
        raise invalid(("to_emails", "missing_field", MANDATORY))
    text = rewritten(call.body.get("body") or "")
    row = records.conversation(
        core, ticket.id, call.me["id"], text, body_text=body_text(text), source=8, category=6,
        to_emails=call.body["to_emails"], support_email=support(core),
    )  # fmt: skip
    add_row(core, ticket, row)
    return answer(shown_conversation(core, row), 201)
