"""JSON objects as records: without a wrapper, and with their parts under dotted names."""

from typing import Any


def flatten(record: dict[str, Any], prefix: str = "", depth: int = 3) -> dict[str, Any]:
    """Return nested objects as dotted names; lists stay as they are."""
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and depth and value:
            flat.update(flatten(value, f"{prefix}{name}.", depth - 1))
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Return the object inside a wrapper such as {"helpdesk_ticket": {…}}."""
    if len(record) == 1:
        (inner,) = record.values()
        if isinstance(inner, dict):
            return inner
    return record
