"""A text as it is compared: without case and without accents."""

import unicodedata


class _Kept(dict[int, int | None]):
    """What becomes of a character: an accent goes, everything else stays; looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_KEPT = _Kept()


def fold(text: str) -> str:
    """Return a text without case and accents; its length may differ (`ß` is `ss`)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_KEPT)
