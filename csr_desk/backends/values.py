"""JSON values as helpdesks send them, as the desk's: ids as text, times as instants, words.

Ids may come as number or text, any text as null, numbers as text: nothing is lost over a type.
"""

from typing import TypeAlias

from csr_desk.domain.instants import SECOND, Instant, parse_instant

Word: TypeAlias = str | int | float | bool | None
Id: TypeAlias = str | int | None


def text(value: object) -> str:
    """Return a value as text; nothing for null, `true` and `false` as JSON writes them."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def ident(value: object) -> str | None:
    """Return an id as text; None for null and for an empty text."""
    return None if value in (None, "") else str(value)


def instant(value: Word) -> Instant | None:
    """Return the instant of a time stamp or of seconds since the epoch; None when it is neither."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * SECOND)
    if not isinstance(value, str) or not value:
        return None
    close = value.replace(" ", "") if "T" in value else value
    for spelling in (value, close, f"{value}Z"):
        try:
            return parse_instant(spelling)
        except ValueError:
            continue
    return None


def words(value: object) -> tuple[str, ...]:
    """Return tags or other words, given as a list or as one text with spaces."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(text(one) for one in value) if isinstance(value, list) else ()


def is_true(value: Word) -> bool:
    """Tell whether a value means yes, as JSON or as text."""
    return text(value).lower() in ("true", "1", "yes")


def number(value: object) -> float | None:
    """Return a number, also one given as text; None for what is none, yes and no included."""
    if isinstance(value, bool):
        return None
    try:
        return float(text(value))
    except ValueError:
        return None
