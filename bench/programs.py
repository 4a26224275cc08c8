"""Programs in a pseudo-terminal and what is measured on one launch of them."""

import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from bench.gen import ROOT, Unavailable
from bench.ptyrun import FRAME_END, Pty, environment, plain

Metrics = dict[str, float]

SIZE = (120, 40)
PAINT_LIMIT_SECONDS = 60.0
SETTLED_SECONDS = 0.15
BETWEEN_KEYS_SECONDS = 0.03
KEY_LIMIT_SECONDS = 5.0
QUIT_LIMIT_SECONDS = 10.0

DOWN, END, HOME, PAGE_DOWN = b"\x1b[B", b"\x1b[F", b"\x1b[H", b"\x1b[6~"
CTRL_END, CTRL_HOME = b"\x1b[1;5F", b"\x1b[1;5H"
ENTER, ESCAPE, CTRL_Q = b"\r", b"\x1b", b"\x11"
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True, slots=True)
class Press:
    """A key pressed so many times; ``before`` is typed first each time, unmeasured.

    ``whole`` takes the time to the last output instead of to the first frame, for keys that open
    a screen in several frames.
    """

    name: str
    key: bytes
    times: int
    before: bytes = b""
    after: bytes = b""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, the text that tells it is there, the keys to press and the one that quits.

    ``ready`` is the text that tells it takes keys, where that comes later. ``setup`` is typed
    before the presses, a key at a time; ``idle_seconds`` is how long it is then left alone.
    """

    argv: Callable[[], Sequence[str]]
    marker: str
    quit: bytes | None = None
    presses: tuple[Press, ...] = ()
    ready: str = ""
    setup: tuple[bytes, ...] = ()
    size: tuple[int, int] = SIZE
    idle_seconds: float = 0.0


def peer(name: str, quit_key: bytes | None, *presses: Press) -> Program:
    """Return the program of one of the peers."""
    return Program(lambda: [sys.executable, str(PEERS / f"{name}.py")], "READY", quit_key, presses)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def measure(program: Program) -> Metrics:
    """Start a program once and return its figures: milliseconds, megabytes (rss) and bytes.

    Raises Unavailable when its marker never comes.
    """
    pty = Pty(list(program.argv()), environment({"PYTHONPATH": str(ROOT)}), program.size)
    try:
        figures = _measure_start(pty, program)
        for key in program.setup:
            _type(pty, key)
        for press in program.presses:
            figures |= _measure_press(pty, press)
        if program.idle_seconds:
            figures["idle_bytes"] = _bytes_a_second(pty, program.idle_seconds)
        if program.quit is not None:
            before = pty.write(program.quit)
            pty.wait(QUIT_LIMIT_SECONDS)
            figures["quit"] = (perf_counter() - before) * 1000
        return figures
    except (TimeoutError, ProcessLookupError, FileNotFoundError) as error:
        raise Unavailable(f"the program did not do what was asked: {error}") from error
    finally:
        pty.close()


def _measure_start(pty: Pty, program: Program) -> Metrics:
    figures = {"paint": _seen_after(pty, program.marker), "first_byte": pty.first_output}
    figures["usable"] = _seen_after(pty, program.ready or program.marker)
    pty.quiet(SETTLED_SECONDS)
    figures["settled"] = pty.last_output
    figures = {name: (at - pty.started) * 1000 for name, at in figures.items()}
    return figures | {"rss": pty.rss()}


def _seen_after(pty: Pty, marker: str) -> float:
    """Return when a text was painted; raises Unavailable when it never is."""
    if not pty.until(lambda: marker in plain(bytes(pty.raw)), PAINT_LIMIT_SECONDS):
        last = plain(bytes(pty.raw))[-120:] or "nothing"
        raise Unavailable(f"{marker!r} was never painted; last output: {last}")
    return pty.last_output


def _bytes_a_second(pty: Pty, seconds: float) -> float:
    """Return how much a program writes while nobody touches it."""
    pty.quiet(SETTLED_SECONDS)
    seen, until = len(pty.raw), perf_counter() + seconds
    while (left := until - perf_counter()) > 0:
        pty.pump(left)
    return (len(pty.raw) - seen) / seconds


def _measure_press(pty: Pty, press: Press) -> Metrics:
    taken, sizes = [], []
    for _ in range(press.times):
        _type(pty, press.before)
        seen = len(pty.raw)
        began = pty.write(press.key)
        # A key without a visible effect gives no frame: it is not counted.
        if pty.until(partial(_frame_since, pty, seen), KEY_LIMIT_SECONDS):
            first = pty.last_output - began
            pty.quiet(SETTLED_SECONDS if press.whole else BETWEEN_KEYS_SECONDS, 1.0)
            taken.append((pty.last_output - began if press.whole else first) * 1000)
            sizes.append(len(pty.raw) - seen)
        _type(pty, press.after)
    if not taken:
        return {}
    return {
        f"{press.name}_p50": statistics.median(taken),
        f"{press.name}_p99": percentile(taken, 0.99),
        f"{press.name}_bytes": statistics.median(sizes),
    }


def _frame_since(pty: Pty, start: int) -> bool:
    return pty.raw.find(FRAME_END, start) >= 0


def _type(pty: Pty, keys: bytes) -> None:
    if keys:
        pty.write(keys)
        pty.quiet(SETTLED_SECONDS, 1.0)
