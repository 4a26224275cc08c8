"""Opening a desk: its folder, store, codes and agent; the same for the screens and the verbs."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csr_desk import errors, paths
from csr_desk.actions import unlocking, upkeep
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.config import Config, load_taxonomy
from csr_desk.domain.clock import Clock
from csr_desk.store import anchor, backup, ballast, lock, migrations
from csr_desk.store.connection import Store, doubted

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
    unlocking.expect_wanted(config, places.database)
    taxonomy = load_taxonomy(config)
    zone = find_zone(config.desk.zone, config)
    clock = Clock(now, monotonic, boot)
    paths.prepare(places)
    with lock.opening(places.data), doubted(places.database):
        store = _ready_store(places, config, clock, new_uid, trusting=trusting)
    store.relieve = lambda: ballast.free(places.data)
    ballast.lay(places.data)
    if _is_sample(store):
        config = replace(config, accounts={})  # a sample never speaks to a real helpdesk
    account = home_account(config)
    return Desk(store, clock, config, places, new_uid, taxonomy, zone, AGENT_ID, account)


def _is_sample(store: Store) -> bool:
    """Tell whether a store is a sample: that stands in its first event."""
    return bool(store.value("SELECT kind = 'demo.built' FROM event WHERE seq = 1"))


def home_account(config: Config) -> str:
    """Return the account new tickets are made in: the first helpdesk of the settings, or none."""
    helpdesks = (one.name for one in config.accounts.values() if one.backend != LOCAL)
    return next(helpdesks, LOCAL)


def _ready_store(
    places: paths.Places,
    config: Config,
    clock: Clock,
    new_uid: Callable[[], str],
    *,
    trusting: bool,
) -> Store:
    """Return the store, sound and at the present schema; a file it refuses stays as it is."""
    anchor.expect_store(places.database, places.anchor)
    store = _open_store(places)
    try:
        if migrations.expect_known(store) and not trusting:
            upkeep.expect_sound(store, places)
        keep = partial(_keep_before, store, places)
        if migrations.migrate(store, clock.wall(), new_uid, keep) or not places.anchor.exists():
            upkeep.drop_anchor(store, places)
        _note_agent(store, config)
    except BaseException:
        store.abandon()
        raise
    return store


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
    try:
        return Store(places.database)
    except errors.ForeignFile as error:
        if anchor.read(places.anchor) is None:
            raise
        hint = errors.DamagedStore.default_hint
        raise errors.DamagedStore(f"{error.message}, but a store was here", hint) from error
    except errors.CannotMakeStore as error:
        readable = places.database.is_file() and os.access(places.database, os.R_OK)
        if readable and not os.access(places.data, os.W_OK):
            raise errors.StoreReadOnly(f"{places.data} may not be written") from error
        raise


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
