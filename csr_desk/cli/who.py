"""Which ticket or customer a word on the command line means."""

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.cli.who_candidates import (
    CUSTOMER,
    MOST_CANDIDATES,
    NAMED_ADDRESS,
    candidates,
    described,
    is_phone,
)
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, tickets


def ticket(desk: Desk, word: str) -> tickets.Ticket:
    """Return the ticket of a reference, with or without `#`; Refused when there is none."""
    return tickets.by_reference(desk.store, word)


def customer(desk: Desk, word: str, *, look_around: bool = True) -> int:
    """Return the customer an id, address, number or name means; Refused with the candidates.

    `look_around` also takes part of a name, when only one customer fits.
    """
    found = candidates(desk, word, look_around=look_around)
    if not found:
        raise errors.Refused(
            f"there is no customer {word}",
            f'Look with `csr-desk find "{word}"`, or make one with `csr-desk new --customer`.',
        )
    return only(desk, word, found)


def only(desk: Desk, word: str, found: list[int]) -> int:
    """Return the one customer found; Refused with a list when there are several."""
    if len(found) == 1:
        return found[0]
    names = "; ".join(described(desk, one) for one in found[:MOST_CANDIDATES])
    more = ", and more" if len(found) > MOST_CANDIDATES else ""
    raise errors.Refused(
        f"{word} may be {len(found)} customers: {names}{more}",
        f"Name one of them, such as {CUSTOMER}{found[0]}.",
    )


def as_new(word: str) -> tuple[str, list[people.NewIdentity]]:
    """Return name and addresses of a customer who is not known yet, out of one word."""
    word = word.strip()
    address = NAMED_ADDRESS.fullmatch(word)
    if address:
        email = address[2].strip()
        return address[1].strip('" ') or email, [people.NewIdentity(IdentityKind.EMAIL, email)]
    if "@" in word[1:] and people.normal_email(word):
        return word, [people.NewIdentity(IdentityKind.EMAIL, word)]
    if word.startswith("@") and len(word) > 1:
        return word, [people.NewIdentity(IdentityKind.SOCIAL, word)]
    if is_phone(word):
        return word, [people.NewIdentity(IdentityKind.PHONE, word)]
    return word, []
