"""kill -9 of the full-screen program while it works through keys typed ahead."""

import os
import random
import re
import signal

import pytest

from tests.e2e.desk_folder import WRAP_UP, Agent, DeskFolder
from tests.pty_session import Key

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CSR_DESK_KILLS", "20"))
LANES = 4
LOGGED = re.compile(r"Logged #(\d+)")
SENT = re.compile(r"answer-\d+x\d\b")  # a half-painted frame may join two


def script(seed: int) -> str:
    """Return the keys of six contacts, each with a reply of its own and a note."""
    return "".join(
        f"ranswer-{seed}x{number}"
        + Key.F11
        + "osr"
        + Key.ENTER
        + f"nnote-{seed}x{number}"
        + Key.F10
        for number in range(6)
    )


class Witness:
    """What the agent saw acknowledged: numbers logged, texts sent."""

    def __init__(self) -> None:
        self.logged: set[int] = set()
        self.sent: set[str] = set()

    def look(self, screen: str) -> None:
        self.logged |= {int(number) for number in LOGGED.findall(screen)}
        if WRAP_UP in screen:
            self.sent |= set(SENT.findall(screen.replace("\n", " ")))


def seen_until_killed(agent: Agent, dice: random.Random) -> Witness:
    """Read the screen up to a random acknowledgement and a moment more, then kill the program.

    What it had written and nobody had read yet counts too.
    """
    witness, wanted = Witness(), dice.randint(0, 3)

    def enough() -> bool:
        witness.look(agent.text)
        return len(witness.logged) + len(witness.sent) >= wanted

    agent._pty.until(enough, 5.0)
    agent._pty.until(lambda: False, dice.uniform(0.0, 0.25))
    agent.kill(signal.SIGKILL)
    assert agent.wait() == -signal.SIGKILL
    witness.look(agent.text)
    return witness


def answer(agent: Agent) -> None:
    """Answer the question of the run before, if there is one."""
    agent.at_queue()
    agent.settle(0.05)
    if "While the desk was away" in agent.text:
        agent.send("n")
        agent.wait_gone("While the desk was away")


@pytest.mark.parametrize("lane", range(LANES))
def test_nothing_acknowledged_on_the_screen_is_lost(folder: DeskFolder, lane: int) -> None:
    acknowledged = 0
    for number in range(max(KILLS // LANES, 1)):
        seed = lane * 1_000 + number
        with folder.start() as agent:
            answer(agent)
            agent.send("p" + script(seed))
            witness = seen_until_killed(agent, random.Random(seed))
        logged = set(folder.all("SELECT interaction_id FROM wrap_up WHERE undone_at IS NULL"))
        assert witness.logged <= logged
        bodies = "\n".join(folder.all("SELECT body FROM message WHERE body LIKE 'answer-%'"))
        assert witness.sent <= set(SENT.findall(bodies))  # a reply may go on from a kept draft
        acknowledged += len(witness.logged) + len(witness.sent)
        folder.verify()
    assert acknowledged
