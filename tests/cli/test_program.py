"""The real program: exit codes, what it imports, modes of its files, pipes, a raw terminal."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.line import ROOT, program
from tests.pty_session import Key, PtySession

FORBIDDEN = ("textual", "httpx", "keyring", "openpyxl", "python_calamine", "selectolax")
_MODULES = (
    "import sys; from csr_desk.__main__ import main; code = main({argv!r});"
    " print(','.join(sorted(sys.modules)), file=sys.stderr); sys.exit(code)"
)


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_a_contact_across_processes(data: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> object:
        done = program("--data", data, *arguments, "--json", umask=0)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run("new", "--channel", "phone", "--customer", "Ann <ann@a.example>", "--subject", "Late")
    for verb in (("start", "1"), ("hold",), ("resume",), ("end",)):
        run(*verb)
    run("wrap", "--reason", "order/late", "--outcome", "resolved", "--told", "by phone")
    records = run("log")
    assert isinstance(records, list)
    (record,) = records
    total = record["talk"] + record["hold"] + record["after_call_work"]
    assert (record["outcome"], record["handle_time"]) == ("resolved", total)
    run("backup")
    run("verify")
    run("demo", "--tickets", "5", "--build-only")
    wide = [
        path
        for path in (Path(data), *Path(data).rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) not in (0o600, 0o700)
    ]
    assert wide == []


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["keys"], ["queue"], ["log"], ["show", "1"], ["find", "x"], ["report", "day"],
     ["shift", "start"], ["start", "1"], ["verify"], ["outbox"], ["conflicts"], ["sync"],
     ["account", "list"]],
)  # fmt: skip
def test_no_verb_imports_what_it_does_not_need(data: str, argv: list[str]) -> None:
    code = _MODULES.format(argv=["--data", data, *argv])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )
    loaded = set(done.stderr.strip().splitlines()[-1].split(","))
    assert not [name for name in loaded if name.split(".")[0] in FORBIDDEN]
    assert not [name for name in loaded if name.startswith("csr_desk.screens")]
    if argv in (["--help"], ["keys"]):
        assert not loaded & {"apsw", "csr_desk.store.connection"}


def test_head_ends_the_output_quietly(data: str) -> None:
    program("--data", data, "demo", "--tickets", "300", "--build-only")
    command = f"'{sys.executable}' -m csr_desk --data '{data}/demo' log --json | head -n 1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (done.stdout, done.stderr) == ("[\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_behind_stdout_is_a_sentence(data: str) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "csr_desk", "--data", data, "keys"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_dumb_terminal_and_odd_encodings(data: str) -> None:
    env = {"TERM": "dumb", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    made = program(
        *("--data", data, "new", "--channel", "web", "--customer", "山田", "--subject", "é\x1b[1m"),
        env=env,
    )
    assert made.returncode == 0
    said = program("--data", data, "queue", env=env)
    assert said.returncode == 0
    assert "\x1b" not in said.stdout
    assert "Traceback" not in said.stderr
    assert json.loads(program("--data", data, "queue", "--json", env=env).stdout)


@pytest.mark.parametrize("utf8_mode", ["0", "1"])
def test_text_that_is_not_utf8_is_refused(data: str, utf8_mode: str) -> None:
    program("--data", data, "new", "--channel", "web", "--customer", "Bo", "--subject", "S")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": utf8_mode}
    for text, code in (("-", 1), (b"\xff\xfe", 2)):
        command = [sys.executable, "-m", "csr_desk", "--data", data, "note", "1", text]
        done = subprocess.run(command, capture_output=True, input=b"\xff\xfe\xfa", env=env)
        assert done.returncode == code
        assert b"not UTF-8" in done.stderr
        assert b"Traceback" not in done.stderr


def test_keys_press_names_keys_and_gives_the_terminal_back(data: str) -> None:
    command = f"'{sys.executable}' -m csr_desk --data '{data}' keys --press; echo code $?; stty -a"
    with PtySession(["/bin/sh", "-c", command]) as session:
        session.wait_for("Ctrl+C ends")
        session.send(Key.F5)
        session.wait_for("call.start")
        session.send(Key.ctrl("s"))
        session.wait_for("message.send")
        session.send(Key.ESCAPE)
        session.wait_for("Esc")
        session.send(Key.ctrl("c"))
        session.wait()
        assert "code 0" in session.text
        after = session.raw.decode().partition("code 0")[2].split()
        assert {"icanon", "echo", "isig", "icrnl"} <= set(after)


def test_a_term_signal_ends_keys_press_with_its_code(data: str) -> None:
    with PtySession.desk("--data", data, "keys", "--press") as session:
        session.wait_for("Ctrl+C ends")
        session.kill(15)
        assert session.wait() == 143
