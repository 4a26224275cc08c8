"""The line mode as a test types it: in process over a temporary folder, or as a real program."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csr_desk.cli.environment import Environment
from csr_desk.cli.main import main
from csr_desk.machine import Machine
from csr_desk.paths import Places
from tests.desk import Hands

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a call gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Terminal(io.StringIO):
    """A stdin nobody types on."""

    def isatty(self) -> bool:
        return True


class Line:
    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.data = folder / "data"
        self.config = folder / "config.toml"
        self.hands = Hands()
        self.variables: dict[str, str] = {"TERM": "xterm"}
        self.opened: list[Places] = []
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: str | None = None) -> Said:
        """Type a command line; without `stdin` the keyboard is a terminal."""
        source = Terminal() if stdin is None else io.StringIO(stdin)
        self._monkeypatch.setattr("sys.stdin", source)
        self._capsys.readouterr()
        given = ["--data", str(self.data), "--config", str(self.config), *arguments]
        code = main(given, self.environment)
        found = self._capsys.readouterr()
        return Said(code, found.out, found.err)

    def ok(self, *arguments: str, stdin: str | None = None) -> Said:
        said = self(*arguments, stdin=stdin)
        assert said.code == 0, said
        return said

    def json(self, *arguments: str, stdin: str | None = None) -> Any:
        return self.ok(*arguments, "--json", stdin=stdin).document

    def wait(self, seconds: float) -> None:
        self.hands.wall += timedelta(seconds=seconds)
        self.hands.seconds += seconds

    @property
    def environment(self) -> Environment:
        hands = self.hands
        machine = Machine(lambda: hands.wall, lambda: hands.seconds, hands.boot, hands.uid)
        return Environment(machine, self.variables, self._open, hands.rng.randbytes)

    def _open(self, places: Places) -> int:
        self.opened.append(places)
        return 0

    def ticket(self, subject: str = "Late parcel", who: str = "Ann Baker <ann@a.example>") -> str:
        found = self.json("new", "--channel", "email", "--customer", who, "--subject", subject)
        return str(found["ticket"])


def program(*arguments: str, env: dict[str, str] | None = None, **more: Any) -> Any:
    """Run the real program and return the completed process, its output as text."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "timeout": 60, "encoding": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "csr_desk", *arguments],
        capture_output=True,
        env=variables,
        **{**options, **more},
    )
