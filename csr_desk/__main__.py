"""The `csr-desk` command: nothing heavy is imported before it knows the verb.

Only here are the real clock, the real randomness and the real terminal; all else is given them.
"""

import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import NoReturn

from csr_desk import errors, paths
from csr_desk.machine import Machine

_OPTIONS = {"--data": "data", "--config": "config"}


def main(argv: list[str] | None = None) -> int:
    """Open the desk, or carry out a verb of the line mode; return the exit code."""
    paths.make_private()
    arguments = list(sys.argv[1:] if argv is None else argv)
    machine = Machine(lambda: datetime.now(UTC), _steady_seconds, _boot_id(), new_uid)
    try:
        places, rest = _split(arguments)
        if rest:
            from csr_desk.cli.environment import Environment
            from csr_desk.cli.main import main as line_mode

            def open_screen(sample: paths.Places) -> int:
                return _screen(sample, machine)

            outside = Environment(machine, os.environ, open_screen, os.urandom)
            return line_mode(arguments, outside)
        return _screen(places, machine)
    except errors.DeskError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _split(arguments: list[str]) -> tuple[paths.Places, list[str]]:
    """Return the places that the options before a verb name, and what is left."""
    found: dict[str, str] = {}
    rest = arguments
    while rest and rest[0].partition("=")[0] in _OPTIONS:
        option, equals, value = rest[0].partition("=")
        if not equals and len(rest) < 2:
            raise errors.Usage(f"{option} needs a path")
        found[_OPTIONS[option]] = value if equals else rest[1]
        rest = rest[1:] if equals else rest[2:]
    return paths.find(os.environ, found.get("data"), found.get("config")), rest


def _screen(places: paths.Places, machine: Machine) -> int:
    from csr_desk.start import open_screen

    return open_screen(places, machine, os.urandom)


def _steady_seconds() -> float:
    """Return seconds that go on while the machine sleeps, where the system has such a clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _boot_id() -> str:
    """Return what two processes share as long as the machine was not started anew."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return f"process-{os.getpid()}-{time.time_ns()}"


def new_uid() -> str:
    """Return 32 hex digits that sort by time, laid out as a UUID of version 7 (RFC 9562)."""
    number = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10))
    number = number & ~(0xF << 76) | 0x7 << 76
    return f"{number & ~(0x3 << 62) | 0x2 << 62:032x}"


def script() -> NoReturn:
    """Run `main` as a program and end at once: all is saved, nothing is worth waiting for."""
    code = main()
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    script()
