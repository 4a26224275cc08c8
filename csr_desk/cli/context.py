"""What a verb works with: its options, where it prints, and the desk it opens for a moment."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from csr_desk import errors, paths
from csr_desk.accounts import LOCAL
from csr_desk.cli.environment import Environment
from csr_desk.cli.output import Output
from csr_desk.config import Config, load
from csr_desk.paths import Places

if TYPE_CHECKING:
    from csr_desk.actions.desk import Desk


@dataclass
class Context:
    """One call of a verb."""

    verb: str
    options: Namespace
    out: Output
    environment: Environment

    @cached_property
    def places(self) -> Places:
        """Return where the store and the settings are, by options, environment, platform."""
        return paths.find(self.environment.variables, self.options.data, self.options.config)

    @cached_property
    def config(self) -> Config:
        """Return the settings; ConfigError with file and line when one is wrong."""
        return load(self.places.config)

    def unlock(self, *also: Path) -> None:
        """Put the key in use where the store, or one of some other files, is encrypted."""
        from csr_desk.actions import unlocking

        variables = self.environment.variables
        unlocking.unlock(self.places, lambda: self.config, variables, *also)

    @contextmanager
    def desk(self) -> "Iterator[Desk]":
        """Open the desk for a verb, on the time line of the shift that is open, and close it."""
        # Deferred: `keys` and `--help` need no database engine.
        from csr_desk.actions.opening import open_desk
        from csr_desk.actions.session import adopt_clock
        from csr_desk.patience import Patience
        from csr_desk.store import events
        from csr_desk.store.connection import translated

        places = self.places
        if places.database.is_dir():
            raise errors.CannotMakeStore(f"{places.database} is a folder, not a store")
        self.unlock()
        with translated(places.database):
            machine = self.environment.machine
            with Patience(sys.stderr, machine.monotonic) as patience:
                desk = open_desk(places, self.config, *machine, tell=patience.tell)
            desk.account = self.account(desk.account)
            try:
                before = events.head(desk.store)
                adopt_clock(desk)
                _count_deadlines(desk)
                _settle_escalations(desk)
                yield desk
                if events.head(desk.store) != before:
                    _write_anchor(desk)
            finally:
                desk.store.close()

    def account(self, usual: str) -> str:
        """Return the account `--account` names, else the usual one; Refused for an unknown one."""
        named: str | None = getattr(self.options, "account", None)
        if named is None:
            return usual
        account = self.config.accounts.get(named)
        if account is not None:
            return LOCAL if account.backend == LOCAL else named
        if named != LOCAL:
            known = ", ".join((*self.config.accounts, LOCAL))
            raise errors.Refused(f"there is no account {named}", f"The accounts are: {known}.")
        return LOCAL

    def require_store(self) -> None:
        """Raise Refused when there is no store yet: what looks at one must not make it."""
        database = self.places.database
        from csr_desk.store import anchor

        anchor.expect_store(database, self.places.anchor)
        if not database.exists():
            raise errors.Refused(
                f"there is no store at {database} yet",
                "Run `csr-desk import FILE`, `csr-desk demo` or `csr-desk new` to begin one.",
            )
        self.unlock()


def _count_deadlines(desk: "Desk") -> None:
    if desk.config.deadlines is not None and not desk.store.read_only:
        from csr_desk.actions import deadline_pass

        deadline_pass.catch_up(desk)


def _settle_escalations(desk: "Desk") -> None:
    """Note what became of escalations while no desk is open: an open one says it to the agent."""
    wanted = (
        "SELECT EXISTS (SELECT 1 FROM escalation WHERE state <> 'closed')"
        " OR EXISTS (SELECT 1 FROM escalation WHERE closed_by = 'solved')"
    )
    if not desk.store.read_only and desk.store.value(wanted):
        from csr_desk.actions import callers, escalation_settle

        if not callers.is_open(desk.places):
            escalation_settle.settle(desk)


def _write_anchor(desk: "Desk") -> None:
    from csr_desk.store import anchor

    # Another process may write its anchor at this moment; either of the two will do.
    with suppress(FileNotFoundError):
        anchor.write(desk.store, desk.places.anchor)
