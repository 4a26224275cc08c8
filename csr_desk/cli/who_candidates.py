"""The customers that a word on the command line may mean, and how they are named."""

import re

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_terms

CUSTOMER = "customer:"
MOST_CANDIDATES = 8
NAMED_ADDRESS = re.compile(r"\s*(.*?)\s*<([^<>]+@[^<>]+)>\s*")


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
    address = NAMED_ADDRESS.fullmatch(word)
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
