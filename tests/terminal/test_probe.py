import subprocess
import sys

import pytest

from csr_desk.terminal.probe import Streams, colours, is_utf8, look, too_small

GOOD = Streams(stdin_tty=True, stdout_tty=True, stderr_tty=True, encoding="utf-8")
XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "streams", "code"),
    [
        (XTERM, GOOD, None),
        ({}, GOOD, None),
        ({"TERM": "linux"}, GOOD, None),
        ({"TERM": "vt100"}, GOOD, None),
        ({"TERM": "dumb"}, GOOD, 78),
        (XTERM, Streams(False, True, True, "utf-8"), 2),
        (XTERM, Streams(True, False, True, "utf-8"), 2),
        (XTERM, Streams(True, True, False, "utf-8"), 2),
        ({"TERM": "dumb"}, Streams(False, False, False, None), 2),
    ],
)
def test_refusal(environ: dict[str, str], streams: Streams, code: int | None) -> None:
    refusal = look(environ, streams).refusal
    assert (refusal.code if refusal else None) == code
    if refusal:
        assert "csr-desk queue" in refusal.sentence
        assert "\n" not in refusal.sentence


@pytest.mark.parametrize(
    ("encoding", "yes"),
    [
        ("utf-8", True),
        ("UTF8", True),
        ("utf_8", True),
        ("latin-1", False),
        ("ANSI_X3.4-1968", False),
        ("no-such-code", False),
        ("", False),
        (None, False),
    ],
)
def test_borders_are_ascii_where_utf8_is_not_spoken(encoding: str | None, yes: bool) -> None:
    assert is_utf8(encoding) is yes
    assert look(XTERM, Streams(True, True, True, encoding)).ascii_borders is not yes


@pytest.mark.parametrize(
    ("environ", "number"),
    [
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, 16_777_216),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, 16_777_216),
        ({"TERM": "xterm-direct"}, 16_777_216),
        ({"TERM": "xterm-kitty"}, 256),
        ({"TERM": "linux"}, 16),
        ({"TERM": "screen"}, 16),
        ({"TERM": "vt100"}, 16),
        ({}, 16),
        ({"TERM": "xterm-256color", "NO_COLOR": "1", "COLORTERM": "truecolor"}, 0),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, 256),
    ],
)
def test_colours(environ: dict[str, str], number: int) -> None:
    assert colours(environ) == number
    assert look(environ, GOOD).no_color is (number == 0)


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (60, 16, True),
        (80, 24, True),
        (59, 16, False),
        (60, 15, False),
        (1, 1, False),
        (0, 0, False),
    ],
)
def test_too_small(width: int, height: int, fits: bool) -> None:
    sentence = too_small(width, height)
    assert (sentence is None) is fits
    if sentence:
        assert f"{width}x{height}" in sentence
        assert "60x16" in sentence


@pytest.mark.parametrize("module", ["probe", "prepaint", "signals"])
def test_what_runs_before_textual_does_not_import_it(module: str) -> None:
    program = (
        f"import sys, csr_desk.terminal.{module}\n"
        "print([name for name in ('textual', 'rich', 'apsw') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
