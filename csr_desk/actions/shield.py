"""The card shield at the store's door: every text an action saves passes through here first."""

from csr_desk.actions.desk import Desk


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
    from csr_desk.domain import pii  # 25 ms of pattern compiling, not before the first paint

    options = desk.config.shield
    result = pii.mask(
        text,
        pii.Shield(iban=options.iban, national_id=options.national_id),
        keep=keep,
    )
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
