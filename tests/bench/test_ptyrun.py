import signal
import sys
from pathlib import Path

import pytest

from bench import programs
from bench.gen import Unavailable
from bench.programs import Press, Program, measure, peer, percentile
from bench.ptyrun import Pty, environment, plain


def pty(program: str) -> Pty:
    return Pty([sys.executable, "-c", program], environment())


def test_plain_takes_sequences_out_and_draws_blanks_together() -> None:
    data = b"\x1b[1;2H\x1b[1mF1\x1b[0m \x1b[7mHelp\x1b[0m\x1b]0;title\x07\x1b[?2026l\xe6\xbc\xa2"
    assert plain(data) == "F1 Help 漢"


def test_environment_is_the_same_whatever_the_shell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "TEXTUAL_FPS", "ESCDELAY"):
        monkeypatch.setenv(name, "1")
    given = environment({"EXTRA": "x"})
    assert given["TERM"] == "xterm-256color"
    assert given["EXTRA"] == "x"
    assert not {"PYTHONDONTWRITEBYTECODE", "NO_COLOR", "TEXTUAL_FPS", "ESCDELAY"} & set(given)


def test_the_query_for_synchronized_output_is_answered_once_each() -> None:
    program = (
        "import os, tty; tty.setraw(0); os.write(1, b'\\x1b[?2026$p')\n"
        "got = os.read(0, 64); os.write(1, repr(got).encode())"
    )
    session = pty(program)
    assert session.wait() == 0
    assert b"b'\\x1b[?2026;2$y'" in session.raw


def test_exit_codes_signals_and_window_size() -> None:
    assert pty("import sys; sys.exit(7)").wait() == 7
    sleeper = pty("print('up', flush=True); input()")
    assert sleeper.until(lambda: b"up" in sleeper.raw, 5)
    sleeper.signal(signal.SIGTERM)
    assert sleeper.wait() == -signal.SIGTERM
    assert sleeper.wait() == -signal.SIGTERM
    sized = pty("import os; print(os.get_terminal_size())")
    assert sized.wait() == 0
    assert b"columns=120, lines=40" in sized.raw


def test_a_program_that_does_not_end_is_killed_and_named() -> None:
    session = pty("input()")
    with pytest.raises(TimeoutError, match=str(session.pid)):
        session.wait(0.05)
    assert session.status == -signal.SIGKILL
    session.close()


def test_until_gives_up_when_the_program_has_ended() -> None:
    session = pty("print('over')")
    assert not session.until(lambda: b"never" in session.raw, 5)
    assert session.wait() == 0


def test_a_peer_is_measured_from_start_to_quit() -> None:
    figures = measure(peer("pty_echo", programs.CTRL_Q, Press("down", b"x", 5)))
    assert 0 < figures["first_byte"] <= figures["paint"] <= figures["settled"]
    assert 0 < figures["down_p50"] <= figures["down_p99"]
    assert figures["down_bytes"] == len(b"x\x1b[?2026l")
    assert figures["quit"] > 0
    assert figures["rss"] > 1


def test_a_key_without_effect_gives_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "KEY_LIMIT_SECONDS", 0.05)
    silent = Program(
        lambda: [sys.executable, "-c", "print('READY', flush=True); input()"],
        "READY",
        b"\n",
        (Press("down", b"x", 1),),
    )
    assert "down_p50" not in measure(silent)


def test_a_marker_that_never_comes_says_what_came_instead() -> None:
    program = Program(lambda: [sys.executable, "-c", "print('other words')"], "READY")
    with pytest.raises(Unavailable, match="other words"):
        measure(program)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.99, 5.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        (list(map(float, range(1, 101))), 0.99, 99.0),
        (list(map(float, range(1, 101))), 1.0, 100.0),
        ([3.0, 1.0, 2.0], 0.0, 1.0),
    ],
)
def test_percentile_is_by_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_every_peer_is_a_short_file() -> None:
    for path in programs.PEERS.glob("*.py"):
        code = [line for line in path.read_text().splitlines() if line.strip()]
        assert len(code) <= 20, path.name
        assert path.parent == Path(programs.__file__).parent / "peers"
