"""One ticket: view, create, change, delete, restore, merge, archive (sections 3.2 and 4)."""

from dataclasses import replace

from tests.fakes.common.wire import Answer, Json, answer
from tests.fakes.freshdesk import changing, shown
from tests.fakes.freshdesk.access import may_see, open_ticket, seen_ticket
from tests.fakes.freshdesk.files import keep_file, refuse_too_large
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import (
    MANDATORY,
    Fault,
    access_denied,
    coded,
    invalid,
    not_found,
    refuse,
)
from tests.fakes.freshdesk.routes_lists import embeds
from tests.fakes.freshdesk.routes_talk import add_note, watch_text
from tests.fakes.freshdesk.routing import Call, route
from tests.fakes.freshdesk.validation import CREATE, UPDATE, missing_to_close, ticket_faults

EMBEDS = ("conversations", "requester", "company", "stats")
OUTBOUND = 10
WHOLE = {"id", "created_at", "updated_at"}


@route("GET", "tickets/{id}")
def view_ticket(call: Call) -> Answer:
    call.only("include")
    include = embeds(call, EMBEDS)
    return answer(shown.view(call.core, seen_ticket(call.core, call.me, call.id), include))


@route("POST", "tickets")
def create_ticket(call: Call) -> Answer:
    """Make a ticket; there is no key, a second POST makes a second one."""
    core, body = call.core, call.body
    faults = ticket_faults(core, body, CREATE)
    faults += _missing(core.state.rows("ticket_fields"), body)
    if body.get("status", 2) in core.options.closing:
        faults += missing_to_close(core, body.get("custom_fields", {}))
    refuse(faults)
    refuse_too_large(core, (), call.files)
    watch_text(call, body["description"])
    known = len(core.state.tables["contacts"])
    requester_id = changing.requester_of(core, body)
    if len(core.state.tables["contacts"]) > known:
        core.made_contacts.append(requester_id)
    files = tuple(keep_file(core, file) for file in call.files)
    made = changing.make_ticket(core, body, requester_id, files)
    return answer(shown.view(core, made), 201, call.location(f"tickets/{made.id}"))


def _missing(fields: list[Json], body: Json) -> list[Fault]:
    faults: list[Fault] = []
    if not any(name in body for name in changing.IDENTITIES):
        faults.append(("requester_id", "missing_field", MANDATORY))
    elif "phone" in body and not {"email", "requester_id", "name"} & set(body):
        faults.append(("name", "missing_field", MANDATORY))
    for name in ("subject", "description"):
        if not body.get(name):
            faults.append((name, "missing_field", MANDATORY))
    custom = body.get("custom_fields") or {}
    for row in fields:
        if row["required_for_agents"] and not row["default"] and not custom.get(row["name"]):
            faults.append((row["name"], "missing_field", MANDATORY))
    return faults


@route("PUT", "tickets/{id}")
def change_ticket(call: Call) -> Answer:
    """Change what is given; the answer still tells the old due times (trap 10)."""
    core, body = call.core, call.body
    ticket = open_ticket(core, call.me, call.id)
    if WHOLE & set(body):
        core.note("whole_object_put", ", ".join(sorted(body)))
    if not body and not call.files:
        raise invalid(("request", "missing_field", "At least one field is needed"))
    faults = ticket_faults(core, body, UPDATE)
    if ticket.values["source"] == OUTBOUND:
        texts = [name for name in ("subject", "description") if name in body]
        faults += [(name, "readonly_field", "It was sent as a mail") for name in texts]
    if not faults and body.get("status") in core.options.closing:
        custom = {**ticket.values["custom_fields"], **body.get("custom_fields", {})}
        faults += missing_to_close(core, custom)
    refuse(faults)
    refuse_too_large(core, ticket.attachments, call.files)
    files = tuple(keep_file(core, file) for file in call.files)
    given = {name: value for name, value in body.items() if name not in ("email", "phone", "name")}
    if {"email", "phone"} & set(body):
        given["requester_id"] = changing.requester_of(core, body)
    draft = replace(ticket, attachments=(*ticket.attachments, *files))
    return answer(shown.view(core, changing.change_ticket(core, draft, given)))


@route("DELETE", "tickets/{id}")
def delete_ticket(call: Call) -> Answer:
    changing.soft_delete(call.core, open_ticket(call.core, call.me, call.id))
    return answer(None, 204)


@route("PUT", "tickets/{id}/restore")
def restore_ticket(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.me, call.id)
    if not ticket.deleted_at:
        raise not_found()
    changing.restore(call.core, ticket)
    return answer(None, 204)


@route("PUT", "tickets/merge")
def merge_tickets(call: Call) -> Answer:
    """Merge tickets into one; the others close, each side may get a note."""
    core, body = call.core, call.body
    known = {"primary_id", "ticket_ids", "note_in_primary", "note_in_secondary"}
    names = {*known, "convert_recepients_to_cc"}
    refuse([(name, "invalid_field", "Unexpected field") for name in set(body) - names])
    ids = body.get("ticket_ids")
    if not isinstance(body.get("primary_id"), int) or not isinstance(ids, list) or not ids:
        raise invalid(("ticket_ids", "missing_field", MANDATORY))
    if body["primary_id"] in ids:
        raise coded(400, "inconsistent_state", "A ticket cannot be merged into itself")
    open_ticket(core, call.me, body["primary_id"])
    for ticket_id in ids:
        open_ticket(core, call.me, ticket_id)
    for ticket_id in ids:
        changing.change_ticket(core, core.state.ticket(ticket_id), {"status": changing.CLOSED})
        _merge_note(call, ticket_id, body.get("note_in_secondary"), counts=True)
    _merge_note(call, body["primary_id"], body.get("note_in_primary"), counts=False)
    return answer(None, 204)


def _merge_note(call: Call, ticket_id: int, note: Json | None, *, counts: bool) -> None:
    if note:
        ticket, private = call.core.state.ticket(ticket_id), bool(note.get("private", True))
        body, me = note.get("body", ""), call.me["id"]
        add_note(call.core, ticket, me, body, private=private, counts=counts)


@route("GET", "tickets/archived/{id}", "tickets/archived/{id}/conversations")
def view_archived(call: Call) -> Answer:
    """Answer for what was put away; the ordinary addresses no longer do."""
    ticket = call.core.state.ticket(call.id)
    if not ticket.is_archived:
        raise not_found()
    if not may_see(call.me, ticket):
        raise access_denied()
    if call.request.url_path.endswith("conversations"):
        return paged(call, ticket.comments, lambda row: shown.shown_conversation(call.core, row))
    return answer(shown.view(call.core, ticket))
