"""Shapes of national identity numbers, with their check digits where the country has one."""

import re
from collections.abc import Callable, Iterator

_LETTERS_ES = "TRWAGMYFPDXBNJZSQVHLCKE"


def _spanish(number: str) -> bool:
    plain = re.sub(r"[^0-9A-Z]", "", number.upper())
    digits = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return _LETTERS_ES[int(digits) % 23] == plain[-1]


def _french(number: str) -> bool:
    plain = re.sub(r"\W", "", number.upper())
    body = plain[:-2].replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(plain[-2:])


def _german_tax(number: str) -> bool:
    """Check a Steuer-ID by ISO 7064 mod 11,10."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    product = 10
    for digit in digits[:-1]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == digits[-1]


def _shape_only(_number: str) -> bool:
    return True


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"\b(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}\b"), _shape_only),
    (
        re.compile(
            r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"
        ),
        _shape_only,
    ),
    (re.compile(r"(?i)\b(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-Z]\b"), _spanish),
    (re.compile(r"(?i)\b[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]\b"), _shape_only),
    (
        re.compile(
            r"(?i)\b[12] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b"
        ),
        _french,
    ),
    (re.compile(r"\b[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b"), _german_tax),
)


def national_ids(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of US, UK, Spanish, Italian, French and German identity numbers."""
    for shape, holds in _SHAPES:
        for found in shape.finditer(folded):
            if holds(found[0]):
                yield found.span()
