"""The part of the app that keeps the store in good order while the agent works."""

import gc

from csr_desk import text
from csr_desk.actions import upkeep
from csr_desk.actions.bell import Bell
from csr_desk.domain.instants import MINUTE
from csr_desk.errors import DeskError
from csr_desk.screens.host import Host

BELL_EVERY_S = 30.0
AFTER_START_S = 20.0
"""Seconds after the start before the daily check and backup, when the agent is at work."""


class Keeping(Host, inherit_bindings=False):
    """An app that checks and backs up its store once a day, in a thread of its own."""

    def keep_up_later(self) -> None:
        """Let the daily upkeep run once the start is over."""
        self.call_after_refresh(self._started)
        self.set_timer(AFTER_START_S, self._keep_up, name="upkeep")
        self._bell = Bell(self.desk)
        self.set_interval(BELL_EVERY_S, self.ring, name="bell")

    def ring(self) -> None:
        """Tell once of each deadline that comes near; no key goes to it, no focus moves."""
        due = self._bell.ring()
        if not due:
            return
        minutes = max((due[0].due_at - self.desk.now()) // MINUTE, 0)
        more = f", and {len(due) - 1} more" if len(due) > 1 else ""
        subject = text.line(due[0].subject, 60)
        self.bell()
        self.notify(
            f"#{due[0].reference} is due in {minutes} min{more}: {subject}", severity="warning"
        )

    def _started(self) -> None:
        """Collect garbage from now on, but never again what the start made and keeps."""
        gc.freeze()
        gc.enable()

    def _keep_up(self) -> None:
        self.run_worker(self._upkeep, thread=True, group="upkeep", exit_on_error=False)

    def _upkeep(self) -> None:
        try:
            problem = upkeep.daily(self.desk.places, self.desk.clock.wall()).problem
        except DeskError as error:
            problem = str(error)
        if problem is not None:
            sentence = f"The daily check of the store found: {problem}. Run `csr-desk doctor`."
            self.call_from_thread(self.say, sentence, "error")
