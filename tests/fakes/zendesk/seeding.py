"""Accounts to start from: a small one with everything in it, and thousands of cheap tickets."""

from datetime import timedelta
from typing import Any

from tests.fakes.zendesk import records
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.state import Talk, Ticket
from tests.fakes.zendesk.updating import system
from tests.fakes.zendesk.wire import Json, parse_stamp, stamp

TOTAL_TIME, LAST_TIME = "Total time spent (sec)", "Time spent last update (sec)"
CLOSED_STATES = ("solved", "closed")


def seed_default(server: FakeZendesk, *, tickets: bool = True, role: str = "agent") -> None:
    """Fill an account: 3 agents (`Ada Agent` is me), fields, 5 views, 6 macros, 4 tickets."""
    server.me_id = server.add_user("Ada Agent", "ada@acme.example", role)
    ben = server.add_user("Ben Colleague", "ben@acme.example", "agent")
    cleo = server.add_user("Cleo Admin", "cleo@acme.example", "admin")
    server.oauth.user_id = server.me_id
    server.names["Support"] = server.add_group("Support", (server.me_id, ben, cleo), default=True)
    server.names["Billing"] = server.add_group("Billing", (ben,))
    server.names["Globex"] = server.add_organization("Globex", tags=["vip"])
    _people(server)
    _fields(server)
    _views(server)
    _macros(server)
    _articles(server)
    if tickets:
        _tickets(server)


def _people(server: FakeZendesk) -> None:
    globex = server.names["Globex"]
    server.add_user("Nia Okafor", "nia@customer.example", phone="+15550100")
    server.add_user("Tomas Lind", "tomas@globex.example", organization_id=globex)
    server.add_user("Mei Tanaka", "mei@customer.example", locale="ja")


def _fields(server: FakeZendesk) -> None:
    system_fields = (
        ("Subject", "subject"), ("Description", "description"), ("Status", "status"),
        ("Type", "tickettype"), ("Priority", "priority"), ("Group", "group"),
        ("Assignee", "assignee"),
    )  # fmt: skip
    ids = [server.add_field(title, kind, removable=False) for title, kind in system_fields]
    names = server.names
    names["total_time"] = server.add_field(TOTAL_TIME, "integer")
    names["last_time"] = server.add_field(LAST_TIME, "integer")
    pairs = (("Damaged", "contact_damaged"), ("Late", "contact_late"), ("Other", "contact_other"))
    names["reason"] = server.add_field("Contact reason", "tagger", custom_field_options=pairs)
    names["cause"] = server.add_field("Root cause", "text", required=True)
    names["order"] = server.add_field("Order number", "text")
    ids += [names[key] for key in ("total_time", "last_time", "reason", "cause", "order")]
    condition: Json = {
        "parent_field_id": names["reason"],
        "value": "contact_damaged",
        "child_fields": [
            {
                "id": names["order"],
                "is_required": False,
                "required_on_statuses": {"type": "SOME_STATUSES", "statuses": ["solved"]},
            }
        ],
    }
    names["form"] = server.add_form("Default form", ids, agent_conditions=[condition])
    for category in ("new", "open", "pending", "hold", "solved"):
        names[category] = server.add_status(category, category.capitalize(), default=True)
    names["waiting_parts"] = server.add_status("hold", "Waiting for parts")
    policy = {"title": "Standard", "policy_metrics": [
        {"priority": "normal", "metric": "first_reply_time", "target": 60, "business_hours": False}
    ]}  # fmt: skip
    policy_id = server.new_id()
    server.state.put("sla_policies", policy_id, {"id": policy_id, "position": 1, **policy})


def _unsolved(ticket: Ticket) -> bool:
    return ticket.values["status"] not in CLOSED_STATES


def _mine(ticket: Ticket, me: Json) -> bool:
    return _unsolved(ticket) and bool(ticket.values["assignee_id"] == me["id"])


def _condition(field: str, operator: str, value: str) -> Json:
    return {"all": [{"field": field, "operator": operator, "value": value}], "any": []}


def _views(server: FakeZendesk) -> None:
    rows: list[tuple[str, Any, Json]] = [
        ("Your unsolved tickets", _mine, _condition("assignee_id", "is", "current_user")),
        (
            "Unassigned tickets",
            lambda ticket, _: _unsolved(ticket) and ticket.values["assignee_id"] is None,
            _condition("assignee_id", "is", ""),
        ),
        (
            "All unsolved tickets",
            lambda ticket, _: _unsolved(ticket),
            _condition("status", "less_than", "solved"),
        ),
        (
            "Pending tickets",
            lambda ticket, _: ticket.values["status"] == "pending",
            _condition("status", "is", "pending"),
        ),
        (
            "Recently solved tickets",
            lambda ticket, _: ticket.values["status"] == "solved",
            _condition("status", "is", "solved"),
        ),
    ]
    for place, (title, holds, conditions) in enumerate(rows, start=1):
        server.names[title] = server.add_view(title, holds, position=place, conditions=conditions)


def _macros(server: FakeZendesk) -> None:
    rows: list[tuple[str, Json]] = [
        ("Greeting::Hello", {"comment_value": "Hello {{ticket.requester.first_name}},"}),
        (
            "Order::Late::Apology",
            {"comment_value_html": "<p>Sorry, {{ticket.requester.name}}.</p>", "status": "pending",
             "comment_mode_is_public": "true", "current_tags": "late_parcel"},
        ),
        ("Close::Solved", {"status": "solved", "comment_value": "We are done here."}),
        ("Escalate", {"priority": "urgent", "comment_mode_is_public": "false",
                      "comment_value": "Please take over."}),
        ("Take it", {"assignee_id": "current_user"}),
        ("Damaged", {f"custom_fields_{server.names['reason']}": "contact_damaged"}),
    ]  # fmt: skip
    for place, (title, actions) in enumerate(rows, start=1):
        server.names[title] = server.add_macro(title, actions, position=place)


def _articles(server: FakeZendesk) -> None:
    server.add_article("How to return a parcel", "<p>Print the label, then drop it off.</p>")
    server.add_article("Resetting your password", "<p>Use the link on the sign-in page.</p>")


def _tickets(server: FakeZendesk) -> None:
    me, names = server.me_id, server.names
    names["late"] = server.add_ticket("Where is my parcel?", requester="Nia Okafor")
    names["broken"] = server.add_ticket(
        "The lamp is broken", "It came in pieces.", requester="Tomas Lind", assignee_id=me
    )
    breach = stamp(server.instant() + timedelta(minutes=60))
    server.set_slas(
        names["late"],
        [{"metric": "first_reply_time", "stage": "active", "breach_at": breach, "minutes": 60}],
    )
    names["invoice"] = server.add_ticket(
        "Invoice question", "VAT is missing.", requester="Mei Tanaka",
        assignee_id=names["Ben Colleague"], priority="normal",
    )  # fmt: skip
    names["waiting"] = server.add_ticket(
        "Colour of the sofa", "Is it blue?", requester="Nia Okafor", assignee_id=me,
        status="pending", custom_fields=[{"id": names["total_time"], "value": 120}],
    )  # fmt: skip


def seed_many(server: FakeZendesk, count: int, *, minutes_between: float = 1.0) -> list[int]:
    """Add many tickets cheaply, oldest first, the newest a minute old; return their ids.

    Conversations (1 to 3 comments) are made when somebody looks; ids do not depend on when.
    """
    customers = [
        server.add_user(f"Customer {number}", f"customer{number}@example.com")
        for number in range(min(count, 200))
    ]
    latest = server.instant() - timedelta(minutes=1)
    made = []
    for number in range(count):
        at = latest - timedelta(minutes=minutes_between * (count - 1 - number))
        made.append(_cheap(server, number, customers[number % len(customers)], stamp(at)))
        server.state.tickets[made[-1].id] = made[-1]
        server.index[made[-1].id] = made[-1]
    server.state.touch()
    return [ticket.id for ticket in made]


def _cheap(server: FakeZendesk, number: int, requester_id: int, at: str) -> Ticket:
    values = records.ticket(server, requester_id, requester_id, f"Seeded request {number}")
    mine = number % 3 == 0
    values.update(
        created_at=at, updated_at=at, via=records.via("email"),
        description=f"Seeded text {number}", status="open" if mine else "new",
        assignee_id=server.me_id if mine else None,
        group_id=server.names.get("Support") if mine else None,
        priority=("low", "normal", "high", None)[number % 4],
        custom_status_id=server.names.get("open" if mine else "new"),
        ticket_form_id=server.names.get("form"), tags=[f"seed_{number % 7}"],
        generated_timestamp=int(parse_stamp(at).timestamp()),
    )  # fmt: skip
    ticket = Ticket(server.new_ticket_id(), values)
    first_id = server.reserve_ids(6)
    ticket.make_talk = lambda version: _talk(version, number, first_id, server.me_id)
    return ticket


def _talk(ticket: Ticket, number: int, first_id: int, agent_id: int) -> Talk:
    comments: list[Json] = []
    audits: list[Json] = []
    values = ticket.values
    for place in range(1 + number % 3):
        author = agent_id if place % 2 else values["requester_id"]
        body = values["description"] if place == 0 else f"Seeded answer {place} to {number}"
        audit_id, event_id = first_id + 2 * place, first_id + 2 * place + 1
        event: Json = {
            "id": event_id, "type": "Comment", "author_id": author, "body": body,
            "html_body": f'<div class="zd-comment" dir="auto"><p dir="auto">{body}</p></div>',
            "plain_body": body, "public": True, "attachments": [], "audit_id": audit_id,
        }  # fmt: skip
        metadata = {"system": system(""), "custom": {}}
        shared = {"via": values["via"], "created_at": values["created_at"], "metadata": metadata}
        comments.append({**event, **shared})
        audits.append(
            {"id": audit_id, "ticket_id": ticket.id, "author_id": author, "events": [event],
             **shared}
        )  # fmt: skip
    return comments, audits
