"""Conversations: comments, audits, people on a ticket, merges, redaction."""

from tests.fakes.zendesk.access import require_admin, seen_ticket
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.jobs import new_job
from tests.fakes.zendesk.merging import merge_tickets
from tests.fakes.zendesk.paging import offset_page, page
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.sideloads import chosen, includes
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Answer, Json, answer, bad_request, not_found


@route("GET", "tickets/{id}/comments")
def list_comments(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    rows = list(ticket.comments)
    descending = call.request.first("sort") == "-created_at"
    descending = descending or call.request.first("sort_order") == "desc"
    if descending:
        rows.reverse()
    part, beside = page(
        call.core,
        call.request,
        rows,
        key=lambda one: (one["created_at"], one["id"]),
        descending=descending,
    )
    body: Json = {"comments": part, **beside}
    if "users" in includes(call.request):
        body["users"] = chosen(call.core.state.tables["users"], (one["author_id"] for one in part))
    return answer(body)


@route("GET", "tickets/{id}/comments/count")
def count_comments(call: Call) -> Answer:
    value = len(seen_ticket(call.core, call.id, call.me).comments)
    return answer({"count": {"value": value, "refreshed_at": call.core.stamp()}})


@route("GET", "tickets/{id}/audits")
def list_audits(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    rows = list(ticket.audits)
    request = call.request
    descending = request.first("sort_order") == "desc" or request.first("sort").startswith("-")
    if descending:
        rows.reverse()
    if call.id in call.core.options.archived:
        return answer({"audits": rows, "next_page": None, "previous_page": None})
    part, beside = page(
        call.core,
        request,
        rows,
        key=lambda one: (one["created_at"], one["id"]),
        descending=descending,
    )
    return answer({"audits": part, **beside})


@route("GET", "tickets/{id}/audits/{id}")
def show_audit(call: Call) -> Answer:
    wanted = int(call.args[1])
    for audit in seen_ticket(call.core, call.id, call.me).audits:
        if audit["id"] == wanted:
            return answer({"audit": audit})
    raise not_found()


@route("GET", "ticket_audits")
def account_audits(call: Call) -> Answer:
    require_admin(call.me)
    tickets = call.core.state.sorted_tickets("created_at")
    rows = sorted((one for ticket in tickets for one in ticket.audits), key=lambda one: one["id"])
    part, beside = page(call.core, call.request, rows)
    return answer({"audits": part, **beside})


@route("GET", "tickets/{id}/followers", "tickets/{id}/email_ccs", "tickets/{id}/collaborators")
def list_people(call: Call) -> Answer:
    keys = {"followers": "follower_ids", "email_ccs": "email_cc_ids"}
    last = call.request.url_path.removesuffix(".json").rsplit("/", 1)[1]
    ids = seen_ticket(call.core, call.id, call.me).values[keys.get(last, "collaborator_ids")]
    rows = chosen(call.core.state.tables["users"], ids)
    part, beside = offset_page(call.core, call.request, rows)
    return answer({"users": part, **beside})


@route("PUT", "tickets/{id}/comments/{id}/make_private")
def make_private(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    _change_comment(call.core, ticket, int(call.args[1]), public=False)
    return answer({})


@route("PUT", "tickets/{id}/comments/{id}/redact")
def redact(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    text, comment_id = call.request.json().get("text"), int(call.args[1])
    if not text:
        raise bad_request("InvalidValue", "text is required")
    former = next((one for one in ticket.comments if one["id"] == comment_id), None)
    if former is None:
        raise not_found()
    bar = "▇" * len(text)
    texts = {key: former[key].replace(text, bar) for key in ("body", "html_body", "plain_body")}
    return answer({"comment": _change_comment(call.core, ticket, comment_id, **texts)})


def _change_comment(core: Core, ticket: Ticket, comment_id: int, **changes: object) -> Json:
    draft = ticket.copied()
    for place, one in enumerate(draft.comments):
        if one["id"] == comment_id:
            draft.comments[place] = {**one, **changes}
            draft.values["generated_timestamp"] = int(core.instant().timestamp())
            core.put_ticket(draft)
            return draft.comments[place]
    raise not_found()


@route("POST", "tickets/{id}/merge")
def post_merge(call: Call) -> Answer:
    given = call.request.json()
    seen_ticket(call.core, call.id, call.me)
    ids = [int(one) for one in given.get("ids", [])]
    if not ids:
        raise bad_request("InvalidValue", "ids is required")
    for one in ids:
        seen_ticket(call.core, one, call.me)
    merge_tickets(call.core, call.id, ids, call.me, given)
    return answer({"job_status": new_job(call.core, len(ids), [{"success": True}])})
