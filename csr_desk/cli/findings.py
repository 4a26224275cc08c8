"""What `doctor` looks at, one function for each thing; none of them changes anything."""

import fcntl
import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import apsw

from csr_desk import __version__, config, errors, keymap
from csr_desk.domain.instants import DAY, HOUR, to_instant
from csr_desk.machine import Machine
from csr_desk.paths import Places
from csr_desk.secrets import SAFE_KEYRINGS
from csr_desk.store import anchor, migrations
from csr_desk.store.connection import Store, engine_is_safe, translated
from csr_desk.terminal import probe

LEAST_FREE = 200_000_000
KEYRING_WAIT_S = 10
_KEYRING = (
    "import keyring; found = keyring.get_keyring();"
    " print(type(found).__module__ + '.' + type(found).__name__)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to run when it is not."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


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


def settings(places: Places) -> Iterator[Finding]:
    """Return whether settings, codes and keys can be read, with the line of what is wrong."""
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
    for account in found.accounts.values():
        detail = f"{account.name}: {account.backend} {account.url}".rstrip()
        yield Finding("account", True, detail)


def store(places: Places, machine: Machine) -> Iterator[Finding]:
    """Return whether the store opens, its schema, its size, and who has it open."""
    database = places.database
    try:
        anchor.expect_store(database, places.anchor)
        if not database.exists():
            yield Finding("store", True, "none yet", "csr-desk demo, or csr-desk import FILE")
            return
        yield _opened(places)
    except errors.DeskError as error:
        yield Finding("store", False, error.message, error.hint)
        return
    yield _holder(places)


def _opened(places: Places) -> Finding:
    database = places.database
    if database.is_dir():
        raise errors.CannotMakeStore(f"{database} is a folder, not a store")
    with translated(database):
        found = Store(database, read_only=True)
        try:
            schema, latest = migrations.version(found), migrations.latest()
            if schema > latest:
                raise errors.NewerStore(f"{database} has schema {schema}; this knows {latest}")
            problem = anchor.check(found, places.anchor) or str(
                found.value("SELECT CASE WHEN count(*) > 0 THEN '' END FROM sqlite_schema") or ""
            )
            tickets = 0 if schema == 0 else found.value("SELECT sum(n) FROM ticket_count") or 0
        finally:
            found.close()
    if problem:
        raise errors.DamagedStore(problem)
    size = database.stat().st_size / 1_000_000
    detail = f"{database}: {tickets:,} tickets, {size:,.1f} MB, schema {schema} of {latest}"
    return Finding("store", True, detail, "`csr-desk verify` looks at every page of it.")


def _holder(places: Places) -> Finding:
    free = Finding("desk", True, "no desk is open")
    try:
        lock = os.open(places.lock, os.O_RDONLY)
    except OSError:
        return free
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        return Finding("desk", True, f"open (process {holder})")
    finally:
        os.close(lock)
    return free


def backups(places: Places, machine: Machine) -> Finding:
    """Return how old the newest backup is."""
    if not places.database.exists():
        return Finding("backups", True, "nothing to back up yet")
    found = sorted(places.backups.glob("*.db"), key=lambda path: path.stat().st_mtime)
    if not found:
        return Finding("backups", True, "none yet", "csr-desk backup")
    made = round(found[-1].stat().st_mtime * 1000)
    hours = max(to_instant(machine.now()) - made, 0) // HOUR
    age = f"{hours} h" if hours < 48 else f"{hours * HOUR // DAY} days"
    old = hours >= 48
    return Finding(
        "backups",
        True,
        f"{len(found)} in {places.backups}, the newest {age} old",
        "csr-desk backup" if old else "",
    )


def disk(places: Places) -> Finding:
    """Return how much room there is where the store is."""
    folder = next(path for path in (places.data, *places.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    ok = free >= LEAST_FREE
    mend = "" if ok else f"Free some space on the disk of {folder}."
    return Finding("disk", ok, f"{free / 1e9:,.1f} GB free", mend)


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
