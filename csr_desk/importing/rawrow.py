"""One row as a file gives it, before anything in it has a meaning."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RawRow:
    """The values by column name; `problem` says why a row cannot be read, `done` counts bytes."""

    number: int
    values: dict[str, Any]
    problem: str = ""
    done: int = 0


def unique(header: list[str]) -> list[str]:
    """Return column names without blanks around them, empty and repeated ones numbered."""
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell.strip().lstrip("\ufeff") or f"column {place}"
        base, again = name, 2
        while name in names:
            name = f"{base} ({again})"
            again += 1
        names.append(name)
    return names
