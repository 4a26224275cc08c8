"""The wrap-up as typed so far: saved, brought back after a crash or a switch, taken back whole."""

from collections.abc import Mapping
from typing import Any

from csr_desk import errors
from csr_desk.actions import draft, shield, wrap_up
from csr_desk.actions.desk import Desk
from csr_desk.actions.wrap_up import Logged
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import DraftKind, Interaction
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.store import timeline


def save(desk: Desk, one: Interaction, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Save what is typed and return it as stored, card numbers masked; nothing typed forgets it.

    Several contacts of one ticket may wait for their wrap-up, each with its own text.
    """
    with desk.store.transaction():
        masked = {name: _masked(desk, one, str(value)) for name, value in typed.items()}
        others = _all(desk, one.ticket_id)
        if masked:
            others[str(one.id)] = masked
        else:
            others.pop(str(one.id), None)
        draft.save(desk, one.ticket_id, DraftKind.WRAP_UP, "", extra=others)
        return masked


def load(desk: Desk, one: Interaction) -> dict[str, Any]:
    """Return what was typed for a contact; empty for nothing."""
    found = _all(desk, one.ticket_id).get(str(one.id))
    return found if isinstance(found, dict) else {}


def commit(
    desk: Desk, one: Interaction, wanted: WrapUp, *, follow_up_at: Instant | None = None
) -> Logged:
    """Log a contact; what is typed for the other contacts of its ticket stays."""
    with desk.store.transaction():
        others = {n: typed for n, typed in _all(desk, one.ticket_id).items() if n != str(one.id)}
        logged = wrap_up.commit(desk, one.id, wanted, follow_up_at=follow_up_at)
        if others:
            draft.save(desk, one.ticket_id, DraftKind.WRAP_UP, "", extra=others)
        return logged


def last_logged(desk: Desk) -> int:
    """Return the contact logged last in the open shift; Refused when there is none."""
    shift = timeline.current_shift(desk.store)
    found = shift and desk.store.value(
        "SELECT w.interaction_id FROM wrap_up w JOIN interaction i ON i.id = w.interaction_id"
        " WHERE i.wrapped_at >= ? AND i.agent_id = ? AND w.undone_at IS NULL"
        " AND w.correction_reason IS NULL ORDER BY w.id DESC LIMIT 1",
        shift.started_at,
        desk.agent_id,
    )
    if not found:
        raise errors.Refused(
            "no contact was logged in this shift", "The log corrects those of other days."
        )
    return int(found)


def take_back(desk: Desk, interaction_id: int | None = None) -> int:
    """Take a wrap-up back, by default the last one, and keep what it said as typed text.

    Returns the contact's number; it stands in the unlogged list again.
    """
    with desk.store.transaction():
        number = last_logged(desk) if interaction_id is None else interaction_id
        was = wrap_up.current(desk, number)
        wrap_up.undo(desk, number)
        if was is not None:
            typed = {
                "reason": was.reason,
                "outcome": was.outcome,
                "cause": was.cause,
                "next_action": was.next_action,
                "tags": ", ".join(was.tags),
                "note": was.note,
                "told": was.told,
            }
            filled = {name: value for name, value in typed.items() if value not in ("", "none")}
            save(desk, timeline.interaction(desk.store, number), filled)
        return number


def _all(desk: Desk, ticket_id: int) -> dict[str, Any]:
    found = draft.load(desk, ticket_id, DraftKind.WRAP_UP)
    return dict(found.extra) if found else {}


def _masked(desk: Desk, one: Interaction, value: str) -> str:
    return shield.masked(desk, value, "wrap_up", ticket_id=one.ticket_id, interaction_id=one.id)
