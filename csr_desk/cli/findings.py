"""What `doctor` looks at, one function for each thing; none of them changes anything."""

import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import apsw

from csr_desk import __version__, config, errors, keymap
from csr_desk.cli.finding import Finding
from csr_desk.paths import Places
from csr_desk.secrets import SAFE_KEYRINGS
from csr_desk.store.connection import engine_is_safe
from csr_desk.terminal import probe

KEYRING_WAIT_S = 10
_KEYRING = (
    "import keyring; found = keyring.get_keyring();"
    " print(type(found).__module__ + '.' + type(found).__name__)"
)


def versions() -> Iterator[Finding]:
    """Return the program, Python, Textual and the database engine."""
    try:
        textual = metadata.version("textual")
    except metadata.PackageNotFoundError:
        textual = "missing"
    detail = f"csr-desk {__version__}, Python {platform.python_version()}, Textual {textual}"
    yield Finding("program", textual != "missing", f"{detail}, {platform.system()}")
    engine = apsw.sqlite_lib_version()
    safe = engine_is_safe(engine)
    mend = "" if safe else errors.EngineTooOld.default_hint
    yield Finding("engine", safe, f"SQLite {engine}, apsw {apsw.apsw_version()}", mend)


def data_folder(places: Places) -> Finding:
    """Return where the data folder is and whether it can be written."""
    folder = places.data
    if not folder.exists():
        return Finding("data", True, f"{folder} (made at the first use)")
    if not folder.is_dir():
        return Finding("data", False, f"{folder} is no folder", "Name another one with --data.")
    writable = os.access(folder, os.W_OK | os.X_OK)
    mend = "" if writable else f"chmod u+rwx {folder}, or name another folder with --data."
    return Finding("data", writable, f"{folder}{'' if writable else ' may not be written'}", mend)


def modes(places: Places) -> Finding:
    """Return whether only the agent may read the desk's files."""
    wide = [path for path in _own_files(places) if _mode(path) & 0o077]
    if not wide:
        return Finding("private", True, "no other user may read the desk's files")
    names = ", ".join(f"{path} is {_mode(path):04o}" for path in wide[:5])
    return Finding(
        "private", False, names, "Any verb that opens the store mends it: csr-desk queue"
    )


def _own_files(places: Places) -> list[Path]:
    if not places.data.is_dir() or os.name != "posix":
        return []
    files = [*places.data.glob("desk.db*"), *places.data.glob("backups"), places.anchor]
    return [path for path in (*files, *places.backups.glob("*.db")) if path.exists()]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def settings(places: Places, year: int) -> Iterator[Finding]:
    """Return whether settings, codes and keys can be read, with the line of what is wrong.

    Holidays are looked up in the lists of a year.
    """
    file = places.config
    if not file.exists():
        yield Finding("settings", True, f"{file} is not there: every setting is the default")
        return
    try:
        found = config.load(file)
        config.load_taxonomy(found)
        keymap.make(found.keys, str(file))
    except errors.ConfigError as error:
        yield Finding("settings", False, error.message, f"Edit {file}. {error.hint}")
        return
    yield Finding("settings", True, str(file))
    if found.deadlines is not None:
        problems = found.deadlines.problems(year)
        names = ", ".join(found.deadlines.calendars) or "no calendar, targets around the clock"
        mend = f"Edit {file}." if problems else ""
        yield Finding("calendars", not problems, " ".join(problems) or names, mend)


def terminal(variables: Mapping[str, str]) -> Finding:
    """Return what the terminal can show; the line mode works in any."""
    streams = probe.Streams(
        sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.encoding
    )
    found = probe.look(variables, streams)
    size = shutil.get_terminal_size()
    detail = (
        f"TERM={variables.get('TERM', '')}, {size.columns}x{size.lines},"
        f" {found.colours or 'no'} colours, {streams.encoding}"
    )
    refusal = (
        f"The full screen does not open here: {found.refusal.sentence}" if found.refusal else ""
    )
    return Finding("terminal", True, detail, refusal)


def keyring() -> Finding:
    """Return which keyring would keep a secret; asked in a process of its own, as it may hang."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _KEYRING],
            capture_output=True,
            text=True,
            timeout=KEYRING_WAIT_S,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return Finding("keyring", True, "does not answer", _WITHOUT)
    kind = done.stdout.strip() or "none"
    if kind in SAFE_KEYRINGS:
        return Finding("keyring", True, kind)
    return Finding("keyring", True, f"none that keeps secrets ({kind})", _WITHOUT)


_WITHOUT = "Secrets then come from CSR_DESK_<NAME>_TOKEN or token_command."
