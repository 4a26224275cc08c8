"""When the figures of the shift are read anew: beside the keys, and only after a change."""

from csr_desk.domain.bars import Part
from csr_desk.domain.hud import parts
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.reports import hud
from csr_desk.screens.host import Host

AFTER_CHANGE = 2 * SECOND
"""The least time between two readings while the store changes."""

AT_REST = 30 * SECOND
"""The time between two readings while nothing changes: occupancy goes on by itself."""


class ShiftHud:
    """What the clock bar shows of the shift, with the state of the store it was read in."""

    def __init__(self) -> None:
        self.parts: tuple[Part, ...] = ()
        self._version = (-1, -1)
        self._read_at: Instant = 0

    def keep(self, host: Host) -> bool:
        """Read the figures where it is time to; tell whether others are to be shown."""
        desk = host.desk
        now, version = desk.now(), desk.store.version()
        age = abs(now - self._read_at)
        if age < (AFTER_CHANGE if version != self._version else AT_REST):
            return False
        self._version, self._read_at = version, now
        found = hud.figures(desk.store, desk.config, desk.agent_id, now)
        shown = () if found is None else parts(found, desk.config.desk.plan_contacts)
        changed, self.parts = shown != self.parts, shown
        return changed
