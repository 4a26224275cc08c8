"""Names the keys that a terminal sends, one by one, and gives the terminal back as it was."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from csr_desk import errors
from csr_desk.cli.output import Output
from csr_desk.commands import registry
from csr_desk.keymap import Keymap, shown

PAUSE_S = 0.05
"""How long the rest of an escape sequence may take; a lone Esc is an Esc after it."""

LONGEST = 64
LEAVE = "ctrl+c"
_FINAL = dict(
    zip("ABCDFHPQRSZ", ("up", "down", "right", "left", "end", "home", "f1", "f2", "f3", "f4",
                        "shift+tab"), strict=True)
)  # fmt: skip
_LINUX = dict(zip("ABCDE", ("f1", "f2", "f3", "f4", "f5"), strict=True))
_TILDE = {
    1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end",
    11: "f1", 12: "f2", 13: "f3", 14: "f4", 15: "f5", 17: "f6", 18: "f7", 19: "f8", 20: "f9",
    21: "f10", 23: "f11", 24: "f12",
}  # fmt: skip
_PLAIN = {
    0: "ctrl+@", 8: "ctrl+h", 9: "tab", 10: "ctrl+j", 13: "enter", 27: "escape", 28: "ctrl+\\",
    29: "ctrl+]", 30: "ctrl+^", 31: "ctrl+_", 32: "space", 127: "backspace",
}  # fmt: skip
_MODIFIERS = {2: "shift+", 3: "alt+", 4: "alt+shift+", 5: "ctrl+", 6: "ctrl+shift+"}


def run(out: Output, keys: Keymap) -> int:
    """Name keys until Ctrl+C; with `--json` name one. Refused where there is no terminal."""
    if not sys.stdin.isatty():
        raise errors.Refused(
            "there is no keyboard here", "Run `csr-desk keys --press` in a terminal."
        )
    for raw in _presses(sys.stdin.fileno(), out):
        name = name_of(raw)
        found = [one.id for one in registry.ALL if name in keys.of(one.id)]
        if out.as_json:
            out.document({"key": name, "bytes": raw.hex(" "), "commands": found})
            return 0
        words = ", ".join(found) or "no command"
        out.say(f"{shown(name)}  ({raw.hex(' ')})  {words}")
        sys.stdout.flush()
        if name == LEAVE:
            break
    return 0


def name_of(raw: bytes) -> str:
    """Return the desk's name of the key that sends some bytes, such as `f5` or `ctrl+s`."""
    if len(raw) == 1 and raw[0] in _PLAIN:
        return _PLAIN[raw[0]]
    if len(raw) == 1 and raw[0] < 27:
        return f"ctrl+{chr(raw[0] + 96)}"
    if raw[:1] != b"\x1b":
        return raw.decode("utf-8", "replace")
    typed = raw[1:].decode("ascii", "replace")
    if typed.startswith(("[[", "[", "O")) and len(typed) > 1:
        return _sequence(typed)
    return f"alt+{name_of(raw[1:])}"


def _sequence(typed: str) -> str:
    if typed.startswith("[[") and typed[2:] in _LINUX:
        return _LINUX[typed[2:]]
    numbers, final = typed[1:-1].split(";"), typed[-1]
    modifier = _MODIFIERS.get(_number(numbers[-1]), "") if len(numbers) > 1 else ""
    name = _TILDE.get(_number(numbers[0])) if final == "~" else _FINAL.get(final)
    return f"{modifier}{name}" if name else f"unknown {typed}"


def _number(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _presses(descriptor: int, out: Output) -> Iterator[bytes]:
    """Yield the bytes of each key; the terminal is as before when the last one is taken."""
    with _raw(descriptor):
        # Said only now: what is typed on seeing it is already read as keys.
        if not out.as_json:
            out.say("Press keys to see their names; Ctrl+C ends.")
            sys.stdout.flush()
        while True:
            first = os.read(descriptor, 1)
            if not first:
                return
            yield _rest(descriptor, first)


def _rest(descriptor: int, first: bytes) -> bytes:
    """Read on what belongs to a key: an escape sequence, or the bytes of one character."""
    more = {0b110: 1, 0b1110: 2, 0b11110: 3}
    size = next((n for mark, n in more.items() if first[0] >> (7 - n - 1) == mark), 0)
    if first != b"\x1b":
        return first + (os.read(descriptor, size) if size else b"")
    raw = first
    while len(raw) < LONGEST and select.select([descriptor], [], [], PAUSE_S)[0]:
        raw += os.read(descriptor, 1)
        if len(raw) > 2 and raw[-1:].isalpha() | (raw[-1:] == b"~"):
            break
    return raw


@contextmanager
def _raw(descriptor: int) -> Iterator[None]:
    """Let each key come at once and as bytes; a signal from outside puts the terminal back too."""
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    handlers = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        mode = termios.tcgetattr(descriptor)
        mode[0] &= ~(termios.ICRNL | termios.IXON)
        mode[3] &= ~termios.ISIG
        termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
