"""Opening a desk: its folder, store, codes and agent; the same for the screens and the verbs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csr_desk import errors, paths
from csr_desk.actions import upkeep
from csr_desk.actions.desk import Desk
from csr_desk.config import Config, load_taxonomy
from csr_desk.domain.clock import Clock
from csr_desk.store import anchor, backup
from csr_desk.store.connection import Store
from csr_desk.store.migrations import migrate


class Machine(NamedTuple):
    """The outside world of one process: wall clock, steady seconds, boot id, maker of ids."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    boot: str
    new_uid: Callable[[], str]


AGENT_ID = 1
DEFAULT_AGENT = "me"


def open_desk(
    places: paths.Places,
    config: Config,
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
    boot: str,
    new_uid: Callable[[], str],
    *,
    trusting: bool = False,
) -> Desk:
    """Open the desk of a data folder, made and brought to the present schema where needed.

    A store that knows less than its anchor is refused, unless `trusting`: then it is looked at all
    the same, as `verify` does. Raises the StoreError family, CannotMakeStore or ConfigError; then
    nothing is changed.
    """
    taxonomy = load_taxonomy(config)
    zone = find_zone(config.desk.zone, config)
    clock = Clock(now, monotonic, boot)
    paths.prepare(places)
    anchor.expect_store(places.database, places.anchor)
    store = _open_store(places)
    try:
        migrate(store, clock.wall(), new_uid, lambda version: _keep_before(store, places, version))
        if not trusting:
            upkeep.expect_sound(store, places)
        _note_agent(store, config)
    except BaseException:
        store.close()
        raise
    return Desk(store, clock, config, places, new_uid, taxonomy, zone, AGENT_ID)


def find_zone(name: str, config: Config) -> ZoneInfo:
    """Return the time zone of a name, the machine's own for `""`; ConfigError if unknown."""
    if not name:
        return _machine_zone()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise errors.ConfigError(
            f"there is no time zone {name!r}",
            "Name one such as Europe/Berlin.",
            source=str(config.source or ""),
        ) from error


def _machine_zone() -> ZoneInfo:
    """Return the zone /etc/localtime points to, UTC where it names none."""
    _, _, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _open_store(places: paths.Places) -> Store:
    if not places.database.exists():
        try:
            with open(places.database, "ab", opener=paths.private_open):
                pass
        except OSError as error:
            raise errors.CannotMakeStore(
                f"{places.database} cannot be made: {error.strerror}"
            ) from error
    return Store(places.database)


def _keep_before(store: Store, places: paths.Places, version: int) -> Path:
    """Keep the store as it is before its schema changes."""
    copy = places.backups / f"before-schema-{version + 1}.db"
    copy.unlink(missing_ok=True)
    return backup.write(store, copy)


def _note_agent(store: Store, config: Config) -> None:
    """Write the agent's name and address into row 1 where the settings name another."""
    row = store.one("SELECT name, email FROM agent WHERE id = ?", AGENT_ID)
    name = config.agent.name or (row[0] if row else DEFAULT_AGENT)
    email = config.agent.email or (row[1] if row else None)
    if row == (name, email):
        return
    with store.transaction():
        store.execute(
            "INSERT INTO agent (id, name, email) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email",
            AGENT_ID,
            name,
            email,
        )
