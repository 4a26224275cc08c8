"""One letter for each group, taken from its name, so that the hand learns it."""

import unicodedata
from collections.abc import Collection, Sequence
from string import ascii_lowercase

NEVER = frozenset("s")
"""Spam has this letter (product.md section 5)."""


def assigned(names: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Return the letter of each name, "" where none is left; no letter of `taken` is given.

    First letters go before others, then any free one; a letter is a character, not a place on the
    keyboard.
    """
    free = [letter for letter in ascii_lowercase if letter not in NEVER and letter not in taken]
    found = [""] * len(names)
    wishes = [_letters(name) for name in names]
    for most in (1, max(map(len, wishes), default=0)):
        for place, letters in enumerate(wishes):
            if not found[place]:
                found[place] = next((one for one in letters[:most] if one in free), "")
                free = [one for one in free if one != found[place]]
    return [one or (free.pop(0) if free else "") for one in found]


def _letters(name: str) -> list[str]:
    """Return the basic Latin letters of a name in order, without their accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return [letter for letter in plain if letter in ascii_lowercase]
