"""Leaving the desk: it asks when something would be lost, go out early, or cannot be saved."""

from typing import TYPE_CHECKING

from csr_desk.errors import DeskError
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.host import sentence

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

KEPT = "Drafts and the timer are kept either way."
SAVED_BEFORE = (
    "What was saved before stays. The next start asks about a contact that runs, as after a crash."
)


def leave(host: "Host") -> None:
    """Save what is typed and leave; a disk that takes nothing more does not hold the agent."""
    try:
        host.place.save_typed()
    except DeskError as error:
        _ask_unsaved(host, error)
        return
    reasons = host.loses()
    if not reasons:
        host.exit(0)
        return
    host.ask(
        Confirm("Leave the desk", "\n".join([*reasons, KEPT]), "Leave", "Stay"),
        lambda yes: host.exit(0) if yes else None,
    )


def _ask_unsaved(host: "Host", error: DeskError) -> None:
    """Ask with what would be lost; the desk then ends as by a crash, because nothing is saved."""
    told, lost = sentence(error), host.place.unsaved()
    loss = f"Leaving now loses {lost}." if lost else "All that is typed here is saved already."
    words = "\n".join([told, loss, *host.loses(), SAVED_BEFORE])
    host.ask(
        Confirm("Leave without saving?", words, "Leave all the same", "Stay"),
        lambda yes: host.exit(None, error.exit_code, told) if yes else None,
    )
