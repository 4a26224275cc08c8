"""What a desk said against what it must say: every leaf of the expectation, one line each."""

from collections.abc import Callable, Iterator
from typing import Any

from csr_desk.domain.instants import SECOND, parse_instant

PROSE = frozenset({"about", "states_note", "checkpoints"})
"""Parts of an expectation that are words about it, or were looked at when their time came."""

Grace = Callable[[int], int]


def differences(expected: Any, told: Any, grace: Grace, path: str = "") -> Iterator[str]:
    """Return a line for each value that is not as expected.

    What is told beside is no difference. `grace(instant)` is the latest instant that still counts
    as one that the helpdesk gives.
    """
    if isinstance(expected, dict):
        if not isinstance(told, dict):
            yield f"{path}: {told!r}, not {expected!r}"
            return
        for name, value in expected.items():
            if name in PROSE:
                continue
            place = f"{path}.{name}" if path else str(name)
            if name not in told:
                yield f"{place}: not told, expected {value!r}"
            elif name == "logged_remote":
                yield from _within(value, told[name], grace, place)
            else:
                yield from differences(value, told[name], grace, place)
    elif isinstance(expected, list):
        yield from _lists(expected, told, grace, path)
    elif isinstance(told, dict) and "value" in told:
        yield from differences(expected, told["value"], grace, path)
    elif expected != told or isinstance(expected, bool) is not isinstance(told, bool):
        yield f"{path}: {told!r}, not {expected!r}"


def _lists(expected: list[Any], told: Any, grace: Grace, path: str) -> Iterator[str]:
    if not isinstance(told, list) or len(told) != len(expected):
        yield f"{path}: {told!r}, not {expected!r}"
        return
    by_id = {one["id"]: one for one in told if isinstance(one, dict) and "id" in one}
    for place, value in enumerate(expected):
        if isinstance(value, dict) and "id" in value and by_id:
            yield from differences(value, by_id.get(value["id"]), grace, f"{path}[{value['id']}]")
        else:
            yield from differences(value, told[place], grace, f"{path}[{place}]")


def _within(expected: str | None, told: str | None, grace: Grace, path: str) -> Iterator[str]:
    """Compare an instant that an answer of the helpdesk gives."""
    if expected is None or told is None:
        if expected != told:
            yield f"{path}: {told!r}, not {expected!r}"
        return
    at = parse_instant(expected)
    if not at <= parse_instant(told) <= max(grace(at), at + SECOND):
        yield f"{path}: {told!r}, not {expected!r}"


def leaves(expected: Any) -> int:
    """Return how many values an expectation has."""
    if isinstance(expected, dict):
        return sum(leaves(value) for name, value in expected.items() if name not in PROSE)
    if isinstance(expected, list):
        return sum(map(leaves, expected)) or 1
    return 1
