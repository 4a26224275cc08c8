"""Opening the full screen: is there a terminal, is the store free, then the app until it ends."""

import os
import sys

from csr_desk import paths
from csr_desk.actions import upkeep
from csr_desk.actions.opening import Machine, open_desk
from csr_desk.actions.session import Session
from csr_desk.config import load
from csr_desk.store.heartbeat import Heartbeat
from csr_desk.store.lock import InstanceLock
from csr_desk.terminal import probe


def open_screen(places: paths.Places, machine: Machine) -> int:
    """Open the desk of a data folder in this terminal and return the exit code.

    Raises Busy when another desk is open on the store, and what `open_desk` raises.
    """
    streams = probe.Streams(
        sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.encoding
    )
    refusal = probe.look(os.environ, streams).refusal
    if refusal is not None:
        print(refusal.sentence, file=sys.stderr)
        return refusal.code
    config = load(places.config)
    paths.prepare(places)
    lock = InstanceLock(places.lock)
    lock.acquire()
    desk = open_desk(places, config, *machine)
    heartbeat = Heartbeat(places.heartbeat)
    session = Session(desk, heartbeat)
    # Textual is imported last: a refusal above costs nothing.
    from csr_desk.app import DeskApp
    from csr_desk.terminal.driver import DeskDriver

    try:
        app = DeskApp(desk, session=session, driver_class=DeskDriver)
        app.run()
        if app.return_code == 0:
            session.end()
        return app.return_code or 0
    finally:
        heartbeat.close()
        upkeep.close(desk)
        lock.release()
