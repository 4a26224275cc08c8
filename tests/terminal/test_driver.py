import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from csr_desk.terminal.driver import DeskParser, QuietFile, escape_wait
from tests.pty_session import Key, PtySession

Start = Callable[..., PtySession]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def begin(*arguments: str, env: dict[str, str] | None = None) -> PtySession:
        argv = [sys.executable, "-m", "tests.terminal.tiny_app", str(tmp_path), *arguments]
        session = PtySession(argv, env)
        session.wait_for("Tiny ready")
        session.settle(0.05)
        return session

    return begin


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, 0.025),
        ({"ESCDELAY": "50"}, 0.05),
        ({"ESCDELAY": "0"}, 0.001),
        ({"ESCDELAY": "99999"}, 1.0),
        ({"ESCDELAY": "-3"}, 0.025),
        ({"ESCDELAY": "²"}, 0.025),
        ({"ESCDELAY": ""}, 0.025),
    ],
)
def test_escape_wait_is_escdelay_within_bounds(given: dict[str, str], seconds: float) -> None:
    assert escape_wait(given) == seconds


def test_parser_waits_for_nothing_while_nothing_is_unfinished() -> None:
    parser = DeskParser(0.025)
    keys = [each.key for each in parser.feed("a\x1b[B") if isinstance(each, events.Key)]
    assert keys == ["a", "down"]
    assert parser.wait() is None


def test_parser_waits_shortly_for_a_lone_escape_and_longer_inside_a_sequence() -> None:
    parser = DeskParser(0.025)
    assert list(parser.feed("\x1b")) == []
    lone = parser.wait()
    assert lone is not None
    assert lone <= 0.025
    assert list(parser.feed("[")) == []
    begun = parser.wait()
    assert begun is not None
    assert 0.025 < begun <= 0.1


def test_parser_releases_the_escape_key_when_its_wait_is_over() -> None:
    parser = DeskParser(0.0)
    assert list(parser.feed("\x1b")) == []
    assert parser.wait() == 0.0
    assert [each.key for each in parser.tick() if isinstance(each, events.Key)] == ["escape"]
    assert parser.wait() is None


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x1b\x00")), data=st.data())
def test_a_paste_torn_anywhere_arrives_whole(text: str, data: st.DataObject) -> None:
    stream = f"\x1b[200~{text}\x1b[201~"
    cut = data.draw(st.integers(1, len(stream) - 1))
    parser = DeskParser(0.0)
    got: list[object] = []
    for chunk in (stream[:cut], stream[cut:]):
        got += parser.feed(chunk)
        if cut >= len("\x1b[200~"):
            got += parser.tick()
    assert [each.text for each in got if isinstance(each, events.Paste)] == [text]


def test_quiet_file_swallows_writes_after_the_terminal_is_gone(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    with open(writer, "w", encoding="utf-8") as pipe:
        quiet = QuietFile(pipe)
        quiet.write("seen")
        quiet.flush()
        assert os.read(reader, 10) == b"seen"
        os.close(reader)
        quiet.write("lost")
        quiet.flush()
        quiet.write("still lost")
        quiet.flush()
        assert os.fstat(quiet.fileno()).st_rdev == os.stat(os.devnull).st_rdev


def test_quiet_file_does_not_hide_other_errors() -> None:
    quiet = QuietFile(io.StringIO())
    with pytest.raises(TypeError):
        quiet.write(3)  # type: ignore[arg-type]


def test_quitting_waits_for_no_poll_and_restores_the_terminal(start: Start) -> None:
    with start() as session:
        before = perf_counter()
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
        took = perf_counter() - before
        assert took < 0.2, "select(0.1), twice, is what Textual's own driver waits for"
        assert_restored(session.raw)


def test_fast_leave_restores_the_terminal(start: Start, tmp_path: Path) -> None:
    with start() as session:
        session.send("draft")
        session.wait_for("length=5")
        session.send(Key.F3)
        assert session.wait() == 0
        assert_restored(session.raw)
    assert (tmp_path / "saved").read_text() == "draft\n"


def test_a_lone_escape_is_released_before_textuals_poll_would(start: Start) -> None:
    with start() as session:
        times = []
        for _ in range(3):
            before = perf_counter()
            session.send(Key.ESCAPE)
            session.wait_for("key=escape")
            times.append(perf_counter() - before)
            session.send("x")
            session.wait_for("length=")
        assert min(times) < 0.09


def test_keys_pastes_mouse_kitty_and_resize_arrive(start: Start) -> None:
    with start() as session:
        session.send(Key.paste("x" * 9000))
        session.wait_for("length=9000")
        session.send("\x1b[27u")
        session.wait_for("key=escape")
        session.send("\x1b[97;5u\x1b[101;5u")
        session.send("\x1b[<0;3;2M\x1b[<0;3;2m", "é漢")
        session.wait_for("length=9002")
        session.resize(100, 30)
        session.wait_for("Tiny ready 100")
        session.send(Key.ctrl("q"))
        assert session.wait() == 0


def test_bytes_that_are_no_utf8_do_not_end_the_app(start: Start) -> None:
    with start() as session:
        session._pty.write(b"\xff\xfeok")
        session.wait_for("length=4")


def test_stop_saves_first_and_continue_repaints(start: Start, tmp_path: Path) -> None:
    with start() as session:
        session.send("draft")
        session.wait_for("length=5")
        seen = len(session.raw)
        session.send(Key.ctrl("z"))
        session.wait_stopped()
        session.settle(0.05)
        assert (tmp_path / "saved").read_text() == "draft\n"
        assert_restored(session.raw[seen:])
        session.kill(signal.SIGCONT)
        session.wait_for("length=5")
        session.wait_for("draft")
        session.send("s")
        session.wait_for("length=6")
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
        assert_restored(session.raw)


def test_an_uncaught_stop_does_not_start_a_second_reader(start: Start) -> None:
    with start() as session:
        session.send("draft")
        session.wait_for("length=5")
        session.kill(signal.SIGSTOP)
        session.wait_stopped()
        seen = len(session.raw)
        session.kill(signal.SIGCONT)
        assert session._pty.until(lambda: session.raw.find(b"\x1b[?1049h", seen) > 0, 5.0)
        session.wait_for("draft")
        session.send("1234567890")
        session.wait_for("draft1234567890")
        names = [
            (task / "comm").read_text().strip()
            for task in Path(f"/proc/{session.pid}/task").iterdir()
        ]
        assert len(names) == 3, names
        session.send(Key.ctrl("q"))
        assert session.wait() == 0


def test_a_lost_terminal_with_sighup_ignored_saves_and_ends(start: Start, tmp_path: Path) -> None:
    with start("ignore_hup") as session:
        session.send("half a sentence")
        session.wait_for("length=15")
        session.hang_up()
        assert session.wait(2.0) == 129
    assert (tmp_path / "saved").read_text() == "half a sentence\n"


@pytest.mark.slow
def test_a_stuck_loop_cannot_outlive_its_terminal(start: Start) -> None:
    with start("ignore_hup") as session:
        session.send(Key.F4)
        session.wait_raw(b"spinning")
        session.hang_up()
        assert session.wait(4.0) == 129


def test_a_prepainted_screen_is_entered_once(start: Start) -> None:
    with start("prepaint") as session:
        assert session.raw.count(b"\x1b[?1049h") == 1
        assert session.raw.index(b"first row") < session.raw.index(b"Tiny")
        session.send(Key.ctrl("q"))
        assert session.wait() == 0
        assert_restored(session.raw)


def assert_restored(raw: bytes) -> None:
    for on, off in (
        (b"\x1b[?1049h", b"\x1b[?1049l"),
        (b"\x1b[?1000h", b"\x1b[?1000l"),
        (b"\x1b[?1003h", b"\x1b[?1003l"),
        (b"\x1b[?1006h", b"\x1b[?1006l"),
        (b"\x1b[?2004h", b"\x1b[?2004l"),
        (b"\x1b[?1004h", b"\x1b[?1004l"),
        (b"\x1b[?25l", b"\x1b[?25h"),
        (b"\x1b[?7l", b"\x1b[?7h"),
        (b"\x1b[>", b"\x1b[<u"),
    ):
        assert off in raw, f"{off!r} was never written"
        assert raw.rindex(off) > raw.rfind(on), f"{off!r} does not come last"
