"""Running the engine for the line mode: until quiet, or beside a loop that watches the store."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from csr_desk import errors
from csr_desk.actions import helpdesks, outbox
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import adopt_clock
from csr_desk.cli.context import Context
from csr_desk.cli.progress import spoken
from csr_desk.config import AccountConfig
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.store import operations, remote, remote_order

if TYPE_CHECKING:
    from csr_desk.sync.runner import Parts

PATIENCE_S = 20.0
"""Seconds a run waits for what may go soon, such as a message in its undo window, and seconds it
reads on in conversations when all else is done.
"""

STANDSTILL = 2 * MINUTE
"""How long a first pull may bring nothing before a run leaves it to the next one."""

MOST_WAITS = 10
LOOK_S = 1.0
pause: Callable[[float], None] = time.sleep
sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
_AT_WORK = ("online", "syncing")


def run(context: Context, account: AccountConfig) -> None:
    """Run one account until nothing is left that may go soon; raises DeskError, Busy when it runs
    elsewhere.
    """
    asyncio.run(_until_quiet(context, account))


async def _until_quiet(context: Context, account: AccountConfig) -> None:
    """Run the engine, and with one line and its budgets whatever may go soon after."""
    from csr_desk.sync.runner import run_once

    with ExitStack() as undo:
        parts = _parts(context, account)
        undo.callback(parts.desk.store.close)
        undo.callback(parts.close)
        line = undo.enter_context(spoken(sys.stderr))

        def tell(_: object) -> None:
            row = remote.account(parts.desk.store, account.name)
            if row is not None and row.progress:
                line(f"{account.name}: {row.progress} tickets")

        patience = None if context.options.no_wait else Patience(parts)
        await run_once(parts, tell, *([] if patience is None else [patience.rest]))


class Patience:
    """Waits for what may go soon: some operations a few times, a first pull while it gets on, and
    the conversations that have grown, which are read a few at a time.
    """

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self._left = MOST_WAITS
        self._progress: tuple[str, Instant] = ("", 0)
        self._began = parts.desk.now()
        self._reads_until: Instant | None = None

    async def rest(self) -> bool:
        """Wait, and tell whether there may be something to do again."""
        wait_s = self._first_pull_s()
        if wait_s is None and self._left > 0:
            self._left -= 1
            wait_s = _soon_s(self._parts.desk, self._parts.account)
        if wait_s is None:
            wait_s = self._changes_s()
        if wait_s is None:
            wait_s = self._talks_s()
        if wait_s is None:
            return False
        await sleep(wait_s)
        return True

    def _first_pull_s(self) -> float | None:
        """Return seconds until a first pull goes on that has met a limit of the helpdesk."""
        now = self._parts.desk.now()
        row = remote.account(self._parts.desk.store, self._parts.account)
        if row is None or not row.progress or row.state not in _AT_WORK:
            return None
        if row.progress != self._progress[0]:
            self._progress = (row.progress, now)
        wake = self._parts.engine.wake_at(now)
        if wake is None or now - self._progress[1] > STANDSTILL:
            return None
        return max((wake - now) / SECOND, 0.0) + 0.05

    def _changes_s(self) -> float | None:
        """Return seconds until changes are read that a limit kept back, None where none is soon."""
        desk, now = self._parts.desk, self._parts.desk.now()
        row = remote.account(desk.store, self._parts.account)
        if row is None or row.state not in _AT_WORK or (row.pulled_at or 0) >= self._began:
            return None
        wake = self._parts.engine.wake_at(now)
        if wake is None or wake > self._began + int(PATIENCE_S * SECOND):
            return None
        return max((wake - now) / SECOND, 0.0) + 0.05

    def _talks_s(self) -> float | None:
        """Return seconds until the next conversations are read, None where none is soon."""
        desk, name = self._parts.desk, self._parts.account
        now = desk.now()
        if self._reads_until is None:
            self._reads_until = now + int(PATIENCE_S * SECOND)
        row = remote.account(desk.store, name)
        wake = self._parts.engine.wake_at(now)
        if wake is None or wake > self._reads_until or row is None or row.state not in _AT_WORK:
            return None
        return (wake - now) / SECOND + 0.05 if remote_order.behind(desk.store, name) else None


def _soon_s(desk: Desk, account: str) -> float | None:
    """Return seconds until an operation may go, None where none may within `PATIENCE_S`."""
    row = remote.account(desk.store, account)
    if row is None or row.state not in _AT_WORK:
        return None
    outbox.release_due(desk)
    now = desk.now()
    if operations.waiting_tickets(desk.store, account, now):
        return 0.1
    found = operations.next_try(desk.store, account, now)
    wait_s = None if found is None else (found - now) / SECOND + 0.05
    return wait_s if wait_s is not None and wait_s <= PATIENCE_S else None


def _parts(context: Context, account: AccountConfig) -> "Parts":
    # Deferred: this loads the connection, which no other verb needs.
    from csr_desk import syncing
    from csr_desk.sync import connect

    def desk() -> Desk:
        opened = open_desk(context.places, context.config, *context.environment.machine)
        adopt_clock(opened)
        return opened

    make_engine = partial(syncing.engine, account.name)
    return connect.open_parts(account, desk, make_engine, context.environment.variables)


def watch(context: Context, chosen: list[AccountConfig]) -> int:
    """Keep accounts in step until Ctrl+C, and say each change of their standing."""
    from csr_desk.sync.runner import SyncThread

    threads = {
        one.name: SyncThread(one.name, lambda one=one: _parts(context, one))  # type: ignore[misc]
        for one in chosen
    }
    told: dict[str, str] = {}
    with context.desk() as desk:
        for thread in threads.values():
            thread.start()
        try:
            while any(thread.is_alive for thread in threads.values()):
                for name, thread in threads.items():
                    _say(context, desk, name, str(thread.problem or ""), told)
                    if _is_asked(desk, name):
                        thread.kick()
                outbox.release_due(desk)
                pause(LOOK_S)
        except KeyboardInterrupt:
            context.out.note("Stopped. What had not arrived waits in the outbox.")
        finally:
            for thread in threads.values():
                thread.stop()
    problems = [thread.problem for thread in threads.values() if thread.problem]
    return next((error.exit_code for error in problems if not isinstance(error, errors.Busy)), 0)


def _is_asked(desk: Desk, name: str) -> bool:
    """Tell whether the agent, in another process, has something for an account to do."""
    store, now = desk.store, desk.now()
    return bool(
        operations.waiting_tickets(store, name, now)
        or operations.waiting_customers(store, name, now)
        or remote_order.wanted(store, name, 1)
    )


def _say(context: Context, desk: Desk, name: str, problem: str, told: dict[str, str]) -> None:
    standing = helpdesks.standing(desk.store, name)
    row = standing.row
    state = row.state.replace("_", " ") if row else "new"
    why = problem or (row.words if row else "")
    line = f"{name}: {state}{f' ({why})' if why else ''}, {standing.total} to send"
    if told.get(name) != line:
        told[name] = line
        context.out.say(line)
        sys.stdout.flush()
