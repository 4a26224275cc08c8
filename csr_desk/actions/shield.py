"""The card shield at the store's door: every text an action saves passes through here first."""

from typing import TYPE_CHECKING

from csr_desk.actions.desk import Desk
from csr_desk.domain import pay_link
from csr_desk.store import payments

if TYPE_CHECKING:
    from csr_desk.domain.pii import Masked

_WHILE_PAYING = frozenset({"note", "wrap_up"})
"""What is written while a payment of the ticket runs takes no number as long as a card's."""


def masked(
    desk: Desk,
    text: str,
    where: str,
    *,
    ticket_id: int | None = None,
    interaction_id: int | None = None,
    keep: frozenset[str] = frozenset(),
) -> str:
    """Return a text with card numbers and security codes masked, and log what was found.

    `keep` holds digit strings the agent has declared to be no card; it lives in memory only.
    """
    if not any(character.isdigit() for character in text):
        return text
    result = _mask(desk, text, keep)
    if ticket_id is not None and where in _WHILE_PAYING and payments.active(desk.store, ticket_id):
        result = _without_long_numbers(result)
    for finding in result.findings:
        desk.log(
            "pii.masked",
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            pii=finding.kind,
            last4=finding.last4,
            where=where,
        )
    return result.text


def _without_long_numbers(result: "Masked") -> "Masked":
    """Mask every number as long as a card's, whether it fits one or not: a payment runs."""
    from csr_desk.domain import pii

    text, found = result.text, list(result.findings)
    for start, end in reversed(pay_link.long_runs(text)):
        one = pii.Finding("pan", start, end, "")
        text = text[:start] + one.mask.strip() + text[end:]
        found.append(one)
    return pii.Masked(text, tuple(found))


def quietly(desk: Desk, text: str) -> str:
    """Return a text masked, without a line in the log: to compare it with what is stored."""
    if not any(character.isdigit() for character in text):
        return text
    return _mask(desk, text, frozenset()).text


def _mask(desk: Desk, text: str, keep: frozenset[str]) -> "Masked":
    from csr_desk.domain import pii  # 25 ms of pattern compiling, not before the first paint

    options = desk.config.shield
    shield = pii.Shield(iban=options.iban, national_id=options.national_id)
    return pii.mask(text, shield, keep=keep)
