"""Rows with every key that recorded answers carry, at their usual values."""

from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk.core import Core


def _base(core: Core) -> Json:
    now = core.stamp()
    return {"id": core.new_id(), "created_at": now, "updated_at": now}


def agent(core: Core, name: str, email: str, **more: Any) -> Json:
    """Return an agent; `ticket_scope` 1 sees all tickets, 2 the groups', 3 only own ones."""
    base = _base(core)
    contact: Json = {
        "active": True, "email": email, "job_title": None, "language": "en", "mobile": None,
        "name": name, "phone": None, "time_zone": "London", "created_at": base["created_at"],
        "updated_at": base["updated_at"], "last_login_at": None,
    }  # fmt: skip
    fixed: Json = {
        "available": False, "occasional": False, "ticket_scope": 1, "signature": None,
        "group_ids": [], "role_ids": [], "skill_ids": [], "available_since": None,
        "contact": contact, "type": "support_agent",
    }  # fmt: skip
    return {**base, **fixed, **more}


def group(core: Core, name: str, agent_ids: list[int]) -> Json:
    fixed: Json = {
        "name": name, "description": None, "escalate_to": None, "unassigned_for": None,
        "agent_ids": agent_ids, "auto_ticket_assign": 0, "business_hour_id": None,
    }  # fmt: skip
    return {**_base(core), **fixed}


def contact(core: Core, name: str, email: str | None, **more: Any) -> Json:
    fixed: Json = {
        "active": False, "address": None, "company_id": None, "description": None,
        "email": email, "job_title": None, "language": "en", "mobile": None, "name": name,
        "phone": None, "time_zone": "London", "twitter_id": None, "custom_fields": {},
        "facebook_id": None, "other_emails": [], "other_companies": [], "view_all_tickets": False,
        "tags": [], "avatar": None, "unique_external_id": None, "csat_rating": None,
        "preferred_source": None, "visitor_id": f"visitor-{name}", "org_contact_id": None,
        "first_name": None, "last_name": None, "deleted": False, "blocked": False,
    }  # fmt: skip
    return {**_base(core), **fixed, **more}


def company(core: Core, name: str, **more: Any) -> Json:
    fixed: Json = {
        "name": name, "description": None, "note": None, "domains": [], "custom_fields": {},
        "health_score": None, "account_tier": None, "renewal_date": None, "industry": None,
    }  # fmt: skip
    return {**_base(core), **fixed, **more}


def ticket_field(core: Core, name: str, label: str, kind: str, position: int, **more: Any) -> Json:
    """Return a ticket field; `choices` only where the type has any."""
    fixed: Json = {
        "name": name, "label": label, "description": label, "position": position,
        "required_for_closure": False, "required_for_agents": False, "type": kind,
        "default": kind.startswith("default_"), "customers_can_edit": False,
        "label_for_customers": label, "required_for_customers": False,
        "displayed_to_customers": True,
    }  # fmt: skip
    return {**_base(core), **fixed, **more}


def ticket(core: Core, requester_id: int, **more: Any) -> Json:
    """Return a ticket's values as a list row shows them, without its id and due times."""
    now = core.stamp()
    fixed: Json = {
        "cc_emails": [], "fwd_emails": [], "reply_cc_emails": [], "ticket_cc_emails": [],
        "spam": False, "email_config_id": None, "group_id": None, "priority": 1,
        "requester_id": requester_id, "responder_id": None, "source": 2, "company_id": None,
        "status": 2, "subject": None, "association_type": None, "support_email": None,
        "to_emails": None, "product_id": None, "type": None, "due_by": None, "fr_due_by": None,
        "nr_due_by": None, "custom_fields": {}, "tags": [], "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    return {**fixed, **more}


def stats(core: Core) -> Json:
    """Return the eight times of a ticket that has just come in."""
    names = (
        "agent_responded_at", "requester_responded_at", "first_responded_at", "reopened_at",
        "resolved_at", "closed_at", "pending_since",
    )  # fmt: skip
    return {**dict.fromkeys(names), "status_updated_at": core.stamp()}


def conversation(core: Core, ticket_id: int, user_id: int, body: str, **more: Any) -> Json:
    """Return one row of a conversation; `body` is HTML, `body_text` is told badly."""
    base = _base(core)
    fixed: Json = {
        "body": body, "body_text": "", "incoming": False, "private": False, "user_id": user_id,
        "support_email": None, "source": 0, "category": 3, "to_emails": [], "from_email": None,
        "cc_emails": [], "bcc_emails": [], "email_failure_count": None,
        "outgoing_failures": None, "thread_id": None, "thread_message_id": None,
        "last_edited_at": None, "last_edited_user_id": None, "attachments": [],
        "automation_id": None, "automation_type_id": None, "auto_response": False,
        "ticket_id": ticket_id, "source_additional_info": None,
    }  # fmt: skip
    return {**base, **fixed, **more}


def spent(seconds: float) -> Json:
    """Return the two keys that tell a time: whole minutes, and the seconds beside them."""
    minutes = int(seconds) // 60
    told = f"{minutes // 60:02}:{minutes % 60:02}"
    return {"time_spent": told, "time_spent_in_seconds": int(seconds)}


def time_entry(
    core: Core, ticket_id: int, agent_id: int, *, seconds: float = 0, **more: Any
) -> Json:
    """Return a time entry of so many seconds."""
    base = _base(core)
    fixed: Json = {
        "billable": True, "note": None, "timer_running": False, "agent_id": agent_id,
        "ticket_id": ticket_id, "company_id": None, "executed_at": base["created_at"],
        "start_time": base["created_at"], **spent(seconds),
    }  # fmt: skip
    return {**base, **fixed, **more}


def article(core: Core, folder_id: int, category_id: int, title: str, body: str) -> Json:
    fixed: Json = {
        "type": 1, "category_id": category_id, "folder_id": folder_id, "hierarchy": [],
        "thumbs_up": 0, "thumbs_down": 0, "hits": 0, "tags": [], "seo_data": {}, "agent_id": None,
        "title": title, "description": body, "status": 2, "attachments": [],
    }  # fmt: skip
    return {**_base(core), **fixed}


def canned_response(core: Core, folder_id: int, title: str, body: str) -> Json:
    fixed: Json = {
        "title": title, "folder_id": folder_id, "content": body,
        "content_html": f"<div>{body.replace(chr(10), '<br>')}</div>", "attachments": [],
        "group_ids": [], "visibility": 0,
    }  # fmt: skip
    return {**_base(core), **fixed}
