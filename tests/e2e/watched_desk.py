"""The program on a clock a test may push on, with every connection it opens written down.

`CSR_DESK_TEST_SHIFT` names a file with seconds by which the clocks are ahead, read at each look;
`CSR_DESK_TEST_CALLS` a file that gets one line for each host that is called or looked up.
"""

import os
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import csr_desk.__main__ as program


def ahead_s() -> float:
    """Return by how many seconds the clocks are ahead of this machine's."""
    return float(Path(os.environ["CSR_DESK_TEST_SHIFT"]).read_text() or 0)


class ShiftedWall:
    """Takes the place of `datetime` in the program."""

    @staticmethod
    def now(zone: object) -> datetime:
        """Return the shifted wall time."""
        assert zone is UTC
        return datetime.now(UTC) + timedelta(seconds=ahead_s())


def steady_seconds() -> float:
    """Return the shifted monotonic time."""
    return time.monotonic() + ahead_s()


def is_probe(event: str, made: object, address: str) -> bool:
    """Tell whether only the routing table is asked: a datagram socket sends nothing by itself."""
    is_datagram = isinstance(made, socket.socket) and made.type == socket.SOCK_DGRAM
    return event == "socket.connect" and is_datagram and address in ("192.0.2.1", "2001:db8::1")


def note_call(event: str, values: tuple[object, ...]) -> None:
    """Write down who is called, by name or by address."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if not isinstance(values[1], tuple) or is_probe(event, values[0], values[1][0]):
            return
        found = f"connect {values[1][0]}:{values[1][1]}"
    elif event == "socket.getaddrinfo":
        found = f"look-up {values[0]}:{values[1]}"
    else:
        return
    with open(os.environ["CSR_DESK_TEST_CALLS"], "a", encoding="utf-8") as file:
        file.write(f"{found}\n")


if __name__ == "__main__":
    sys.addaudithook(note_call)
    setattr(program, "datetime", ShiftedWall)  # noqa: B010
    setattr(program, "_steady_seconds", steady_seconds)  # noqa: B010
    sys.argv[0] = "csr-desk"
    program.script()
