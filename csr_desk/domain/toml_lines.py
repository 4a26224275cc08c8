"""Where in a TOML text each key stands, so that a complaint can name the line."""

import re
from collections.abc import Iterator

Path = tuple[str, ...]

_BARE_OR_QUOTED = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.?)""")
_OPENS, _CLOSES = "[{", "]}"


def key_lines(text: str) -> dict[Path, int]:
    """Map each key path of a valid TOML text to its line, counted from 1.

    Keys inside inline tables and arrays are not listed: their line is that of the key around them.
    Elements of an array of tables carry their index as a path element.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(text):
        if statement.startswith("[["):
            name = _resolved(_path(statement[2:]), counts)
            counts[name] = counts.get(name, -1) + 1
            table = (*name, str(counts[name]))
        elif statement.startswith("["):
            table = _resolved(_path(statement[1:]), counts)
        else:
            found.setdefault((*table, *_path(statement)), number)
            continue
        found.setdefault(table, number)
    return found


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of a key path, or of the nearest key around it."""
    while path:
        if path in lines:
            return lines[path]
        # `[a.b]` names the table `a` without a line of its own: its first child has one.
        children = [line for known, line in lines.items() if known[: len(path)] == path]
        if children:
            return min(children)
        path = path[:-1]
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with its first line; a value over many lines belongs to its key."""
    depth, quote = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        fresh = depth == 0 and not quote
        if fresh and (not stripped or stripped.startswith("#")):
            continue
        if fresh:
            yield number, stripped
            if stripped.startswith("["):
                continue
        depth, quote = _after(line, depth, quote)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Follow brackets and quotes through one line; only triple quotes outlive it."""
    at = 0
    while at < len(line):
        char = line[at]
        if quote:
            if char == "\\" and quote[0] == '"':
                at += 1
            elif line.startswith(quote, at):
                at += len(quote) - 1
                quote = ""
        elif char == "#":
            break
        elif char in "\"'":
            quote = char * 3 if line.startswith(char * 3, at) else char
            at += len(quote) - 1
        elif char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth = max(0, depth - 1)
        at += 1
    return depth, quote if len(quote) == 3 else ""


def _path(text: str) -> Path:
    """Read a dotted key, bare or quoted, from the start of a text."""
    parts: list[str] = []
    at = 0
    while match := _BARE_OR_QUOTED.match(text, at):
        double, single, bare, dot = match.groups()
        parts.append(next(part for part in (double, single, bare) if part is not None))
        at = match.end()
        if not dot:
            break
    return tuple(parts)


def _resolved(path: Path, counts: dict[Path, int]) -> Path:
    """Insert the index of the running element behind each array of tables on the way."""
    result: Path = ()
    for place, part in enumerate(path, 1):
        result = (*result, part)
        if result in counts and place < len(path):
            result = (*result, str(counts[result]))
    return result
