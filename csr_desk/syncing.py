"""The helpdesks of an open desk: a thread for each account, started when the screen stands.

Nothing of the network is imported before `begin`. Leaving never waits: what is in flight is
abandoned, the store says so, and the next start reads back.
"""

import random
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.store.connection import Store

if TYPE_CHECKING:
    from csr_desk.backends.base import Backend
    from csr_desk.config import AccountConfig
    from csr_desk.sync.driver import EngineLike
    from csr_desk.sync.runner import Parts, SyncThread

BREATH_S = 0.004
"""Seconds between two writes of one answer, in which the agent's key gets the store."""

LEAVE_S = 0.3
"""Seconds that leaving gives all threads together to end by themselves."""


class Syncing:
    """Keeps the accounts of a desk in step, from `begin` to `end`."""

    def __init__(self, desk: Desk, environ: Mapping[str, str]) -> None:
        self._desk, self._environ = desk, environ
        self._threads: dict[str, SyncThread] = {}
        self._newest = 0

    def begin(self) -> None:
        """Start the threads of all helpdesks of the settings that have none yet."""
        accounts = [one for one in self._desk.config.accounts.values() if one.backend != LOCAL]
        if not accounts:
            return
        # Deferred: asyncio's runner and what follows it must not delay the first paint.
        from csr_desk.sync.runner import SyncThread

        for account in accounts:
            if account.name not in self._threads:
                thread = SyncThread(account.name, partial(self._parts, account))
                self._threads[account.name] = thread
                thread.start()

    def kick(self) -> None:
        """Let every engine look for work now."""
        for thread in self._threads.values():
            thread.kick()

    def tick(self) -> None:
        """Wake the engines when something new waits to be sent; called each second."""
        if not self._threads:
            return
        newest = int(self._desk.store.value("SELECT max(seq) FROM operation") or 0)
        if newest != self._newest:
            self._newest = newest
            self.kick()

    def end(self) -> None:
        """Stop all threads; those that do not end in time are left to the end of the process."""
        for thread in self._threads.values():
            thread.stop(0.0)
        for thread in self._threads.values():
            thread.stop(LEAVE_S / len(self._threads))

    def _parts(self, account: "AccountConfig") -> "Parts":
        from csr_desk.sync.connect import open_parts

        return open_parts(account, self._open_desk, partial(engine, account.name), self._environ)

    def _open_desk(self) -> Desk:
        """Return the same desk over a connection of its own, for the thread that asks."""
        return replace(self._desk, store=Store(self._desk.store.path))


def engine(name: str, desk: Desk, backend: "Backend") -> "EngineLike":
    """Return the engine of an account, begun."""
    from csr_desk.sync.account import SyncAccount
    from csr_desk.sync.engine import Engine

    account = SyncAccount(
        desk, backend, name, random.Random(desk.new_uid()), lambda: time.sleep(BREATH_S)
    )
    made = Engine(account)
    made.start()
    return made
