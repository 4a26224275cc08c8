"""What cannot be: a second desk, a folder without rights, a full disk, a wrong file, an error."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.broken_desk import SECRET
from tests.e2e.desk_folder import Agent, DeskFolder
from tests.pty_session import Key
from tests.terminal.test_driver import assert_restored

pytestmark = pytest.mark.slow


def refused(agent: Agent, code: int, *words: str) -> None:
    """The program says one sentence or two, restores the terminal, and ends with a code."""
    assert agent.wait() == code, agent.text
    said = " ".join(agent.text.split())
    for one in words:
        assert one in said, said
    assert "Traceback" not in said
    assert b"\x1b[?1049h" not in agent.raw or agent.raw.rindex(b"\x1b[?1049l") > agent.raw.rindex(
        b"\x1b[?1049h"
    )


def test_a_second_desk_is_refused_with_the_holders_number(folder: DeskFolder) -> None:
    with folder.open() as first:
        with folder.start() as second:
            refused(second, 75, "another desk is open", f"process {first.pid}")
        first.send("p")
        first.wait_for("r reply")
        assert first.quit() == 0
    with folder.open() as again:
        assert again.quit() == 0


def in_namespace(script: str) -> tuple[str, ...]:
    """Return the command that runs a program in mounts of its own; skips where it is not let."""
    command = ("/usr/bin/unshare", "-rm", "/bin/sh", "-c", f'{script} && exec "$@"', "sh")
    if not Path(command[0]).exists():
        pytest.skip("there is no unshare on this system")
    able = subprocess.run(
        [*command[:4], 'exec "$@"', "sh", "true"], capture_output=True, text=True, check=False
    )
    if able.returncode:
        pytest.skip(f"no mount namespace may be made here: {able.stderr.strip()}")
    return command


def test_a_folder_that_cannot_be_written(folder: DeskFolder) -> None:
    data = folder.path
    script = f"mount --bind '{data}' '{data}' && mount -o remount,ro,bind '{data}' '{data}'"
    with folder.start(before=in_namespace(script)) as agent:
        assert agent.wait() in (1, 73), agent.text
        said = " ".join(agent.text.split())
        assert "ead-only" in said or "writable" in said, said
        assert "--data" in said
        assert "Traceback" not in said
    with folder.open() as agent:
        assert agent.quit() == 0


def fill(disk: Path) -> Path:
    """Write until nothing more fits."""
    filler = disk / "filler"
    with open(filler, "ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_a_full_disk_while_typing_loses_nothing(folder: DeskFolder, tmp_path: Path) -> None:
    """The text stays on the screen, a sentence says why, and it is saved when there is space."""
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"mount -t tmpfs -o size=12m tmpfs '{disk}' && cp '{folder.path}/desk.db' '{disk}/desk.db'"
    )
    on_disk = DeskFolder(disk)
    with on_disk.start(before=in_namespace(script)) as agent:
        agent.at_queue()
        inside = Path(f"/proc/{agent.pid}/root{disk}")
        agent.send("pr")
        agent.wait_for("REPLY to customer")
        filler = fill(inside)
        agent.send("Begun in time. ", Key.paste("words that need room " * 3_000))
        agent.wait_for("A reserve was set free")
        fill(inside)
        agent.send(Key.paste("more of them " * 10_000))
        agent.wait_for("Free some space and try again")
        agent.send("the very end")
        agent.wait_for("the very end")
        assert drafted(inside, tmp_path) == ""
        filler.unlink()
        kept = agent._pty.until(lambda: "the very end" in drafted(inside, tmp_path), 5.0)
        assert kept, drafted(inside, tmp_path)[-80:]
        assert drafted(inside, tmp_path).startswith("Begun in time. words")
        assert agent.quit() == 0


def drafted(disk: Path, beside: Path) -> str:
    """Return the long reply that is kept on the disk, "" when there is none.

    The engine would resolve the way into the other mounts, so it reads a copy of its files.
    """
    copy = beside / "copy"
    copy.mkdir(exist_ok=True)
    for name in ("desk.db", "desk.db-wal"):
        shutil.copy(disk / name, copy / name)
    sql = "SELECT body FROM draft WHERE kind = 'reply' AND body LIKE '%more of them%'"
    return str(DeskFolder(copy).value(sql) or "")


def test_a_store_of_a_newer_program(folder: DeskFolder) -> None:
    folder.change("PRAGMA user_version=999")
    with folder.start() as agent:
        refused(agent, 1, "newer", "Update csr-desk")


@pytest.mark.parametrize("damage", ["garbage", "cut"])
def test_a_damaged_store(folder: DeskFolder, damage: str) -> None:
    database = folder.path / "desk.db"
    whole = database.read_bytes()
    broken = b"garbage" * 1000 if damage == "garbage" else whole[: len(whole) // 2]
    database.write_bytes(broken)
    with folder.start() as agent:
        agent.wait()
        said = "".join(agent.text.split())
        assert "Traceback" not in said
        assert "desk.db" in said
    assert database.read_bytes() == broken


def test_an_error_of_the_program_keeps_the_draft_and_shows_three_lines(folder: DeskFolder) -> None:
    with folder.start(module="tests.e2e.broken_desk") as agent:
        agent.at_queue()
        agent.send("pr")
        agent.wait_for("REPLY to customer")
        agent.send("half a sentence" + Key.F8)
        assert agent.wait() == 1
        assert_restored(agent.raw)
        screen = [line for line in agent.lines if line]
        said = " ".join("".join(line.ljust(80) for line in screen).split())
        assert "The desk met an error of its own" in said
        assert "Drafts and the timer are kept. Start again with: csr-desk" in said
        assert SECRET.encode() not in agent.raw
        assert b"Traceback" not in agent.raw
        assert b"maria@" not in agent.raw
    (report,) = (folder.path / "crash").iterdir()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    words = report.read_text()
    assert "RuntimeError" in words
    assert SECRET not in words
    assert "maria" not in words
    assert "half a sentence" not in words
    assert folder.value("SELECT body FROM draft WHERE kind = 'reply' ORDER BY updated_at DESC") == (
        "half a sentence"
    )
    with folder.start() as agent:
        agent.wait_for("While the desk was away")
        agent.send("y")
        agent.wait_gone("While the desk was away")
        agent.quit()
    folder.verify()


def test_line_mode_beside_the_open_desk(folder: DeskFolder) -> None:
    """Verbs work while the desk is open, and the desk shows what they did."""
    with folder.open() as agent:
        agent.send("p")
        agent.wait_for("r reply")
        number = int(agent.lines[1].split()[0].removeprefix("#"))
        argv = [sys.executable, "-m", "csr_desk", "--data", str(folder.path)]
        subprocess.run(
            [*argv, "note", str(number), "written beside"], check=True, capture_output=True
        )
        agent.wait_for("written beside")
        assert agent.quit() == 0
