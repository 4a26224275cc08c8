import os
import stat
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from textual.app import App

from csr_desk.terminal import crash
from csr_desk.terminal.crash import CrashReports, mask, message, report, write_crash_report
from tests.pty_session import Key, PtySession
from tests.terminal.test_driver import assert_restored

NOW = datetime(2026, 11, 2, 10, 30, tzinfo=timezone(timedelta(hours=1)))
SECRET = "sk-live-4242424242424242"


def failing() -> BaseException:
    customer = "maria@example.org"
    try:
        try:
            int(customer)
        except ValueError as error:
            raise RuntimeError(f"no answer for {customer} with {SECRET}") from error
    except RuntimeError as error:
        return error
    raise AssertionError


def test_report_is_private_named_by_utc_and_in_a_private_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = write_crash_report(failing(), tmp_path / "data" / "crash", NOW)
    finally:
        os.umask(before)
    assert path.name == "crash-20261102T093000Z.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_reports_of_one_second_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first = write_crash_report(failing(), tmp_path, NOW)
    second = write_crash_report(KeyError("other"), tmp_path, NOW)
    assert second.name == "crash-20261102T093000Z-2.txt"
    assert "RuntimeError" in first.read_text()
    assert "KeyError" in second.read_text()


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")
    (tmp_path / "crash-20261102T093000Z.txt").symlink_to(target)
    assert write_crash_report(failing(), tmp_path, NOW).name == "crash-20261102T093000Z-2.txt"
    assert target.read_text() == "precious"


def test_report_has_the_chain_and_frames_but_no_data() -> None:
    text = report(failing(), NOW)
    assert "builtins.RuntimeError: no answer for <e-mail> with <token>" in text
    assert "which led to" in text
    assert text.index("ValueError") < text.index("RuntimeError: no answer")
    assert "in failing" in text
    assert "2026-11-02T09:30:00+00:00" in text
    for private in ("maria", "example.org", SECRET):
        assert private not in text


def test_quotations_go_except_where_they_name_the_code() -> None:
    assert "KeyError: <text>" in report(KeyError("Maria Schmidt"), NOW)
    assert "no attribute 'send'" in report(AttributeError("'Desk' has no attribute 'send'"), NOW)


def test_notes_groups_and_the_given_redactor() -> None:
    inner = ValueError("inner words")
    inner.add_note("a note on Maria")
    text = report(
        ExceptionGroup("two", [inner, OSError("disk")]), NOW, lambda given: given[:5].upper()
    )
    assert "part 1 of 2" in text
    assert "ValueError: INNER" in text
    assert "A NOT" in text
    assert "Maria" not in text


def test_a_loop_in_the_chain_ends() -> None:
    first, second = ValueError("one"), ValueError("two")
    first.__context__, second.__context__ = second, first
    assert report(first, NOW).count("builtins.ValueError") == 2


def test_report_is_inert_in_a_terminal_and_names_no_home() -> None:
    hostile = f"\x1b]52;c;x\x07 \x9b2J \u202e {Path.home()}/desk"
    text = report(OSError(hostile), NOW, lambda given: given)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert str(Path.home()) not in text
    assert "~/desk" in text


@pytest.mark.parametrize(
    ("given", "masked"),
    [
        ("write to a.b+c@mail.example.org.", "write to <e-mail>"),
        ("call +49 30 123456-78 now", "call <number> now"),
        ("card 4111 1111 1111 1111", "card <number>"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0", "Bearer <token>.<token>"),
        ("row 12 of table ticket", "row 12 of table ticket"),
        ("in _process_messages_loop_of_the_app", "in _process_messages_loop_of_the_app"),
    ],
)
def test_mask(given: str, masked: str) -> None:
    assert mask(given) == masked


@pytest.mark.parametrize("path", [Path("/data/crash.txt"), None])
@pytest.mark.parametrize("saved", [True, False])
def test_message_is_three_lines(path: Path | None, saved: bool) -> None:
    lines = message(path, saved=saved).splitlines()
    assert len(lines) == 3
    assert ("/data/crash.txt" in lines[1]) is (path is not None)
    assert ("are kept." in lines[2]) is saved
    assert lines[2].endswith("Start again with: csr-desk")


def test_excepthook_writes_the_report_and_the_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = crash.excepthook(tmp_path, lambda: NOW)
    error = failing()
    hook(type(error), error, error.__traceback__)
    assert str(tmp_path / "crash-20261102T093000Z.txt") in capsys.readouterr().err
    hook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == ""


def test_excepthook_says_so_when_no_report_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a file"
    file.touch()
    crash.excepthook(file, lambda: NOW)(OSError, OSError("x"), None)
    assert "No report could be written." in capsys.readouterr().err


class Failing(CrashReports, App[None]):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.crash_folder = folder
        self.crash_clock = lambda: NOW
        self.saves = 0

    def save_before_crash(self) -> None:
        self.saves += 1

    def action_fail(self) -> None:
        raise ValueError(f"token {SECRET}")


async def test_the_app_reports_once_saves_and_pilot_still_raises(tmp_path: Path) -> None:
    app = Failing(tmp_path)

    async def shift() -> None:
        async with app.run_test() as pilot:
            app.call_later(app.action_fail)
            app.call_later(app.action_fail)
            await pilot.pause()

    with pytest.raises(ValueError, match="token"):
        await shift()
    assert app.return_code == 1
    assert app.saves == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_real_crash_shows_three_lines_and_no_variables(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "tests.terminal.tiny_app", str(tmp_path)]
    with PtySession(argv) as session:
        session.wait_for("Tiny ready")
        session.send("draft")
        session.wait_for("length=5")
        session.send(Key.F2)
        assert session.wait(5) == 1
        assert_restored(session.raw)
        shown = session.raw.rsplit(b"\x1b[?1006l", 1)[1].decode()
    assert (tmp_path / "saved").read_text() == "draft\n"
    written = (tmp_path / "crash" / "crash-20261102T093000Z.txt").read_text()
    lines = shown.strip().splitlines()
    assert len(lines) == 3
    assert "Drafts and the timer are kept" in lines[2]
    for private in (SECRET, "maria@example.org", "locals"):
        assert private not in session.raw.decode()
        assert private not in written
    assert "action_crash" in written


def test_now_is_always_shown_in_utc() -> None:
    assert NOW.astimezone(UTC).isoformat(timespec="seconds") in report(ValueError(), NOW)
