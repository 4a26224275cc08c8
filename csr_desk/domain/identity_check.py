"""How the desk made sure of a customer's identity, and with which result; never the answers."""

import re
from enum import StrEnum
from typing import Final

METHODS: Final = (
    "call-back",
    "security question",
    "two questions",
    "document",
    "known number",
    "order details",
)
"""The methods where the settings name none."""

NOTE_LENGTH: Final = 200

NEEDED_BEFORE: Final = "a change of address or e-mail, or a refund"

_DIGITS = re.compile(r"\d(?:[\s./-]?\d){2,}")
"""Three digits in a row, also with one separator between them: a birthday, a code, a number."""


class Result(StrEnum):
    """What the check gave."""

    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"


def note_problem(note: str) -> str | None:
    """Return what is wrong with a remark on a check, None when nothing is.

    What the customer answered does not belong there, so figures are refused.
    """
    if len(note) > NOTE_LENGTH:
        return f"A remark has at most {NOTE_LENGTH} characters."
    if _DIGITS.search(note):
        return "Leave out what the customer answered: a remark takes no numbers."
    return None
