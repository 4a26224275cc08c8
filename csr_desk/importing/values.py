"""Cells as text, and as lists and answers written in a text."""

import json
import re
from typing import Any


class BadValue(ValueError):
    """A cell does not say what its column must say; the text names the column's meaning and why."""


_LONE = re.compile("[\ud800-\udfff]")
_UNDECODED = re.compile("[\udc80-\udcff]")
_HTML = re.compile(r"<(?:/?(?:p|div|br|html|body|table|span|ul|ol|li|a|b|i|strong|em|h\d)\b)", re.I)


def text(value: Any) -> str:
    """Return a cell as text without blanks around it; BadValue for bytes that are no text."""
    if value is None:
        return ""
    if isinstance(value, str):
        if not value.isascii() and _LONE.search(value):
            if _UNDECODED.search(value):
                raise BadValue("the row holds bytes that are not UTF-8")
            return _LONE.sub("\ufffd", value).replace("\0", "").strip()
        return str(value.replace("\0", "").strip())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list) and not any(isinstance(item, (dict, list)) for item in value):
        return ", ".join(text(item) for item in value)
    return text(json.dumps(value, ensure_ascii=False, default=str))


def looks_like_html(value: str) -> bool:
    """Tell whether a text has HTML tags."""
    return "<" in value and _HTML.search(value) is not None


def names(value: Any) -> tuple[str, ...]:
    """Return tags from a list or from a text split at commas, semicolons, bars or blanks."""
    if isinstance(value, list):
        found = [text(item.get("name") if isinstance(item, dict) else item) for item in value]
    else:
        written = text(value)
        if written.startswith("["):
            try:
                return names(json.loads(written))
            except ValueError:
                written = written.strip("[]")
        parts = re.split(r"[,;|]", written)
        found = parts if len(parts) > 1 else written.split()
    tidy = {"_".join(tag.split()).lower().strip("\"'") for tag in found}
    return tuple(sorted(tag for tag in tidy if tag and tag != "-"))


def truth(value: Any) -> bool:
    """Tell whether a cell says yes."""
    return text(value).lower() in {"true", "1", "yes", "y", "ja", "oui", "si", "t"}
