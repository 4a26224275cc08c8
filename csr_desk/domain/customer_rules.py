"""What may stand in a customer's fields; each check answers with a sentence, or None when fine."""

import re

from csr_desk.domain.models import IdentityKind

NAME_LENGTH = 200
VALUE_LENGTH = 500
NOTE_LENGTH = 10_000
FEWEST_DIGITS, MOST_DIGITS = 3, 20

KINDS = ("customer", "prospect")
FIXED_FIELDS = ("name", "first_name", "organisation", "language", "note", "kind")
"""Fields every customer has; any other name is a fact of its own (city, member level …)."""

CONSENT, CONSENT_TEXT, CONSENT_AT = "consent", "consent text", "consent at"
GRANTED, REFUSED = "granted", "refused"

_EMAIL = re.compile(r"[^@\s<>\"(),:;\[\]\\]+@[^@\s<>\"(),:;\[\]\\.]+(?:\.[^@\s<>\"(),:;\[\]\\.]+)+")
_PHONE = re.compile(r"\+?[\d\s()./\-–]+(?:\s*(?:#|x|ext\.?)\s*\d+)?", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_FIELD_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,60}")


def email_problem(value: str) -> str | None:
    """Return what is wrong with an e-mail address."""
    value = value.strip()
    local, _, domain = value.rpartition("@")
    if not _EMAIL.fullmatch(value) or ".." in value or local[:1] == "." or local[-1:] == ".":
        return "An e-mail address looks like name@example.com."
    if len(value) > 254 or any(part[:1] == "-" or part[-1:] == "-" for part in domain.split(".")):
        return "This e-mail address cannot exist; check its end."
    return None


def phone_problem(value: str) -> str | None:
    """Return what is wrong with a telephone number."""
    value = value.strip()
    if not _PHONE.fullmatch(value):
        return "A telephone number has digits, spaces, + ( ) - . / and an extension after x."
    digits = sum(char.isdecimal() for char in re.split(r"[#xXeE]", value)[0])
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return f"A telephone number has {FEWEST_DIGITS} to {MOST_DIGITS} digits; this has {digits}."
    return None


def identity_problem(kind: IdentityKind, value: str) -> str | None:
    """Return what is wrong with an address of a kind."""
    if not value.strip():
        return "The address is empty. Type it, or remove it."
    if kind is IdentityKind.EMAIL:
        return email_problem(value)
    if kind is IdentityKind.PHONE:
        return phone_problem(value)
    if len(value.strip()) > VALUE_LENGTH:
        return f"The address is longer than {VALUE_LENGTH} characters."
    return None


def field_problem(field: str, value: str) -> str | None:
    """Return what is wrong with the value of a field."""
    value = value.strip()
    if field == "name":
        if not value:
            return "A customer needs a name."
        return _too_long(value, NAME_LENGTH)
    if field == "language" and value and not _LANGUAGE.fullmatch(value):
        return "A language is a code such as en, de or pt-BR."
    if field == "kind" and value not in KINDS:
        return "A customer is a customer or a prospect."
    if not _FIELD_NAME.fullmatch(field.strip()):
        return "A field has a name of 1 to 60 characters on one line."
    return _too_long(value, NOTE_LENGTH if field == "note" else VALUE_LENGTH)


def _too_long(value: str, limit: int) -> str | None:
    if len(value) <= limit:
        return None
    return f"This is longer than {limit:,} characters; shorten it."


def guessed_kind(value: str) -> IdentityKind:
    """Return which kind of address a typed text is: e-mail, telephone number or social handle."""
    value = value.strip()
    if "@" in value[1:]:
        return IdentityKind.EMAIL
    if _PHONE.fullmatch(value):
        return IdentityKind.PHONE
    return IdentityKind.SOCIAL
