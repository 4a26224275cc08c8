"""Records with every key that recorded answers carry, at their usual values."""

from typing import Any
from urllib.parse import quote

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.wire import Json


def _base(core: Core, path: str) -> Json:
    new_id, now = core.new_id(), core.stamp()
    return {
        "url": core.url(f"{path}/{new_id}.json"),
        "id": new_id,
        "created_at": now,
        "updated_at": now,
    }


def user(core: Core, name: str, email: str | None, role: str = "end-user", **more: Any) -> Json:
    """Return a user; agents and admins see everything unless told otherwise."""
    staff = role != "end-user"
    fixed: Json = {
        "name": name, "email": email, "time_zone": "America/New_York",
        "iana_time_zone": "America/New_York", "phone": None, "shared_phone_number": None,
        "photo": None, "locale_id": 1, "locale": "en-US", "organization_id": None, "role": role,
        "verified": staff, "external_id": None, "tags": [], "alias": None, "active": True,
        "shared": False, "shared_agent": False, "last_login_at": None,
        "two_factor_auth_enabled": None, "signature": None, "details": None, "notes": None,
        "role_type": {"end-user": None, "agent": 0, "admin": 4}[role], "custom_role_id": None,
        "moderator": staff, "ticket_restriction": None if staff else "requested",
        "only_private_comments": False, "restricted_agent": not staff, "suspended": False,
        "default_group_id": None, "report_csv": role == "admin", "user_fields": {},
    }  # fmt: skip
    return {**_base(core, "users"), **fixed, **more}


def anonymous(core: Core) -> Json:
    """Return who `users/me` names without a sign-in (trap 7)."""
    found = user(core, "Anonymous user", "invalid@example.com", verified=False)
    return {**found, "id": None, "url": core.url("users/.json"), "restricted_agent": True}


def identity(core: Core, user_id: int, kind: str, value: str, *, primary: bool) -> Json:
    fixed = {
        "user_id": user_id, "type": kind, "value": value, "verified": primary,
        "primary": primary, "undeliverable_count": 0, "deliverable_state": "deliverable",
    }  # fmt: skip
    return {**_base(core, f"users/{user_id}/identities"), **fixed}


def organization(core: Core, name: str, **more: Any) -> Json:
    fixed = {
        "name": name, "shared_tickets": False, "shared_comments": False, "external_id": None,
        "domain_names": [], "details": "", "notes": "", "group_id": None, "tags": [],
        "organization_fields": {},
    }  # fmt: skip
    return {**_base(core, "organizations"), **fixed, **more}


def group(core: Core, name: str, **more: Any) -> Json:
    fixed = {
        "is_public": True, "name": name, "description": "", "default": False, "deleted": False,
    }  # fmt: skip
    return {**_base(core, "groups"), **fixed, **more}


def membership(core: Core, user_id: int, group_id: int, *, default: bool) -> Json:
    fixed = {"user_id": user_id, "group_id": group_id, "default": default}
    return {**_base(core, "group_memberships"), **fixed}


def ticket_field(core: Core, title: str, kind: str = "text", **more: Any) -> Json:
    """Return a ticket field; `required` means required to solve."""
    fixed = {
        "type": kind, "title": title, "raw_title": title, "description": title,
        "raw_description": title, "position": 9999, "active": True, "required": False,
        "collapsed_for_agents": False, "regexp_for_validation": None, "title_in_portal": title,
        "raw_title_in_portal": title, "visible_in_portal": False, "editable_in_portal": False,
        "required_in_portal": False, "tag": None, "removable": True, "key": None,
        "agent_description": None,
    }  # fmt: skip
    return {**_base(core, "ticket_fields"), **fixed, **more}


def options(core: Core, *pairs: tuple[str, str]) -> list[Json]:
    """Return drop-down options from (name, value) pairs."""
    return [
        {"id": core.new_id(), "name": name, "raw_name": name, "value": value, "default": False}
        for name, value in pairs
    ]


def ticket_form(core: Core, name: str, field_ids: list[int], **more: Any) -> Json:
    fixed = {
        "name": name, "raw_name": name, "display_name": name, "raw_display_name": name,
        "end_user_visible": True, "position": 1, "ticket_field_ids": field_ids, "active": True,
        "default": True, "in_all_brands": True, "restricted_brand_ids": [],
        "end_user_conditions": [], "agent_conditions": [],
    }  # fmt: skip
    return {**_base(core, "ticket_forms"), **fixed, **more}


def custom_status(core: Core, category: str, label: str, *, default: bool, **more: Any) -> Json:
    fixed = {
        "status_category": category, "agent_label": label, "raw_agent_label": label,
        "end_user_label": label, "raw_end_user_label": label, "description": None,
        "raw_description": None, "end_user_description": None, "raw_end_user_description": None,
        "active": True, "default": default,
    }  # fmt: skip
    return {**_base(core, "custom_statuses"), **fixed, **more}


def macro(core: Core, title: str, actions: list[Json], **more: Any) -> Json:
    fixed = {
        "title": title, "raw_title": title, "active": True, "default": False, "position": 9999,
        "description": None, "actions": actions, "restriction": None,
    }  # fmt: skip
    return {**_base(core, "macros"), **fixed, **more}


def view(core: Core, title: str, **more: Any) -> Json:
    fixed = {
        "title": title, "raw_title": title, "active": True, "default": False, "position": 1,
        "description": None, "restriction": None, "conditions": {"all": [], "any": []},
        "execution": {
            "group_by": None, "group_order": "asc", "sort_by": "updated_at", "sort_order": "desc",
            "group": None, "sort": {"id": "updated", "title": "Updated", "order": "desc"},
            "columns": [{"id": "subject", "title": "Subject", "filterable": False,
                         "sortable": True}],
            "fields": [{"id": "subject", "title": "Subject"}], "custom_fields": [],
        },
    }  # fmt: skip
    return {**_base(core, "views"), **fixed, **more}


def attachment(core: Core, name: str, kind: str, size: int) -> Json:
    """Return an attachment whose content sits behind a token of the desk's host."""
    new_id, token = core.new_id(), core.token()
    content = f"{core.base_url}/attachments/token/{token}/?name={quote(name)}"
    return {
        "url": core.url(f"attachments/{new_id}.json"), "id": new_id, "file_name": name,
        "content_url": content, "mapped_content_url": content, "content_type": kind, "size": size,
        "width": None, "height": None, "inline": False, "deleted": False,
        "malware_access_override": False, "malware_scan_result": "not_scanned", "thumbnails": [],
    }  # fmt: skip


def article(core: Core, title: str, body: str, **more: Any) -> Json:
    base = _base(core, "help_center/articles")
    page = f"{core.base_url}/hc/en-us/articles/{base['id']}"
    fixed = {
        "html_url": page, "author_id": None, "comments_disabled": False, "draft": False,
        "promoted": False, "position": 0, "vote_sum": 0, "vote_count": 0, "section_id": None,
        "name": title, "title": title, "source_locale": "en-us", "locale": "en-us",
        "outdated": False, "outdated_locales": [], "edited_at": base["updated_at"],
        "user_segment_id": None, "permission_group_id": None, "content_tag_ids": [],
        "label_names": [], "body": body,
    }  # fmt: skip
    return {**base, **fixed, **more}


def ticket(core: Core, requester_id: int, submitter_id: int, subject: str) -> Json:
    """Return a new ticket's values; identity, custom fields and links are added when shown."""
    now = core.stamp()
    return {
        "external_id": None, "via": via("api"), "created_at": now, "updated_at": now,
        "type": None, "subject": subject, "raw_subject": subject, "description": "",
        "priority": None, "status": "new", "recipient": None, "requester_id": requester_id,
        "submitter_id": submitter_id, "assignee_id": None, "organization_id": None,
        "group_id": None, "collaborator_ids": [], "follower_ids": [], "email_cc_ids": [],
        "forum_topic_id": None, "problem_id": None, "has_incidents": False, "is_public": True,
        "due_at": None, "tags": [], "satisfaction_rating": None, "sharing_agreement_ids": [],
        "custom_status_id": None, "followup_ids": [], "ticket_form_id": None, "brand_id": None,
        "allow_channelback": False, "allow_attachments": True, "from_messaging_channel": False,
        "generated_timestamp": int(core.instant().timestamp()),
    }  # fmt: skip


def via(channel: str) -> Json:
    return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}
