"""How tickets and people look in answers: list rows, views, embeds."""

from collections.abc import Callable
from typing import Any

from tests.fakes.common.wire import Json, parse_stamp
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.files import shown_file
from tests.fakes.freshdesk.html_text import description_text
from tests.fakes.freshdesk.state import Ticket

EMAIL_LISTS = ("cc_emails", "fwd_emails", "reply_cc_emails", "ticket_cc_emails")
OLDEST = 10


def list_row(core: Core, ticket: Ticket, include: tuple[str, ...] = ()) -> Json:
    """Return a ticket as a list shows it."""
    row = {**_common(core, ticket), "associated_tickets_count": None}
    if "description" in include:
        row.update(_texts(core, ticket))
    for name in ("requester", "stats"):
        if name in include:
            row[name] = _EMBEDS[name](core, ticket)
    return row


def view(core: Core, ticket: Ticket, include: tuple[str, ...] = ()) -> Json:
    """Return a ticket as a view of it shows it."""
    row = {
        **_common(core, ticket),
        **_texts(core, ticket),
        "attachments": [shown_file(core, one) for one in ticket.attachments],
        "source_additional_info": None,
    }
    return {**row, **{name: _EMBEDS[name](core, ticket) for name in include}}


def shown_conversation(core: Core, row: Json) -> Json:
    """Return one row of a conversation, its files with fresh links."""
    files = [shown_file(core, one) for one in row["attachments"]]
    newer = {"structured_body": None} if core.options.is_newer_account else {}
    return {**row, "body": core.own_links(row["body"]), "attachments": files, **newer}


def _common(core: Core, ticket: Ticket) -> Json:
    values = {"id": ticket.id, **ticket.values}
    if core.options.empty_lists_are_null and ticket.id % 3 == 1:
        values.update({name: values[name] or None for name in EMAIL_LISTS})
    now, stats = core.now(), ticket.stats
    past = {
        name: bool(values[name]) and parse_stamp(values[name]) < now
        for name in ("fr_due_by", "nr_due_by", "due_by")
    }
    values["fr_escalated"] = past["fr_due_by"] and not stats["first_responded_at"]
    values["nr_escalated"] = past["nr_due_by"]
    values["is_escalated"] = past["due_by"] and values["status"] not in (4, 5)
    if ticket.deleted_at:
        values["deleted"] = True
    if core.options.is_newer_account:
        values.update(form_id=81000000999, ticket_bcc_emails=None, structured_description=None)
    return values


def _texts(core: Core, ticket: Ticket) -> Json:
    text = core.own_links(ticket.description)
    return {"description": text, "description_text": description_text(text)}


def _requester(core: Core, ticket: Ticket) -> Json | None:
    number = ticket.values["requester_id"]
    agent = core.state.tables["agents"].get(number)
    found = core.state.tables["contacts"].get(number) or (agent and agent["contact"])
    names = ("name", "email", "mobile", "phone")
    return {"id": number, **{name: found[name] for name in names}} if found else None


def _company(core: Core, ticket: Ticket) -> Json:
    found = core.state.tables["companies"].get(ticket.values["company_id"] or 0)
    return {"id": found["id"], "name": found["name"]} if found else {}


_EMBEDS: dict[str, Callable[[Core, Ticket], Any]] = {
    "requester": _requester,
    "company": _company,
    "stats": lambda core, ticket: dict(ticket.stats),
    "conversations": lambda core, ticket: [
        shown_conversation(core, row) for row in ticket.comments[:OLDEST]
    ],
}
