"""The card shield: finds card numbers, security codes and other personal data, and masks them.

    mask(text)                  what may be stored, logged, shown and sent
    confirmed_digits(text, f)   what the agent takes back before saving ("not a card")
    public_post_findings(text)  what blocks the send of a public post

A `Finding` holds offsets and the last four characters only: no full number leaves these modules.
"""

from csr_desk.domain.pii.finding import Finding, Masked, Shield
from csr_desk.domain.pii.masking import confirmed_digits, mask
from csr_desk.domain.pii.public_post import public_post_findings

__all__ = [
    "Finding",
    "Masked",
    "Shield",
    "confirmed_digits",
    "mask",
    "public_post_findings",
]
