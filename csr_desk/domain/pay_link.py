"""The secure pay link: what its template may be, and the link that is made from it."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

NAMES = ("amount", "minor", "currency", "reference", "ticket")
"""Placeholders of a template; `minor` is the amount in minor units."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DIGITS = re.compile(r"[0-9](?:[ .\-]?[0-9]){11,}")


def problem(template: str) -> str | None:
    """Return what is wrong with a template, None when nothing is."""
    try:
        parts = urlsplit(template)
        host = parts.hostname
    except ValueError:
        return "This is no address."
    if parts.scheme != "https" or not host:
        return "The link must begin with https:// and name a host."
    if parts.username is not None or "{" in parts.netloc or re.search(r"[\s\x00-\x1f]", template):
        return "The host must stand there as it is, without a name, a space or a placeholder."
    names = _PLACEHOLDER.findall(template)
    strange = [name for name in names if name not in NAMES]
    if strange or re.search(r"[{}]", _PLACEHOLDER.sub("", template)):
        return f"The placeholders are {', '.join(f'{{{name}}}' for name in NAMES)}."
    if "reference" not in names:
        return "It needs {reference}, by which the payment is found again."
    return None


def needs_amount(template: str) -> bool:
    """Tell whether the link names the amount."""
    return "{amount}" in template or "{minor}" in template


def link(template: str, values: Mapping[str, str]) -> str:
    """Return the link of a payment, every value quoted as part of an address."""
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), template)


def long_runs(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every run of digits as long as a card number, separators between."""
    return [found.span() for found in _DIGITS.finditer(text)]
