"""Numbered schema files, each applied in one transaction together with its own record."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import APPLICATION_ID, Store


def scripts() -> list[tuple[int, str, str]]:
    """Return (number, name, SQL) of every schema file, in order."""
    folder = resources.files("csr_desk.store") / "schema"
    found = [
        (int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    ]
    return sorted(found)


def latest() -> int:
    """Return the schema version this program works with."""
    return scripts()[-1][0]


def version(store: Store) -> int:
    """Return the schema version of a store; 0 for an empty file."""
    return int(store.value("PRAGMA user_version"))


def migrate(
    store: Store, now: Instant, new_uid: Callable[[], str], before: Callable[[int], Path | None]
) -> list[str]:
    """Bring a store to the latest schema and return the names of the files applied.

    `before(version)` is called once when an older store is about to change, to take its backup.
    Raises NewerStore when a newer program made the file, ForeignFile when another program did.
    """
    found = version(store)
    application = int(store.value("PRAGMA application_id"))
    if application not in (0, APPLICATION_ID) or (application == 0 and found == 0 and _used(store)):
        raise errors.ForeignFile(f"{store.path} belongs to another program")
    known = scripts()
    if found > known[-1][0]:
        raise errors.NewerStore(f"{store.path} has schema {found}; this program knows {latest()}")
    todo = [entry for entry in known if entry[0] > found]
    if todo and found:
        before(found)
    for number, name, sql in todo:
        _apply(store, number, sql, now, new_uid, name)
    return [name for _, name, _ in todo]


def _used(store: Store) -> bool:
    return bool(store.value("SELECT count(*) FROM sqlite_schema"))


def _apply(
    store: Store, number: int, sql: str, now: Instant, new_uid: Callable[[], str], name: str
) -> None:
    with store.transaction():
        if int(store.value("PRAGMA user_version")) >= number:
            return  # another process was quicker
        store.db.execute(sql)
        store.db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        store.db.execute(f"PRAGMA user_version={number}")
        if number == 1:
            store.execute("INSERT INTO meta VALUES ('uid', ?), ('made_at', ?)", new_uid(), now)
        store.execute("INSERT INTO meta VALUES (?, ?)", f"migration:{name}", now)
