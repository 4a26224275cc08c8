"""Numbered schema files, each applied in one transaction together with its own record."""

from collections.abc import Callable
from pathlib import Path

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import APPLICATION_ID, Store
from csr_desk.store.steps import Tell, telling, untold

SCHEMA = Path(__file__).with_name("schema")


def scripts() -> list[tuple[int, str, str]]:
    """Return (number, name, SQL) of every schema file, in order."""
    return [
        (int(file.name[:4]), file.name, file.read_text(encoding="utf-8"))
        for file in sorted(SCHEMA.glob("*.sql"))
    ]


def latest() -> int:
    """Return the schema version this program works with."""
    return scripts()[-1][0]


def version(store: Store) -> int:
    """Return the schema version of a store; 0 for an empty file."""
    return int(store.value("PRAGMA user_version"))


def expect_known(store: Store) -> int:
    """Return the schema version of a store this program can work with; 0 for an empty file.

    Raises NewerStore when a newer program made the file, DamagedStore when its version cannot be.
    """
    row = store.one(
        "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version"
    )
    found, tables = (int(row[0]), int(row[1])) if row else (0, 0)
    if found > latest():
        raise errors.NewerStore(f"{store.path} has schema {found}; this program knows {latest()}")
    if found < 0 or (found == 0 and tables):
        raise errors.DamagedStore(f"{store.path} has tables, but the schema version {found}")
    return found


def migrate(
    store: Store,
    now: Instant,
    new_uid: Callable[[], str],
    before: Callable[[int], Path | None],
    tell: Tell = untold,
) -> list[str]:
    """Bring a store to the latest schema and return the names of the files applied.

    `before(version)` is called once when an older store is about to change, to take its backup;
    `tell` hears of the changes while they go on. Raises what `expect_known` raises.
    """
    found = expect_known(store)
    todo = [entry for entry in scripts() if entry[0] > found]
    if todo and found:
        before(found)
    for number, name, sql in todo:
        with telling(store.db, tell, "Bringing the store up to date"):
            _apply(store, number, sql, now, new_uid, name)
    return [name for _, name, _ in todo]


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
