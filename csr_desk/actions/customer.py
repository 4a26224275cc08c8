"""Customers: new ones, changed fields with their history, consent, confirmed details.

Personal text enters the event log as salted hashes only; the words stand in `field_history`.
"""

from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import DAY, Instant, iso
from csr_desk.store import customers, events, people, purge
from csr_desk.store.customers import Record
from csr_desk.store.people import NewIdentity

VERIFIED = "details confirmed"


@dataclass(frozen=True, slots=True)
class Consent:
    """What the customer said to which text."""

    granted: bool
    text_version: str


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be made; `first_name` is taken from the name when it is empty."""

    name: str
    first_name: str = ""
    organisation: str = ""
    language: str = ""
    note: str = ""
    kind: str = "customer"
    addresses: tuple[NewIdentity, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    consent: Consent | None = None


def problems(wanted: NewCustomer) -> list[str]:
    """Return what keeps a new customer from being made, a sentence each."""
    checks = [rules.field_problem(field, getattr(wanted, field)) for field in rules.FIXED_FIELDS]
    checks += [rules.identity_problem(one.kind, one.value) for one in wanted.addresses]
    checks += [rules.field_problem(field, value) for field, value in wanted.fields]
    if wanted.consent is not None and not wanted.consent.text_version.strip():
        checks.append("Consent names the version of the text that was read.")
    return [found for found in checks if found is not None]


def create(desk: Desk, wanted: NewCustomer, *, source: str = "agent") -> int:
    """Make a customer and return the id; Refused with the first thing that is wrong."""
    found = problems(wanted)
    if found:
        raise errors.Refused(found[0].rstrip("."), "Correct it and press Enter again.")
    with desk.store.transaction():
        for one in wanted.addresses:
            refuse_card(desk, one.value)
        customer_id = people.insert_customer(
            desk.store,
            uid=desk.new_uid(),
            at=desk.now(),
            name=_clean(desk, wanted.name),
            first_name=_clean(desk, wanted.first_name or first_name_of(wanted.name)),
            organisation=_clean(desk, wanted.organisation),
            language=wanted.language.strip(),
            note=_clean(desk, wanted.note),
            kind=wanted.kind,
            salt=desk.new_uid(),
            addresses=wanted.addresses,
            fields=[(name.strip(), _clean(desk, value)) for name, value in wanted.fields],
        )
        desk.log("customer.created", customer_id=customer_id, source=source)
        if wanted.consent is not None:
            record_consent(desk, customer_id, wanted.consent)
        return customer_id


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
        field, new = field.strip(), _clean(desk, value)
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
        _update(desk, known.id, "organisation_id", organisation, moment)
    elif field in rules.FIXED_FIELDS:
        _update(desk, known.id, field, new, moment)
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


def _update(desk: Desk, customer_id: int, column: str, value: str | int | None, at: int) -> None:
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
    desk.log(
        "customer.changed",
        customer_id=known.id,
        field=field,
        source=source,
        old=events.personal(known.salt, old),
        new=events.personal(known.salt, new),
    )


def record_consent(desk: Desk, customer_id: int, consent: Consent) -> None:
    """Record what the customer said to a text of a version; the last answer counts."""
    with desk.store.transaction():
        known = writable(desk, customer_id)
        answer = rules.GRANTED if consent.granted else rules.REFUSED
        for field, value in (
            (rules.CONSENT, answer),
            (rules.CONSENT_TEXT, consent.text_version.strip()),
            (rules.CONSENT_AT, iso(desk.now())),
        ):
            desk.store.execute(
                "INSERT OR REPLACE INTO customer_field VALUES (?, ?, ?)", customer_id, field, value
            )
        before = known.value(rules.CONSENT)
        if before and before != answer:
            log_change(desk, known, rules.CONSENT, before, answer, source="agent")
        desk.log(
            "consent.record",
            customer_id=customer_id,
            granted=consent.granted,
            text_version=consent.text_version.strip(),
        )


def confirm_details(desk: Desk, customer_id: int) -> None:
    """Note that the customer confirmed that what is on record is right."""
    with desk.store.transaction():
        writable(desk, customer_id)
        now = desk.now()
        _update(desk, customer_id, "verified_at", now, now)
        desk.log("customer.confirmed", customer_id=customer_id)


def needs_confirming(desk: Desk, known: Record) -> bool:
    """Tell whether the details were never confirmed, or too many days ago (a setting)."""
    days = desk.config.customer.confirm_after_days
    if days <= 0:
        return False
    return known.verified_at is None or desk.now() - known.verified_at >= days * DAY


def use_match(desk: Desk, customer_id: int, reasons: tuple[str, ...] = ()) -> int:
    """Log that a possible match was used instead of a new record; return the survivor's id."""
    with desk.store.transaction():
        found = people.survivor(desk.store, customer_id)
        desk.log("duplicate.use", customer_id=found, reasons=list(reasons))
        return found


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


def _clean(desk: Desk, value: str) -> str:
    return shield.masked(desk, value.strip(), "customer")
