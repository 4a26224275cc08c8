"""Opening the full screen: is there a terminal, is the store free, then the app until it ends."""

import gc
import os
import sys
from typing import TYPE_CHECKING

from csr_desk import paths
from csr_desk.actions import unlocking
from csr_desk.domain.instants import Instant, to_instant
from csr_desk.first_paint import FirstPaint, paint
from csr_desk.machine import Machine
from csr_desk.store.lock import InstanceLock
from csr_desk.terminal import probe

if TYPE_CHECKING:
    from collections.abc import Callable

    from csr_desk.accounts import Connector
    from csr_desk.config import Config


def open_screen(
    places: paths.Places, machine: Machine, random_bytes: "Callable[[int], bytes]"
) -> int:
    """Open the desk of a data folder in this terminal and return the exit code.

    An empty store shows the welcome page, from which the agent may go on to the sample. Raises
    Busy when another desk is open on the store, and what `open_desk` raises.
    """
    streams = probe.Streams(
        sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.encoding
    )
    terminal = probe.look(os.environ, streams)
    if terminal.refusal is not None:
        print(terminal.refusal.sentence, file=sys.stderr)
        return terminal.refusal.code
    code = _locked(places, machine, random_bytes, ascii_only=terminal.ascii_borders)
    if code is not None:
        return code
    from csr_desk.demo import sample

    beside = sample.beside(places)
    if sample.present(beside) is None:
        sample.build(beside, to_instant(machine.now()))
    return _locked(beside, machine, random_bytes, ascii_only=terminal.ascii_borders) or 0


def _locked(
    places: paths.Places,
    machine: Machine,
    random_bytes: "Callable[[int], bytes]",
    *,
    ascii_only: bool,
) -> int | None:
    """Open the desk under the store's lock; None when the agent wants the sample instead."""
    paths.prepare(places)
    # A command that gives the key may ask for something itself: before the screen is taken.
    unlocking.unlock(places, lambda: _settings(places), os.environ, ask_keyring=False)
    lock = InstanceLock(places.lock)
    lock.acquire()

    def now() -> Instant:
        return to_instant(machine.now())

    # What is painted first is UTF-8; a terminal that reads anything else waits for the app.
    painted = None if ascii_only else paint(places.database, now)
    try:
        return _run(places, machine, random_bytes, painted, ascii_only=ascii_only)
    except BaseException:
        if painted is not None:
            painted.take_back()
        raise
    finally:
        lock.release()


def _settings(places: paths.Places) -> "Config":
    from csr_desk.config import load

    return load(places.config)


def _run(
    places: paths.Places,
    machine: Machine,
    random_bytes: "Callable[[int], bytes]",
    painted: FirstPaint | None,
    *,
    ascii_only: bool,
) -> int | None:
    # The first rows stand on the screen: only now what takes its time is imported. Nothing of it
    # is garbage, so the collector waits until the app has started (0.87x of a start).
    gc.disable()
    from csr_desk.actions import upkeep
    from csr_desk.actions.opening import open_desk
    from csr_desk.actions.session import Session
    from csr_desk.patience import Patience
    from csr_desk.store import cipher
    from csr_desk.store.heartbeat import Heartbeat

    settings = _settings(places)
    if cipher.key_in_use() is None:
        unlocking.unlock(places, lambda: settings, os.environ)
    with Patience(sys.stdout, machine.monotonic) as patience:
        desk = open_desk(places, settings, *machine, tell=patience.tell)
    heartbeat = Heartbeat(places.heartbeat)
    session = Session(desk, heartbeat)
    from csr_desk.app import DeskApp
    from csr_desk.screens.table import SAMPLE
    from csr_desk.syncing import Syncing
    from csr_desk.terminal.driver import DeskDriver

    DeskDriver.ascii_only = ascii_only
    if painted is not None:
        DeskDriver.prepainted = True
        DeskDriver.attributes_before = painted.attributes
    empty = not desk.store.value(
        "SELECT EXISTS (SELECT 1 FROM ticket) OR EXISTS (SELECT 1 FROM customer)"
    )
    first = "queue" if desk.config.accounts or not empty else "welcome"
    syncing = Syncing(desk, os.environ)
    try:
        app = DeskApp(desk, session=session, driver_class=DeskDriver, first=first)
        app.syncing = syncing
        app.make_connector = lambda: _connector(places, machine, random_bytes)
        app.run()
        if app.return_code == 0:
            session.end()
        return None if app.return_value == SAMPLE else app.return_code or 0
    finally:
        syncing.end()
        heartbeat.close()
        upkeep.close(desk)


def _connector(
    places: paths.Places, machine: Machine, random_bytes: "Callable[[int], bytes]"
) -> "Connector":
    from csr_desk.connecting import Outside, connector

    return connector(Outside(places, machine, os.environ, random_bytes))
