"""The full screen on a helpdesk: killed after a key, undone, offline, and left while it hangs."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.desk_folder import Agent
from tests.e2e.helpdesk import DEADLINE_S, Place, helpdesk
from tests.pty_session import Key

pytestmark = pytest.mark.slow

UNDO_S = 2
NOT_HUNG_S = 10.0
"""Far less than a request that hangs would take, and more than a loaded machine needs."""
MINE = "The lamp is broken"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A desk that has fetched everything once."""
    with helpdesk(tmp_path) as found:
        found.settings(undo_s=UNDO_S)
        found.run("sync")
        yield found


def at_ticket(agent: Agent) -> None:
    """Open the first ticket of the queue."""
    agent.at_queue()
    agent.wait_for(f"▸ ● wait 1m    email  {MINE}")
    agent.send(Key.ENTER)
    agent.wait_for("It came in pieces.")


def reply(agent: Agent, text: str) -> None:
    agent.send("r")
    agent.wait_for("REPLY to customer")
    agent.send(text)
    agent.wait_for(text)
    agent.send(Key.F10)
    agent.wait_for("leaves in")


def note(agent: Agent, text: str) -> None:
    agent.send("n")
    agent.wait_for("NOTE internal, never sent")
    agent.send(text)
    agent.wait_for(text)
    agent.send(Key.F10)
    agent.wait_gone("NOTE internal, never sent")


def comments(place: Place) -> list[str]:
    """Return what stands on the first ticket at the helpdesk."""
    with place.line.lock:
        fake = place.line.fake
        found = fake.state.tickets[fake.names["broken"]].comments
        return [str(one["body"]) for one in found]


def looked(agent: Agent, holds: Callable[[], bool], what: str) -> None:
    """Read the screen until something holds."""
    assert agent._pty.until(holds, DEADLINE_S), f"{what}\n{agent.text}"


def settled(place: Place) -> None:
    """Sync an hour later, and again, as nothing must come of it any more."""
    for _ in range(2):
        place.clock.push(3600)
        place.run("sync")
    assert place.line.fake.violations_of() == []
    place.expect_private()
    place.expect_no_other_host()


def test_a_reply_survives_a_kill_and_arrives_once_after_its_window(place: Place) -> None:
    with place.open() as agent:
        at_ticket(agent)
        reply(agent, "It is on its way.")
        agent.kill(signal.SIGKILL)
        assert agent.wait() == -signal.SIGKILL
        place.spoken(agent.raw.decode("utf-8", "replace"))
    assert comments(place) == ["It came in pieces."]
    release = place.value("SELECT release_at FROM operation WHERE kind = 'reply'")
    with place.open() as agent:
        agent.at_queue()
        looked(agent, lambda: len(comments(place)) > 1, "the reply did not arrive")
        assert place.clock().timestamp() * 1000 >= release
        agent.kill(signal.SIGKILL)
        agent.wait()
    settled(place)
    assert comments(place) == ["It came in pieces.", "It is on its way."]


def test_a_reply_that_is_undone_never_arrives(place: Place) -> None:
    place.settings(undo_s=30)
    with place.open() as agent:
        at_ticket(agent)
        reply(agent, "Wrong words.")
        agent.send("u")
        agent.wait_gone("leaves in")
        agent.kill(signal.SIGKILL)
        agent.wait()
    settled(place)
    assert comments(place) == ["It came in pieces."]
    assert place.value("SELECT body FROM draft WHERE kind = 'reply'") == "Wrong words."


def test_offline_is_a_word_and_ends_without_a_key(place: Place) -> None:
    place.line.vanish()
    with place.open() as agent:
        agent.at_queue()
        agent.wait_for("offline since")
        at_ticket(agent)
        note(agent, "Noted without a line.")
        agent.wait_for("outbox 1")
        place.line.come_back()
        agent.wait_for("online", DEADLINE_S)
        agent.wait_for("outbox 0", DEADLINE_S)
        assert comments(place).count("Noted without a line.") == 1
        leave_while_it_hangs(place, agent)
    settled(place)
    assert comments(place).count("Sent into silence.") == 1


def leave_while_it_hangs(place: Place, agent: Agent) -> None:
    """Leave the desk while the helpdesk has taken a request and says nothing."""
    place.line.hangs.set()
    before = place.line.arrived
    note(agent, "Sent into silence.")
    looked(agent, lambda: place.line.arrived > before, "nothing was sent")
    began = time.monotonic()
    assert agent.quit() == 0
    assert time.monotonic() - began < NOT_HUNG_S
    place.line.hangs.clear()
