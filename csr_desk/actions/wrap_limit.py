"""The team's limit of after-call work: how long is left, more time, and the visible end.

Source: spec/wrap-up-taxonomy.md, rule 6. An automatic end parks the contact with the flag
`timeout` and the system code in the log; its reason stays open and the agent's to give.
"""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import interaction
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Interaction, Phase
from csr_desk.domain.taxonomy import SYSTEM_TIMEOUT
from csr_desk.store import timeline

FLAG = "timeout"


class Limit(NamedTuple):
    """The limit of one contact in seconds, with what was added, and how much is left."""

    limit_s: int
    left_s: int


def limit(desk: Desk, one: Interaction) -> Limit | None:
    """Return how much after-call work is left; None without a limit or once it has timed out."""
    each = desk.config.wrap_up.acw_limit_s.get(one.channel, 0)
    if each <= 0 or one.phase is not Phase.AFTER_CALL_WORK or FLAG in one.flags:
        return None
    extended = desk.store.value(
        "SELECT count(*) FROM event WHERE interaction_id = ? AND kind = 'wrap.extended'", one.id
    )
    whole = each * (1 + int(extended))
    spent = timeline.phase_seconds(desk.store, one.id, desk.now())[Phase.AFTER_CALL_WORK]
    return Limit(whole, whole - spent)


def extend(desk: Desk, interaction_id: int) -> Limit:
    """Add the channel's limit once more; Refused where there is none."""
    with desk.store.transaction():
        one = timeline.interaction(desk.store, interaction_id)
        known = limit(desk, one)
        if known is None:
            raise errors.Refused(
                "after-call work has no time limit here", "Take the time it needs."
            )
        desk.log("wrap.extended", interaction_id=one.id, ticket_id=one.ticket_id)
        more = desk.config.wrap_up.acw_limit_s[one.channel]
        return Limit(known.limit_s + more, known.left_s + more)


def enforce(desk: Desk) -> Interaction | None:
    """Park the contact in focus when its after-call work is over its limit; return it then."""
    one = timeline.focused(desk.store)
    known = limit(desk, one) if one is not None else None
    if one is None or known is None or known.left_s > 0:
        return None
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE interaction SET flags = (SELECT json_group_array(value) FROM (SELECT value"
            " FROM json_each(flags) UNION SELECT ?)) WHERE id = ?",
            FLAG,
            one.id,
        )
        desk.log(
            "wrap.timeout",
            interaction_id=one.id,
            ticket_id=one.ticket_id,
            reason=SYSTEM_TIMEOUT,
            limit_s=known.limit_s,
        )
        interaction.park(desk, one.id)
    return timeline.interaction(desk.store, one.id)
