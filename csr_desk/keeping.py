"""The part of the app that keeps the store in good order while the agent works."""

from typing import TYPE_CHECKING, Protocol

from textual.worker import get_current_worker

from csr_desk import garbage, text
from csr_desk.actions import upkeep
from csr_desk.domain.instants import MINUTE
from csr_desk.errors import DeskError
from csr_desk.screens import ahead, attention
from csr_desk.screens.host import Host

if TYPE_CHECKING:
    from csr_desk.actions.bell import Bell
    from csr_desk.screens.incident_news import IncidentNews
    from csr_desk.screens.shift_hud import ShiftHud


class Syncs(Protocol):
    """What keeps the helpdesks in step: csr_desk.syncing.Syncing."""

    def begin(self) -> None:
        """Start what is not started yet."""

    def kick(self) -> None:
        """Look for work now."""

    def tick(self) -> None:
        """Wake up where something new waits."""


BELL_EVERY_S = 30.0
DEADLINES_AFTER_S = 3.0
"""Seconds after the start before deadlines are looked through: the first keys come first."""

SYNC_AFTER_S = 0.5
"""Seconds after the start before the helpdesks are called: the first keys come first."""

AFTER_START_S = 20.0
"""Seconds after the start before the daily check and backup, when the agent is at work."""


class Keeping(Host, inherit_bindings=False):
    """An app that checks and backs up its store once a day, and keeps its helpdesks in step."""

    syncing: Syncs | None = None
    _is_counting = False
    _deadline_problem = ""
    _bell: "Bell | None" = None
    _hud: "ShiftHud | None" = None
    _incidents: "IncidentNews | None" = None
    _is_loading_hud = False

    def keep_up_later(self) -> None:
        """Let the daily upkeep run once the start is over."""
        if not self.is_headless:  # the process is the desk's own
            self.call_after_refresh(garbage.begin)
            self.set_interval(1.0, self._collect, name="garbage")
        self.set_timer(ahead.AFTER_S, self._load_ahead, name="ahead")
        if self.syncing is not None:
            self.set_timer(SYNC_AFTER_S, self.syncing.begin, name="sync")
            self.set_interval(1.0, self.syncing.tick, name="sync-tick")
        self.set_timer(AFTER_START_S, self._keep_up, name="upkeep")
        if not self.desk.store.read_only:
            self.set_timer(DEADLINES_AFTER_S, self._count_deadlines, name="deadlines-first")
            self.set_interval(BELL_EVERY_S, self._count_deadlines, name="deadlines")
        self.set_interval(BELL_EVERY_S, self.ring, name="bell")
        self.set_interval(1.0, self.attend, name="attend")

    def connected(self, account: str) -> None:
        """Take up an account that was just set up and begin to fetch its tickets."""
        super().connected(account)
        if self.syncing is not None:
            self.syncing.begin()

    def kick_sync(self) -> None:
        """Let the helpdesks be looked at now."""
        if self.syncing is not None:
            self.syncing.kick()

    def ring(self) -> None:
        """Tell once of each deadline that comes near; no key goes to it, no focus moves."""
        # Deferred: the start has nothing to tell yet.
        from csr_desk.actions.bell import Bell
        from csr_desk.screens import escalation_news

        escalation_news.tell(self)
        self._look_for_incidents()
        self._bell = self._bell or Bell(self.desk)
        due = self._bell.ring()
        if not due:
            return
        minutes = max((due[0].due_at - self.desk.now()) // MINUTE, 0)
        more = f" ({len(due) - 1} more)" if len(due) > 1 else ""
        subject = text.line(due[0].subject, 60)
        self.bell()
        self.notify(
            f"#{due[0].reference} is due in {minutes} min: {subject}{more}", severity="warning"
        )

    def _look_for_incidents(self) -> None:
        """Look, beside the keys, whether many customers report one thing."""
        if self._incidents is None:
            self.run_worker(self._load_incidents, thread=True, exit_on_error=False)
        else:
            self._incidents.look()

    def _load_incidents(self) -> None:
        """Load what looks for them, beside the keys."""
        from csr_desk.screens.incident_news import IncidentNews

        self._incidents = found = IncidentNews(self)
        self.call_from_thread(found.look)

    def attend(self) -> None:
        """Show who calls, what is due and how the shift goes; no key goes to it, no focus moves."""
        attention.look(self)
        self.keep_hud()

    def keep_hud(self) -> None:
        """Read the figures of the shift where they changed; never while a key is handled."""
        if not self.desk.config.desk.shift_figures:
            return
        if self._hud is None:
            if not self._is_loading_hud:
                self._is_loading_hud = True
                self.run_worker(self._load_hud, thread=True, group="hud", exit_on_error=False)
        elif self._hud.keep(self):
            self.hud = self._hud.parts

    def _load_hud(self) -> None:
        """Load what counts the figures, beside the keys: it takes longer than a frame."""
        from csr_desk.screens.shift_hud import ShiftHud

        self._hud = ShiftHud()

    def _collect(self) -> None:
        """Collect garbage while the keyboard rests."""
        session = self.session
        garbage.collect(self.desk.now() - session.last_key_at if session else garbage.REST_MS)

    def _load_ahead(self) -> None:
        self.run_worker(ahead.load, thread=True, group="ahead", exit_on_error=False)

    def _count_deadlines(self) -> None:
        """Let deadlines that ran out, and those other calendars move, be counted aside."""
        from csr_desk.actions import deadline_pass  # not for the start

        if not self._is_counting and deadline_pass.is_wanted(self.desk):
            self._is_counting = True
            self.run_worker(self._count, thread=True, group="deadlines", exit_on_error=False)

    def _count(self) -> None:
        from csr_desk.actions import deadline_pass

        try:
            problem = deadline_pass.run(self.desk, lambda: get_current_worker().is_cancelled)
        except DeskError as error:
            problem = str(error)
        finally:
            self._is_counting = False
        if problem and problem != self._deadline_problem:
            self._deadline_problem = problem
            self.call_from_thread(self.say, f"Deadlines are not counted: {problem}", "error")

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
