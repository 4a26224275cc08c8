"""Replay a shift script: `python tests/replay.py SCRIPT --data DIR`.

`agent` and `world` events are injected through `csr_desk.actions` with a clock of the script's own;
`desk` events must come from the product: each is looked up in the event log. Events of parts that
do not exist yet are skipped, with a line that says so. Exit 1 when a desk event did not come.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from csr_desk.actions import (
    deadlines,
    draft,
    follow_up,
    interaction,
    message,
    recovery,
    shift,
    ticket,
    triage,
    wrap_up,
)
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.config import Config, parse
from csr_desk.domain.instants import parse_instant, to_datetime
from csr_desk.domain.models import AgentState, Channel, Direction, DraftKind, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.paths import Places
from csr_desk.store import people, timeline
from csr_desk.store.heartbeat import Heartbeat

Event = dict[str, Any]

LATER = {
    "issue 3": {
        *("server.ack", "server.reply", "net.down", "net.up", "op.try", "op.doubt", "op.verify"),
        *("op.held", "op.keep_as_note", "checkpoint", "presence", "play.passed_over"),
    },
    "issue 5": {
        *("identity.verify", "consent.record", "customer.use", "duplicate.suggest"),
        *("esc.open", "transfer", "feedback.add", "kb.draft", "offer", "pay.secure_link"),
        *("payment.result", "refund.request", "refund.approve", "refund.pending", "rma.create"),
        *("refund.recorded", "refund.refused", "task.suggest", "pii.blocked", "history.banner"),
        *("call.ring",),
    },
    "issue 6": {"report.week", "report.export", "handover"},
}
DESK_EVENTS = {  # type in the script → kind in the event log
    "lock": "app.locked",
    "idle.prompt": "idle.prompt",
    "pii.masked": "pii.masked",
    "ix.focus": "focus.moved",
}


def _settings(script: dict[str, Any], places: Places) -> Config:
    """Return the settings of a script: its calendar, and a first response by channel."""
    calendar = script.get("calendar")
    if calendar is None:
        return Config()
    lengths = {
        one["channel"]: one["first_response_target_s"]
        for one in script["tickets"]
        if one.get("first_response_due")
    }
    lines = ["[calendars.script]", f"zone = {json.dumps(calendar['zone'])}"]
    lines += [f"holidays = {json.dumps(calendar['holidays'])}", "[calendars.script.week]"]
    lines += [f"{day} = {json.dumps(windows)}" for day, windows in calendar["week"].items()]
    for channel, seconds in lengths.items():
        lines += [f"[sla.policies.{channel}]", f"channels = [{json.dumps(channel)}]"]
        lines += [f"[sla.policies.{channel}.target_s]", f"first_response = {seconds}"]
    return parse("\n".join(lines), places.config)


class ScriptClock:
    """The script's time: a wall and a monotonic clock that only the replay moves."""

    def __init__(self, start: datetime) -> None:
        self.moment = start
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def set(self, moment: datetime) -> None:
        self.seconds += max((moment - self.moment).total_seconds(), 0.0)
        self.moment = moment


class Replay:
    """One desk, driven through a script."""

    def __init__(self, script: dict[str, Any], data: Path) -> None:
        self.script = script
        self.places = Places(data, data / "config.toml")
        first = (
            min(parse_instant(one["created_at"]) for one in script["tickets"] or [{}])
            if (script.get("tickets"))
            else parse_instant(script["events"][0]["at"])
        )
        self.clock = ScriptClock(to_datetime(first, UTC) - timedelta(minutes=1))
        self.rng = random.Random(script.get("about", ""))
        self.problems: list[str] = []
        self.skipped: dict[tuple[str, str], int] = {}
        self.ids: dict[str, int] = {}
        self.operations: dict[str, str] = {}
        self.tasks: dict[str, int] = {}
        self.notes: dict[int, str] = {}
        self.waiting = sorted(script.get("tickets", []), key=lambda one: one["created_at"])
        self.session: Session | None = None
        self.desk = open_desk(
            self.places,
            _settings(script, self.places),
            self.clock.now,
            self.clock.monotonic,
            "script",
            lambda: f"{self.rng.getrandbits(128):032x}",
        )
        self.heartbeat = Heartbeat(self.places.heartbeat)

    def run(self) -> int:
        start = parse_instant(self.script["events"][0]["at"])
        self._create_tickets(start)
        self.clock.set(to_datetime(start, UTC))
        self.session = Session(self.desk, self.heartbeat)
        self.session.begin()
        self._tasks_at_start()
        for event in self.script["events"]:
            self._advance(parse_instant(event["at"]))
            self._one(event)
        if self.session is not None:
            self.session.end("quit")
        for (issue, kind), count in sorted(self.skipped.items()):
            print(f"skipped {count} × {kind} ({issue})")
        for problem in self.problems:
            print(f"FAIL {problem}")
        count = len(self.script["events"]) - sum(self.skipped.values())
        print(f"{count - len(self.problems)} passed, {len(self.problems)} failed")
        return 1 if self.problems else 0

    def _advance(self, at: int) -> None:
        """Let the desk tick once a second up to an instant."""
        while self.session is not None and self._instant() + 1_000 <= at:
            self.clock.set(self.clock.moment + timedelta(seconds=1))
            self.session.tick()
            self._create_tickets(self._instant())
        self.clock.set(to_datetime(at, UTC))
        if self.session is not None:
            self.session.tick()
        self._create_tickets(at)

    def _instant(self) -> int:
        return self.desk.clock.wall()

    def _one(self, event: Event) -> None:
        kind = event["type"]
        if event["by"] == "desk":
            self._expect(event)
            return
        handler: Callable[[Event], None] | None = getattr(
            self, "do_" + kind.replace(".", "_"), None
        )
        if handler is None:
            self._skip(event)
            return
        if event["by"] == "agent" and self.session is not None:
            self.session.key()
        handler(event)

    def _skip(self, event: Event) -> None:
        for issue, kinds in LATER.items():
            if event["type"] in kinds:
                key = (issue, event["type"])
                self.skipped[key] = self.skipped.get(key, 0) + 1
                return
        self.problems.append(f"event {event.get('n')} {event['type']}: unknown")

    def _expect(self, event: Event) -> None:
        """Look a desk event up in the log: within a second of the script's instant."""
        kind, at = event["type"], parse_instant(event["at"])
        if kind not in DESK_EVENTS or (kind == "ix.link"):
            self._skip(
                {**event, "type": "history.banner"} if kind in ("ix.link", "task.add") else event
            )
            return
        condition = "kind = ? AND at BETWEEN ? AND ?"
        values: list[Any] = [DESK_EVENTS[kind], at, at + 1_000]
        if kind in ("ix.focus",):
            condition += " AND interaction_id = ?"
            values.append(event["ix"])
        if kind == "pii.masked":
            condition += " AND json_extract(data, '$.pii') = ?"
            values.append(event["kind"])
        found = self.desk.store.value(f"SELECT count(*) FROM event WHERE {condition}", *values)
        if not found:
            self.problems.append(f"event {event.get('n')} {kind} at {event['at']} did not come")

    # the queue and the people ----------------------------------------------------------------

    def _create_tickets(self, until: int) -> None:
        while self.waiting and parse_instant(self.waiting[0]["created_at"]) <= until:
            one = self.waiting.pop(0)
            moment = to_datetime(parse_instant(one["created_at"]), UTC)
            if moment > self.clock.moment:
                self.clock.set(moment)
            self._ticket(one["ticket"], one["customer"], one["channel"], mine=False)
            due = one.get("first_response_due")
            if due:
                found = deadlines.standings(self.desk, self.ids[one["ticket"]])
                ours = [each.due_at for each in found if each.target == "first_response"]
                if ours != [parse_instant(due)]:
                    self.problems.append(f"ticket {one['ticket']} is not due {due}")

    def _customer(self, name: str) -> int:
        found = self.desk.store.value("SELECT id FROM customer WHERE name = ?", name)
        if found is not None:
            return int(found)
        with self.desk.store.transaction():
            return people.insert_customer(
                self.desk.store, uid=self.desk.new_uid(), at=self.desk.now(), name=name
            )

    def _ticket(self, reference: str, customer: str, channel: str, *, mine: bool = True) -> int:
        if reference not in self.ids:
            self.ids[reference] = ticket.create(
                self.desk,
                self._customer(customer),
                f"{channel} contact of {customer}",
                channel,
                body=f"A question from {customer}.",
                assign_to_me=mine,
                reference=reference,
            )
        return self.ids[reference]

    def _of(self, event: Event) -> int:
        return timeline.interaction(self.desk.store, event["ix"]).ticket_id

    # what the agent and the world do -----------------------------------------------------------

    def do_unlock(self, event: Event) -> None:
        """The session has noted the key already."""

    do_key = do_unlock

    def do_shift_start(self, event: Event) -> None:
        shift.start(self.desk)

    def do_shift_end(self, event: Event) -> None:
        shift.end(self.desk, force=True)

    def do_state(self, event: Event) -> None:
        shift.set_state(self.desk, AgentState(event["state"]))

    def do_ix_open(self, event: Event) -> None:
        reference = event.get("ticket") or f"IX{event['ix']}"
        interaction.open_contact(
            self.desk,
            self._ticket(reference, event["customer"], event["channel"]),
            Channel(event["channel"]),
            Direction(event.get("direction", "in")),
            interaction_id=event["ix"],
        )

    def do_ix_focus(self, event: Event) -> None:
        interaction.switch(self.desk, event["ix"])

    def do_ix_hold(self, event: Event) -> None:
        interaction.hold(self.desk, event["ix"])

    def do_ix_resume(self, event: Event) -> None:
        interaction.resume(self.desk, event["ix"])

    def do_ix_end(self, event: Event) -> None:
        interaction.end(self.desk, event["ix"])

    def do_ix_park(self, event: Event) -> None:
        interaction.park(self.desk, event["ix"])

    def do_ix_link(self, event: Event) -> None:
        interaction.link(self.desk, event["ix"], event["to"], event.get("kind", "same_issue"))

    def do_ix_wrap(self, event: Event) -> None:
        wrap_up.commit(
            self.desk,
            event["ix"],
            WrapUp(
                event["reason"],
                event["outcome"],
                event.get("cause") or "",
                event.get("next_action") or "none",
                tuple(event.get("tags", ())),
                self.notes.get(event["ix"], ""),
                event.get("told", ""),
            ),
        )

    def do_msg_queue(self, event: Event) -> None:
        text = draft.load(self.desk, self._of(event), DraftKind.REPLY)
        release = event.get("release_at")
        posted = message.reply(
            self.desk,
            self._of(event),
            text.body if text and text.body else f"Answer {event['op']}",
            interaction_id=event["ix"],
            channel=event.get("channel"),
            release_at=parse_instant(release) if release else None,
        )
        self.operations[event["op"]] = posted.operation

    do_msg_send = do_msg_queue

    def do_msg_undo(self, event: Event) -> None:
        message.undo(self.desk, self.operations[event["op"]])

    def do_draft_type(self, event: Event) -> None:
        draft.save(self.desk, self._of(event), DraftKind.REPLY, event["text"], len(event["text"]))

    def do_note_type(self, event: Event) -> None:
        self.notes[event["ix"]] = draft.save(
            self.desk, self._of(event), DraftKind.NOTE, event["text"], len(event["text"])
        )

    def do_chat_inbound(self, event: Event) -> None:
        customer = self.desk.store.value(
            "SELECT c.name FROM interaction i JOIN customer c ON c.id = i.customer_id"
            " WHERE i.id = ?",
            event["ix"],
        )
        message.receive(self.desk, self._of(event), event["text"], author=customer)

    def do_ticket_reopen(self, event: Event) -> None:
        ticket.change(self.desk, self.ids[event["ticket"]], ticket.Change(status=Status.OPEN))

    def do_triage(self, event: Event) -> None:
        ticket_id = self.ids[event["ticket"]]
        if event["command"] == "triage.spam":
            triage.spam(self.desk, ticket_id)
            return
        priority = triage.PRIORITIES[event["priority"] - 1]
        triage.give(self.desk, ticket_id, priority, self._team(event["group"]))

    def _team(self, name: str) -> int | None:
        if name == triage.OWN:
            return None
        found = self.desk.store.value("SELECT id FROM team WHERE name = ?", name)
        if found is not None:
            return int(found)
        with self.desk.store.transaction():
            return self.desk.store.insert("team", name=name)

    def _tasks_at_start(self) -> None:
        for task in self.script.get("tasks_at_start", []):
            self.tasks[task["task"]] = follow_up.add(
                self.desk, task.get("text", "follow up"), parse_instant(task["due"])
            )

    def do_task_add(self, event: Event) -> None:
        self.tasks[event["task"]] = follow_up.add(
            self.desk,
            event["text"],
            parse_instant(event["due"]),
            ticket_id=self._of(event) if "ix" in event else None,
            interaction_id=event.get("ix"),
        )

    def do_task_done(self, event: Event) -> None:
        if event["task"] in self.tasks:
            follow_up.done(self.desk, self.tasks[event["task"]])

    def do_crash(self, event: Event) -> None:
        """The process is gone: nothing is closed, nothing is said to the store."""
        self.session = None

    def do_crash_recovered(self, event: Event) -> None:
        self.session = Session(self.desk, self.heartbeat)
        found = self.session.begin()
        if found is None or found.interaction is None or found.interaction.id != event["ix"]:
            self.problems.append(f"event {event['n']}: the desk did not ask about {event['ix']}")
            return
        seconds = {"yes": None, "no": 0}.get(event["answer"], event.get("recovered_s", 0))
        recovery.answer(self.desk, found, seconds)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args(arguments)
    return Replay(json.loads(options.script.read_text(encoding="utf-8")), options.data).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
