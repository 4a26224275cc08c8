"""What waits here over what came from there: merged field by field, clashes kept with all three.

A clash stops the first operation that changes the field; the row shows what the helpdesk has until
the agent has chosen (csr_desk.actions.conflict).
"""

from collections.abc import Set
from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.domain.merge import Clash, Kind, kind_of, same, three_way
from csr_desk.store import remote_operations
from csr_desk.store.remote_operations import Waiting
from csr_desk.sync.apply_values import Values, as_text


def merged(
    base: Values, theirs: Values, operations: list[Waiting], stuck: Set[str] = frozenset()
) -> tuple[Values, dict[str, Clash]]:
    """Return the values the row is to show, and the fields that clash.

    A field of `stuck` clashed before: it stays with the helpdesk's value until the agent chose.
    """
    shown, clashes = {**theirs}, {}
    for field, mine in _mine(theirs, operations).items():
        if kind_of(field) is Kind.TAGS:
            shown[field] = mine
            continue
        if field in stuck:
            clashes[field] = Clash(base.get(field), mine, theirs.get(field))
            continue
        kind, began, now = kind_of(field), base.get(field), theirs.get(field)
        found = three_way(kind, began, mine, now)
        if isinstance(found, Clash):
            clashes[field] = found
        elif same(kind, began, mine) and not same(kind, mine, now):
            # They had made the same of it, and then something else: what waits would undo that.
            clashes[field] = Clash(began, mine, now)
        else:
            shown[field] = found
    return shown, clashes


def open_fields(desk: Desk, ticket_id: int) -> set[str]:
    """Return the fields of a ticket that wait for the agent's choice."""
    rows = desk.store.all(
        "SELECT field FROM conflict WHERE ticket_id = ? AND resolved_at IS NULL", ticket_id
    )
    return {str(row[0]) for row in rows}


def keep(desk: Desk, account: str, ticket_id: int, field: str, clash: Clash) -> None:
    """Keep a clash, and stop the first operation that changes the field.

    A clash that is open already learns what the helpdesk has now.
    """
    store = desk.store
    known = store.value(
        "SELECT id FROM conflict WHERE ticket_id = ? AND field = ? AND resolved_at IS NULL",
        ticket_id,
        field,
    )
    if known is not None:
        store.execute(
            "UPDATE conflict SET theirs = ?1 WHERE id = ?2 AND theirs IS NOT ?1",
            as_text(clash.theirs),
            known,
        )
        return
    first = first_of(remote_operations.waiting(store, ticket_id), field)
    conflict_id = store.insert(
        "conflict",
        account=account,
        ticket_id=ticket_id,
        operation_uid=None if first is None else first.uid,
        field=field,
        base=as_text(clash.base),
        mine=as_text(clash.mine),
        theirs=as_text(clash.theirs),
        at=desk.now(),
    )
    if first is not None:
        store.execute("UPDATE operation SET state = 'conflict' WHERE uid = ?", first.uid)
    desk.log("conflict.opened", ticket_id=ticket_id, conflict=conflict_id, field=field)


def first_of(operations: list[Waiting], field: str) -> Waiting | None:
    """Return the oldest operation that changes a field."""
    return next((one for one in operations if field in one.fields), None)


def _mine(theirs: Values, operations: list[Waiting]) -> Values:
    """Return the fields that operations change, as the last of them leaves each.

    Tags are put on and taken off what the helpdesk has, one operation after the other, as it will
    hear of them.
    """
    found: dict[str, Any] = {}
    for one in operations:
        for field, (before, after) in one.fields.items():
            if kind_of(field) is Kind.TAGS:
                sofar = found.get(field, theirs.get(field) or ())
                found[field] = three_way(Kind.TAGS, before, sofar, after)
            else:
                found[field] = after
    return found
