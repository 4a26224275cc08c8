"""What the agent of a script does: the same functions the screens call."""

from collections.abc import Callable

from csr_desk.actions import (
    interaction,
    recovery,
    shift,
    ticket,
    triage,
    wrap_up,
)
from csr_desk.domain.models import AgentState, Channel, Direction, Status
from csr_desk.domain.wrap_up import WrapUp
from tests.replaying.script import Event
from tests.replaying.stage import Stage


def key(stage: Stage, event: Event) -> None:
    """Press a key, which the session has noted already."""


def start_shift(stage: Stage, event: Event) -> None:
    """Begin the shift."""
    shift.start(stage.desk)


def end_shift(stage: Stage, event: Event) -> None:
    """End the shift; what blocks it is a problem of the script or of the desk."""
    found = shift.blockers(stage.desk)
    stage.blockers = [one.sentence for one in found]
    shift.end(stage.desk, force=bool(found))


def set_state(stage: Stage, event: Event) -> None:
    """Set the agent's state."""
    shift.set_state(stage.desk, AgentState(event["state"]))


def open_contact(stage: Stage, event: Event) -> None:
    """Open a contact; played, it must be the ticket that the queue gives next."""
    name = event.get("ticket") or f"IX{event['ix']}"
    ticket_id = stage.ticket(name, event["customer"], event["channel"])
    if event.get("command") == "queue.play" and stage.helpdesk is not None:
        stage.play(event, ticket_id)
    interaction.open_contact(
        stage.desk,
        ticket_id,
        Channel(event["channel"]),
        Direction(event.get("direction", "in")),
        interaction_id=event["ix"],
    )
    ticket.seen(stage.desk, ticket_id)


def focus(stage: Stage, event: Event) -> None:
    """Switch to an open contact."""
    interaction.switch(stage.desk, event["ix"])
    ticket.seen(stage.desk, stage.of(event))


def hold(stage: Stage, event: Event) -> None:
    """Put the contact on hold."""
    interaction.hold(stage.desk, event["ix"])


def resume(stage: Stage, event: Event) -> None:
    """Take the contact back from hold."""
    interaction.resume(stage.desk, event["ix"])


def end_contact(stage: Stage, event: Event) -> None:
    """End the contact."""
    interaction.end(stage.desk, event["ix"])


def park(stage: Stage, event: Event) -> None:
    """Put the wrap-up off."""
    interaction.park(stage.desk, event["ix"])


def link(stage: Stage, event: Event) -> None:
    """Join two contacts as the same issue."""
    interaction.link(stage.desk, event["ix"], event["to"], event.get("kind", "same_issue"))


def wrap(stage: Stage, event: Event) -> None:
    """Commit the wrap-up."""
    wrap_up.commit(
        stage.desk,
        event["ix"],
        WrapUp(
            event["reason"],
            event["outcome"],
            event.get("cause") or "",
            event.get("next_action") or "none",
            tuple(event.get("tags", ())),
            stage.notes.get(event["ix"], ""),
            event.get("told", ""),
        ),
    )
    sql = "SELECT uid FROM operation WHERE interaction_id = ? AND kind = 'wrap_up'"
    stage.carries(event, [row[0] for row in stage.desk.store.all(sql, event["ix"])])


def reopen(stage: Stage, event: Event) -> None:
    """Open a solved ticket again."""
    uid = ticket.change(stage.desk, stage.ids[event["ticket"]], ticket.Change(status=Status.OPEN))
    stage.carries(event, [uid] if uid else [])


def give_triage(stage: Stage, event: Event) -> None:
    """Triage a ticket."""
    ticket_id = stage.known(event["ticket"])
    if ticket_id is None:
        raise LookupError(f"{event['ticket']} is not at the desk yet")
    if event["command"] == "triage.spam":
        triage.spam(stage.desk, ticket_id)
        return
    priority = triage.PRIORITIES[event["priority"] - 1]
    triage.give(stage.desk, ticket_id, priority, stage.team(event["group"]))


def recovered(stage: Stage, event: Event) -> None:
    """Start the desk again and answer its question."""
    found = stage.restart()
    stage.asked = found
    if found is None or found.interaction is None or found.interaction.id != event["ix"]:
        stage.problems.append(f"event {event['n']}: the desk did not ask about {event['ix']}")
        return
    seconds = {"yes": None, "no": 0}.get(event["answer"], event.get("recovered_s", 0))
    counted = recovery.answer(stage.desk, found, seconds)
    if counted != event.get("recovered_s", counted):
        stage.problems.append(f"event {event['n']}: {counted} seconds were recovered")


HANDLERS: dict[str, Callable[[Stage, Event], None]] = {
    "unlock": key,
    "key": key,
    "shift.start": start_shift,
    "shift.end": end_shift,
    "state": set_state,
    "ix.open": open_contact,
    "ix.focus": focus,
    "ix.hold": hold,
    "ix.resume": resume,
    "ix.end": end_contact,
    "ix.park": park,
    "ix.link": link,
    "ix.wrap": wrap,
    "ticket.reopen": reopen,
    "triage": give_triage,
    "crash.recovered": recovered,
}
