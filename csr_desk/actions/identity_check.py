"""The check of a customer's identity: how, with which result, when; never what was answered."""

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.customer_field import writable
from csr_desk.actions.desk import Desk
from csr_desk.domain.identity_check import METHODS, Result, note_problem
from csr_desk.store import escalations, people
from csr_desk.store.escalations import Verification


def methods(desk: Desk) -> tuple[str, ...]:
    """Return the ways an identity may be checked, as the settings have them."""
    return desk.config.customer.identity_methods or METHODS


def record(
    desk: Desk,
    customer_id: int,
    method: str,
    result: Result,
    *,
    note: str = "",
    ticket_id: int | None = None,
    interaction_id: int | None = None,
) -> int:
    """Record a check and return its id; Refused for an unknown method or a note with figures."""
    if method not in methods(desk):
        raise errors.Refused(
            f"an identity is not checked by {method}", f"There are: {', '.join(methods(desk))}."
        )
    problem = note_problem(note)
    if problem is not None:
        raise errors.Refused(problem.rstrip("."))
    with desk.store.transaction():
        known = writable(desk, customer_id)
        found = desk.store.insert(
            "verification",
            customer_id=known.id,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            method=method,
            result=result,
            note=shield.masked(desk, note.strip(), "verification", ticket_id=ticket_id),
            at=desk.now(),
            actor=desk.actor,
        )
        desk.log(
            "identity.verified",
            customer_id=known.id,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            method=method,
            result=result.value,
            note=people.hashed(desk.store, known.id, note.strip()),
        )
        return found


def last(desk: Desk, customer_id: int) -> Verification | None:
    """Return the newest check of a customer, None when there was none."""
    return escalations.last_verification(desk.store, customer_id)


def passed_in(desk: Desk, customer_id: int, interaction_id: int | None) -> bool:
    """Tell whether the identity was found right in this contact; outside one it never was."""
    if interaction_id is None:
        return False
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM verification WHERE customer_id = ?"
            " AND interaction_id = ? AND result = 'passed')",
            customer_id,
            interaction_id,
        )
    )
