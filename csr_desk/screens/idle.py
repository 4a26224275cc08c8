"""What an idle keyboard leads to: a question, an offer to trim the time, or the locked screen."""

from typing import TYPE_CHECKING

from csr_desk.actions import time_correction
from csr_desk.domain.bars import clock
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.instants import SECOND
from csr_desk.screens.dialogs import Choice, Choose, Info
from csr_desk.screens.lock import Lock
from csr_desk.store import timeline

if TYPE_CHECKING:
    from csr_desk.screens.host import Host


def answer(host: "Host", idle: IdleSignal) -> None:
    """Ask, offer or lock; nothing is charged to a contact by it."""
    if idle is IdleSignal.LOCK:
        host.push_screen(Lock())
    elif idle is IdleSignal.PROMPT:
        host.ask(
            Info("Still there?", "No key for a while. The state stays as it is."), lambda _: None
        )
    else:
        _offer_trim(host)


def _offer_trim(host: "Host") -> None:
    one, session = timeline.focused(host.desk.store), host.session
    if one is None or session is None:
        return
    since = session.last_key_at
    gone = clock((host.desk.now() - since) // SECOND)
    choices = [
        Choice("k", "Keep the time in the contact", False),
        Choice("t", f"Trim it: {gone} go back to your state", True),
    ]

    def answered(trim: bool) -> None:
        if trim:
            time_correction.trim(host.desk, one.id, since)

    host.ask(Choose(f"#{one.id}: no key for {gone}", choices), answered)
