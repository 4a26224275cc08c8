"""Smaller endpoints on tickets: bulk jobs, related, incidents, metrics, ratings, skips."""

from tests.fakes.zendesk.access import seen_ticket
from tests.fakes.zendesk.creating import create_ticket
from tests.fakes.zendesk.jobs import new_job
from tests.fakes.zendesk.routes_tickets import answer_tickets, soft_delete
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.sideloads import metric_set
from tests.fakes.zendesk.ticket_fields import tag_list
from tests.fakes.zendesk.updating import update_ticket
from tests.fakes.zendesk.wire import Answer, Json, Refused, answer, forbidden, too_many_values


@route("PUT", "tickets/update_many")
def update_many(call: Call) -> Answer:
    """Change many tickets; what goes wrong stands in the job's results only."""
    ids, given = call.request.ids(), call.request.json()
    changes = [{**one} for one in given.get("tickets", [])]
    if ids:
        changes = [{**given.get("ticket", {}), "id": one} for one in ids]
    if len(changes) > 100:
        raise too_many_values("ids")
    results = [_updated(call, int(change.pop("id")), change) for change in changes]
    return answer({"job_status": new_job(call.core, len(changes), results)})


def _updated(call: Call, ticket_id: int, change: Json) -> Json:
    row: Json = {"id": ticket_id, "action": "update", "success": True, "status": "Updated"}
    try:
        ticket = seen_ticket(call.core, ticket_id, call.me)
        added, removed = change.pop("additional_tags", []), change.pop("remove_tags", [])
        if added or removed:
            tags = {*ticket.values["tags"], *tag_list(added)} - set(tag_list(removed))
            change["tags"] = sorted(tags)
        update_ticket(call.core, ticket, change, call.me)
    except Refused as refused:
        body = refused.body
        details = body.get("details") or body.get("description")
        return {"id": ticket_id, "error": body["error"], "details": details}
    return row


@route("POST", "tickets/create_many")
def create_many(call: Call) -> Answer:
    rows = call.request.json().get("tickets", [])
    if len(rows) > 100:
        raise too_many_values("tickets")
    results: list[Json] = []
    for index, given in enumerate(rows):
        try:
            ticket, _ = create_ticket(call.core, given, call.me)
            results.append({"index": index, "id": ticket.id, "account_id": 1})
        except Refused as refused:
            results.append({"index": index, "error": refused.body["error"], "details": ""})
    return answer({"job_status": new_job(call.core, len(rows), results[::-1])})


@route("DELETE", "tickets/destroy_many")
def destroy_many(call: Call) -> Answer:
    ids = call.request.ids()
    if len(ids) > 100:
        raise too_many_values("ids")
    results: list[Json] = []
    for one in ids:
        soft_delete(call.core, seen_ticket(call.core, one, call.me))
        results.append({"id": one, "action": "delete", "success": True, "status": "Deleted"})
    return answer({"job_status": new_job(call.core, len(ids), results)})


@route("GET", "tickets/{id}/related")
def related(call: Call) -> Answer:
    values = seen_ticket(call.core, call.id, call.me).values
    incidents = _incidents(call)
    found = {
        "url": call.core.url(f"tickets/{call.id}/related.json"),
        "topic_id": None,
        "followup_source_ids": [],
        "from_archive": call.id in call.core.options.archived,
        "incidents": len(incidents),
        "jira_issue_ids": [],
        "twitter": {"handle_id": None, "profile": {}, "direct": False},
        "followup_ids": values["followup_ids"],
    }
    return answer({"ticket_related": found})


def _incidents(call: Call) -> list[int]:
    rows = call.core.state.sorted_tickets("created_at")
    return [row.id for row in rows if row.values["problem_id"] == call.id]


@route("GET", "tickets/{id}/incidents")
def incidents(call: Call) -> Answer:
    ids = set(_incidents(call))
    rows = [row for row in call.core.state.sorted_tickets("updated_at") if row.id in ids]
    return answer_tickets(call, rows, "updated_at")


@route("GET", "problems")
def problems(call: Call) -> Answer:
    rows = call.core.state.sorted_tickets("updated_at")
    chosen = [row for row in rows if row.values["type"] == "problem"]
    return answer_tickets(call, chosen, "updated_at")


@route("GET", "tickets/recent")
def recent(call: Call) -> Answer:
    rows = call.core.state.sorted_tickets("updated_at")
    mine = [row for row in rows if row.values["assignee_id"] == call.me["id"]]
    return answer_tickets(call, mine[-5:], "updated_at", descending=True)


@route("GET", "tickets/{id}/metrics")
def metrics(call: Call) -> Answer:
    ticket = seen_ticket(call.core, call.id, call.me)
    return answer({"ticket_metric": metric_set(call.core, ticket)})


@route("GET", "tickets/{id}/slas/policy_metrics")
def policy_metrics(call: Call) -> Answer:
    return answer({"policy_metrics": list(seen_ticket(call.core, call.id, call.me).slas)})


@route("POST", "tickets/{id}/satisfaction_rating")
def rate(call: Call) -> Answer:
    """Refuse: only the requester may rate."""
    seen_ticket(call.core, call.id, call.me)
    raise forbidden("Only the requester may rate a ticket.")


@route("PUT", "tickets/{id}/mark_as_spam")
def mark_as_spam(call: Call) -> Answer:
    """Delete a ticket and suspend its requester."""
    ticket = seen_ticket(call.core, call.id, call.me)
    call.core.state.change("users", ticket.values["requester_id"], suspended=True)
    soft_delete(call.core, ticket)
    return answer(None, 200)


@route("POST", "skips")
def skip(call: Call) -> Answer:
    given = call.wrapped("skip") or {}
    made = {
        "id": call.core.new_id(), "ticket_id": given.get("ticket_id"), "user_id": call.me["id"],
        "reason": given.get("reason"), "created_at": call.core.stamp(),
        "updated_at": call.core.stamp(),
    }  # fmt: skip
    return answer({"skip": made}, 201)
