"""Joining two records of one person.

The survivor is chosen by the agent. Tickets, contacts, addresses, orders, invoices and follow-ups
move; a field the survivor has not is filled, one that differs stays and the other value is kept
beside it as `… (merged)`, or the other way round where the agent takes it. The `customer_merge` row
holds exactly what moved and what was there before, so that undoing restores it.
"""

import json
from dataclasses import dataclass
from typing import Any

from csr_desk import errors
from csr_desk.actions import customer_field
from csr_desk.actions.desk import Desk
from csr_desk.actions.merge_fields import FieldPlan, field_plans, write_plan
from csr_desk.actions.merge_rows import (
    MOVED_TABLES,
    WITH_TICKET,
    ids_of,
    last_id,
    move,
    move_identities,
    moving_identities,
)
from csr_desk.store import customers, people
from csr_desk.store.customers import Record


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do, before it is done; `counts` is by table, `addresses` move."""

    from_record: Record
    into_record: Record
    counts: dict[str, int]
    addresses: tuple[str, ...]
    fields: tuple[FieldPlan, ...]


def preview(desk: Desk, from_id: int, into_id: int, take: frozenset[str] = frozenset()) -> Preview:
    """Return what `merge` would do; Refused where it would refuse.

    `take` names the fields in which the value of the record that goes is to stay.
    """
    loser, survivor = _pair(desk, from_id, into_id)
    counts = {table: len(ids_of(desk.store, table, loser.id)) for table in MOVED_TABLES}
    moving = set(moving_identities(desk.store, loser.id, survivor.id))
    addresses = tuple(one.value for one in loser.identities if one.id in moving)
    return Preview(loser, survivor, counts, addresses, field_plans(loser, survivor, take))


def merge(desk: Desk, from_id: int, into_id: int, *, take: frozenset[str] = frozenset()) -> int:
    """Join a record into the one that survives and return the id of the merge, for its undo.

    A survivor that was merged itself stands for the record it went into. Raises Refused for a
    record and itself, and for one that was merged already.
    """
    with desk.store.transaction():
        loser, survivor = _pair(desk, from_id, into_id)
        plans = field_plans(loser, survivor, take)
        moved = _join(desk, loser, survivor, plans)
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


def _join(
    desk: Desk, loser: Record, survivor: Record, plans: tuple[FieldPlan, ...]
) -> dict[str, Any]:
    """Move rows and addresses and write the fields; return all that undoing needs."""
    moved: dict[str, Any] = {
        table: move(desk.store, table, ids_of(desk.store, table, loser.id), survivor.id)
        for table in MOVED_TABLES
    }
    moved["identity"] = move_identities(desk.store, loser.id, survivor.id)
    last_history = last_id(desk.store, "field_history")
    coming = frozenset(name for name, _ in loser.fields)
    moved["fields"] = [write_plan(desk, survivor.id, plan, coming) for plan in plans]
    moved["last"] = {table: last_id(desk.store, table) for table in WITH_TICKET}
    moved["history"] = ids_of(desk.store, "field_history", survivor.id, above=last_history)
    return moved


def _pair(desk: Desk, from_id: int, into_id: int) -> tuple[Record, Record]:
    survivor = customers.record(desk.store, people.survivor(desk.store, into_id))
    loser = customers.record(desk.store, from_id)
    if loser.id == survivor.id:
        raise errors.Refused("a record cannot be merged into itself", "Choose another customer.")
    for one in (loser, survivor):
        customer_field.refuse_erased(desk, one.id)
    if loser.merged_into is not None:
        into = people.survivor(desk.store, loser.id)
        raise errors.Refused(
            f"this record was merged into customer {into} already", "Undo that merge first."
        )
    return loser, survivor
