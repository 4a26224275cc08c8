"""A replay: the script's events in order, each injected, checked, or a failure."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from csr_desk.actions import follow_up
from csr_desk.domain.instants import parse_instant
from csr_desk.errors import DeskError
from tests.replaying import agent, produced, reporting, selling, world, writing
from tests.replaying.answer import answer
from tests.replaying.checkpoints import Checkpoints
from tests.replaying.compare import differences, leaves
from tests.replaying.script import Event
from tests.replaying.stage import Stage

HANDLERS = {
    **agent.HANDLERS,
    **writing.HANDLERS,
    **selling.HANDLERS,
    **world.HANDLERS,
    **reporting.HANDLERS,
}


class Replay:
    """One desk, driven through a script; with `expected` also compared with it."""

    def __init__(
        self, script: dict[str, Any], data: Path, expected: dict[str, Any] | None = None
    ) -> None:
        self.stage = Stage(script, data)
        self.script, self.expected = script, expected
        self.checkpoints = Checkpoints(self.stage, (expected or {}).get("checkpoints", []))
        self.problems = self.stage.problems
        self.skipped: list[str] = []

    def run(self) -> int:
        """Play the script and print what failed; 0 when nothing did."""
        self.play()
        for problem in self.problems:
            print(f"FAIL {problem}")
        for kind in self.skipped:
            print(f"FAIL {kind}: nothing here knows this type of event")
        wrong = [] if self.expected is None else list(self.differences(self.expected))
        for line in wrong:
            print(f"FAIL {line}")
        failed = len(self.problems) + len(self.skipped) + len(wrong)
        count = len(self.script["events"]) + self.checkpoints.count
        count += 0 if self.expected is None else leaves(self.expected)
        print(f"{max(count - failed, 0)} passed, {failed} failed")
        return 1 if failed else 0

    def differences(self, expected: dict[str, Any]) -> Iterator[str]:
        """Return what the desk says otherwise than an expectation, a line each."""
        return differences(expected, answer(self.stage), self.stage.grace)

    def play(self) -> None:
        """Play the script to its end."""
        stage = self.stage
        stage.open()
        self._tasks_at_start()
        for at, events in groupby(self.script["events"], lambda one: parse_instant(one["at"])):
            self.checkpoints.until(at)
            stage.advance(at)
            for event in events:
                self._one(event)
            if stage.carrying is not None:
                stage.carrying.tick()
            stage.settle()
        self.checkpoints.until(None)
        stage.settle()
        stage.advance(stage.now + 1_000)
        if stage.session is not None:
            stage.session.end("quit")

    def _one(self, event: Event) -> None:
        if event["by"] == "desk":
            if event["type"] == "checkpoint":
                self.checkpoints.look(event)
            elif not produced.expect(self.stage, event):
                self.skipped.append(f"event {event.get('n')} {event['type']}")
            return
        handler = HANDLERS.get(event["type"])
        if handler is None:
            self.skipped.append(f"event {event.get('n')} {event['type']}")
            return
        if event["by"] == "agent" and self.stage.session is not None:
            self.stage.session.key()
        try:
            handler(self.stage, event)
        except (DeskError, LookupError) as error:
            self.problems.append(f"event {event.get('n')} {event['type']}: {error}")

    def _tasks_at_start(self) -> None:
        for task in self.script.get("tasks_at_start", []):
            text = task.get("text", "follow up")
            due = parse_instant(task["due"])
            self.stage.tasks[task["task"]] = follow_up.add(self.stage.desk, text, due)
