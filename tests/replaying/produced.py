"""What the desk must bring about by itself: looked up in its log and store, never injected."""

from collections.abc import Callable
from functools import partial

from csr_desk.domain.instants import SECOND, parse_instant
from csr_desk.domain.models import OperationState
from csr_desk.store.customer_matches import Typed, possible
from tests.replaying.script import Event
from tests.replaying.stage import Stage

Check = Callable[[Stage, Event], bool]


def _at(event: Event) -> tuple[int, int]:
    at = parse_instant(event["at"])
    return at, at + SECOND


def _logged(kind: str, *names: str, **columns: str) -> Check:
    """Return a check for an event of a kind whose values are those of the script."""

    def check(stage: Stage, event: Event) -> bool:
        values = {name: event[name] for name in names}
        values |= {column: event[name] for column, name in columns.items() if name in event}
        return stage.logged(kind, *_at(event), **values)

    return check


def task_added(stage: Stage, event: Event) -> bool:
    """Look for a task the desk made with another act; it has a name from here."""
    sql = "SELECT id FROM follow_up WHERE interaction_id = ? AND due_at = ? ORDER BY id DESC"
    found = stage.desk.store.value(sql, event["ix"], parse_instant(event["due"]))
    if found is None:
        return False
    stage.tasks[event["task"]] = int(found)
    return True


def task_suggested(stage: Stage, event: Event) -> bool:
    """Look that a promise in the note is offered on the day of the script, with its reason."""
    due = event["due_date"]
    return any(
        stage.day(one.due_at) == due and bool(one.moved) == bool(event.get("reason"))
        for one in stage.offers
    )


def duplicate(stage: Stage, event: Event) -> bool:
    """Look that a name typed anew is found among the records."""
    found = possible(stage.desk.store, Typed(name=event["customer"]))
    return stage.customer(event["customer"]) in [one.customer_id for one in found]


def tried(stage: Stage, event: Event) -> bool:
    """Look that an operation left at its instant."""
    since, until = _at(event)
    sql = "SELECT first_sent_at FROM operation WHERE uid = ?"
    sent = [stage.desk.store.value(sql, uid) for uid in stage.operations[event["op"]]]
    return all(at is not None and since <= at <= until for at in sent)


def doubted(stage: Stage, event: Event) -> bool:
    """Look that an operation is in doubt."""
    return all(
        stage.logged("operation.in_doubt", *_at(event), operation=uid)
        for uid in stage.operations[event["op"]]
    )


def verified(stage: Stage, event: Event) -> bool:
    """Look that what was in doubt was found and sent once, or was not and leaves again."""
    sql = "SELECT state, attempts FROM operation WHERE uid = ?"
    rows = [stage.desk.store.one(sql, uid) for uid in stage.operations[event["op"]]]
    if event.get("resent"):
        return all(row is not None and row[0] != OperationState.IN_DOUBT for row in rows)
    return all(row == (OperationState.ACKNOWLEDGED, 1) for row in rows)


def held(stage: Stage, event: Event) -> bool:
    """Look that a reply is held back."""
    sql = "SELECT state FROM operation WHERE uid = ?"
    states = [stage.desk.store.value(sql, uid) for uid in stage.operations[event["op"]]]
    return OperationState.HELD in states


CHECKS: dict[str, Check] = {
    "lock": _logged("app.locked"),
    "idle.prompt": _logged("idle.prompt"),
    "pii.masked": _logged("pii.masked", pii="kind"),
    "pii.blocked": _logged("pii.blocked", "where", pii="kind"),
    "ix.focus": _logged("focus.moved", interaction_id="ix"),
    "ix.link": _logged("interaction.linked", "to", interaction_id="ix"),
    "history.banner": _logged("history.banner", interaction_id="ix", earlier="earlier_ix"),
    "refund.refused": _logged("refund.refused", why="reason"),
    "task.add": task_added,
    "task.suggest": task_suggested,
    "duplicate.suggest": duplicate,
    "op.try": tried,
    "op.doubt": doubted,
    "op.verify": verified,
    "op.held": held,
}


def refund_logged(kind: str, stage: Stage, event: Event) -> bool:
    """Look for a refund of an amount in the log."""
    whole, _, cents = str(event["amount"]).partition(".")
    return stage.logged(kind, *_at(event), amount=int(whole) * 100 + int((cents + "00")[:2]))


def passed_over(stage: Stage, event: Event) -> bool:
    """Look that a ticket was passed over in play."""
    ticket_id = stage.known(event["ticket"])
    since, until = _at(event)
    return stage.logged("play.passed_over", since, until, ticket_id=ticket_id)


CHECKS["refund.pending"] = partial(refund_logged, "refund.requested")
CHECKS["refund.recorded"] = partial(refund_logged, "refund.recorded")
CHECKS["play.passed_over"] = passed_over


def expect(stage: Stage, event: Event) -> bool:
    """Expect a desk event of the script; False for a type nobody knows."""
    check = CHECKS.get(event["type"])
    if check is None:
        return False
    at = parse_instant(event["at"])
    until = stage.grace(at) if event["type"].startswith("op.") else at + SECOND
    words = f"event {event['n']} {event['type']} at {event['at']}"
    stage.expect(words, partial(check, stage, event), until)
    return True
