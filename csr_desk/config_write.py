"""Editing the settings file: one account's table goes in or out, every other byte stays.

The text is changed, not the values: comments, order and spelling are the owner's. What comes out
is read again before it is written, so that no edit can leave a file the desk refuses. The file is
replaced in one step and only its owner may read it.
"""

import errno
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from csr_desk import config, errors, paths
from csr_desk.config_template import DEFAULT_TOML
from csr_desk.domain.toml_lines import key_lines

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TABLE = ("accounts",)


def add_account(path: Path, name: str, values: Mapping[str, str]) -> None:
    """Append the table of an account; empty values are left out.

    Raises ConfigError when the file cannot be read as settings, before or after, and Refused when
    the account is there already. A missing file is made, with every setting in it as a comment.
    """

    def edit(text: str) -> str:
        if name in config.parse(text, path).accounts:
            raise errors.Refused(f"{path} has an account {name} already")
        ending = "\r\n" if "\r\n" in text else "\n"
        lines = [f"[accounts.{_key(name)}]"]
        lines += [f"{key} = {_text(value)}" for key, value in values.items() if value]
        if text and not text.endswith("\n"):
            text += ending
        gap = ending if text.strip() else ""
        return f"{text}{gap}{ending.join(lines)}{ending}"

    _change(path, edit)


def remove_account(path: Path, name: str) -> bool:
    """Take the table of an account out; False when the file has none of that name.

    Comments directly above the table go with it. Raises Refused when the account is written in a
    way that cannot be cut out, such as one inline table for all.
    """
    removed = False

    def edit(text: str) -> str:
        nonlocal removed
        if name not in config.parse(text, path).accounts:
            return text
        left = _without(text, (*_TABLE, name))
        if name in config.parse(left, path).accounts:
            told = f"the account {name} in {path} is not a table of its own"
            raise errors.Refused(told, "Take it out of the file by hand.")
        removed = True
        return left

    _change(path, edit)
    return removed


def _without(text: str, table: tuple[str, ...]) -> str:
    """Return a TOML text without a table, the tables below it and the comments right above."""
    lines = text.split("\n")
    found = {(line - 1, path) for path, line in key_lines(text).items()}
    heads = sorted((at, path) for at, path in found if lines[at].lstrip().startswith("["))
    ends = [at for at, _ in heads[1:]] + [len(lines)] * bool(heads)
    gone = set[int]()
    for (first, path), end in zip(heads, ends, strict=True):
        if path[: len(table)] == table:
            gone |= set(range(_with_comments(lines, first), _own_end(lines, first, end)))
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)


def _with_comments(lines: list[str], first: int) -> int:
    """Return where the comments directly above a table begin, and one empty line before them."""
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first - 1 if first > 0 and not lines[first - 1].strip() else first


def _own_end(lines: list[str], first: int, end: int) -> int:
    """Return where a table ends: comments and empty lines above the next table are not its own."""
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    return end


def _change(path: Path, edit: Callable[[str], str]) -> None:
    found = config.read_text(path)
    before = found or ""
    config.parse(before, path)
    start = DEFAULT_TOML if found is None else before
    after = edit(start)
    if after == start:
        return
    config.parse(after, path)
    _write(path, _bytes_before(path), before, after)


def _bytes_before(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _write(path: Path, raw: bytes, before: str, after: str) -> None:
    """Replace the file in one step; the mark of UTF-8 at its beginning stays where it was."""
    mark = raw[: len(raw) - len(before.encode())]
    # A link stays a link: what it points to is replaced.
    target = path.resolve()
    paths.make_folder(target.parent)
    fresh = target.with_name(f"{target.name}.new")
    try:
        with suppress(FileNotFoundError):
            fresh.unlink()
        with open(fresh, "xb", opener=paths.private_open) as file:
            file.write(mark + after.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)
        _sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        told = f"{path} cannot be written: {error.strerror}"
        raise errors.ConfigError(told, "Make the file writable and try again.") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be synchronised."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    """Return a TOML string; whatever a file must not hold in clear is escaped."""
    written = "".join(
        _ESCAPES.get(char, char if char.isprintable() else f"\\U{ord(char):08x}") for char in value
    )
    return f'"{written}"'
