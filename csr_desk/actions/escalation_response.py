"""The response that tells a customer that their case was escalated."""

from csr_desk.actions.desk import Desk
from csr_desk.store import canned
from csr_desk.store.canned import Response

NAMES = ("escalated", "escalation")
"""Short names it may have; else it is one that carries such a tag."""

ACKNOWLEDGING = ("acknowledged", "acknowledgement", "acknowledge", "received")
"""Names and tags of responses that say that a query arrived."""


def find(desk: Desk) -> Response | None:
    """Return the response for an escalated case, None when there is none that is valid."""
    return next(iter(_named(desk, NAMES)), None)


def acknowledging(desk: Desk) -> list[Response]:
    """Return every response, those first that say that a query arrived."""
    first = _named(desk, ACKNOWLEDGING)
    known = {one.id for one in first}
    usable = [one for one in canned.every(desk.store, desk.agent_id) if _is_valid(desk, one)]
    return [*first, *(one for one in usable if one.id not in known)]


def _named(desk: Desk, words: tuple[str, ...]) -> list[Response]:
    found = [one for one in canned.every(desk.store, desk.agent_id) if _is_valid(desk, one)]
    by_name = [one for one in found if one.name.casefold() in words]
    by_tag = [one for one in found if not set(words).isdisjoint(one.tags) and one not in by_name]
    return [*by_name, *by_tag]


def _is_valid(desk: Desk, one: Response) -> bool:
    return one.valid_until is None or one.valid_until > desk.now()
