"""The account's own set-up that seeds begin with: fields, canned responses, articles, rules."""

from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk import records
from tests.fakes.freshdesk.regions import NESTED, REGIONS
from tests.fakes.freshdesk.world import World

STATUSES = {
    "2": ["Open", "Being Processed"],
    "3": ["Pending", "Awaiting your Reply"],
    "4": ["Resolved", "This ticket has been Resolved"],
    "5": ["Closed", "This ticket has been Closed"],
    "6": ["Waiting on Customer", "Awaiting your Reply"],
    "7": ["Waiting on Third Party", "Being Processed"],
}
SOURCES = {
    "Email": 1, "Portal": 2, "Phone": 3, "Forum": 4, "Twitter": 5, "Facebook": 6, "Chat": 7,
    "MobiHelp": 8, "Feedback Widget": 9, "Outbound Email": 10, "Ecommerce": 11, "Bot": 12,
    "Whatsapp": 13,
}  # fmt: skip


def set_up(server: World) -> None:
    """Give an account its fields, canned responses, articles and rules."""
    _fields(server)
    _canned(server)
    _articles(server)
    policy: Json = {
        "id": server.new_id(), "name": "Default", "active": True, "is_default": True,
        "sla_target": {}, "applicable_to": {},
    }  # fmt: skip
    server.state.put("sla_policies", policy)
    for name in ("Account Administrator", "Agent"):
        role: Json = {"id": server.new_id(), "name": name, "description": None, "default": True}
        server.state.put("roles", role)


def _fields(server: World) -> None:
    rows: list[tuple[str, str, str, Any, Json]] = [
        ("requester", "Requester", "default_requester", None, {"required_for_agents": True}),
        ("subject", "Subject", "default_subject", None, {"required_for_agents": True}),
        ("ticket_type", "Type", "default_ticket_type", ["Question", "Incident", "Refund"], {}),
        ("source", "Source", "default_source", SOURCES, {}),
        ("status", "Status", "default_status", STATUSES, {"required_for_agents": True}),
        ("priority", "Priority", "default_priority",
         {"Low": 1, "Medium": 2, "High": 3, "Urgent": 4}, {"required_for_agents": True}),
        ("group", "Group", "default_group", {}, {}),
        ("agent", "Agent", "default_agent", {}, {}),
        ("description", "Description", "default_description", None, {"required_for_agents": True}),
        ("cf_order_number", "Order number", "custom_text", None, {}),
        ("cf_vip", "VIP", "custom_checkbox", None, {}),
        ("cf_root_cause", "Root cause", "custom_dropdown", ["Carrier", "Warehouse"],
         {"required_for_closure": True}),
        ("cf_delivered_on", "Delivered on", "custom_date", None, {}),
        ("cf_parcels", "Parcels", "custom_number", None, {}),
        ("cf_region", "Region", "nested_field", REGIONS, {}),
    ]  # fmt: skip
    for place, (name, label, kind, choices, wanted) in enumerate(rows, start=1):
        more: Json = {} if choices is None else {"choices": choices}
        more.update(wanted)
        if name == "requester":
            more.update(portal_cc=False, portal_cc_to="company")
        if kind == "nested_field":
            more["nested_ticket_fields"] = NESTED
        row = server.state.put(
            "ticket_fields", records.ticket_field(server, name, label, kind, place, **more)
        )
        server.names[name] = row["id"]


def _canned(server: World) -> None:
    base: Json = {
        "created_at": "2026-01-01T05:30:00+05:30",
        "updated_at": "2026-01-01T05:30:00+05:30",
    }
    for name, personal in (("Personal", True), ("Refunds", False), ("Shipping", False)):
        row = {"id": server.new_id(), "name": name, **base, "personal": personal}
        server.state.put("canned_folders", row)
        server.names[f"folder {name}"] = row["id"]
    for folder, title, body in (
        ("Refunds", "Refund timeline",
         "Hello {{ticket.requester.name}},\n\nfive days.\n\n{{ticket.agent.name}}"),
        ("Refunds", "Refund refused", "Hello {{ticket.requester.name}},\n\nsorry."),
        ("Shipping", "Late parcel", "Your order {{ticket.cf_order_number}} is on its way."),
    ):  # fmt: skip
        made = records.canned_response(server, server.names[f"folder {folder}"], title, body)
        server.state.put("canned_responses", made)
        server.names[title] = made["id"]


def _articles(server: World) -> None:
    now = server.stamp()
    category: Json = {
        "id": server.new_id(), "name": "General", "description": None, "visible_in_portals": [],
        "created_at": now, "updated_at": now,
    }  # fmt: skip
    folder: Json = {
        "id": server.new_id(), "name": "Orders", "description": None, "visibility": 1,
        "category_id": category["id"], "parent_folder_id": None, "articles_count": 3,
        "created_at": now, "updated_at": now,
    }  # fmt: skip
    server.state.put("categories", category)
    server.state.put("folders", folder)
    for title, body, status in (
        ("How to return a parcel", "<p>Print the label, then drop it off.</p>", 2),
        ("Resetting your password", "<p>Use the link on the sign-in page.</p>", 2),
        ("Parcel insurance", "<p>Not finished.</p>", 1),
    ):
        row = records.article(server, folder["id"], category["id"], title, body)
        server.state.put("articles", {**row, "status": status})
        server.names[title] = row["id"]
