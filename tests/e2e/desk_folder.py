"""A data folder with the real program over it: start it, type, and look into its store."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from csr_desk.domain.instants import to_instant
from csr_desk.reports import verify
from csr_desk.store.connection import Store
from tests.pty_session import ROOT, Key, PtySession

QUEUE = "Play"
"""Stands in the footer of the queue and nowhere else."""

PREPAINTED = "Deadline"
"""Stands above the rows before the app is there."""

WRAP_UP = "Log it"


class Agent(PtySession):
    """A pty session that counts the keys pressed; text that is typed is not counted."""

    keys = 0

    @property
    def lines(self) -> list[str]:
        """The screen as it stands; pyte's own `display` breaks where widths are disputed."""
        self._feed()
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        cells = self._screen.buffer
        return ["".join(cells[y][x].data for x in columns).rstrip() for y in rows]

    def press(self, *keys: str) -> None:
        """Press keys, each one counted."""
        self.keys += len(keys)
        self.send(*keys)

    def type(self, text: str) -> None:
        """Type what is content, not control."""
        self.send(text)

    def at_queue(self) -> None:
        """Wait for the queue."""
        self.wait_for(QUEUE)

    def quit(self) -> int:
        """Leave the desk, over its question if there is one, and return the exit code."""
        self.send(Key.ctrl("q"))
        if not self._pty.until(lambda: self.ended or "Leave the desk" in self.text, 10.0):
            raise AssertionError(f"Ctrl+Q did nothing. The screen:\n{self.text}")
        if not self.ended:
            self.send("y")
        return self.wait()

    @property
    def ended(self) -> bool:
        """Tell whether the terminal was given back or the program is gone."""
        left = self.raw.rfind(b"\x1b[?1049l") > self.raw.rfind(b"\x1b[?1049h")
        return left or self._pty._master < 0


@dataclass(frozen=True)
class DeskFolder:
    """A data folder with a store in it."""

    path: Path

    def start(
        self,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        before: tuple[str, ...] = (),
        module: str = "csr_desk",
    ) -> Agent:
        """Start the program; `before` is a command that runs it, such as `env -u TERM`."""
        argv = [*before, sys.executable, "-m", module, "--data", str(self.path), *arguments]
        return Agent(argv, {"CSR_DESK_CONFIG": str(self.path / "config.toml"), **(env or {})}, size)

    def open(self, **how: Any) -> Agent:
        """Start the program and wait for the queue."""
        agent = self.start(**how)
        agent.at_queue()
        return agent

    def all(self, sql: str, *values: Any) -> list[Any]:
        """Return the rows of a query on a connection of its own."""
        store = Store(self.path / "desk.db", read_only=True)
        try:
            return [row[0] if len(row) == 1 else row for row in store.all(sql, *values)]
        finally:
            store.close()

    def value(self, sql: str, *values: Any) -> Any:
        """Return the one row of a query, or None."""
        return next(iter(self.all(sql, *values)), None)

    def change(self, sql: str, *values: Any) -> None:
        """Change the store behind the desk's back."""
        store = Store(self.path / "desk.db")
        try:
            store.execute(sql, *values)
        finally:
            store.close()

    def cli(self, *verb: str) -> Any:
        """Run a verb of the line mode with --json and return its document."""
        argv = [sys.executable, "-m", "csr_desk", "--data", str(self.path), *verb, "--json"]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def verify(self) -> None:
        """Assert that `verify` has nothing to say against the store."""
        store = Store(self.path / "desk.db")
        try:
            now = to_instant(datetime.now(UTC))
            checks = verify.run(store, self.path / "state.json", now)
            assert [one for one in checks if not one.ok] == []
        finally:
            store.close()

    def logged(self) -> int:
        """Return how many contacts of this run of the desk are logged."""
        return int(
            self.value(
                "SELECT count(*) FROM interaction WHERE wrapped_at IS NOT NULL"
                " AND id > (SELECT json_extract(data, '$.rows.interaction') FROM event"
                " WHERE kind = 'demo.built')"
            )
            or 0
        )
