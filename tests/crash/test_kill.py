"""kill -9 at random moments: nothing acknowledged is lost, and `verify` finds nothing wrong."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from csr_desk.reports import verify
from csr_desk.store.connection import Store

RUNS = int(os.environ.get("CSR_DESK_KILLS", "100"))
QUERIES = {
    "ticket": "SELECT 1 FROM ticket WHERE id = ?",
    "interaction": "SELECT 1 FROM interaction WHERE id = ?",
    "message": "SELECT 1 FROM message WHERE id = ?",
    "parked": "SELECT 1 FROM interaction WHERE id = ? AND ended_at IS NOT NULL",
    "wrapped": "SELECT 1 FROM wrap_up WHERE interaction_id = ? AND undone_at IS NULL",
}


def work_and_kill(folder: Path, seed: int) -> list[list[str]]:
    """Let a desk work, kill it after a random number of acknowledgements, return them all."""
    rng = random.Random(seed)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.worker", str(folder), str(seed)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    heard = []
    for _ in range(rng.randint(1, 60)):
        line = process.stdout.readline()
        assert line, "the desk ended by itself"
        heard.append(line)
    # A moment of spinning, so that the kill falls inside a transaction and not behind an answer.
    for _ in range(rng.randint(0, 60_000)):
        pass
    process.send_signal(signal.SIGKILL)
    heard += process.stdout.readlines()
    process.wait()
    return [line.decode().split() for line in heard if line.endswith(b"\n")]


@pytest.mark.slow
@pytest.mark.parametrize("lane", range(10))
def test_nothing_acknowledged_is_lost(tmp_path: Path, lane: int) -> None:
    """Ten lanes of ten kills; a lane goes on over the store the kill before it left."""
    for number in range(RUNS // 10):
        acknowledged = work_and_kill(tmp_path, lane * 1_000 + number)
        store = Store(tmp_path / "desk.db")
        for words in acknowledged:
            if words[0] in QUERIES:
                assert store.value(QUERIES[words[0]], int(words[1])) == 1, words
            if words[0] == "draft":
                text = store.value("SELECT body FROM draft WHERE ticket_id = ?", int(words[1]))
                assert text == " ".join(words[2:])
        now = store.value("SELECT max(at) FROM event") // 1000 * 1000 + 1000
        checks = verify.run(store, tmp_path / "state.json", now)
        assert [check for check in checks if not check.ok] == []
        store.close()
