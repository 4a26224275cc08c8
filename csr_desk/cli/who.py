"""Which ticket or customer a word on the command line means."""

import re

from csr_desk import errors, text
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_terms, tickets

CUSTOMER = "customer:"
MOST_CANDIDATES = 8
_NAMED_ADDRESS = re.compile(r"\s*(.*?)\s*<([^<>]+@[^<>]+)>\s*")


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


def described(desk: Desk, customer_id: int) -> str:
    """Return a customer in words: name, id, first address."""
    name = str(desk.store.value("SELECT name FROM customer WHERE id = ?", customer_id) or "")
    first = next((each.value for each in people.identities(desk.store, customer_id)), "")
    address = f", {text.line(first, 40)}" if first else ""
    return f"{text.line(name, 40)} ({CUSTOMER}{customer_id}{address})"


def candidates(desk: Desk, word: str, *, look_around: bool) -> list[int]:
    """Return the customers a word may mean, merges followed."""
    word = word.strip()
    named = word.removeprefix(CUSTOMER)
    if named != word or _is_number(word):
        return _by_id(desk, named)
    address = _NAMED_ADDRESS.fullmatch(word)
    if address or "@" in word[1:]:
        return people.find(desk.store, IdentityKind.EMAIL, word)
    if word.startswith("@"):
        return people.find(desk.store, IdentityKind.SOCIAL, word)
    if is_phone(word):
        return people.find_by_phone(desk.store, word)
    return _by_name(desk, word) or (_around(desk, word) if look_around else [])


def is_phone(word: str) -> bool:
    """Tell whether a word is written like a telephone number: seven digits or more, no letters."""
    digits = people.normal_phone(word)
    return len(digits) >= people.TAIL and not any(char.isalpha() for char in word)


def as_new(word: str) -> tuple[str, list[people.NewIdentity]]:
    """Return name and addresses of a customer who is not known yet, out of one word."""
    word = word.strip()
    address = _NAMED_ADDRESS.fullmatch(word)
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


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < people.TAIL


def _by_id(desk: Desk, word: str) -> list[int]:
    if not (word.isascii() and word.isdigit() and len(word) <= 15):
        return []
    found = desk.store.value("SELECT id FROM customer WHERE id = ?", int(word))
    return [] if found is None else [people.survivor(desk.store, int(found))]


def _by_name(desk: Desk, word: str) -> list[int]:
    rows = desk.store.all(
        "SELECT id FROM customer WHERE name = ? COLLATE NOCASE AND merged_into IS NULL"
        " ORDER BY id LIMIT ?",
        word,
        MOST_CANDIDATES + 1,
    )
    return [int(row[0]) for row in rows]


def _around(desk: Desk, word: str) -> list[int]:
    match = search_terms.expression(word)
    if not match:
        return []
    found = search_terms.newest(desk.store, "customer_fts", match, MOST_CANDIDATES + 1)
    return sorted({people.survivor(desk.store, one) for one in found})
