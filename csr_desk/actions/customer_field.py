"""A field of a customer written with its history, and the rules of which record may be written."""

from csr_desk import errors
from csr_desk.actions import customer_carry, shield
from csr_desk.actions.desk import Desk
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import Instant
from csr_desk.store import customers, events, people, purge
from csr_desk.store.customers import Record


def first_name_of(name: str) -> str:
    """Return the first name in `Ann Baker` or `Baker, Ann`; '' where there is only one word."""
    last, comma, rest = name.strip().partition(",")
    words = (rest if comma and rest.strip() else last).split()
    return words[0] if words and (comma or len(words) > 1) else ""


def change(desk: Desk, customer_id: int, field: str, value: str, *, source: str = "agent") -> bool:
    """Change a field or a fact and keep the old value; False when nothing was different.

    An empty value clears the field. Raises Refused when the value is wrong for the field, and for
    a record that was merged into another one.
    """
    problem = rules.field_problem(field, value)
    if problem is not None:
        raise errors.Refused(problem.rstrip("."))
    with desk.store.transaction():
        known = writable(desk, customer_id)
        field, new = field.strip(), clean(desk, value)
        old = known.value(field)
        if new == old:
            return False
        write_field(desk, known, field, new, source=source)
        if field == "name" and known.first_name == first_name_of(old):
            first = first_name_of(new)
            if first != known.first_name:
                write_field(desk, known, "first_name", first, source=source)
        return True


def write_field(
    desk: Desk, known: Record, field: str, new: str, *, source: str, at: Instant | None = None
) -> None:
    """Write one field with history and event inside the current transaction, unchecked."""
    moment = desk.now() if at is None else at
    old = known.value(field)
    if field == "organisation":
        organisation = people.organisation_id(desk.store, new)
        update(desk, known.id, "organisation_id", organisation, moment)
    elif field in rules.FIXED_FIELDS:
        update(desk, known.id, field, new, moment)
    elif new:
        desk.store.execute(
            "INSERT OR REPLACE INTO customer_field VALUES (?, ?, ?)", known.id, field, new
        )
    else:
        desk.store.execute(
            "DELETE FROM customer_field WHERE customer_id = ? AND name = ?", known.id, field
        )
    log_change(desk, known, field, old, new, source=source)
    people.refresh_search(desk.store, known.id)


def update(desk: Desk, customer_id: int, column: str, value: str | int | None, at: int) -> None:
    """Write one column of a customer and count its version up, without history."""
    desk.store.execute(
        f"UPDATE customer SET {column} = ?, updated_at = max(updated_at, ?), version = version + 1"
        " WHERE id = ?",
        value,
        at,
        customer_id,
    )


def log_change(desk: Desk, known: Record, field: str, old: str, new: str, *, source: str) -> None:
    """Keep a change in the history and, hashed, in the event log."""
    people.record_change(
        desk.store, known.id, field, old, new, at=desk.now(), actor=desk.actor, source=source
    )
    if source == "agent":
        customer_carry.carry(desk, known.id, field, old, new)
    desk.log(
        "customer.changed",
        customer_id=known.id,
        field=field,
        source=source,
        old=events.personal(known.salt, old),
        new=events.personal(known.salt, new),
    )


def writable(desk: Desk, customer_id: int) -> Record:
    """Return a record that may be changed; Refused for a merged or an erased one."""
    known = customers.record(desk.store, customer_id)
    refuse_erased(desk, customer_id)
    if known.merged_into is not None:
        into = people.survivor(desk.store, customer_id)
        raise errors.Refused(
            f"this record was merged into customer {into}", "Open that one, or undo the merge."
        )
    return known


def refuse_erased(desk: Desk, customer_id: int) -> None:
    """Raise Refused for what an erasure left of a record: nobody comes to life in it again."""
    if desk.store.value("SELECT 1 FROM meta WHERE key = ?", purge.mark_of(customer_id)):
        raise errors.Refused("this person was erased", "Make a new customer.")


def refuse_card(desk: Desk, value: str) -> None:
    """Raise Refused when an address would bring a card number into the store."""
    if shield.masked(desk, value, "customer") != value:
        raise errors.Refused(
            "that looks like a card number, and card numbers are not saved",
            "Type the address again.",
        )


def clean(desk: Desk, value: str) -> str:
    """Return a typed text without blanks around it and without card numbers."""
    return shield.masked(desk, value.strip(), "customer")
