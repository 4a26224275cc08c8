"""What a helpdesk is told of a wrap-up: its codes as tags, its note, its handle time.

A value the helpdesk has no field for is a tag such as `csr:reason:order/late`
(wrap-up-taxonomy.md rule 10); the handle time stands in the note where the account has no fields
for it. What was told once is not told again: a correction adds only what is new, and a part that
is through by a request of its own does not come again.
"""

from dataclasses import dataclass, field

from csr_desk.actions.desk import Desk
from csr_desk.actions.parts import THROUGH
from csr_desk.backends.writes import HandleTime
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.bars import clock
from csr_desk.domain.models import Phase
from csr_desk.store import timeline
from csr_desk.store.connection import Row
from csr_desk.store.operations import Operation

_PREFIXES = ("csr:reason:", "csr:outcome:", "csr:cause:")
_PHASES = (Phase.TALK, Phase.HOLD, Phase.AFTER_CALL_WORK)


@dataclass
class Told:
    """What one operation of a wrap-up brings; `time` is None where nothing of it is new."""

    note: str = ""
    add_tags: list[str] = field(default_factory=list)
    remove_tags: list[str] = field(default_factory=list)
    time: HandleTime | None = None


def told(desk: Desk, one: Operation, *, has_time_fields: bool) -> Told:
    """Return what an operation of a wrap-up brings to its ticket."""
    interaction_id = int(one.payload["interaction"])
    through = one.payload.get(THROUGH, ())
    rows = desk.store.all(
        "SELECT reason, outcome, coalesce(cause, ''), note, undone_at FROM wrap_up"
        " WHERE interaction_id = ? ORDER BY id",
        interaction_id,
    )
    counting = [row for row in rows if row[4] is None]
    now = counting[-1] if counting else None
    add = _tags(now) if now else []
    old = dict.fromkeys(tag for row in rows for tag in _tags(row))
    time = _time(desk, one, interaction_id, is_undone=now is None)
    note = _note(one, now, counting)
    if now is not None and time is not None and not has_time_fields:
        channel = timeline.interaction(desk.store, interaction_id).channel.value
        note = "\n\n".join(part for part in (note, _time_words(channel, time)) if part)
    return Told(
        "" if Aspect.COMMENT in through else note,
        [] if Aspect.FIELDS in through else add,
        [] if Aspect.FIELDS in through else [tag for tag in old if tag not in add],
        None if Aspect.TIME in through else time,
    )


def _tags(row: Row) -> list[str]:
    return [f"{prefix}{value}" for prefix, value in zip(_PREFIXES, row, strict=False) if value]


def _note(one: Operation, now: Row | None, counting: list[Row]) -> str:
    if now is None:
        return ""
    words = str(now[3]).strip()
    if not one.payload.get("corrected"):
        return words
    before = str(counting[-2][3]).strip() if len(counting) > 1 else ""
    return f"Correction: {words}" if words and words != before else ""


def _time(desk: Desk, one: Operation, interaction_id: int, *, is_undone: bool) -> HandleTime | None:
    """Return the seconds that the helpdesk does not have yet of a contact; None for none."""
    seconds = timeline.phase_seconds(desk.store, interaction_id, desk.second())
    whole = [0, 0, 0] if is_undone else [seconds[phase] for phase in _PHASES]
    sent = desk.store.one(
        "SELECT coalesce(sum(json_extract(payload, '$.sent[0]')), 0),"
        " coalesce(sum(json_extract(payload, '$.sent[1]')), 0),"
        " coalesce(sum(json_extract(payload, '$.sent[2]')), 0) FROM operation"
        " WHERE interaction_id = ? AND kind = 'wrap_up' AND uid <> ?",
        interaction_id,
        one.uid,
    )
    rest = [have - had for have, had in zip(whole, sent or (0, 0, 0), strict=True)]
    return HandleTime(*rest) if any(rest) else None


def _time_words(channel: str, time: HandleTime) -> str:
    return (
        f"{channel.replace('_', ' ').capitalize()} contact, handle time {clock(time.total_s)}"
        f" (talk {clock(time.talk_s)}, hold {clock(time.hold_s)},"
        f" after-call work {clock(time.acw_s)})."
    )
