"""The addresses a customer is known by: add, correct, remove, choose the primary one."""

from csr_desk import errors
from csr_desk.actions import customer_field
from csr_desk.actions.desk import Desk
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.models import Identity, IdentityKind
from csr_desk.store import people
from csr_desk.store.customers import Record
from csr_desk.store.people import NewIdentity


def add(
    desk: Desk, customer_id: int, kind: IdentityKind, value: str, *, source: str = "agent"
) -> list[int]:
    """Add an address and return the other customers who have it too, for a warning.

    Raises Refused when it is no address of its kind, is a card number, or is theirs already.
    """
    value = value.strip()
    _check(kind, value)
    with desk.store.transaction():
        known = customer_field.writable(desk, customer_id)
        customer_field.refuse_card(desk, value)
        others = [one for one in people.find(desk.store, kind, value) if one != customer_id]
        if not people.add_identity(desk.store, customer_id, NewIdentity(kind, value, source)):
            raise errors.Refused(f"this {kind.value} is on the record already")
        customer_field.log_change(desk, known, kind.value, "", value, source=source)
        return others


def change(desk: Desk, customer_id: int, identity_id: int, value: str) -> bool:
    """Correct an address; an empty value removes it. False when nothing was different."""
    value = value.strip()
    if not value:
        remove(desk, customer_id, identity_id)
        return True
    with desk.store.transaction():
        known = customer_field.writable(desk, customer_id)
        old = _of(known, identity_id)
        if value == old.value:
            return False
        _check(old.kind, value)
        customer_field.refuse_card(desk, value)
        normal = people.normal_form(old.kind, value)
        if desk.store.value(
            "SELECT 1 FROM identity WHERE customer_id = ? AND kind = ? AND normal = ? AND id <> ?",
            customer_id,
            old.kind.value,
            normal,
            identity_id,
        ):
            raise errors.Refused(f"this {old.kind.value} is on the record already")
        desk.store.execute(
            "UPDATE identity SET value = ?, normal = ?, reversed = ?, source = 'agent'"
            " WHERE id = ?",
            value,
            normal,
            normal[::-1] if old.kind is IdentityKind.PHONE else None,
            identity_id,
        )
        customer_field.log_change(desk, known, old.kind.value, old.value, value, source="agent")
        people.refresh_search(desk.store, customer_id)
        return True


def remove(desk: Desk, customer_id: int, identity_id: int) -> None:
    """Remove an address; the next one of its kind becomes the primary one."""
    with desk.store.transaction():
        known = customer_field.writable(desk, customer_id)
        old = _of(known, identity_id)
        desk.store.execute("DELETE FROM identity WHERE id = ?", identity_id)
        if old.is_primary:
            desk.store.execute(
                "UPDATE identity SET is_primary = 1 WHERE id = (SELECT min(id) FROM identity"
                " WHERE customer_id = ? AND kind = ?)",
                customer_id,
                old.kind.value,
            )
        customer_field.log_change(desk, known, old.kind.value, old.value, "", source="agent")
        people.refresh_search(desk.store, customer_id)


def make_primary(desk: Desk, customer_id: int, identity_id: int) -> None:
    """Make an address the first one of its kind."""
    with desk.store.transaction():
        known = customer_field.writable(desk, customer_id)
        one = _of(known, identity_id)
        desk.store.execute(
            "UPDATE identity SET is_primary = (id = ?) WHERE customer_id = ? AND kind = ?",
            identity_id,
            customer_id,
            one.kind.value,
        )
        desk.log("customer.primary", customer_id=customer_id, identity=identity_id)


def _check(kind: IdentityKind, value: str) -> None:
    problem = rules.identity_problem(kind, value)
    if problem is None and not people.normal_form(kind, value):
        problem = f"This is no {kind.value}."
    if problem is not None:
        raise errors.Refused(problem.rstrip("."))


def _of(known: Record, identity_id: int) -> Identity:
    found = next((one for one in known.identities if one.id == identity_id), None)
    if found is None:
        raise errors.Refused("this address is not on the record any more")
    return found
