"""Setting a ticket's fields from a request: what is known, what follows, what is refused."""

from typing import Any

from tests.fakes.zendesk import records
from tests.fakes.zendesk.access import groups_of
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json, invalid_field

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("urgent", "high", "normal", "low")
TYPES = ("problem", "incident", "question", "task", None)
PLAIN = (
    "due_at", "external_id", "problem_id", "organization_id", "ticket_form_id", "brand_id",
    "group_id", "requester_id", "recipient", "collaborator_ids", "sharing_agreement_ids",
)  # fmt: skip
COMMENT_KEYS = {"body", "html_body", "plain_body", "public", "author_id", "uploads", "via"}
UPDATE_KEYS = {
    *PLAIN, "subject", "priority", "type", "status", "custom_status_id", "tags", "custom_fields",
    "comment", "metadata", "safe_update", "updated_stamp", "assignee_id", "assignee_email",
    "additional_collaborators", "followers", "email_ccs", "macro_id", "macro_ids",
    "attribute_value_ids",
}  # fmt: skip
CREATE_KEYS = UPDATE_KEYS | {
    "requester", "submitter_id", "raw_subject", "via_followup_source_id", "via_id", "via",
    "collaborators", "follower_ids", "email_cc_ids", "voice_comment", "description",
}  # fmt: skip


def warn_unknown(core: Core, change: Json, known: set[str]) -> None:
    """Write down the keys the server drops (fact 6)."""
    core.unpermitted += [f"ticket.{key}" for key in change if key not in known]
    comment = change.get("comment")
    if isinstance(comment, dict):
        core.unpermitted += [f"ticket.comment.{key}" for key in comment if key not in COMMENT_KEYS]


def set_fields(core: Core, draft: Ticket, change: Json) -> None:
    """Set what a request names on a draft of the ticket; raises Refused 422."""
    before = dict(draft.values)
    for key in PLAIN:
        if key in change:
            draft.values[key] = change[key]
    if "subject" in change:
        draft.values["subject"] = draft.values["raw_subject"] = change["subject"]
    _choices(draft, change)
    _assignee(core, draft, change)
    _status(core, draft, change, before["status"])
    if "tags" in change:
        draft.values["tags"] = tag_list(change["tags"])
        _clear_untagged(core, draft)
    _custom(core, draft, change.get("custom_fields"))
    _people(core, draft, change)


def tag_list(given: Any) -> list[str]:
    """Return tags as stored: lower case, split at spaces, each once, sorted."""
    words = given.split() if isinstance(given, str) else given or []
    return sorted({part for word in words for part in str(word).lower().split()})


def _clear_untagged(core: Core, draft: Ticket) -> None:
    """Clear drop-downs whose tag has gone."""
    for field_id, value in list(draft.custom.items()):
        field = core.state.tables["ticket_fields"][field_id]
        if field["type"] == "tagger" and value not in draft.values["tags"]:
            draft.custom[field_id] = None


def _choices(draft: Ticket, change: Json) -> None:
    if "priority" in change:
        wanted = change["priority"]
        if wanted is None and draft.values["priority"] is not None:
            raise invalid_field("priority", "Priority: cannot be reset")
        if wanted is not None and wanted not in PRIORITIES:
            raise invalid_field("priority", f"Priority: {wanted} is not valid")
        draft.values["priority"] = wanted
    if "type" in change:
        if change["type"] not in TYPES:
            raise invalid_field("type", f"Type: {change['type']} is not valid")
        draft.values["type"] = change["type"]


def _assignee(core: Core, draft: Ticket, change: Json) -> None:
    users = core.state.tables["users"]
    wanted = change.get("assignee_id", draft.values["assignee_id"])
    if change.get("group_id") and "assignee_id" not in change and wanted is not None:
        wanted = wanted if change["group_id"] in groups_of(core, wanted) else None
    if "assignee_email" in change:
        mail = change["assignee_email"]
        wanted = next((row["id"] for row in users.values() if row["email"] == mail), -1)
    if wanted == draft.values["assignee_id"]:
        return
    if wanted is not None:
        agent = users.get(wanted)
        if agent is None or agent["role"] == "end-user" or not agent["active"]:
            raise invalid_field("base", "Assignee: is not allowed to be assigned tickets")
        groups = groups_of(core, wanted)
        if change.get("group_id") is None and draft.values["group_id"] not in groups:
            draft.values["group_id"] = agent["default_group_id"] or next(iter(groups), None)
        if draft.values["status"] == "new":
            draft.values["status"] = "open"
            draft.values["custom_status_id"] = default_status(core, "open")
    draft.values["assignee_id"] = wanted


def default_status(core: Core, category: str) -> int | None:
    """Return the id of a category's default custom status."""
    rows = core.state.rows("custom_statuses")
    found = (row["id"] for row in rows if row["status_category"] == category and row["default"])
    return next(found, None)


def _status(core: Core, draft: Ticket, change: Json, before: str) -> None:
    status, custom_id = change.get("status"), change.get("custom_status_id")
    if custom_id is not None:
        row = core.state.tables["custom_statuses"].get(custom_id)
        if row is None or not row["active"]:
            raise invalid_field("custom_status_id", "Custom status: is invalid")
        status = row["status_category"]
    if status is None:
        return
    if status not in STATUSES:
        raise invalid_field("status", f"Status: {status} is not included in the list")
    if status == "new" and before != "new":
        raise invalid_field("status", "Status: cannot be set back to new")
    if status != draft.values["status"] or custom_id is not None:
        draft.values["custom_status_id"] = custom_id or default_status(core, status)
    draft.values["status"] = status


def _custom(core: Core, draft: Ticket, given: Any) -> None:
    pairs = list(given.items()) if isinstance(given, dict) else [
        (entry.get("id"), entry.get("value")) for entry in given or []
    ]  # fmt: skip
    for key, value in pairs:
        field = core.state.tables["ticket_fields"].get(int(key))
        if field is None:
            core.unpermitted.append(f"ticket.custom_fields.{key}")
            continue
        draft.custom[field["id"]] = _custom_value(draft, field, value)


def _custom_value(draft: Ticket, field: Json, value: Any) -> Any:
    if value in (None, ""):
        return None
    if field["type"] == "integer":
        try:
            return int(value)
        except ValueError as error:
            text = f"{field['title']}: must be an integer"
            raise invalid_field("base", text) from error
    if field["type"] in ("tagger", "multiselect"):
        known = {option["value"] for option in field.get("custom_field_options", [])}
        wanted = value if isinstance(value, list) else [value]
        if not set(wanted) <= known:
            raise invalid_field("base", f"{field['title']}: {value} is not a valid option")
        others = set(draft.values["tags"]) - known
        draft.values["tags"] = sorted(others | set(wanted))
    return value


def _people(core: Core, draft: Ticket, change: Json) -> None:
    ids = set(draft.values["collaborator_ids"])
    for given in change.get("additional_collaborators", []) + change.get("collaborators", []):
        ids.add(given if isinstance(given, int) else find_or_make(core, given)["id"])
    for key, target in (("followers", "follower_ids"), ("email_ccs", "email_cc_ids")):
        kept = list(draft.values[target])
        for entry in change.get(key, []):
            wanted = entry.get("user_id") or find_or_make(core, entry)["id"]
            kept = [one for one in kept if one != wanted]
            if entry.get("action", "put") == "put":
                kept.append(wanted)
                ids.add(wanted)
            else:
                ids.discard(wanted)
        draft.values[target] = kept
    draft.values["collaborator_ids"] = sorted(ids)


def find_or_make(core: Core, given: Any) -> Json:
    """Return the user a request describes by address, made when unknown."""
    given = {"email": given} if isinstance(given, str) else given
    email = given.get("email") or given.get("user_email")
    for one in core.state.rows("identities"):
        if email and one["type"] == "email" and one["value"].lower() == email.lower():
            return core.state.row("users", one["user_id"])
    name = given.get("name") or given.get("user_name") or email or "Unknown"
    made = records.user(core, str(name), email.lower() if email else None)
    core.state.put("users", made["id"], made)
    if email:
        row = records.identity(core, made["id"], "email", made["email"], primary=True)
        core.state.put("identities", row["id"], row)
    return made
