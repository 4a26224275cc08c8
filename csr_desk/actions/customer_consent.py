"""What a customer agreed to and confirmed, and when."""

from dataclasses import dataclass

from csr_desk.actions import customer_confirm
from csr_desk.actions.customer_field import log_change, writable
from csr_desk.actions.desk import Desk
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import iso
from csr_desk.store.customers import Record


@dataclass(frozen=True, slots=True)
class Consent:
    """What the customer said to which text."""

    granted: bool
    text_version: str


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
    """Note that the customer confirmed that all of what is on record is right."""
    customer_confirm.confirm(desk, customer_id)


def needs_confirming(desk: Desk, known: Record) -> bool:
    """Tell whether a detail was never confirmed, or too many days ago (a setting)."""
    return bool(customer_confirm.old(desk, known))
