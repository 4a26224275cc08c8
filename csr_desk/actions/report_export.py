"""That a report with its contacts left the desk as a file is noted in the log."""

from pathlib import Path

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant


def note(desk: Desk, path: Path, from_at: Instant, to_at: Instant, contacts: int) -> None:
    """Note in the log which period was written out, in which form, and how many contacts."""
    form = path.suffix.lower().removeprefix(".")
    with desk.store.transaction():
        desk.log(
            "report.exported",
            form=form if form in ("csv", "xlsx") else "file",
            period=[from_at, to_at],
            contacts=contacts,
        )
