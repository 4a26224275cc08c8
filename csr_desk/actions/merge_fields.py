"""The fields of two records that are joined: what is kept, what fills a gap, what stands beside."""

from dataclasses import dataclass
from typing import Any

from csr_desk.actions import customer_field
from csr_desk.actions.desk import Desk
from csr_desk.actions.merge_rows import last_id
from csr_desk.domain.customer_rules import FIXED_FIELDS
from csr_desk.store import customers
from csr_desk.store.customers import Record

SOURCE = "merge"
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


def field_plans(loser: Record, survivor: Record, take: frozenset[str]) -> tuple[FieldPlan, ...]:
    """Return what happens to each field in which the record that goes has another value."""
    names = [*FIXED_FIELDS, *dict(loser.fields)]
    bound = {"first_name"} if "name" in take else set()
    found = (
        FieldPlan(name, survivor.value(name), loser.value(name), name in take | bound)
        for name in names
        if name not in _LEFT_ALONE - bound
    )
    return tuple(plan for plan in found if plan.other and plan.other != plan.kept)


def write_plan(
    desk: Desk, survivor_id: int, plan: FieldPlan, coming: frozenset[str]
) -> dict[str, str]:
    """Write one field as planned; return what undoing needs: before, after, the name beside."""
    known = customers.record(desk.store, survivor_id)
    taken = coming | {name for name, _ in known.fields}
    beside = _free_name(plan.field, taken) if plan.beside else ""
    if plan.after != plan.kept:
        customer_field.write_field(desk, known, plan.field, plan.after, source=SOURCE)
    if beside:
        customer_field.write_field(desk, known, beside, plan.beside, source=SOURCE)
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


def restore_fields(desk: Desk, survivor: Record, moved: dict[str, Any]) -> None:
    """Undo what a merge wrote, but for fields that were edited since."""
    desk.store.insert_many(
        "DELETE FROM field_history WHERE id = ?", [(one,) for one in moved["history"]]
    )
    last = last_id(desk.store, "field_history")
    for one in moved["fields"]:
        if one["beside"] and survivor.value(one["beside"]) == one["beside_value"]:
            customer_field.write_field(desk, survivor, one["beside"], "", source=SOURCE)
        if one["after"] != one["before"] and survivor.value(one["field"]) == one["after"]:
            customer_field.write_field(desk, survivor, one["field"], one["before"], source=SOURCE)
    # The merge with its undoing is an entry of its own; its fields were never edited by anybody.
    desk.store.execute(
        "DELETE FROM field_history WHERE customer_id = ? AND id > ?", survivor.id, last
    )
