"""A macro: its text, what it sets, and in words what the desk cannot set."""

from typing import NamedTuple

from csr_desk.backends.readable import readable
from csr_desk.backends.records import RemoteMacro
from csr_desk.backends.values import ident, is_true, text, words
from csr_desk.backends.zendesk.structs_catalogue import ActionRow, MacroRow
from csr_desk.domain.queue_row import Priority, Status

_STATUSES = {status.word: status for status in Status}
_PRIORITIES = {priority.word: priority for priority in Priority if priority}
_TEXTS = frozenset({"comment_value", "comment_value_html"})
_CUSTOM = "custom_fields_"
_ME = "current_user"
_DONE = _TEXTS | {"comment_mode_is_public", "current_tags", "set_tags", "remove_tags", "subject"}


class _Steps(NamedTuple):
    """The steps of a macro under their names, in order; a later one of a name wins."""

    values: dict[str, object]

    def text(self, name: str) -> str:
        """Return the value of a step as text."""
        return _said(self.values.get(name))


def macro(row: MacroRow) -> RemoteMacro | None:
    """Return a macro; None for one without an id."""
    id_ = ident(row.id)
    if id_ is None:
        return None
    actions = row.actions or []
    steps = _Steps({text(one.field): one.value for one in actions})
    mode = steps.text("comment_mode_is_public")
    return RemoteMacro(
        id=id_,
        title=text(row.title),
        body=readable(steps.text("comment_value_html"), steps.text("comment_value")),
        is_public=is_true(mode) if mode else None,
        status=_STATUSES.get(steps.text("status")),
        priority=_PRIORITIES.get(steps.text("priority")),
        tags=words(steps.values.get("current_tags")),
        is_active=row.active is None or is_true(row.active),
        is_mine=row.restriction is not None and row.restriction.type == "User",
        more=tuple(said for one in actions if (said := _more(one))),
        acts=True,
        group=_id(steps.text("group_id")),
        assignee=_assignee(steps),
        subject=steps.text("subject"),
        remove_tags=words(steps.values.get("remove_tags")),
        only_tags=words(steps.values["set_tags"]) if "set_tags" in steps.values else None,
        custom=tuple(
            (name.removeprefix(_CUSTOM), _said(value))
            for name, value in steps.values.items()
            if name.startswith(_CUSTOM)
        ),
    )


def _id(said: str) -> str:
    """Return the id a step names; "" for words such as `current_groups`."""
    return said if said.isdigit() else ""


def _assignee(steps: _Steps) -> str:
    """Return whom a macro assigns to: an id, `me`, `nobody`, or "" for as it is."""
    if "assignee_id" not in steps.values:
        return ""
    said = steps.text("assignee_id")
    return {_ME: "me", "": "nobody"}.get(said, _id(said))


def _more(action: ActionRow) -> str:
    """Return in words a step that the desk has no field for, or whose value it does not know."""
    name, said = text(action.field), _said(action.value)
    known = {
        "status": said in _STATUSES,
        "priority": said in _PRIORITIES,
        "group_id": bool(_id(said)),
        "assignee_id": said in ("", _ME) or bool(_id(said)),
    }
    if name in _DONE or name.startswith(_CUSTOM) or known.get(name):
        return ""
    return f"{name.replace('_', ' ')}: {said}"


def _said(value: object) -> str:
    """Return a value as text; a comment may come as (channel, text), other lists as words."""
    if isinstance(value, list):
        parts = [text(one) for one in value]
        if len(parts) == 2 and parts[0].startswith("channel:"):
            return parts[1]
        return " ".join(parts)
    return text(value)
