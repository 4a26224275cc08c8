"""A text as it is compared: without case and without accents."""

import unicodedata


def fold(text: str) -> str:
    """Return a text without case and accents; its length may differ (`ß` is `ss`)."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))
