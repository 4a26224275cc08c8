"""New customers, and a known one used in place of a new one.

Personal text enters the event log as salted hashes only; the words stand in `field_history`.
"""

from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions.customer_consent import Consent, record_consent
from csr_desk.actions.customer_field import clean, first_name_of, refuse_card
from csr_desk.actions.desk import Desk
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.duplicates import Match
from csr_desk.store import people
from csr_desk.store.people import NewIdentity

VERIFIED = "details confirmed"


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
            name=clean(desk, wanted.name),
            first_name=clean(desk, wanted.first_name or first_name_of(wanted.name)),
            organisation=clean(desk, wanted.organisation),
            language=wanted.language.strip(),
            note=clean(desk, wanted.note),
            kind=wanted.kind,
            salt=desk.new_uid(),
            addresses=wanted.addresses,
            fields=[(name.strip(), clean(desk, value)) for name, value in wanted.fields],
        )
        desk.log("customer.created", customer_id=customer_id, source=source)
        if wanted.consent is not None:
            record_consent(desk, customer_id, wanted.consent)
        return customer_id


def suggested(desk: Desk, found: Match) -> None:
    """Log that a known customer was proposed in place of a new one; nothing is done with them."""
    with desk.store.transaction():
        desk.log("duplicate.suggest", customer_id=found.customer_id, reasons=list(found.reasons))


def use_match(desk: Desk, customer_id: int, reasons: tuple[str, ...] = ()) -> int:
    """Log that a possible match was used instead of a new record; return the survivor's id."""
    with desk.store.transaction():
        found = people.survivor(desk.store, customer_id)
        desk.log("duplicate.use", customer_id=found, reasons=list(reasons))
        return found
