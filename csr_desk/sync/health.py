"""How an account stands: online, offline since when, waiting for whom; told to the store on change.

A failed connection is tried again after a growing, spread time; then one job alone goes first. An
answer "later" is obeyed to the second. Signing in and stopping wait for the agent.
"""

from dataclasses import dataclass

from csr_desk.backends.failures import (
    BackendFailure,
    Halt,
    NoAnswer,
    NotSent,
    SignedOut,
    TryLater,
)
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store import remote
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.backoff import delay_s
from csr_desk.sync.outcomes import LONGEST_WAIT_S

LEAST_S = 5.0
"""Seconds to wait at least when the helpdesk says "later" and not when."""

SPREAD_S = 2.0
"""Seconds over which desks spread whose line came back at once."""


@dataclass
class Health:
    """The standing of one account.

    `retry_at` is when the next request may go; `told_at` that much of it which the helpdesk itself
    has told: it outlives a restart.
    """

    account: SyncAccount
    state: str = "new"
    words: str = ""
    failures: int = 0
    retry_at: Instant = 0
    told_at: Instant = 0
    _told: tuple[str, str, Instant | None] | None = None

    def load(self) -> None:
        """Begin with what the store knows."""
        row = remote.account(self.account.desk.store, self.account.name)
        if row is not None:
            self.state, self.words = row.state, row.words
            self.retry_at = self.told_at = row.until or 0

    def was_reset(self) -> bool:
        """Tell whether the agent let the account go on, by a new sign-in or after a stop."""
        row = remote.account(self.account.desk.store, self.account.name)
        return row is not None and row.state == "new" and self.state != "new"

    @property
    def needs_agent(self) -> bool:
        """Tell whether nothing goes on before the agent acts."""
        return self.state in ("sign_in", "stopped")

    @property
    def is_shaky(self) -> bool:
        """Tell whether one job alone should feel its way."""
        return self.failures > 0 or self.state in ("new", "offline")

    def fine(self) -> None:
        """Take in that the helpdesk answered."""
        self.failures = 0
        self._tell("online", "")

    def reset(self) -> None:
        """Begin anew after the agent acted."""
        self.failures, self.state, self._told = 0, "new", None
        self.retry_at = self.told_at

    def line_is_back(self) -> bool:
        """Shorten a wait of our own for a line that was gone; False where none was waited for."""
        now = self.account.now()
        if self.state != "offline" or self.retry_at <= now:
            return False
        spread_s = self.account.rng.uniform(0.0, SPREAD_S)
        self.retry_at = max(self.told_at, min(self.retry_at, now + int(spread_s * SECOND)))
        self.failures = 1
        return True

    def failed(self, failure: BackendFailure) -> None:
        """Take in how a job failed."""
        if isinstance(failure, SignedOut):
            self._tell("sign_in", failure.words)
        elif isinstance(failure, Halt):
            self._tell("stopped", failure.words)
        elif isinstance(failure, TryLater):
            if failure.after_s is None:
                self.failures += 1
                self._wait(max(delay_s(self.failures, self.account.rng), LEAST_S), told=False)
            else:
                self._wait(failure.after_s, told=True)
            self._tell("waiting", failure.words)
        elif isinstance(failure, NotSent | NoAnswer):
            self.failures += 1
            self._wait(delay_s(self.failures, self.account.rng), told=False)
            if failure.after_s is not None:
                self._wait(failure.after_s, told=True)
            self._tell("offline", failure.words)

    def _wait(self, seconds: float, *, told: bool) -> None:
        until = self.account.now() + int(min(seconds, LONGEST_WAIT_S) * SECOND)
        self.retry_at = max(self.retry_at, until)
        if told:
            self.told_at = max(self.told_at, until)

    def _tell(self, state: str, words: str) -> None:
        """Write the standing down when it changed; `since` stays while the state does."""
        now = self.account.now()
        until = self.told_at if self.told_at > now else None
        if state == "waiting":
            until = max(self.retry_at, now)
        if (state, words, until) == self._told:
            return
        store, changed = self.account.desk.store, state != self.state
        self.state, self.words = state, words
        self._told = (state, words, until)
        columns = {"state": state, "words": words, "until": until}
        if changed:
            columns["since"] = now
        with store.transaction():
            remote.set_account(store, self.account.name, **columns)
