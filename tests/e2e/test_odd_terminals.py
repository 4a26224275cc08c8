"""Every terminal finishes one logged contact or refuses in a sentence; never a traceback."""

import re

import pytest

from tests.e2e.desk_folder import WRAP_UP, Agent, DeskFolder
from tests.pty_session import Key

pytestmark = pytest.mark.slow

BOXES = re.compile(rb"\xe2[\x94-\x97][\x80-\xbf]|\xe2[\x80-\x9f][\x80-\xbf]")
"""Box drawing, blocks, arrows and marks in UTF-8."""

CHROMATIC = re.compile(rb"\x1b\[[\d;]*m")


def logged_contact(agent: Agent) -> None:
    """Play, answer, wrap up, leave."""
    agent.at_queue()
    agent.send("prIt is on its way." + Key.F11 + "osr" + Key.ENTER)
    agent.wait_for("handled 1/")
    assert agent.quit() == 0
    assert b"Traceback" not in agent.raw


@pytest.mark.parametrize("term", ["vt100", "linux", "screen", "xterm-256color", "nonsense"])
def test_terminals(folder: DeskFolder, term: str) -> None:
    with folder.start(env={"TERM": term}) as agent:
        logged_contact(agent)
    assert folder.logged() == 1


def test_without_term(folder: DeskFolder) -> None:
    with folder.start(before=("/usr/bin/env", "-u", "TERM")) as agent:
        logged_contact(agent)
    assert folder.logged() == 1


def test_a_dumb_terminal_is_refused_in_a_sentence(folder: DeskFolder) -> None:
    with folder.start(env={"TERM": "dumb"}) as agent:
        assert agent.wait() == 78
        assert b"\x1b" not in agent.raw
        assert b"line mode" in agent.raw
        assert agent.raw.count(b"\n") <= 2


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["latin-1", "C", "ascii"],
)
def test_without_utf8_nothing_but_the_encoding_is_written(
    folder: DeskFolder, env: dict[str, str]
) -> None:
    with folder.start(env=env) as agent:
        logged_contact(agent)
        assert not BOXES.search(agent.raw)
        assert rb"\u" not in agent.raw
        encoding = "latin-1" if env.get("PYTHONIOENCODING") == "latin-1" else "ascii"
        agent.raw.decode(encoding)
        assert b"\xc3\xbc" not in agent.raw
    assert folder.logged() == 1


def test_lang_c_keeps_utf8(folder: DeskFolder) -> None:
    with folder.start(env={"LANG": "C", "LC_ALL": "C"}) as agent:
        logged_contact(agent)
        assert "Jürgen".encode() in agent.raw


def test_no_color_is_without_colours(folder: DeskFolder) -> None:
    with folder.start(env={"NO_COLOR": "1"}) as agent:
        logged_contact(agent)
        colours = {one for one in CHROMATIC.findall(agent.raw) if is_chromatic(one)}
        assert colours == set()


def is_chromatic(sequence: bytes) -> bool:
    """Tell whether an SGR sequence sets a colour that is no grey."""
    numbers = [int(part or 0) for part in sequence[2:-1].split(b";")]
    at = 0
    while at < len(numbers):
        if numbers[at] in (38, 48) and numbers[at + 1 : at + 2] == [5]:
            if 16 <= numbers[at + 2] < 232 and not is_grey_cube(numbers[at + 2]):
                return True
            at += 3
        elif numbers[at] in (38, 48):
            red, green, blue = numbers[at + 2 : at + 5]
            if not red == green == blue:
                return True
            at += 5
        else:
            if numbers[at] % 10 in range(1, 7) and numbers[at] // 10 in (3, 4, 9, 10):
                return True
            at += 1
    return False


def is_grey_cube(number: int) -> bool:
    red, rest = divmod(number - 16, 36)
    return red == rest // 6 == rest % 6


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)], ids=str)
def test_sizes(folder: DeskFolder, size: tuple[int, int]) -> None:
    with folder.start(size=size) as agent:
        agent.wait_for("F1 Help")
        agent.send("prIt is on its way." + Key.F11 + "osr" + Key.ENTER)
        agent.wait_for("handled 1/" if size[0] > 60 else "Logged #")
        assert agent.quit() == 0
    assert folder.logged() == 1


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (59, 16), (80, 15)], ids=str)
def test_too_small_says_so_and_works_once_it_is_large_enough(
    folder: DeskFolder, size: tuple[int, int]
) -> None:
    with folder.start(size=size) as agent:
        agent.wait_raw(f"{size[1]}: make it 60x16 or more".encode() if size[0] > 50 else b"W")
        agent.settle(0.1)
        quiet = len(agent.raw)
        agent.settle(0.3)
        assert len(agent.raw) == quiet, (
            "a window without a desk must not be painted again and again"
        )
        agent.resize(80, 24)
        agent.wait_for("1 Mine")
        agent.wait_gone("60x16")
        logged_contact(agent)
    assert folder.logged() == 1


def test_a_storm_of_sizes_while_a_reply_is_written(folder: DeskFolder) -> None:
    with folder.open() as agent:
        agent.send("pr")
        agent.wait_for("REPLY to customer")
        typed = ""
        for number, size in enumerate(
            [(1, 1), (200, 60), (2, 3), (79, 23), (60, 16), (0, 0), (300, 90), (59, 15), (80, 24)]
        ):
            agent._pty.resize(size)
            if min(size) > 0:
                agent._screen.resize(size[1], size[0])
            if size[0] >= 60 and size[1] >= 16:
                agent.send(f"word{number} ")
                typed += f"word{number} "
                agent.wait_for(f"word{number}")
        agent.wait_for(typed.strip()[-20:])
        agent.send(Key.F11)
        agent.wait_for(WRAP_UP)
        agent.resize(120, 40)
        agent.send("osr" + Key.ENTER)
        agent.wait_for("handled 1/")
        assert agent.quit() == 0
    assert folder.value("SELECT body FROM message ORDER BY id DESC").split() == typed.split()
    folder.verify()
