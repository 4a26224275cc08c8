"""Waits a helpdesk asked for outlive the process they were told to: the next one obeys them too."""

import json
from contextlib import suppress

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import HOUR
from csr_desk.errors import DeskError
from csr_desk.sync.budget import Budgets, Wait

LONGEST = HOUR
"""No helpdesk is obeyed for longer; a clock that was set back would make a wait endless."""


def go_on(desk: Desk, account: str, budgets: Budgets) -> None:
    """Take up the waits of an earlier process, and keep those to come."""
    key = f"sync_waits:{account}"
    kept = desk.store.value("SELECT value FROM meta WHERE key = ?", key)
    now = desk.now()
    found = [Wait(*one) for one in json.loads(kept or "[]")]
    budgets.restore(one for one in found if now < one.until <= now + LONGEST)

    def keep(waits: list[Wait]) -> None:
        # Where the store takes nothing, the wait holds in this process all the same.
        with suppress(DeskError), desk.store.transaction():
            desk.store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, json.dumps(waits))

    budgets.keep = keep
