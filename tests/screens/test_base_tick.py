"""An idle second costs no more than 120 bytes of a slow line (reliability.md section 4)."""

from pathlib import Path

import pytest

from tests.pty_session import Key, PtySession

IDLE_BYTES = 120


@pytest.mark.slow
def test_an_idle_second_costs_few_bytes(tmp_path: Path) -> None:
    places = ("--data", str(tmp_path / "data"), "--config", str(tmp_path / "none.toml"))
    with PtySession.desk(*places, env={"COLORTERM": "truecolor"}) as session:
        session.wait_for("F1 Help")
        session.send(Key.F12)
        session.wait_for("lunch")
        session.send("a")
        session.wait_for("AVAILABLE 00:01")
        before = len(session.raw)
        session.wait_for("AVAILABLE 00:04")
        assert len(session.raw) - before <= 3 * IDLE_BYTES
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
