"""What was asked of a helpdesk, a line each: for support, without ids, bodies and secrets.

The file is 0600, and begins anew beside its predecessor when it has grown.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from csr_desk import paths, text
from csr_desk.domain.instants import Instant, iso
from csr_desk.sync.driver import Exchange

NAME = "sync.log"
MOST_BYTES = 262_144
_WIDTH = 200


class RequestLog:
    """Writes exchanges into `sync.log` of a data folder; what cannot be written is let go."""

    def __init__(self, data: Path, account: str, now: Callable[[], Instant]) -> None:
        self.path = data / NAME
        self._account, self._now = account, now

    def __call__(self, one: Exchange) -> None:
        """Write one line."""
        words = [
            iso(self._now()),
            self._account,
            one.method,
            one.path,
            str(one.status or one.failure),
            f"{one.milliseconds} ms",
        ]
        if one.warning:
            words.append(text.line(one.warning, _WIDTH))
        with suppress(OSError):
            self._turn()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            with os.fdopen(paths.private_open(self.path, flags), "ab") as file:
                file.write(f"{' '.join(words)}\n".encode())

    def _turn(self) -> None:
        if self.path.exists() and self.path.stat().st_size > MOST_BYTES:
            self.path.replace(self.path.with_suffix(".log.1"))
