"""Joining two records of one person, and taking them apart again.

The survivor is chosen by the agent. Tickets, contacts, addresses, orders, invoices and follow-ups
move; a field the survivor has not is filled, one that differs stays and the other value is kept
beside it as `… (merged)`, or the other way round where the agent takes it. The `customer_merge` row
holds exactly what moved and what was there before, so that undoing restores it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csr_desk import errors
from csr_desk.actions import customer
from csr_desk.actions.desk import Desk
from csr_desk.domain.customer_rules import FIXED_FIELDS
from csr_desk.store import customers, people
from csr_desk.store.connection import Store
from csr_desk.store.customers import Record

MOVED_TABLES = ("ticket", "interaction", "customer_order", "invoice", "follow_up")
SOURCE = "merge"
_WITH_TICKET = ("interaction", "follow_up")
_LEFT_ALONE = frozenset({"kind", "first_name"})
"""Whether somebody buys already is the survivor's; the first name goes with the name."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """What happens to one field: the survivor's value, the other's, and which one stays."""

    field: str
    kept: str
    other: str
    taken: bool = False

    @property
    def fills(self) -> bool:
        """Tell whether the survivor has no value of its own."""
        return not self.kept

    @property
    def after(self) -> str:
        """Return the value the field has after the merge."""
        return self.other if self.fills or self.taken else self.kept

    @property
    def beside(self) -> str:
        """Return the value that is kept beside it, '' when both are one."""
        return "" if self.fills else self.kept if self.taken else self.other


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, before it is done; `counts` is by table, `addresses` move."""

    from_record: Record
    into_record: Record
    counts: dict[str, int]
    addresses: tuple[str, ...]
    fields: tuple[FieldPlan, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that stands; `from_id` is the record that went into `into_id`."""

    id: int
    from_id: int
    into_id: int
    at: int
    actor: str
    from_name: str


def preview(desk: Desk, from_id: int, into_id: int, take: frozenset[str] = frozenset()) -> Preview:
    """Return what `merge` would do; Refused where it would refuse.

    `take` names the fields in which the value of the record that goes is to stay.
    """
    loser, survivor = _pair(desk, from_id, into_id)
    counts = {table: len(_ids(desk.store, table, loser.id)) for table in MOVED_TABLES}
    moving = set(_moving_identities(desk.store, loser.id, survivor.id))
    addresses = tuple(one.value for one in loser.identities if one.id in moving)
    return Preview(loser, survivor, counts, addresses, _plans(loser, survivor, take))


def merge(desk: Desk, from_id: int, into_id: int, *, take: frozenset[str] = frozenset()) -> int:
    """Join a record into the one that survives and return the id of the merge, for its undo.

    A survivor that was merged itself stands for the record it went into. Raises Refused for a
    record and itself, and for one that was merged already.
    """
    with desk.store.transaction():
        loser, survivor = _pair(desk, from_id, into_id)
        plans = _plans(loser, survivor, take)
        moved: dict[str, Any] = {
            table: _move(desk.store, table, _ids(desk.store, table, loser.id), survivor.id)
            for table in MOVED_TABLES
        }
        moved["identity"] = _move_identities(desk.store, loser.id, survivor.id)
        last_history = _last(desk.store, "field_history")
        coming = frozenset(name for name, _ in loser.fields)
        moved["fields"] = [_write(desk, survivor.id, plan, coming) for plan in plans]
        moved["last"] = {table: _last(desk.store, table) for table in _WITH_TICKET}
        moved["history"] = _ids(desk.store, "field_history", survivor.id, above=last_history)
        desk.store.execute(
            "UPDATE customer SET merged_into = ?, version = version + 1 WHERE id = ?",
            survivor.id,
            loser.id,
        )
        merge_id = desk.store.insert(
            "customer_merge",
            from_id=loser.id,
            into_id=survivor.id,
            at=desk.now(),
            actor=desk.actor,
            moved=json.dumps(moved, ensure_ascii=False),
        )
        for one in (loser.id, survivor.id):
            people.refresh_search(desk.store, one)
        desk.log(
            "customer.merged",
            customer_id=survivor.id,
            from_id=loser.id,
            merge=merge_id,
            moved={name: len(moved[name]) for name in (*MOVED_TABLES, "identity")},
            taken=sorted(plan.field for plan in plans if plan.taken),
        )
        return merge_id


def undo_merge(desk: Desk, merge_id: int) -> int:
    """Take a merge apart again and return the id of the record that is back.

    What came after it on a ticket that goes back goes with the ticket; a field that was edited
    since keeps the newer value. Raises Refused when the merge is undone already, or when one of
    the two records took part in a later merge that must be undone first.
    """
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT from_id, into_id, moved, undone_at FROM customer_merge WHERE id = ?", merge_id
        )
        if row is None or row[3] is not None:
            raise errors.Refused("this merge is undone already, or never was")
        from_id, into_id = int(row[0]), int(row[1])
        survivor = customers.record(desk.store, into_id)
        if survivor.merged_into is not None:
            raise errors.Refused(
                "the record they were joined in was merged itself", "Undo that merge first."
            )
        moved = json.loads(row[2])
        for table in MOVED_TABLES:
            _move(desk.store, table, moved[table], from_id, only_from=into_id)
        _follow_tickets(desk.store, moved, from_id, into_id)
        _return_identities(desk.store, moved["identity"], from_id, into_id)
        _restore_fields(desk, survivor, moved)
        desk.store.execute(
            "UPDATE customer SET merged_into = NULL, version = version + 1 WHERE id = ?", from_id
        )
        desk.store.execute(
            "UPDATE customer_merge SET undone_at = ? WHERE id = ?", desk.now(), merge_id
        )
        for one in (from_id, into_id):
            people.refresh_search(desk.store, one)
        desk.log("customer.merge_undone", customer_id=into_id, from_id=from_id, merge=merge_id)
        return from_id


def last_merge(desk: Desk, customer_id: int) -> MergeRow | None:
    """Return the last merge into a record that still stands, None when there is none."""
    row = desk.store.one(
        "SELECT m.id, m.from_id, m.into_id, m.at, m.actor, c.name FROM customer_merge m"
        " JOIN customer c ON c.id = m.from_id WHERE m.into_id = ? AND m.undone_at IS NULL"
        " ORDER BY m.id DESC LIMIT 1",
        customer_id,
    )
    return MergeRow(*row) if row else None


def _pair(desk: Desk, from_id: int, into_id: int) -> tuple[Record, Record]:
    survivor = customers.record(desk.store, people.survivor(desk.store, into_id))
    loser = customers.record(desk.store, from_id)
    if loser.id == survivor.id:
        raise errors.Refused("a record cannot be merged into itself", "Choose another customer.")
    for one in (loser, survivor):
        customer.refuse_erased(desk, one.id)
    if loser.merged_into is not None:
        into = people.survivor(desk.store, loser.id)
        raise errors.Refused(
            f"this record was merged into customer {into} already", "Undo that merge first."
        )
    return loser, survivor


# rows --------------------------------------------------------------------------------------------


def _ids(store: Store, table: str, customer_id: int, *, above: int = 0) -> list[int]:
    sql = f"SELECT id FROM {table} WHERE customer_id = ? AND id > ? ORDER BY id"
    return [row[0] for row in store.all(sql, customer_id, above)]


def _move(
    store: Store, table: str, ids: list[int], to_id: int, *, only_from: int | None = None
) -> list[int]:
    store.insert_many(
        f"UPDATE {table} SET customer_id = ?1 WHERE id = ?2 AND (?3 IS NULL OR customer_id = ?3)",
        [(to_id, one, only_from) for one in ids],
    )
    return ids


def _last(store: Store, table: str) -> int:
    return int(store.value(f"SELECT coalesce(max(id), 0) FROM {table}"))


def _follow_tickets(store: Store, moved: dict[str, Any], to_id: int, from_id: int) -> None:
    """Let contacts and follow-ups made since the merge go with the tickets that go back."""
    for table in _WITH_TICKET:
        store.insert_many(
            f"UPDATE {table} SET customer_id = ?1 WHERE ticket_id = ?2 AND customer_id = ?3"
            " AND id > ?4 AND EXISTS (SELECT 1 FROM ticket WHERE id = ?2 AND customer_id = ?1)",
            [(to_id, one, from_id, moved["last"][table]) for one in moved["ticket"]],
        )


def _moving_identities(store: Store, loser_id: int, survivor_id: int) -> list[int]:
    """Return the addresses that go over: those the survivor has too stay where they are."""
    rows = store.all(
        "SELECT i.id FROM identity i WHERE i.customer_id = ?1 AND NOT EXISTS (SELECT 1"
        " FROM identity s WHERE s.customer_id = ?2 AND s.kind = i.kind AND s.normal = i.normal)"
        " ORDER BY i.id",
        loser_id,
        survivor_id,
    )
    return [row[0] for row in rows]


def _move_identities(store: Store, loser_id: int, survivor_id: int) -> list[list[int]]:
    """Move the addresses; return (id, was primary) of each. The survivor's own stay primary."""
    has_primary = {
        row[0]
        for row in store.all(
            "SELECT kind FROM identity WHERE customer_id = ? AND is_primary", survivor_id
        )
    }
    moved: list[list[int]] = []
    for identity_id in _moving_identities(store, loser_id, survivor_id):
        kind, primary = store.all(
            "SELECT kind, is_primary FROM identity WHERE id = ?", identity_id
        )[0]
        store.execute(
            "UPDATE identity SET customer_id = ?, is_primary = ? WHERE id = ?",
            survivor_id,
            int(bool(primary) and kind not in has_primary),
            identity_id,
        )
        moved.append([identity_id, primary])
    return moved


def _return_identities(
    store: Store, moved: Iterable[list[int]], from_id: int, into_id: int
) -> None:
    for identity_id, primary in moved:
        store.execute(
            "UPDATE identity SET customer_id = ?, is_primary = ? WHERE id = ? AND customer_id = ?",
            from_id,
            primary,
            identity_id,
            into_id,
        )


# fields ------------------------------------------------------------------------------------------


def _plans(loser: Record, survivor: Record, take: frozenset[str]) -> tuple[FieldPlan, ...]:
    names = [*FIXED_FIELDS, *dict(loser.fields)]
    bound = {"first_name"} if "name" in take else set()
    found = (
        FieldPlan(name, survivor.value(name), loser.value(name), name in take | bound)
        for name in names
        if name not in _LEFT_ALONE - bound
    )
    return tuple(plan for plan in found if plan.other and plan.other != plan.kept)


def _write(desk: Desk, survivor_id: int, plan: FieldPlan, coming: frozenset[str]) -> dict[str, str]:
    """Write one field as planned; return what undoing needs: before, after, the name beside."""
    known = customers.record(desk.store, survivor_id)
    taken = coming | {name for name, _ in known.fields}
    beside = _free_name(plan.field, taken) if plan.beside else ""
    if plan.after != plan.kept:
        customer.write_field(desk, known, plan.field, plan.after, source=SOURCE)
    if beside:
        customer.write_field(desk, known, beside, plan.beside, source=SOURCE)
    return {
        "field": plan.field,
        "before": plan.kept,
        "after": plan.after,
        "beside": beside,
        "beside_value": plan.beside,
    }


def _free_name(field: str, taken: frozenset[str]) -> str:
    """Return a name that neither record has, for the value that is kept beside a field."""
    name, number = f"{field} (merged)", 1
    while name in taken:
        number += 1
        name = f"{field} (merged {number})"
    return name


def _restore_fields(desk: Desk, survivor: Record, moved: dict[str, Any]) -> None:
    desk.store.insert_many(
        "DELETE FROM field_history WHERE id = ?", [(one,) for one in moved["history"]]
    )
    last = _last(desk.store, "field_history")
    for one in moved["fields"]:
        if one["beside"] and survivor.value(one["beside"]) == one["beside_value"]:
            customer.write_field(desk, survivor, one["beside"], "", source=SOURCE)
        if one["after"] != one["before"] and survivor.value(one["field"]) == one["after"]:
            customer.write_field(desk, survivor, one["field"], one["before"], source=SOURCE)
    # The merge with its undoing is an entry of its own; its fields were never edited by anybody.
    desk.store.execute(
        "DELETE FROM field_history WHERE customer_id = ? AND id > ?", survivor.id, last
    )
