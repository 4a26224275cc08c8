"""One renewal of a sign-in at a time, across threads and processes."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from csr_desk import paths
from csr_desk.backends.failures import NotSent

PAUSE_S = 0.05
PATIENCE_S = 60.0
"""Seconds to wait for another process: longer than a renewal can take."""


@asynccontextmanager
async def renewing(
    data: Path, account: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Hold `token-NAME.lock`; NotSent when another process does not give it back in its time."""
    try:
        # Every taker opens the file anew, so the lock also holds between threads.
        file = paths.private_open(data / f"token-{account}.lock", os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise NotSent(f"The sign-in cannot be renewed: {data} cannot be written") from error
    try:
        for _ in range(round(PATIENCE_S / PAUSE_S)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await sleep(PAUSE_S)
        else:
            raise NotSent("Another process is renewing the sign-in and does not end")
        yield
    finally:
        os.close(file)
