"""A text in the agent's own editor: a private file for as long as it takes."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from csr_desk import errors, paths
from csr_desk.paths import Places


def edited(body: str, places: Places, variables: Mapping[str, str]) -> str:
    """Return a text as the editor of VISUAL or EDITOR leaves it.

    Raises Refused when there is no editor, when it fails, or when nothing was changed.
    """
    command = _command(variables)
    folder = paths.make_folder(places.data)
    file = folder / f"edit-{os.getpid()}.txt"
    try:
        _write(file, body)
        _run(command, file)
        left = file.read_bytes().decode("utf-8").rstrip("\n")
    except UnicodeDecodeError as error:
        raise errors.Refused("what the editor left is not UTF-8", "Save it as UTF-8.") from error
    finally:
        with suppress(FileNotFoundError):
            file.unlink()
    if left == body.rstrip("\n"):
        raise errors.Refused("the text is as it was", "Nothing was changed.")
    return left


def _command(variables: Mapping[str, str]) -> list[str]:
    named = variables.get("VISUAL") or variables.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise errors.Refused(f"the editor {named} cannot be read as a command") from error
    if not command:
        hint = "Give the text after the ID, or - to read stdin, or set EDITOR."
        raise errors.Refused("there is no editor", hint)
    return command


def _write(file: Path, body: str) -> None:
    with suppress(FileNotFoundError):
        file.unlink()
    with open(file, "x", encoding="utf-8", opener=paths.private_open) as written:
        written.write(f"{body}\n")


def _run(command: list[str], file: Path) -> None:
    try:
        done = subprocess.run([*command, str(file)])
    except OSError as error:
        told = f"the editor {command[0]} cannot be run: {error.strerror}"
        raise errors.Refused(told, "Set EDITOR to one that is there.") from error
    if done.returncode != 0:
        raise errors.Refused(f"the editor ended with code {done.returncode}", "Nothing is changed.")
