"""Paths as a log may have them: which call it was, not whose record."""

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,31}(?:\.json)?|v\d{1,2}")


def template_of(path: str) -> str:
    """Return a path with everything that may be an id, name or address replaced, without query."""
    parts = path.partition("?")[0].split("/")
    return "/".join(part if not part or _WORD.fullmatch(part) else "{id}" for part in parts)
