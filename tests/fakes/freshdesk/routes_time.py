"""Time entries (section 4.5): minutes, and one running timer for each agent."""

import re
from datetime import timedelta
from typing import Any

from tests.fakes.common.wire import Answer, Json, answer, parse_stamp
from tests.fakes.freshdesk import records
from tests.fakes.freshdesk.access import open_ticket, seen_ticket
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.html_text import MARKER
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import Fault, coded, invalid, refuse
from tests.fakes.freshdesk.routing import Call, route
from tests.fakes.freshdesk.validation import typed

ENTRY = {
    "time_spent": "text", "note": "text?", "agent_id": "number", "billable": "flag",
    "executed_at": "text", "start_time": "text", "timer_running": "flag",
}  # fmt: skip
_SPENT = re.compile(r"(\d{1,2}):([0-5]\d)")


def shown_entry(core: Core, row: Json) -> Json:
    """Return a time entry as answers tell it: hours and minutes, and the seconds beside."""
    return {**row, **records.spent(row["time_spent_in_seconds"] + _running(core, row))}


def _running(core: Core, row: Json) -> float:
    if not row["timer_running"]:
        return 0.0
    return max(0.0, (core.now() - parse_stamp(row["start_time"])).total_seconds())


def stop_timers(core: Core, agent_id: int) -> None:
    """Stop every timer an agent has running, also one begun in the browser (trap 13)."""
    for row in core.state.rows("time_entries"):
        if row["agent_id"] == agent_id and row["timer_running"]:
            stopped = {**shown_entry(core, row), "timer_running": False, "updated_at": core.stamp()}
            core.state.put("time_entries", stopped)


def start_timer(core: Core, ticket_id: int, agent_id: int, **more: Any) -> Json:
    """Start a timer on a ticket; the agent's other timers stop."""
    stop_timers(core, agent_id)
    row = records.time_entry(core, ticket_id, agent_id, timer_running=True, **more)
    return core.state.put("time_entries", row)


@route("GET", "tickets/{id}/time_entries")
def list_entries(call: Call) -> Answer:
    call.only()
    _require_feature(call)
    ticket = seen_ticket(call.core, call.me, call.id)
    rows = [row for row in call.core.state.rows("time_entries") if row["ticket_id"] == ticket.id]
    return paged(call, rows, lambda row: shown_entry(call.core, row))


@route("GET", "time_entries")
def list_all_entries(call: Call) -> Answer:
    call.only("agent_id", "company_id", "executed_after", "executed_before", "billable")
    _require_feature(call)
    asked = call.request.first("agent_id")
    rows = call.core.state.rows("time_entries")
    rows = [row for row in rows if not asked or str(row["agent_id"]) == asked]
    return paged(call, rows, lambda row: shown_entry(call.core, row))


@route("POST", "tickets/{id}/time_entries")
def post_entry(call: Call) -> Answer:
    """Add an entry; without `time_spent` and `timer_running` a timer starts."""
    core, body = call.core, call.body
    _require_feature(call)
    ticket = open_ticket(core, call.me, call.id)
    seconds = _checked(core, body)
    agent_id = int(body.get("agent_id") or call.me["id"])
    no_word = "timer_running" not in body
    is_timer = body.get("timer_running", False) or (
        no_word and ("time_spent" not in body or "start_time" in body)
    )
    given: Json = {name: body[name] for name in ("note", "billable", "executed_at", "start_time")
             if name in body}  # fmt: skip
    given["company_id"] = ticket.values["company_id"]
    if is_timer:
        core.note("timer_started", f"ticket {ticket.id}")
        row = start_timer(core, ticket.id, agent_id, seconds=seconds, **given)
    else:
        row = records.time_entry(core, ticket.id, agent_id, seconds=seconds, **given)
        core.state.put("time_entries", row)
    if core.options.time_moves_stamp:
        core.put_ticket(ticket.changed(updated_at=core.stamp()))
    for code in MARKER.findall(body.get("note") or ""):
        core.mark(code, "time_entry")
    return answer(shown_entry(core, row), 201, call.location(f"time_entries/{row['id']}"))


def _checked(core: Core, body: Json) -> int:
    faults: list[Fault] = typed(body, ENTRY)
    spent = _SPENT.fullmatch(str(body.get("time_spent", "00:00")))
    if spent is None:
        faults.append(("time_spent", "invalid_value", "It should be in the 'hh:mm' format"))
    if "start_time" in body and not faults:
        if parse_stamp(body["start_time"]) > core.now() + timedelta(seconds=1):
            faults.append(("start_time", "invalid_value", "It may not be in the future"))
        if body.get("timer_running") is False:
            faults.append(("start_time", "incompatible_field", "The timer does not run"))
    if "agent_id" in body and body["agent_id"] not in core.state.tables["agents"]:
        faults.append(("agent_id", "invalid_value", "There is no such agent"))
    refuse(faults)
    assert spent is not None
    return int(spent[1]) * 3600 + int(spent[2]) * 60


@route("PUT", "time_entries/{id}")
def change_entry(call: Call) -> Answer:
    core, body = call.core, call.body
    row = core.state.row("time_entries", call.id)
    seconds = _checked(core, {name: body[name] for name in body if name != "start_time"})
    if body.get("timer_running") == row["timer_running"]:
        raise invalid(("timer_running", "invalid_value", "It has that value already"))
    changes = {name: value for name, value in body.items() if name != "time_spent"}
    if "time_spent" in body:
        changes.update(records.spent(seconds))
    changes["updated_at"] = core.stamp()
    return answer(shown_entry(core, core.state.change("time_entries", call.id, **changes)))


@route("PUT", "time_entries/{id}/toggle_timer")
def toggle_timer(call: Call) -> Answer:
    """Start or stop a timer: what it does depends on what was before, so no client uses it."""
    core = call.core
    row = core.state.row("time_entries", call.id)
    core.note("timer_toggled", str(call.id))
    was_running = row["timer_running"]
    stop_timers(core, row["agent_id"])
    if not was_running:
        now = core.stamp()
        core.state.change("time_entries", call.id, timer_running=True, start_time=now)
    return answer(shown_entry(core, core.state.row("time_entries", call.id)))


@route("DELETE", "time_entries/{id}")
def delete_entry(call: Call) -> Answer:
    call.core.state.drop("time_entries", call.id)
    return answer(None, 204)


def _require_feature(call: Call) -> None:
    if not call.core.options.has_time_entries:
        raise coded(403, "require_feature", "The time tracking feature is not in your plan")
