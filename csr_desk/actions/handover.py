"""The handover sheet's place in the log and in the store; csr_desk.reports.handover writes it."""

from csr_desk.actions.desk import Desk
from csr_desk.store import handover


def note(desk: Desk, shift_id: int | None, counts: dict[str, int]) -> None:
    """Note in the log that a sheet was made, with how much of each kind was open."""
    with desk.store.transaction():
        desk.log("shift.handover", shift=shift_id, **{name: n for name, n in counts.items() if n})


def keep(desk: Desk, shift_id: int) -> None:
    """Keep what is open as the sheet of a shift that ends, inside the current transaction."""
    found = handover.open_ones(desk.store, desk.agent_id, shift_id)
    handover.keep(desk.store, shift_id, desk.now(), found)
