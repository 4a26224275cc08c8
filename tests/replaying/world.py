"""What the world of a script does: network, helpdesk, colleagues, customers, a power cut."""

from collections.abc import Callable

from csr_desk.actions import callers, message, presence
from csr_desk.domain.instants import parse_instant
from csr_desk.domain.models import OperationState
from csr_desk.store import timeline
from tests.replaying.script import Event
from tests.replaying.stage import Stage


def net_down(stage: Stage, event: Event) -> None:
    """Take the network away."""
    if stage.helpdesk is not None:
        stage.helpdesk.line.go_offline()


def net_up(stage: Stage, event: Event) -> None:
    """Give the network back; the machine notices that it has a route again."""
    if stage.helpdesk is not None and stage.carrying is not None:
        stage.helpdesk.line.go_online()
        stage.carrying.engine.line_is_back()


def reply(stage: Stage, event: Event) -> None:
    """Let a colleague answer at the helpdesk."""
    number = stage.number(event["ticket"])
    if stage.helpdesk is None or number is None:
        raise LookupError(f"{event['ticket']} is not at the helpdesk")
    public = event.get("public", True)
    stage.helpdesk.colleague_replies(number, "I have taken care of this.", public=public)


def accept(stage: Stage, event: Event) -> None:
    """Look that the helpdesk has accepted a change, with its message and its wrap-up."""
    at = parse_instant(event["at"])
    words = f"event {event['n']} server.ack of {event['op']} at {event['at']}"
    stage.expect(words, lambda: _is_accepted(stage, event), stage.grace(at))


def _is_accepted(stage: Stage, event: Event) -> bool:
    uids = stage.operations.get(event["op"], [])
    sql = "SELECT state FROM operation WHERE uid = ?"
    states = [stage.desk.store.value(sql, uid) for uid in uids]
    if not states or any(state != OperationState.ACKNOWLEDGED for state in states):
        return False
    if event.get("logs"):
        synced = "SELECT synced_at FROM interaction WHERE id = ?"
        if stage.desk.store.value(synced, event["ix"]) is None:
            return False
    return not event.get("public") or _is_public(stage, uids)


def _is_public(stage: Stage, uids: list[str]) -> bool:
    """Tell whether the customer sees each text of these operations, once."""
    marks = ", ".join("?" * len(uids))
    sql = (
        "SELECT m.body, t.remote_id FROM message m JOIN ticket t ON t.id = m.ticket_id"
        f" WHERE m.operation_uid IN ({marks}) AND m.kind = 'public'"
    )
    rows = stage.desk.store.all(sql, *uids)
    if stage.helpdesk is None:
        return bool(rows)
    shown = [stage.helpdesk.public_answers(int(number)).count(body) for body, number in rows]
    return bool(shown) and all(count == 1 for count in shown)


def write_in_chat(stage: Stage, event: Event) -> None:
    """Let the customer write in a chat."""
    customer = stage.desk.store.value(
        "SELECT c.name FROM interaction i JOIN customer c ON c.id = i.customer_id WHERE i.id = ?",
        event["ix"],
    )
    message.receive(stage.desk, stage.of(event), event["text"], author=str(customer))


def ring(stage: Stage, event: Event) -> None:
    """Let the telephone ring: the line hands the caller to the desk."""
    opened = next(
        one
        for one in stage.script["events"]
        if one["type"] == "ix.open" and one["ix"] == event["ix"]
    )
    customer = stage.customer(opened["customer"])
    callers.announce(stage.desk, "phone", event["from"], customer)
    shown = callers.take(stage.desk)
    if shown is None or shown.customer_id != customer:
        stage.problems.append(f"event {event['n']}: the caller is not shown")


def see(stage: Stage, event: Event) -> None:
    """Let the helpdesk say what a colleague does on a ticket."""
    ticket_id = stage.known(event["ticket"])
    if ticket_id is not None:
        presence.seen(stage.desk, ticket_id, event.get("by_role", "colleague"), event["what"])


def crash(stage: Stage, event: Event) -> None:
    """Cut the power."""
    timeline.interaction(stage.desk.store, event["ix"])
    stage.lose_power()


HANDLERS: dict[str, Callable[[Stage, Event], None]] = {
    "net.down": net_down,
    "net.up": net_up,
    "server.ack": accept,
    "server.reply": reply,
    "chat.inbound": write_in_chat,
    "call.ring": ring,
    "presence": see,
    "crash": crash,
}
