"""What leaving the desk now would leave undone."""

from csr_desk.actions import outbox
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import OperationState
from csr_desk.store import timeline


def reasons(desk: Desk) -> list[str]:
    """Return one sentence for each thing that would wait or run on unseen; empty when none does."""
    found = []
    running = timeline.focused(desk.store)
    if running is not None and running.is_live:
        found.append(f"Contact #{running.id} still runs; its time stops when the desk closes.")
    waiting = outbox.counts(desk).get(OperationState.WAITING, 0)
    if waiting:
        found.append(
            f"{waiting} sent less than its undo time ago: nothing goes out before the desk is"
            " open again."
        )
    return found
