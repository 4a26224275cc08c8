"""Tags as they are kept and compared, out of what is typed."""

import unicodedata
from collections.abc import Iterable

LONGEST_TAG = 60


def normalise_tag(tag: str) -> str:
    """Return a tag in small letters, with - for spaces and without invisible characters."""
    words = unicodedata.normalize("NFC", tag).lower().split()
    visible = (char for char in "-".join(words) if not unicodedata.category(char).startswith("C"))
    return "".join(visible).strip("-")


def normalise_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the set of normalised tags in the order of the alphabet."""
    return tuple(sorted({tag for tag in map(normalise_tag, tags) if tag}))


def parse_tags(text: str) -> tuple[str, ...]:
    """Return the tags of a typed line, separated by commas."""
    return normalise_tags(text.split(","))
