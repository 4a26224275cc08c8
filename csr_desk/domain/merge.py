"""Three-way merge of one field: what both sides began with, what was changed here, what there.

Only one side changed it: that side counts. Both made the same of it: that counts. Otherwise it is a
`Clash`, which keeps all three (spec/reliability.md 1.3). Sets never clash: what either side added
is in, what either side took out is out.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from csr_desk.domain.queue_row import Status

CUSTOM = "custom:"
"""Begins the name of a custom field; its remote id follows."""


class Kind(StrEnum):
    """The kinds of fields two sides can change."""

    STATUS = "status"
    PRIORITY = "priority"
    ASSIGNEE = "assignee_id"
    TEAM = "team_id"
    SUBJECT = "subject"
    TAGS = "tags"
    CUSTOM_STATUS = "custom_status"
    CUSTOM = "custom"


class Clash(NamedTuple):
    """A field that both sides changed, each to something else."""

    base: object
    mine: object
    theirs: object


def kind_of(field: str) -> Kind:
    """Return the kind of a field by its name; ValueError for a name no ticket has."""
    return Kind.CUSTOM if field.startswith(CUSTOM) else Kind(field)


def three_way(
    kind: Kind, base: object, mine: object, theirs: object, *, customer_wrote: bool = False
) -> object:
    """Return the value that counts, or a Clash.

    `customer_wrote` says that the customer wrote since `base`: solving the ticket is then a clash,
    unless the other side solved it as well.
    """
    if kind is Kind.TAGS or (kind is Kind.CUSTOM and _any_set(base, mine, theirs)):
        return _sets(_members(base), _members(mine), _members(theirs))
    if same(kind, mine, theirs):
        return theirs
    if customer_wrote and kind is Kind.STATUS and _is_over(mine) and not _is_over(base):
        return Clash(base, mine, theirs)
    if same(kind, base, mine):
        return theirs
    if kind is Kind.STATUS and _is_over(mine) and _is_over(theirs):
        return max(mine, theirs, key=_number_of)  # solved here, closed there: over is over
    if same(kind, base, theirs):
        return mine
    return Clash(base, mine, theirs)


def same(kind: Kind, one: object, other: object) -> bool:
    """Tell whether two values of a field are the same: numbers in custom fields may be text."""
    if kind is not Kind.CUSTOM:
        return one == other
    one, other = _filled(one), _filled(other)
    if one == other or isinstance(one, str) == isinstance(other, str):
        return one == other
    return _number(one) is not None and _number(one) == _number(other)


def _filled(value: object) -> object:
    return None if value == "" else value


def _number(value: object) -> float | None:
    """Return what a value counts as; a yes or no is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _number_of(status: object) -> int:
    return status if isinstance(status, int) else 0


def _is_over(status: object) -> bool:
    return isinstance(status, int) and status >= Status.SOLVED


def _any_set(*values: object) -> bool:
    return any(isinstance(value, list | tuple | set | frozenset) for value in values)


def _members(value: object) -> frozenset[str]:
    if value is None or value == "":
        return frozenset()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return frozenset((str(value),))
    return frozenset(str(one) for one in value)


def _sets(base: frozenset[str], mine: frozenset[str], theirs: frozenset[str]) -> tuple[str, ...]:
    added = (mine - base) | (theirs - base)
    removed = (base - mine) | (base - theirs)
    return tuple(sorted((base | added) - removed))
