"""Contacts and companies (section 7)."""

from tests.fakes.common.wire import Answer, Json, Refused, answer, parse_stamp
from tests.fakes.freshdesk import records
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import (
    MANDATORY,
    Fault,
    coded,
    conflict,
    invalid,
    not_allowed,
    refuse,
)
from tests.fakes.freshdesk.routing import Call, route
from tests.fakes.freshdesk.validation import typed

CONTACT = {
    "name": "text", "email": "email?", "phone": "text?", "mobile": "text?", "twitter_id": "text?",
    "unique_external_id": "text?", "other_emails": "texts", "company_id": "number?",
    "view_all_tickets": "flag", "other_companies": "list", "address": "text?",
    "custom_fields": "object", "description": "text?", "job_title": "text?", "language": "text?",
    "tags": "texts", "time_zone": "text?",
}  # fmt: skip
COMPANY = {
    "name": "text", "description": "text?", "domains": "texts", "note": "text?",
    "health_score": "text?", "account_tier": "text?", "renewal_date": "text?",
    "industry": "text?", "custom_fields": "object",
}  # fmt: skip
_REACHED_BY = ("email", "phone", "mobile", "twitter_id", "unique_external_id")
_LIST_KEYS_LEFT_OUT = ("deleted", "blocked", "avatar", "tags", "other_companies")


def _shown(row: Json) -> Json:
    hidden = () if row["deleted"] else ("deleted",)
    return {name: value for name, value in row.items() if name not in (*hidden, "blocked")}


def _listed(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in _LIST_KEYS_LEFT_OUT}


@route("GET", "contacts")
def list_contacts(call: Call) -> Answer:
    """The contacts by name; blocked and deleted ones only where `state` asks for them."""
    names = ("email", "mobile", "phone", "company_id", "unique_external_id")
    call.only(*names, "state", "updated_since", "_updated_since")
    rows = [row for row in call.core.state.rows("contacts") if _is_asked_for(call, row)]
    for name in names:
        wanted = call.request.first(name).lower()
        rows = [row for row in rows if not wanted or str(row[name] or "").lower() == wanted]
    since = call.request.first("updated_since") or call.request.first("_updated_since")
    if since:
        first = parse_stamp(since)
        rows = [row for row in rows if parse_stamp(row["updated_at"]) > first]
    return paged(call, sorted(rows, key=lambda row: row["name"].lower()), _listed)


def _is_asked_for(call: Call, row: Json) -> bool:
    state = call.request.first("state")
    if state == "deleted":
        return bool(row["deleted"])
    if state == "blocked":
        return bool(row["blocked"])
    if row["deleted"] or row["blocked"]:
        return False
    return state not in ("verified", "unverified") or row["active"] is (state == "verified")


@route("GET", "contacts/autocomplete")
def complete_contacts(call: Call) -> Answer:
    """Ids and names of people one of whose words begins so."""
    call.only("term")
    term = call.request.first("term").lower()
    rows = [row for row in call.core.state.rows("contacts") if not row["deleted"]]
    found = [
        {"id": row["id"], "name": row["name"]}
        for row in rows
        if any(word.startswith(term) for word in row["name"].lower().split())
    ]
    return answer(found if term else [])


@route("GET", "contacts/{id}")
def view_contact(call: Call) -> Answer:
    return answer(_shown(call.core.state.row("contacts", call.id)))


@route("POST", "contacts")
def create_contact(call: Call) -> Answer:
    core, body = call.core, call.body
    faults = _contact_faults(core, body)
    if not body.get("name"):
        faults.append(("name", "missing_field", MANDATORY))
    if not any(body.get(name) for name in _REACHED_BY):
        faults.append(("email", "missing_field", "One of e-mail, phone, mobile is needed"))
    refuse(faults)
    _refuse_double(core, body, None)
    more = {name: value for name, value in body.items() if name not in ("name", "email")}
    row = core.state.put("contacts", records.contact(core, body["name"], body.get("email"), **more))
    return answer(_shown(row), 201, call.location(f"contacts/{row['id']}"))


def _contact_faults(core: Core, body: Json) -> list[Fault]:
    faults = typed(body, CONTACT)
    if "unique_external_id" in body and not core.options.takes_external_id:
        faults.append(("unique_external_id", "invalid_field", "Unexpected/invalid field"))
    company = body.get("company_id")
    if isinstance(company, int) and company not in core.state.tables["companies"]:
        faults.append(("company_id", "invalid_value", "There is no such company"))
    return faults


def _refuse_double(core: Core, body: Json, own_id: int | None) -> None:
    for name in ("email", "twitter_id", "unique_external_id"):
        wanted = str(body.get(name) or "").lower()
        for row in core.state.rows("contacts"):
            there = [row.get(name), *(row["other_emails"] if name == "email" else ())]
            taken = wanted in [str(one or "").lower() for one in there]
            if wanted and taken and row["id"] != own_id:
                raise conflict(name, row["id"] if core.options.gives_other_contact else None)


@route("PUT", "contacts/{id}")
def change_contact(call: Call) -> Answer:
    core, row = call.core, call.core.state.row("contacts", call.id)
    if row["deleted"] or row["blocked"]:
        raise not_allowed()
    refuse(_contact_faults(core, call.body))
    _refuse_double(core, call.body, call.id)
    changed = core.state.change("contacts", call.id, **call.body, updated_at=core.stamp())
    return answer(_shown(changed))


@route("DELETE", "contacts/{id}")
def delete_contact(call: Call) -> Answer:
    call.core.state.change("contacts", call.id, deleted=True, updated_at=call.core.stamp())
    return answer(None, 204)


@route("PUT", "contacts/{id}/restore")
def restore_contact(call: Call) -> Answer:
    call.core.state.change("contacts", call.id, deleted=False, updated_at=call.core.stamp())
    return answer(None, 204)


@route("DELETE", "contacts/{id}/hard_delete")
def hard_delete_contact(call: Call) -> Answer:
    """Remove a contact for good, and with it every ticket it has, without a trace."""
    core = call.core
    row = core.state.row("contacts", call.id)
    core.note("contact_hard_deleted", str(call.id))
    if not row["deleted"] and call.request.first("force") != "true":
        raise coded(400, "inconsistent_state", "Delete the contact first")
    for ticket in list(core.state.tickets.values()):
        if ticket.values["requester_id"] == call.id:
            del core.state.tickets[ticket.id]
    core.state.drop("contacts", call.id)
    return answer(None, 204)


@route("POST", "contacts/merge")
def merge_contacts(call: Call) -> Answer:
    """Merge contacts into one; their tickets go with them."""
    core, body = call.core, call.body
    primary = core.state.row("contacts", body.get("primary_contact_id"))
    for loser in body.get("secondary_contact_ids") or []:
        core.state.row("contacts", loser)
        for ticket in list(core.state.tickets.values()):
            if ticket.values["requester_id"] == loser:
                core.put_ticket(ticket.changed(requester_id=primary["id"]))
        core.state.drop("contacts", loser)
    return answer(None, 204)


@route("GET", "companies")
def list_companies(call: Call) -> Answer:
    call.only("updated_since")
    rows = sorted(call.core.state.rows("companies"), key=lambda row: row["name"].lower())
    return paged(call, rows, lambda row: row)


@route("GET", "companies/autocomplete")
def complete_companies(call: Call) -> Answer:
    call.only("name")
    term = call.request.first("name").lower()
    found = [
        {"id": row["id"], "name": row["name"]}
        for row in call.core.state.rows("companies")
        if term and row["name"].lower().startswith(term)
    ]
    return answer({"companies": found})


@route("GET", "companies/{id}")
def view_company(call: Call) -> Answer:
    return answer(call.core.state.row("companies", call.id))


@route("POST", "companies")
@route("PUT", "companies/{id}")
def save_company(call: Call) -> Answer:
    """Make or change a company; its name is its own."""
    core, body = call.core, call.body
    own_id = call.id if call.args else None
    refuse(typed(body, COMPANY))
    if own_id is None and not body.get("name"):
        raise invalid(("name", "missing_field", MANDATORY))
    for row in core.state.rows("companies"):
        if row["name"].lower() == str(body.get("name", "")).lower() and row["id"] != own_id:
            raise Refused(409, conflict("name").body)
    if own_id is not None:
        return answer(core.state.change("companies", own_id, **body, updated_at=core.stamp()))
    row = core.state.put("companies", {**records.company(core, body["name"]), **body})
    return answer(row, 201, call.location(f"companies/{row['id']}"))
