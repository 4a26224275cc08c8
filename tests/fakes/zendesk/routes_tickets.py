"""Tickets: lists, show, create, update, delete, tags."""

from datetime import timedelta

from tests.fakes.zendesk.access import may_see, refuse_closed, seen_ticket
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.creating import create_ticket
from tests.fakes.zendesk.paging import page
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.shown import shown_ticket
from tests.fakes.zendesk.sideloads import with_sideloads
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.ticket_fields import CREATE_KEYS, UPDATE_KEYS, tag_list, warn_unknown
from tests.fakes.zendesk.updating import commit, refuse_outdated, update_ticket
from tests.fakes.zendesk.wire import (
    Answer,
    Json,
    answer,
    bad_request,
    not_found,
    parse_stamp,
    too_many_values,
)

RESTORABLE = timedelta(days=30)
_SORTS = ("updated_at", "id", "status")


@route("GET", "tickets")
def list_tickets(call: Call) -> Answer:
    core, sort = call.core, call.request.first("sort", "id")
    name, descending = sort.lstrip("-"), sort.startswith("-")
    if name not in _SORTS:
        raise bad_request("InvalidValue", f"sort {sort} is not valid")
    rows = core.state.sorted_tickets("created_at" if name == "id" else name)
    external = call.request.first("external_id")
    if external:
        rows = [row for row in rows if row.values["external_id"] == external]
    rows = [row for row in rows if row.id not in core.options.archived]
    if name == "id":
        rows.sort(key=lambda row: row.id)
    return answer_tickets(call, rows, name, descending=descending)


def answer_tickets(
    call: Call, rows: list[Ticket], name: str = "id", *, descending: bool = False
) -> Answer:
    """Answer one page of the visible tickets, sorted by (`name`, id) already."""
    core = call.core
    if call.me["ticket_restriction"] is not None:
        rows = [row for row in rows if may_see(core, row, call.me)]
    if descending:
        rows = rows[::-1]
    part, beside = page(
        core,
        call.request,
        rows,
        key=lambda row: (row.id if name == "id" else row.values[name], row.id),
        descending=descending,
    )
    shown, sideloads = with_sideloads(core, call.request, part)
    return answer({"tickets": shown, **sideloads, **beside})


@route("GET", "tickets/show_many")
def show_many(call: Call) -> Answer:
    ids = call.request.ids()
    if len(ids) > 100:
        raise too_many_values("ids")
    found = [call.core.state.tickets.get(one) for one in dict.fromkeys(ids)]
    rows = [
        row
        for row in found
        if row is not None and row.deleted_at is None and may_see(call.core, row, call.me)
    ]
    shown, sideloads = with_sideloads(call.core, call.request, rows)
    more = {"next_page": None, "previous_page": None, "count": len(rows)}
    return answer({"tickets": shown, **sideloads, **more})


@route("GET", "tickets/count")
def count_tickets(call: Call) -> Answer:
    value = len(call.core.state.sorted_tickets("updated_at"))
    return answer({"count": {"value": value, "refreshed_at": call.core.stamp()}})


@route("GET", "tickets/{id}")
def show_ticket(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    shown, sideloads = with_sideloads(call.core, call.request, [ticket], show=True)
    return answer({"ticket": shown[0], **sideloads})


@route("POST", "tickets")
def post_ticket(call: Call) -> Answer:
    again = call.core.keys.repeated(call.request)
    if again is not None:
        return again
    given = call.wrapped("ticket")
    if given is None:
        return answer({})
    call.core.keys.watch(call.request, given.get("external_id"))
    warn_unknown(call.core, given, CREATE_KEYS)
    client = call.request.header("user-agent")
    ticket, audit = create_ticket(call.core, given, call.me, client=client)
    shown = shown_ticket(call.core, ticket)
    made = answer({"ticket": shown, "audit": audit}, 201, {"Location": shown["url"]})
    return call.core.keys.keep(call.request, made)


@route("PUT", "tickets/{id}")
def put_ticket(call: Call) -> Answer:
    core = call.core
    ticket = seen_ticket(core, call.id, call.me)
    given = call.wrapped("ticket")
    if given is None:
        return answer({"ticket": shown_ticket(core, ticket)})
    warn_unknown(core, given, UPDATE_KEYS)
    client = call.request.header("user-agent")
    audit = update_ticket(core, ticket, given, call.me, client=client)
    body: Json = {"ticket": shown_ticket(core, core.state.alive(call.id))}
    if audit is not None:
        body["audit"] = audit
    elif core.options.noop_audit:
        body["audit"] = {**_empty_audit(core, call), "ticket_id": call.id}
    return answer(body)


def _empty_audit(core: Core, call: Call) -> Json:
    return {
        "id": core.new_id(), "created_at": core.stamp(), "author_id": call.me["id"],
        "metadata": {"system": {}, "custom": {}}, "events": [],
    }  # fmt: skip


@route("DELETE", "tickets/{id}")
def delete_ticket(call: Call) -> Answer:
    soft_delete(call.core, seen_ticket(call.core, call.id, call.me))
    return answer(None, 204)


def soft_delete(core: Core, ticket: Ticket) -> None:
    """Delete a ticket so that it can be restored for 30 days."""
    gone = ticket.copied()
    gone.deleted_at = core.stamp()
    gone.values["generated_timestamp"] = int(core.instant().timestamp())
    core.put_ticket(gone)


@route("GET", "deleted_tickets")
def deleted_tickets(call: Call) -> Answer:
    rows = [one for one in call.core.state.tickets.values() if one.deleted_at and not one.gone]
    part, beside = page(call.core, call.request, rows, key=lambda one: (one.id, one.id))
    shown = [
        {
            "id": one.id,
            "subject": one.values["subject"],
            "description": one.values["description"],
            "actor": {"id": call.me["id"], "name": call.me["name"]},
            "deleted_at": one.deleted_at,
            "previous_state": one.values["status"],
        }
        for one in part
    ]
    return answer({"deleted_tickets": shown, **beside})


@route("PUT", "deleted_tickets/{id}/restore")
def restore_ticket(call: Call) -> Answer:
    core, ticket = call.core, call.core.state.tickets.get(call.id)
    if ticket is None or ticket.deleted_at is None or ticket.gone:
        raise not_found()
    if core.now() - parse_stamp(ticket.deleted_at) > RESTORABLE:
        raise not_found()
    again = ticket.copied()
    again.deleted_at = None
    again.values["generated_timestamp"] = int(core.instant().timestamp())
    core.put_ticket(again)
    return answer({})


@route("GET", "tickets/{id}/tags")
def show_tags(call: Call) -> Answer:
    return answer({"tags": seen_ticket(call.core, call.id, call.me).values["tags"]})


@route("PUT", "tickets/{id}/tags")
def add_tags(call: Call) -> Answer:
    return _tags(call, 200)


@route("POST", "tickets/{id}/tags")
def set_tags(call: Call) -> Answer:
    return _tags(call, 201)


@route("DELETE", "tickets/{id}/tags")
def remove_tags(call: Call) -> Answer:
    return _tags(call, 204)


def _tags(call: Call, status: int) -> Answer:
    core, given = call.core, call.request.json()
    ticket = seen_ticket(core, call.id, call.me)
    refuse_closed(ticket)
    refuse_outdated(core, ticket, given)
    named, present = set(tag_list(given.get("tags"))), set(ticket.values["tags"])
    wanted = {200: present | named, 201: named, 204: present - named}[status]
    draft = ticket.copied()
    draft.values["tags"] = sorted(wanted)
    commit(core, ticket, draft, None, call.me, {}, "api", call.request.header("user-agent"))
    return answer(None if status == 204 else {"tags": draft.values["tags"]}, status)
