"""The encryption of store files: ChaCha20 with Poly1305, by SQLite3 Multiple Ciphers.

The key is 32 random bytes, given raw: there is no passphrase to guess, and no time spent to derive
one. An encrypted file tells itself: in place of the engine's name it begins with a random salt,
while the page format behind that stays readable. So a file is asked, never the settings.
"""

import re
from pathlib import Path

import apsw

from csr_desk import errors
from csr_desk.secrets import Secret

KEY_BYTES = 32
VARIABLE = "CSR_DESK_STORE_KEY"

_PLAIN = b"SQLite format 3\0"
_RESERVED = b"\x20\x40\x20\x20"  # 32 bytes a page for nonce and tag, then the fixed fractions
_EXISTING = apsw.SQLITE_OPEN_READWRITE
_NEW = _EXISTING | apsw.SQLITE_OPEN_CREATE
# The desk and its engine know some four hundred statements; apsw keeps a hundred unless told, and
# preparing one anew costs more than most of them take to run.
_STATEMENTS = 500
_GIVE = (
    f"Set {VARIABLE} to the recovery code, or name a key_command in [store] of the settings;"
    " see `csr-desk doctor`."
)
_WRONG = (
    f"Give the right one by {VARIABLE}; when it is the right one, the file is damaged:"
    " run `csr-desk restore` with a file of the backups folder."
)


class _Process:
    """The one key this process has."""

    key: Secret | None = None


def use(key: Secret | None) -> None:
    """Use a key for every encrypted file from here on; None forgets it."""
    _Process.key = key


def key_in_use() -> Secret | None:
    """Return the key that `use` was given."""
    return _Process.key


def parse(given: Secret) -> Secret:
    """Return a key as 64 hexadecimal digits; spaces, hyphens and capitals are let pass.

    Raises SignInNeeded for what is no key, and does not repeat it.
    """
    digits = re.sub(r"[\s-]", "", given.reveal()).lower()
    if re.fullmatch(f"[0-9a-f]{{{2 * KEY_BYTES}}}", digits) is None:
        raise errors.SignInNeeded(
            f"what {given.source or 'was given'} holds is not a key of a store",
            f"A key is {2 * KEY_BYTES} hexadecimal digits; `csr-desk encrypt --new-key` makes one.",
        )
    return Secret(digits, given.source)


def recovery_code(key: Secret) -> str:
    """Return a key as it is written down: eight groups of eight digits."""
    return "-".join(re.findall(".{8}", key.reveal()))


def is_encrypted(path: Path) -> bool:
    """Tell whether a file is an encrypted store, by its first 24 bytes.

    It is read through the engine: closing a file opened beside it would drop the engine's locks.
    """
    flags = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_READONLY
    try:
        file = apsw.VFSFile("", str(path), [flags, 0])
        try:
            head = file.xRead(24, 0)
        finally:
            file.xClose()
    except (apsw.Error, ValueError):
        return False  # opening it says in a sentence what is wrong
    return not head.startswith(_PLAIN) and head[20:24] == _RESERVED


def key_for(path: Path) -> Secret | None:
    """Return the key of a file: None for a plain one, SignInNeeded where it was not given."""
    if not is_encrypted(path):
        return None
    if _Process.key is None:
        raise errors.SignInNeeded(f"{path} is encrypted; the key was not given", _GIVE)
    return _Process.key


def connect(path: Path, flags: int = _EXISTING, busy_ms: int = 0) -> apsw.Connection:
    """Open a file of the engine, with the key in use where the file is encrypted.

    Raises SignInNeeded where the key is missing or does not fit, with the file left as it is, and
    apsw.Error.
    """
    key = key_for(path)
    db = apsw.Connection(
        str(path), flags=flags | apsw.SQLITE_OPEN_URI, statementcachesize=_STATEMENTS
    )
    db.set_busy_timeout(busy_ms)
    # A plan is kept whatever values are bound: else the engine prepares most of the desk's
    # statements anew at each call, which costs more than running them.
    db.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    if key is not None:
        try:
            _unlock(db, key)
            next(iter(db.execute("PRAGMA application_id")))
        except apsw.NotADBError:
            _leave(db)
            told = f"{path} is encrypted; the key does not open it"
            raise errors.SignInNeeded(told, _WRONG) from None
        except BaseException:
            _leave(db)
            raise
    return db


def connect_copy(path: Path, key: Secret | None) -> apsw.Connection:
    """Open a new, empty file that is to hold a copy, encrypted where there is a key."""
    db = apsw.Connection(str(path), flags=_NEW)
    if key is not None:
        _unlock(db, key)
    return db


def convert(origin: apsw.Connection, target: Path, key: Secret | None) -> None:
    """Write a copy to an empty file, encrypted with a key, or plain without one.

    The engine's backup cannot do so: the pages of the two differ in what they reserve. Raises
    DiskFull, DamagedStore or CannotMakeStore.
    """
    # Deferred: only a conversion needs it, and every start imports this module.
    from urllib.parse import quote

    # A plain copy names its lack of a key: otherwise it would inherit that of its origin.
    words = "key=" if key is None else f"cipher=chacha20&key=raw:{key.reveal()}"
    try:
        origin.execute("VACUUM INTO ?", (f"file:{quote(str(target))}?{words}",)).fetchall()
    except apsw.Error as error:
        # The engine's text names the target with its key: neither it nor its trace goes further.
        kind = type(error)
    else:
        return
    if issubclass(kind, apsw.FullError):
        raise errors.DiskFull(f"the disk with {target} is full; nothing was changed")
    if issubclass(kind, (apsw.CorruptError, apsw.NotADBError)):
        raise errors.DamagedStore(f"{target} was not written: its origin is damaged")
    raise errors.CannotMakeStore(f"{target} cannot be written ({kind.__name__})")


def _unlock(db: apsw.Connection, key: Secret) -> None:
    db.execute("PRAGMA cipher='chacha20'").fetchall()
    db.execute(f"PRAGMA key='raw:{key.reveal()}'").fetchall()
    # Sorting on the disk would be in plain text.
    db.execute("PRAGMA temp_store=MEMORY").fetchall()


def _leave(db: apsw.Connection) -> None:
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    db.close()
