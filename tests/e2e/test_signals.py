"""T12 of the reliability plan: every signal in every state, and the question after it."""

import os
import signal
import termios
from collections.abc import Callable

import pytest

from tests.e2e.desk_folder import Agent, DeskFolder
from tests.pty_session import Key
from tests.terminal.test_driver import assert_restored

pytestmark = pytest.mark.slow

TYPED = "half a sentence"
QUESTION = "While the desk was away"
HANG_UP = "pty closed"
ENDS: dict[signal.Signals | str, int] = {
    signal.SIGTERM: 143,
    signal.SIGHUP: 129,
    signal.SIGINT: 130,
    signal.SIGQUIT: 131,
    signal.SIGKILL: -9,
    HANG_UP: 129,
}
ASKED = (signal.SIGTERM, signal.SIGKILL, HANG_UP)
"""The ends after which the desk is started again; the others share their way with SIGTERM."""

SEGMENTS = (
    "SELECT phase, (coalesce(to_at, 0) - from_at) / 1000 FROM segment"
    " WHERE interaction_id = ? ORDER BY id"
)
LAST = "SELECT id, channel, ended_at IS NULL FROM interaction ORDER BY id DESC"


def idle(agent: Agent) -> None:
    agent.send(Key.F12 + "a")
    agent.wait_for("AVAILABLE 00:01")


def running_call(agent: Agent) -> None:
    agent.send(Key.F5 + "Liam Fenwick" + Key.ENTER + Key.ENTER)
    agent.wait_for("phone Liam Fenwick  talk 00:01")


def typing_a_reply(agent: Agent) -> None:
    agent.send("pr")
    agent.wait_for("talk 00:01")
    agent.send(TYPED)
    agent.wait_for(TYPED)


def wrap_up_open(agent: Agent) -> None:
    agent.send(Key.F5 + "Liam Fenwick" + Key.ENTER + Key.ENTER + Key.F9)
    agent.wait_for("acw 00:01")
    agent.send("ol" + Key.TAB * 4 + TYPED)
    agent.wait_for(TYPED)


def dialog_open(agent: Agent) -> None:
    agent.send("pn" + TYPED)
    agent.wait_for("talk 00:01")
    agent.send(Key.F5)
    agent.wait_for("Call, incoming")


STATES: dict[str, Callable[[Agent], None]] = {
    "idle": idle,
    "running call": running_call,
    "typing a reply": typing_a_reply,
    "wrap-up open": wrap_up_open,
    "dialog open": dialog_open,
}
SHOWN = {
    "idle": "AVAILABLE",
    "running call": "phone Liam Fenwick",
    "typing a reply": TYPED,
    "wrap-up open": TYPED,
    "dialog open": "Call, incoming",
}
PHASE = {"running call": "talk", "typing a reply": "talk", "wrap-up open": "acw"}


def stop(agent: Agent, how: signal.Signals | str) -> int:
    """End the program in one of the ways and return its exit code."""
    if isinstance(how, signal.Signals):
        agent.kill(how)
    else:
        agent.hang_up()
    return agent.wait(4)


@pytest.mark.parametrize("how", ENDS, ids=str)
@pytest.mark.parametrize("state", STATES)
def test_every_signal_in_every_state(
    folder: DeskFolder, state: str, how: signal.Signals | str
) -> None:
    with folder.start() as agent:
        is_restored = how not in (signal.SIGKILL, HANG_UP)
        terminal = os.dup(agent._pty._master) if is_restored else -1
        before = termios.tcgetattr(terminal) if is_restored else None
        agent.at_queue()
        STATES[state](agent)
        if how is signal.SIGKILL:
            # What was typed half a second ago may not be lost; what is younger may.
            agent._pty.until(lambda: is_kept(folder, state), 0.5)
        assert stop(agent, how) == ENDS[how]
        assert b"Traceback" not in agent.raw
        if is_restored:
            assert_restored(agent.raw)
            assert termios.tcgetattr(terminal) == before
            os.close(terminal)
    assert is_kept(folder, state)
    if how not in ASKED:
        folder.verify()
        return
    with folder.start() as agent:
        agent.at_queue()
        if state == "idle":
            agent.wait_for("AVAILABLE")
            assert QUESTION not in agent.text
        else:
            agent.wait_for(QUESTION)
            agent.send("n")
            agent.wait_gone(QUESTION)
        agent.quit()
    if state != "idle":
        check_times(folder, PHASE.get(state, "talk"), least=0 if how is signal.SIGKILL else 1)
    folder.verify()


def is_kept(folder: DeskFolder, state: str) -> bool:
    """Tell whether the store has the draft, to the last letter."""
    kind = {"typing a reply": "reply", "wrap-up open": "wrap_up", "dialog open": "note"}.get(state)
    if kind is None:
        return True
    found = folder.all("SELECT body || extra FROM draft WHERE kind = ?", kind)
    return any(TYPED in one for one in found)


def check_times(folder: DeskFolder, phase: str, least: int) -> None:
    """One second was on the clock when the signal came; the gap belongs to nobody's contact.

    A kill may cost the seconds since the last heartbeat.
    """
    one = folder.value(LAST)
    first = folder.all(SEGMENTS, one[0])
    seconds = next((length for name, length in first if name == phase), 0)
    assert least <= seconds <= 3, first
    assert folder.value("SELECT recovered_s FROM interaction WHERE id = ?", one[0]) == 0
    assert folder.value("SELECT count(*) FROM segment WHERE state = 'DOWN'") >= 1


@pytest.mark.parametrize("state", STATES)
def test_stop_and_continue(folder: DeskFolder, state: str) -> None:
    with folder.open() as agent:
        STATES[state](agent)
        seen = len(agent.raw)
        agent.kill(signal.SIGTSTP)
        agent.wait_stopped()
        agent.settle(0.05)
        assert is_kept(folder, state)
        assert_restored(agent.raw[seen:])
        agent.kill(signal.SIGCONT)
        assert agent._pty.until(lambda: agent.raw.find(b"\x1b[?1049h", seen) > 0, 5.0)
        agent.wait_for(SHOWN[state])
        assert QUESTION not in agent.text
        if state == "dialog open":
            agent.send(Key.ESCAPE)
            agent.wait_gone("Call, incoming")
        agent.quit()
    folder.verify()


def after_a_kill(folder: DeskFolder) -> Agent:
    """Kill the desk in a call and start it again, with a gap of two seconds and more."""
    with folder.open() as agent:
        running_call(agent)
        agent.wait_for("talk 00:02")
        agent.kill(signal.SIGKILL)
        agent.wait()
    agent = folder.start()
    agent.wait_for(QUESTION)
    agent.wait_for("Still on the phone?")
    agent.wait_for("DOWN 00:02")
    return agent


@pytest.mark.parametrize("chosen", ["y", "n", "e"])
def test_the_question_after_a_kill_in_a_call(folder: DeskFolder, chosen: str) -> None:
    with after_a_kill(folder) as agent:
        agent.send(chosen)
        if chosen == "e":
            agent.wait_for("seconds long")
            agent.send(Key.BACKSPACE * 4 + "9999" + Key.ENTER)
            agent.wait_for("Write whole seconds from 0 to")
            agent.send(Key.BACKSPACE * 4 + "1" + Key.ENTER)
        agent.wait_gone(QUESTION)
        agent.wait_for("acw" if chosen == "n" else "talk")
        agent.quit()
    with folder.open() as agent:
        # An answer is an answer, even when the desk was closed in the very second after it.
        agent.settle()
        assert QUESTION not in agent.text
        agent.quit()
    number, _, running = folder.value(LAST)
    recovered, flags = folder.value(
        "SELECT recovered_s, flags FROM interaction WHERE id = ?", number
    )
    gap = folder.value("SELECT sum(to_at - from_at) / 1000 FROM segment WHERE reason = 'crash'")
    assert gap >= 2
    assert recovered == {"y": gap, "n": 0, "e": 1}[chosen]
    assert ("recovered" in flags) == (chosen != "n")
    assert bool(running) == (chosen != "n")
    record = folder.cli("log", "--limit", "1")[0]
    segments = folder.value(
        "SELECT sum(to_at - from_at) / 1000 FROM segment WHERE interaction_id = ?", number
    )
    assert record["handle_time"] == segments + recovered
    states = folder.cli("report", "shift")["states"]
    assert states["HANDLING"] == segments
    assert states["DOWN"] >= gap
    folder.verify()


def test_the_question_comes_again_when_the_desk_dies_before_the_answer(folder: DeskFolder) -> None:
    with after_a_kill(folder) as agent:
        agent.kill(signal.SIGKILL)
        agent.wait()
    with folder.start() as agent:
        agent.wait_for(QUESTION)
        agent.send("y")
        agent.wait_for("talk")
        agent.quit()
    folder.verify()


def test_keys_typed_before_the_question_do_not_answer_it(folder: DeskFolder) -> None:
    """Keys of the queue pressed while the desk starts must not say yes or no."""
    with folder.open() as agent:
        running_call(agent)
        agent.kill(signal.SIGKILL)
        agent.wait()
    with folder.start() as agent:
        agent.wait_for("Deadline")
        agent.send("jj")
        agent.wait_for(QUESTION)
        agent.settle(0.2)
        assert QUESTION in agent.text
        agent.send("y")
        agent.wait_gone(QUESTION)
        agent.quit()
