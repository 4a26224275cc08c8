"""Changes of a ticket, whoever makes them: new values, status times, tags, deletion."""

from dataclasses import replace
from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk import records
from tests.fakes.freshdesk.core import TAG, Core
from tests.fakes.freshdesk.html_text import rewritten
from tests.fakes.freshdesk.state import Ticket

OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
IDENTITIES = ("requester_id", "email", "phone", "facebook_id", "twitter_id", "unique_external_id")


def requester_of(core: Core, body: Json) -> int:
    """Return who a ticket is from; an unknown address makes a contact (trap 17)."""
    if "requester_id" in body:
        return int(body["requester_id"])
    name = next(name for name in IDENTITIES if name in body)
    value = body[name]
    for row in core.state.rows("contacts"):
        known = str(row.get(name) or "").lower()
        if known == str(value).lower() and not row["deleted"]:
            return int(row["id"])
    email = body.get("email")
    shown = body.get("name") or (email or "").partition("@")[0] or str(value)
    more = {} if name == "email" else {name: value}
    made = records.contact(core, shown, email, **{"phone": body.get("phone"), **more})
    return int(core.state.put("contacts", made)["id"])


def make_ticket(core: Core, body: Json, requester_id: int, files: tuple[int, ...] = ()) -> Ticket:
    """Make a ticket of valid values; its due times come later."""
    names = {row["name"] for row in core.state.rows("ticket_fields") if not row["default"]}
    empty = dict.fromkeys(sorted(names))
    contact = core.state.tables["contacts"].get(requester_id, {})
    dropped = {*IDENTITIES, "name", "description", "custom_fields", "parent_id", "tags"}
    given = {name: value for name, value in body.items() if name not in dropped}
    values = records.ticket(core, requester_id, company_id=contact.get("company_id"))
    values = {**values, **given, "tags": unique(body.get("tags", []))}
    values["custom_fields"] = {**empty, **body.get("custom_fields", {})}
    text = rewritten(body.get("description") or "")
    stats = records.stats(core)
    status = values["status"]
    ticket = Ticket(core.new_ticket_id(), values, (), text, files, with_status(core, stats, status))
    for tag in values["tags"]:
        if tag.startswith(TAG):
            core.mark(tag.removeprefix(TAG), "ticket")
    return core.put_ticket(ticket, sla=True)


def change_ticket(core: Core, ticket: Ticket, body: Json) -> Ticket:
    """Give a ticket valid new values; tags replace the list (trap 8), due times stay old."""
    changes = {name: value for name, value in body.items() if name != "description"}
    if "custom_fields" in changes:
        kept = ticket.values["custom_fields"]
        changes["custom_fields"] = {**kept, **changes["custom_fields"]}
    if "tags" in changes:
        changes["tags"] = unique(changes["tags"])
    stats = ticket.stats
    if changes.get("status", ticket.values["status"]) != ticket.values["status"]:
        stats = with_status(core, stats, changes["status"], ticket.values["status"])
    draft = ticket.changed(**changes, updated_at=core.stamp())
    text = rewritten(body["description"]) if "description" in body else ticket.description
    return core.put_ticket(replace(draft, stats=stats, description=text), sla=True)


def with_status(core: Core, stats: Json, status: int, before: int = OPEN) -> Json:
    """Return the times of a ticket after its status has become another."""
    now = core.stamp()
    changes: dict[str, Any] = {"status_updated_at": now}
    if status in (RESOLVED, CLOSED):
        changes["resolved_at"] = stats["resolved_at"] or now
        changes["closed_at"] = now if status == CLOSED else None
    elif before in (RESOLVED, CLOSED):
        changes.update(reopened_at=now, resolved_at=None, closed_at=None)
    changes["pending_since"] = now if status == PENDING else None
    return {**stats, **changes}


def add_row(core: Core, ticket: Ticket, row: Json, **stats: Any) -> Ticket:
    """Put a row at the end of a ticket's conversation."""
    draft = replace(ticket, comments=(*ticket.comments, row), stats={**ticket.stats, **stats})
    if core.options.notes_move_stamp or not row["private"]:
        draft = draft.changed(updated_at=core.stamp())
    return core.put_ticket(draft, sla=bool(stats))


def customer_writes(core: Core, ticket: Ticket, body: str, files: tuple[int, ...] = ()) -> Json:
    """Let the requester answer by mail; a ticket that rests opens again; return the row."""
    person = core.state.row("contacts", ticket.values["requester_id"])
    row = records.conversation(
        core, ticket.id, person["id"], f"<div>{body}</div>", incoming=True, category=1,
        body_text=body.replace("<br>", "\n "), to_emails=[support(core)],
        from_email=person["email"], attachments=list(files),
    )  # fmt: skip
    draft = add_row(core, ticket, row, requester_responded_at=core.stamp())
    if draft.values["status"] != OPEN:
        change_ticket(core, draft, {"status": OPEN})
    return row


def soft_delete(core: Core, ticket: Ticket) -> Ticket:
    """Put a ticket in the bin."""
    return core.put_ticket(
        replace(ticket.changed(updated_at=core.stamp()), deleted_at=core.stamp())
    )


def restore(core: Core, ticket: Ticket) -> Ticket:
    """Take a ticket out of the bin, or out of the spam."""
    return core.put_ticket(
        replace(ticket.changed(updated_at=core.stamp(), spam=False), deleted_at=None)
    )


def mark_spam(core: Core, ticket: Ticket) -> Ticket:
    return core.put_ticket(ticket.changed(updated_at=core.stamp(), spam=True))


def support(core: Core) -> str:
    """Return the account's own address."""
    return f"support@{core.subdomain}.freshdesk.com"


def unique(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))
