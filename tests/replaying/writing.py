"""What the agent of a script writes: replies, notes, tasks, and what becomes of held replies."""

from collections.abc import Callable

from csr_desk.actions import compose, draft, follow_up, message, promised, shelf
from csr_desk.domain import send_checks
from csr_desk.domain.instants import parse_instant
from csr_desk.domain.models import DraftKind
from csr_desk.store import tickets
from tests.replaying.script import Event
from tests.replaying.stage import Stage


def send(stage: Stage, event: Event) -> None:
    """Send what is typed, or an answer of its own."""
    ticket_id = stage.of(event)
    typed = draft.load(stage.desk, ticket_id, DraftKind.REPLY)
    body = typed.body if typed and typed.body else f"Answer {event['op']}"
    release = event.get("release_at")
    is_later = release is not None and event.get("command") == "message.schedule"
    found = compose.checks(stage.desk, ticket_id, DraftKind.REPLY, body)
    if send_checks.blocked(found):
        stage.problems.append(f"event {event['n']}: {found[0].sentence}")
        return
    posted = message.reply(
        stage.desk,
        ticket_id,
        body,
        interaction_id=event["ix"],
        channel=event.get("channel"),
        release_at=parse_instant(event["release_at"]) if is_later else None,
    )
    if release and posted.release_at != parse_instant(release):
        stage.problems.append(f"event {event['n']}: {event['op']} is not released {release}")
    stage.carries(event, [posted.operation])


def undo(stage: Stage, event: Event) -> None:
    """Take a message back."""
    message.undo(stage.desk, stage.operations[event["op"]][0])


def type_draft(stage: Stage, event: Event) -> None:
    """Type a reply; one for the public is checked as it would be sent."""
    ticket_id, text = stage.of(event), event["text"]
    draft.save(stage.desk, ticket_id, DraftKind.REPLY, text, len(text))


def type_note(stage: Stage, event: Event) -> None:
    """Type a note; promises in it are offered as tasks."""
    ticket_id, text = stage.of(event), event["text"]
    kept = draft.save(stage.desk, ticket_id, DraftKind.NOTE, text, len(text))
    stage.notes[event["ix"]] = kept
    stage.offers = promised.offers(stage.desk, kept, ticket_id, event["ix"])


def add_task(stage: Stage, event: Event) -> None:
    """Add a task or a callback, or keep a promise that was offered."""
    due, ticket_id = parse_instant(event["due"]), stage.of(event) if "ix" in event else None
    if event.get("command") == "task.accept":
        offer = next((one for one in stage.offers if one.due_at == due), None)
        if offer is None:
            raise LookupError(f"no task is offered for {event['due']}")
        stage.tasks[event["task"]] = promised.keep(stage.desk, offer)
        return
    last = int(stage.desk.store.value("SELECT coalesce(max(seq), 0) FROM operation"))
    is_callback = event.get("command") == "callback.add"
    who = None if ticket_id is None else tickets.ticket(stage.desk.store, ticket_id).customer_id
    stage.tasks[event["task"]] = follow_up.add(
        stage.desk,
        event["text"],
        due,
        ticket_id=ticket_id,
        customer_id=who,
        interaction_id=event.get("ix"),
        kind="callback" if is_callback else "task",
        number=follow_up.number_of(stage.desk, who) if is_callback else "",
        by_hand=True,
        is_told=not is_callback,
    )
    sql = "SELECT uid FROM operation WHERE seq > ? ORDER BY seq"
    stage.carries(event, [row[0] for row in stage.desk.store.all(sql, last)])


def task_done(stage: Stage, event: Event) -> None:
    """Tick a task off."""
    follow_up.done(stage.desk, stage.tasks[event["task"]])


def _held(stage: Stage, event: Event) -> str:
    """Return the operation of a name that is held."""
    for uid in stage.operations[event["op"]]:
        if shelf.row(stage.desk, uid).state == "held":
            return uid
    raise LookupError(f"{event['op']} is not held")


def keep_as_note(stage: Stage, event: Event) -> None:
    """Keep a held reply as a note; what carries it is another operation from here."""
    held = _held(stage, event)
    kept = shelf.to_note(stage.desk, held)
    others = [uid for uid in stage.operations[event["op"]] if uid != held]
    stage.operations[event["op"]] = [kept.operation, *others]


def send_anyway(stage: Stage, event: Event) -> None:
    """Send a held reply all the same."""
    shelf.send(stage.desk, _held(stage, event))


def drop(stage: Stage, event: Event) -> None:
    """Drop a held reply."""
    shelf.drop(stage.desk, _held(stage, event))


HANDLERS: dict[str, Callable[[Stage, Event], None]] = {
    "msg.queue": send,
    "msg.send": send,
    "msg.undo": undo,
    "draft.type": type_draft,
    "note.type": type_note,
    "task.add": add_task,
    "task.done": task_done,
    "op.keep_as_note": keep_as_note,
    "op.send_anyway": send_anyway,
    "op.drop": drop,
}
