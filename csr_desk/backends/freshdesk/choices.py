"""The choices of a ticket field, in whatever shape they come (spec/freshdesk.md 2).

["Question", "Incident"]                          values that are their own titles
{"Low": 1, "Medium": 2}                           title → id
{"2": ["Open", "Being Processed"]}                id → [agent's title, customer's title]
{"Europe": {"Germany": ["Köln"]}}                 levels of a dependent field
[{"Europe": {…}}, …], [{"id": 1, "value": …, "choices": […]}, …]
"""

from collections.abc import Iterator, Mapping
from typing import Any

from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.values import text

Option = tuple[str, str]
_DEEPEST = 8


def options(choices: object) -> tuple[Option, ...]:
    """Return (value to send, title) of each choice of the first level, each value once."""
    return _each_once(_level(choices))


def deeper(choices: object, level: int) -> tuple[Option, ...]:
    """Return the choices of a lower level of a dependent field, `level` 2 or 3, of all branches."""
    found = [choices]
    for _ in range(min(level, _DEEPEST) - 1):
        found = [inner for one in found for inner in _inner(one)]
    return _each_once(option for one in found for option in _level(one))


def ids_by_name(choices: object) -> dict[str, str]:
    """Return id → title of a field whose choices are records: agents, groups."""
    return {value: title for value, title in options(choices) if whole_number(value) is not None}


def statuses(choices: object) -> tuple[Option, ...]:
    """Return (id, agent's title) of the choices of the status field."""
    return tuple(pair for pair in options(choices) if whole_number(pair[0]) is not None)


def _each_once(found: Iterator[Option]) -> tuple[Option, ...]:
    kept: dict[str, Option] = {}
    for value, title in found:
        if value:
            kept.setdefault(value, (value, title or value))
    return tuple(kept.values())


def _level(choices: object) -> Iterator[Option]:
    if isinstance(choices, Mapping):
        for key, value in choices.items():
            yield _of_pair(text(key), value)
    elif isinstance(choices, list):
        for one in choices:
            yield from _of_entry(one)


def _of_entry(one: Any) -> Iterator[Option]:
    if not isinstance(one, Mapping):
        if not isinstance(one, list):
            yield text(one), text(one)
        elif one:
            yield text(one[0]), text(one[-1])
    elif "value" in one or "label" in one:
        title = one.get("label") or one.get("value")
        # Only a status is sent by its number; a dropdown's value is its own text.
        yield text(one.get("value") or one.get("label")), text(title)
    else:
        yield from _level(one)


def _of_pair(key: str, value: Any) -> Option:
    if isinstance(value, list) and whole_number(key) is not None:
        return key, text(value[0]) if value else key
    if isinstance(value, Mapping | list) or value is None:
        return key, key
    return text(value), key


def _inner(choices: object) -> Iterator[object]:
    """Yield what lies below each choice of a level."""
    if isinstance(choices, Mapping):
        yield from choices.values()
    elif isinstance(choices, list):
        for one in choices:
            if isinstance(one, Mapping):
                yield from [one.get("choices")] if "value" in one else one.values()
