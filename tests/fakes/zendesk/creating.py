"""Creating tickets."""

from tests.fakes.zendesk import records
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.solving import refuse_unsolvable
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.ticket_fields import default_status, find_or_make, set_fields, tag_list
from tests.fakes.zendesk.updating import commit, kept_metadata, prepared
from tests.fakes.zendesk.wire import Json, invalid_field


def create_ticket(
    core: Core, given: Json, actor: Json, *, channel: str = "api", client: str = ""
) -> tuple[Ticket, Json]:
    """Create a ticket with its first comment; return it and its audit; raises Refused 422."""
    requester = _requester(core, given, actor)
    submitter_id = given.get("submitter_id") or actor["id"]
    subject = given.get("subject") or given.get("raw_subject") or ""
    values = records.ticket(core, requester["id"], submitter_id, subject)
    values["organization_id"] = requester["organization_id"]
    values["via"] = records.via(channel)
    blank = Ticket(core.new_ticket_id(), values, talk=([], []))
    draft = blank.copied()
    set_fields(core, draft, {**given, "requester_id": requester["id"]})
    draft.values["tags"] = tag_list(draft.values["tags"] + _inherited_tags(core, requester, draft))
    _form(core, draft)
    author = core.state.tables["users"].get(submitter_id, actor)
    comment = given.get("comment") or given.get("description")
    if isinstance(comment, str):
        comment = {"body": comment, "public": True}
    first = prepared(core, draft, comment, author)
    if first is None:
        raise invalid_field("base", "Description: cannot be blank")
    first.author_id = (comment or {}).get("author_id") or author["id"]
    if draft.values["status"] == "solved":
        refuse_unsolvable(core, draft)
    if draft.values["custom_status_id"] is None:
        draft.values["custom_status_id"] = default_status(core, draft.values["status"])
    _follow_up(core, draft, given)
    empty = Ticket(draft.id, dict.fromkeys(values), talk=([], []))
    audit = commit(
        core, empty, draft, first, actor, kept_metadata(core, given), channel, client, "Create"
    )
    return draft, audit or {}


def _requester(core: Core, given: Json, actor: Json) -> Json:
    if given.get("requester_id"):
        found = core.state.tables["users"].get(given["requester_id"])
        if found is None:
            raise invalid_field("requester", "Requester: is invalid")
        return found
    return find_or_make(core, given["requester"]) if given.get("requester") else actor


def _inherited_tags(core: Core, requester: Json, draft: Ticket) -> list[str]:
    organization = core.state.tables["organizations"].get(draft.values["organization_id"], {})
    return [*requester["tags"], *organization.get("tags", [])]


def _form(core: Core, draft: Ticket) -> None:
    if draft.values["ticket_form_id"] is None:
        forms = (row["id"] for row in core.state.rows("ticket_forms") if row["default"])
        draft.values["ticket_form_id"] = next(forms, None)


def _follow_up(core: Core, draft: Ticket, given: Json) -> None:
    source_id = given.get("via_followup_source_id")
    if source_id is None:
        return
    source = core.state.alive(source_id)
    if source.values["status"] != "closed":
        raise invalid_field("base", "Follow-up: source ticket is not closed")
    changed = source.copied()
    changed.values["followup_ids"] = [*source.values["followup_ids"], draft.id]
    core.put_ticket(changed)
    draft.values["via"] = {
        "channel": "closed_ticket",
        "source": {"from": {"ticket_id": source_id}, "to": {}, "rel": "follow_up"},
    }
