"""Opening the full screen: is there a terminal, is the store free, then the app until it ends."""

import gc
import os
import sys

from csr_desk import paths
from csr_desk.domain.instants import Instant, to_instant
from csr_desk.first_paint import FirstPaint, paint
from csr_desk.machine import Machine
from csr_desk.store.lock import InstanceLock
from csr_desk.terminal import probe


def open_screen(places: paths.Places, machine: Machine, *, first: str = "queue") -> int:
    """Open the desk of a data folder in this terminal and return the exit code.

    Raises Busy when another desk is open on the store, and what `open_desk` raises.
    """
    streams = probe.Streams(
        sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.encoding
    )
    terminal = probe.look(os.environ, streams)
    if terminal.refusal is not None:
        print(terminal.refusal.sentence, file=sys.stderr)
        return terminal.refusal.code
    paths.prepare(places)
    lock = InstanceLock(places.lock)
    lock.acquire()

    def now() -> Instant:
        return to_instant(machine.now())

    painted = paint(places.database, now) if first == "queue" else None
    try:
        return _run(places, machine, first, painted, ascii_only=terminal.ascii_borders)
    except BaseException:
        if painted is not None:
            painted.take_back()
        raise
    finally:
        lock.release()


def _run(
    places: paths.Places,
    machine: Machine,
    first: str,
    painted: FirstPaint | None,
    *,
    ascii_only: bool,
) -> int:
    # The first rows stand on the screen: only now what takes its time is imported. Nothing of it
    # is garbage, so the collector waits until the app has started (0.87x of a start).
    gc.disable()
    from csr_desk.actions import upkeep
    from csr_desk.actions.opening import open_desk
    from csr_desk.actions.session import Session
    from csr_desk.config import load
    from csr_desk.store.heartbeat import Heartbeat

    desk = open_desk(places, load(places.config), *machine)
    heartbeat = Heartbeat(places.heartbeat)
    session = Session(desk, heartbeat)
    from csr_desk.app import DeskApp
    from csr_desk.terminal.driver import DeskDriver

    DeskDriver.ascii_only = ascii_only
    if painted is not None:
        DeskDriver.prepainted = True
        DeskDriver.attributes_before = painted.attributes
    try:
        app = DeskApp(desk, session=session, driver_class=DeskDriver, first=first)
        app.run()
        if app.return_code == 0:
            session.end()
        return app.return_code or 0
    finally:
        heartbeat.close()
        upkeep.close(desk)
