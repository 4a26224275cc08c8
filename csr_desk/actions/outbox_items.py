"""The outbox as the agent sees it: first what needs a decision, then what waits by itself."""

from collections.abc import Iterator
from typing import NamedTuple

from csr_desk.actions import conflict, remote_words
from csr_desk.actions.conflict import Conflict
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.shelf_rows import ShelfRow, rows
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import OperationState
from csr_desk.store import remote, ticket_page
from csr_desk.store.ticket_page import Entry

ASKS = "Was it sent?"
"""How the words of an operation in doubt begin once only the agent can tell what became of it."""

_AGENT = {
    OperationState.CONFLICT: 0,
    OperationState.HELD: 1,
    OperationState.REJECTED: 2,
    OperationState.IN_DOUBT: 3,
}
_BY_ITSELF = {
    OperationState.WAITING: 4,
    OperationState.TRYING: 5,
    OperationState.IN_DOUBT: 6,
    OperationState.QUEUED: 7,
    OperationState.BLOCKED: 8,
}
_KINDS = {
    "create": "the new ticket",
    "update": "a change",
    "wrap_up": "a wrap-up",
    "person": "a change of the customer",
    "spam": "a spam mark",
}


class Item(NamedTuple):
    """One line of the outbox: an operation, or one field that clashes.

    `number` is stable; `subject` is the customer's name for a change of a customer; `behind` says
    what a blocked operation waits for. Foreign text is not cleaned.
    """

    number: int
    account: str
    ticket_id: int | None
    reference: str | None
    subject: str
    state: OperationState
    what: str
    at: Instant
    operation: ShelfRow | None = None
    conflict: Conflict | None = None
    behind: str = ""

    @property
    def asks(self) -> bool:
        """Tell whether nobody but the agent can say what became of it."""
        row = self.operation
        return self.state is OperationState.IN_DOUBT and bool(row and row.error.startswith(ASKS))

    @property
    def needs_agent(self) -> bool:
        """Tell whether it stands until the agent decides."""
        return self.asks or (
            self.state in _AGENT and self.state is not OperationState.IN_DOUBT
        )  # fmt: skip

    @property
    def rank(self) -> int:
        """Return its place among the states: what needs the agent first."""
        return (_AGENT if self.needs_agent else _BY_ITSELF)[self.state]


def items(desk: Desk) -> list[Item]:
    """Return everything that is not at its helpdesk yet, what needs the agent first, then by age.

    An operation with clashing fields has one line for each of them.
    """
    conflicts = conflict.open_conflicts(desk)
    found = [_of_conflict(desk, one) for one in conflicts]
    clashing = {one.operation for one in conflicts}
    found += [item for item in _operations(desk) if _uid(item) not in clashing]
    return sorted(found, key=lambda item: (item.rank, item.at, abs(item.number)))


def _uid(item: Item) -> str | None:
    return item.operation.uid if item.operation else None


def _operations(desk: Desk) -> Iterator[Item]:
    sql = (
        "SELECT o.uid, o.seq, coalesce(c.name, '') FROM operation o"
        " LEFT JOIN customer c ON c.id = o.customer_id"
        " WHERE o.state NOT IN ('acknowledged', 'dropped')"
    )
    numbers = {row[0]: (int(row[1]), str(row[2])) for row in desk.store.all(sql)}
    first: dict[int, ShelfRow] = {}
    for row in rows(desk):
        number, customer = numbers.get(row.uid, (0, ""))
        behind = ""
        if row.ticket_id is not None:
            if row.state is OperationState.BLOCKED and row.ticket_id in first:
                behind = _named(first[row.ticket_id])
            elif row.state in (
                OperationState.HELD,
                OperationState.CONFLICT,
                OperationState.REJECTED,
            ):
                first.setdefault(row.ticket_id, row)
        yield Item(
            number,
            row.account,
            row.ticket_id,
            row.reference,
            row.subject if row.ticket_id is not None else customer,
            row.state,
            _what(desk, row),
            row.created_at,
            row,
            behind=behind,
        )


def _what(desk: Desk, row: ShelfRow) -> str:
    """Return what an operation changes, names in place of ids."""
    if row.kind != "update":
        return row.words
    after = {
        name: value
        for name, value in dict(row.payload.get("after") or {}).items()
        if name != "custom"
    }
    parts = [
        f"{remote_words.title_of(desk, row.account, name)}"
        f" {remote_words.value_words(desk, row.account, name, value)}"
        for name, value in after.items()
    ]
    return ", ".join(parts) or row.words


def _named(row: ShelfRow) -> str:
    """Return an operation as others wait behind it: `the held reply`."""
    state = {OperationState.REJECTED: "refused", OperationState.CONFLICT: "clashing"}
    return f"{state.get(row.state, row.state.value)} {row.kind.replace('_', '-')}"


def _of_conflict(desk: Desk, one: Conflict) -> Item:
    title = remote_words.title_of(desk, one.account, one.field)
    mine, theirs = (
        remote_words.value_words(desk, one.account, one.field, value)
        for value in (one.mine, one.theirs)
    )
    sql = "SELECT subject FROM ticket WHERE id = ?"
    return Item(
        -one.id,
        one.account,
        one.ticket_id,
        one.reference,
        str(desk.store.value(sql, one.ticket_id) or ""),
        OperationState.CONFLICT,
        f"{title}: you {mine}, there {theirs}",
        one.at,
        conflict=one,
    )


def kind_words(row: ShelfRow) -> str:
    """Return what an operation is, such as `a reply`."""
    return _KINDS.get(row.kind, f"a {row.kind.replace('_', ' ')}")


def news(desk: Desk, row: ShelfRow) -> list[Entry]:
    """Return what others wrote on the ticket since a held reply was begun, oldest first."""
    if row.ticket_id is None:
        return []
    began = desk.store.value("SELECT began_version FROM operation WHERE uid = ?", row.uid)
    return ticket_page.news(desk.store, row.ticket_id, desk.agent_id, int(began or 0))


def standing_words(desk: Desk) -> str:
    """Return what an account needs before anything leaves, one sentence; "" when all is well."""
    rows = {row.name: row for row in remote.accounts(desk.store)}
    for one in desk.config.accounts.values():
        row = rows.get(one.name)
        if one.backend == LOCAL or row is None:
            continue
        if row.state == "sign_in":
            name = one.name
            return f"{name} wants you to sign in again: run `csr-desk account add {name}`."
        if row.state == "stopped":
            return f"{one.name} has stopped: {row.words or 'run `csr-desk doctor`'}"
        if row.state == "offline":
            return f"{one.name} cannot be reached; what waits leaves by itself when it can."
    return ""
