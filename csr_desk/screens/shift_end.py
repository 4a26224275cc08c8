"""The end of the shift: what stands in its way, and a key that leads to each of it."""

from typing import TYPE_CHECKING, Any

from csr_desk.actions import draft, shift
from csr_desk.actions.shift import Blocker
from csr_desk.screens.dialogs import Choice, Choose
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

MOST = 9
END = Blocker("end", "", 0)
_DECIDED = ("conflict", "rejected", "held", "in_doubt", "blocked", "scheduled")
"""What the agent decides in the outbox; the rest leaves by itself."""


def end_shift(host: "Host") -> None:
    """End the shift, or list what blocks it; each line leads to its place."""
    found = shift.blockers(host.desk)
    if not found:
        _end(host, "The shift has ended.", force=False)
        return
    choices = [
        Choice(str(number), f"{one.sentence}.", one, _where(host, one))
        for number, one in enumerate(found[:MOST], 1)
    ]
    choices.append(Choice("e", "End it all the same; the log notes what was open", END))
    more = len(found) - MOST
    words = f"And {more} more." if more > 0 else ""

    async def answered(chosen: Blocker) -> None:
        if chosen is END:
            _end(host, "The shift has ended; what was open is noted in the log.", force=True)
            return
        target = leads(host, chosen)
        if target is None:
            host.say("It leaves by itself as soon as it can.")
        else:
            await host.go(target[0], **target[1])

    host.ask(Choose("Before the shift ends", choices, words), answered)


def _end(host: "Host", words: str, *, force: bool) -> None:
    """End the shift and show what it leaves open."""
    ended = shift.end(host.desk, force=force)
    host.say(words)
    # Deferred: a sheet is read once a shift.
    from csr_desk.reports import handover

    sheet = handover.required(host.desk.store, host.desk.agent_id, ended.id)
    if sheet.count:
        from csr_desk.screens import handover as screen

        screen.show(host, sheet)


def _where(host: "Host", one: Blocker) -> str:
    target = leads(host, one)
    return "" if target is None else f"→ {target[0].replace('_', '-')}"


def leads(host: "Host", one: Blocker) -> tuple[str, dict[str, Any]] | None:
    """Return the place where a blocker is dealt with, None when there is nothing to do."""
    store = host.desk.store
    if one.interaction_id is not None:
        contact = timeline.interaction(store, one.interaction_id)
        if contact.ended_at is not None:
            return "wrap_up", {"interaction_id": contact.id}
        return "ticket", {"ticket_id": contact.ticket_id}
    if one.kind == "drafts":
        unsent = draft.unsent(host.desk)
        return ("ticket", {"ticket_id": unsent[0][0]}) if unsent else None
    if one.kind == "waiting":
        ticket_id = store.value(
            "SELECT ticket_id FROM operation WHERE state = 'waiting' ORDER BY seq LIMIT 1"
        )
        return ("ticket", {"ticket_id": ticket_id}) if ticket_id else None
    return ("outbox", {}) if one.kind in _DECIDED else None
