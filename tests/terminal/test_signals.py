import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from csr_desk.terminal import signals
from csr_desk.terminal.signals import SignalExit, exit_code
from tests.pty_session import Key, PtySession
from tests.terminal.test_driver import assert_restored

CODES = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGQUIT: 131, signal.SIGINT: 130}


class Desk:
    def __init__(self, error: Exception | None = None) -> None:
        self.calls: list[object] = []
        self._error = error

    def leave(self, code: int) -> None:
        self.calls.append(code)

    def flush(self) -> None:
        self.calls.append("flush")
        if self._error is not None:
            raise self._error


@pytest.mark.parametrize(("number", "code"), CODES.items(), ids=lambda each: str(each))
def test_flushes_once_then_leaves_with_the_code(number: signal.Signals, code: int) -> None:
    desk = Desk()
    leave = SignalExit(desk.leave, desk.flush)
    leave(number)
    leave(number)
    leave.terminal_lost()
    assert desk.calls == ["flush", code]
    assert exit_code(number) == code


def test_a_failing_flush_does_not_keep_the_app_alive() -> None:
    desk = Desk(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        SignalExit(desk.leave, desk.flush)(signal.SIGTERM)
    assert desk.calls == ["flush", 143]


def test_a_lost_terminal_is_a_hang_up_and_a_stop_only_saves() -> None:
    desk = Desk()
    leave = SignalExit(desk.leave, desk.flush)
    leave.terminal_stopping()
    assert desk.calls == ["flush"]
    leave.terminal_lost()
    assert desk.calls == ["flush", "flush", 129]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT, signal.SIGINT])
async def test_installed_handlers_run_on_the_loop_and_can_be_taken_off(
    number: signal.Signals,
) -> None:
    before = {each: signal.getsignal(each) for each in signals.FATAL}
    loop = asyncio.get_running_loop()
    got: asyncio.Future[tuple[signal.Signals, object]] = loop.create_future()
    uninstall = signals.install(
        loop, lambda received: got.set_result((received, asyncio.get_running_loop()))
    )
    try:
        os.kill(os.getpid(), number)
        assert await asyncio.wait_for(got, 2) == (number, loop)
    finally:
        uninstall()
    assert {each: signal.getsignal(each) for each in signals.FATAL} == before


async def test_a_hang_up_arms_the_hard_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    armed: list[tuple[float, int]] = []
    monkeypatch.setattr(signals, "hard_exit_after", lambda *given: armed.append(given))
    loop = asyncio.get_running_loop()
    got: asyncio.Future[signal.Signals] = loop.create_future()
    uninstall = signals.install(loop, got.set_result)
    try:
        os.kill(os.getpid(), signal.SIGHUP)
        assert await asyncio.wait_for(got, 2) is signal.SIGHUP
    finally:
        uninstall()
    assert armed == [(1.0, 129)]


def test_a_hard_exit_can_be_cancelled() -> None:
    timer = signals.hard_exit_after(60, 1)
    assert timer.daemon
    timer.cancel()
    timer.join(2)
    assert not timer.is_alive()


@pytest.mark.parametrize(("number", "code"), CODES.items(), ids=lambda each: str(each))
def test_a_real_signal_keeps_the_draft_and_restores_the_terminal(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    argv = [sys.executable, "-m", "tests.terminal.tiny_app", str(tmp_path)]
    with PtySession(argv) as session:
        session.wait_for("Tiny ready")
        session.send("half a sent")
        session.wait_for("length=11")
        session.kill(number)
        assert session.wait(3) == code
        assert_restored(session.raw)
        assert b"Traceback" not in session.raw
    assert (tmp_path / "saved").read_text() == "half a sent\n"


def test_a_closed_terminal_keeps_the_draft(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.terminal.tiny_app", str(tmp_path)]
    with PtySession(argv) as session:
        session.wait_for("Tiny ready")
        session.send("ssh")
        session.wait_for("length=3")
        session.hang_up()
        assert session.wait(3) == 129
    assert (tmp_path / "saved").read_text() == "ssh\n"


@pytest.mark.slow
def test_a_hang_up_ends_even_a_stuck_loop(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.terminal.tiny_app", str(tmp_path)]
    with PtySession(argv) as session:
        session.wait_for("Tiny ready")
        session.send(Key.F4)
        session.wait_raw(b"spinning")
        session.kill(signal.SIGHUP)
        assert session.wait(3) == 129


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_before_the_app_runs_restores_the_terminal(number: signal.Signals) -> None:
    program = (
        "import os, signal; from csr_desk.terminal import prepaint, signals\n"
        "signals.guard_start(lambda: os.write(2, prepaint.LEAVE))\n"
        "os.write(2, prepaint.frame([['row one']], ['Header'], 80, 24))\n"
        "while True: signal.pause()"
    )
    with PtySession([sys.executable, "-c", program]) as session:
        session.wait_for("row one")
        session.kill(number)
        assert session.wait(3) == CODES[number]
        assert session.raw.endswith(b"\x1b[?1049l\x1b[?25h")
