"""Helpdesk accounts as the store knows them: what waits for them, and letting one go."""

from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, remote
from csr_desk.store.connection import Store
from csr_desk.store.remote import AccountRow


class Standing(NamedTuple):
    """How an account stands: its row (None before the first sync), and what has not arrived.

    `unsent` counts operations by state.
    """

    row: AccountRow | None
    unsent: dict[str, int]
    conflicts: int

    @property
    def total(self) -> int:
        """Return how many operations have not arrived."""
        return sum(self.unsent.values())


def standing(store: Store, name: str) -> Standing:
    """Return how an account stands."""
    unsent = store.all(
        "SELECT state, count(*) FROM operation INDEXED BY operation_unfinished"
        " WHERE account = ? AND state NOT IN ('acknowledged', 'dropped') GROUP BY state"
        " ORDER BY state",
        name,
    )
    conflicts = store.value(
        "SELECT count(*) FROM conflict WHERE account = ? AND resolved_at IS NULL", name
    )
    return Standing(remote.account(store, name), dict(unsent), int(conflicts or 0))


def go_on(store: Store, name: str, *, stopped: bool = True) -> None:
    """Let an account that waits for the agent go on; not `stopped` only tries its sign-in again."""
    states = ("sign_in", "stopped") if stopped else ("sign_in", "sign_in")
    with store.transaction():
        store.execute(
            "UPDATE account SET state = 'new', words = '' WHERE name = ? AND state IN (?, ?)",
            name,
            *states,
        )


def forget(desk: Desk, name: str) -> int:
    """Let an account go: nothing is sent or fetched for it any more; return what was given up.

    Its tickets stay. When it is set up again under the same name, they are taken up where they
    are; who signs in then is asked anew.
    """
    store = desk.store
    with store.transaction():
        given_up = [
            one
            for (ticket_id,) in store.all(
                "SELECT DISTINCT ticket_id FROM operation WHERE account = ?"
                " AND state NOT IN ('acknowledged', 'dropped') AND ticket_id IS NOT NULL",
                name,
            )
            for one in operations.unfinished(store, ticket_id)
            if one.account == name
        ]
        store.execute(
            "UPDATE message SET state = 'dropped' WHERE state IN ('waiting', 'held', 'sent') AND id"
            " IN (SELECT message_id FROM operation WHERE account = ? AND kind IN ('reply', 'note')"
            "  AND state NOT IN ('acknowledged', 'dropped'))",
            name,
        )
        store.execute(
            "UPDATE operation SET state = ? WHERE account = ?"
            " AND state NOT IN ('acknowledged', 'dropped')",
            OperationState.DROPPED,
            name,
        )
        store.execute("DELETE FROM sync_cursor WHERE account = ?", name)
        store.execute("DELETE FROM account WHERE name = ?", name)
        desk.log("account.removed", account=name, given_up=len(given_up))
        return len(given_up)
