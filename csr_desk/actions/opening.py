"""Opening a desk: its folder, store, codes and agent; the same for the screens and the verbs."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csr_desk import errors, paths
from csr_desk.actions import sitting, unlocking, upkeep
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.config import Config, load_taxonomy
from csr_desk.domain.clock import Clock
from csr_desk.store import anchor, ballast, lock, migrations
from csr_desk.store.connection import Store, doubted
from csr_desk.store.steps import Tell, untold
from csr_desk.zones import machine_zone


def open_desk(
    places: paths.Places,
    config: Config,
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
    boot: str,
    new_uid: Callable[[], str],
    *,
    trusting: bool = False,
    tell: Tell = untold,
) -> Desk:
    """Open the desk of a data folder, made and brought to the present schema where needed.

    A store that knows less than its anchor is refused, unless `trusting`: then it is looked at all
    the same, as `verify` does. `tell` hears how far a store of an earlier schema is. Raises the
    StoreError family, CannotMakeStore or ConfigError; then nothing is changed.
    """
    unlocking.expect_wanted(config, places.database)
    taxonomy = load_taxonomy(config)
    zone = find_zone(config.desk.zone, config)
    clock = Clock(now, monotonic, boot)
    paths.prepare(places)
    with lock.opening(places.data), doubted(places.database):
        store = _ready_store(places, config, clock, new_uid, trusting=trusting, tell=tell)
    store.relieve = lambda: ballast.free(places.data)
    ballast.lay(places.data)
    if _is_sample(store):
        config = replace(config, accounts={})  # a sample never speaks to a real helpdesk
    account = home_account(config)
    agent_id = sitting.row_of(store, config) or sitting.OWN
    desk = Desk(store, clock, config, places, new_uid, taxonomy, zone, agent_id, account)
    if not trusting and not store.read_only:
        _take_up_deadlines(desk)
    return desk


def _take_up_deadlines(desk: Desk) -> None:
    """Count by the present calendars from now on; without any, neither now nor before, rest."""
    known = desk.store.value("SELECT value FROM meta WHERE key = 'sla'")
    if desk.config.deadlines is None and known is None:
        return
    from csr_desk.actions import deadline_pass

    deadline_pass.begin(desk)


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
    tell: Tell,
) -> Store:
    """Return the store, sound and at the present schema; a file it refuses stays as it is."""
    anchor.expect_store(places.database, places.anchor)
    store = _open_store(places)
    try:
        if migrations.expect_known(store) and not trusting:
            upkeep.expect_sound(store, places)
        keep = partial(_keep_before, store, places, tell)
        done = migrations.migrate(store, clock.wall(), new_uid, keep, tell)
        if done or not places.anchor.exists():
            upkeep.drop_anchor(store, places)
        sitting.note(store, config)
    except BaseException:
        store.abandon()
        raise
    return store


def find_zone(name: str, config: Config) -> ZoneInfo:
    """Return the time zone of a name, the machine's own for `""`; ConfigError if unknown."""
    if not name:
        return machine_zone()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise errors.ConfigError(
            f"there is no time zone {name!r}",
            "Name one such as Europe/Berlin.",
            source=str(config.source or ""),
        ) from error


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


def _keep_before(store: Store, places: paths.Places, tell: Tell, version: int) -> Path:
    """Keep the store as it is before its schema changes."""
    from csr_desk.store import backup  # not for every start

    copy = places.backups / f"before-schema-{version + 1}.db"
    copy.unlink(missing_ok=True)
    return backup.write(store, copy, tell)
