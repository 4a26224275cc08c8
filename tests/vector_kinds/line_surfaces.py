"""The line mode over hostile values: what every verb prints, for people and as JSON."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from csr_desk.cli.environment import Environment
from csr_desk.cli.main import main
from csr_desk.machine import Machine
from csr_desk.store import tickets
from tests.vector_kinds.desk_store import FOUND_BY, HostileStore
from tests.vector_kinds.seen import Printed


class LineMode:
    """Types verbs over a hostile store that a desk has open."""

    def __init__(self, world: HostileStore) -> None:
        self.world = world

    def printed(self, count: int) -> Iterator[Printed]:
        """Yield what the verbs print for the first so many values."""
        numbers = range(1, count + 1)
        yield self._printed("queue", (), "--view", "open")
        yield self._printed("find", (), FOUND_BY)
        yield self._printed("log", ())
        yield self._printed("outbox", ())
        yield self._printed("conflicts", numbers)
        for number in numbers:
            yield self._printed("show", (number,), f"customer:{number}")
            reference = str(tickets.ticket(self.world.store, number).reference)
            yield self._printed("show", (number,), reference)
        yield self._printed("show", (), reference, "--json")
        yield from self._printed_follow(reference, numbers)

    def _printed_follow(self, reference: str, numbers: Sequence[int]) -> Iterator[Printed]:
        macro = self.world.store.value("SELECT name FROM macro ORDER BY id LIMIT 1")
        groups = [f"--by={one}" for one in ("customer", "tag", "reason")]
        yield self._printed("follow-up", numbers, "list")
        yield self._printed("report", (), "week", *groups)
        yield self._printed("report", (), "trend")
        yield self._printed("shift", (), "handover")
        for place, (verb, *arguments) in enumerate((
            ("follow-up", "list", "--all"),
            ("show", f"customer:{numbers[-1]}"),
            ("macro", "--dry-run", reference, "--", macro),
            ("macro", "--dry-run", reference, "--", macro),
            ("pop", "--ticket", reference),
            ("pop", "--ticket", reference),
            ("report", "shift"),
            ("report", "week", *groups),
            ("ticket", reference, "--status", "open"),
            ("shift", "handover"),
        )):  # fmt: skip
            yield self._printed(verb, (), *(("--json",) if place % 2 else ()), *arguments)
        yield from self._typed(reference, numbers[-1])

    def _typed(self, reference: str, number: int) -> Iterator[Printed]:
        """Yield what the verbs answer to a value that was typed, whether or not they take it."""
        word, team = self.world.store.all(
            "SELECT c.name, t.name FROM customer c JOIN team t ON t.id = c.id WHERE c.id = ?",
            number,
        )[0]
        for place, (verb, *arguments) in enumerate((
            ("follow-up", "add", "tomorrow 10", word, "--ticket", reference),
            ("follow-up", "add", word, word, "--callback", word, "--customer", word),
            ("escalate", reference, "--tier", team, "--reason", word, "--summary", word),
            ("escalate", reference, "--tier", word, "--reason", word),
            ("transfer", reference, "--to", team, "--reason", word),
            ("transfer", reference, "--to", word, "--reason", word),
            ("pop", "--from", word),
            ("ticket", reference, "--tag", f"+{word}", "--assign", word),
            ("macro", reference, word),
            ("report", "trend", "--remarks", word[:2_000]),
            ("report", "week", "--date", word),
            ("show", word),
        )):  # fmt: skip
            more = ("--json",) if (place + number) % 2 else ()
            yield replace(self._printed(verb, (), *arguments, *more), code=0)

    def _printed(self, verb: str, numbers: Sequence[int], *arguments: str) -> Printed:
        hands, places = self.world.hands, self.world.places
        machine = Machine(lambda: hands.wall, lambda: hands.seconds, hands.boot, hands.uid)
        environment = Environment(
            machine, {"TERM": "xterm"}, lambda _: 0, lambda count: bytes(count)
        )
        given = ["--data", str(places.data), "--config", str(places.config), verb, *arguments]
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            code = main(given, environment)
        stream.flush()
        text = stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        return Printed(verb, code, text, numbers)
