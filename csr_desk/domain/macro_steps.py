"""What a macro does: texts, fields, tags, a follow-up, a snooze; as it is kept and read.

The steps are always done in one order: the texts, the fields, the tags, the follow-up, the snooze.
None depends on another, so that no other order would end differently.
"""

import json
from dataclasses import MISSING, dataclass
from dataclasses import fields as listed
from typing import Any

from csr_desk.domain.queue_row import Priority, Status

ME, NOBODY = "me", "nobody"


@dataclass(frozen=True, slots=True)
class Steps:
    """Everything a macro can do; what is empty or None it does not do.

    `reply` and `note` hold their placeholders unfilled; they go into the composer unless `sends`.
    `assignee` is `me`, `nobody` or the number of an agent; `only_tags` takes all other tags away.
    `fields` are (remote id, value) of a helpdesk's own. `follow_up` and `snooze` are times as they
    are typed: `tomorrow 10`.
    """

    reply: str = ""
    note: str = ""
    sends: bool = False
    status: Status | None = None
    priority: Priority | None = None
    team_id: int | None = None
    assignee: str = ""
    subject: str = ""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    only_tags: tuple[str, ...] | None = None
    fields: tuple[tuple[str, Any], ...] = ()
    follow_up: str = ""
    task: str = ""
    snooze: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether the macro does nothing at all."""
        return not any(
            getattr(self, one.name) not in (None, "", ())
            for one in listed(self)
            if one.name not in ("sends", "task")
        )


def as_text(steps: Steps) -> str:
    """Return steps as they are kept: JSON of what is not as usual."""
    found: dict[str, Any] = {}
    for one in listed(Steps):
        value = getattr(steps, one.name)
        if value != (None if one.default is MISSING else one.default):
            found[one.name] = value
    return json.dumps(found, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Steps:
    """Return the steps that `as_text` kept; what this program does not know is left out."""
    kept: dict[str, Any] = json.loads(text)
    known = {one.name for one in listed(Steps)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in kept.items()
        if name in known
    }
    values["fields"] = tuple((str(name), value) for name, value in kept.get("fields", ()))
    for name, kind in (("status", Status), ("priority", Priority)):
        if values.get(name) is not None:
            values[name] = kind(values[name])
    return Steps(**values)
