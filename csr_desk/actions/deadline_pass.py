"""The pass over all open tickets when the calendars or targets of the desk are others."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from csr_desk.actions.desk import Desk
from csr_desk.store.connection import Store

IN_FORCE: Final = "sla"
"""The key in `meta` of the settings that are counted with; the triggers rest without it."""

PASS_AT: Final = "sla_pass"
"""The key in `meta` of the pass over all tickets: it goes on below this ticket."""

STEP: Final = 50
"""Tickets counted in one transaction."""

_META = "SELECT value FROM meta WHERE key = ?"


def begin(desk: Desk) -> None:
    """Take up the settings of the desk: from now on changes count, and a pass is wanted."""
    found = desk.config.deadlines
    wanted = None if found is None else found.signature
    if desk.store.value(_META, IN_FORCE) == wanted:
        return
    with desk.store.transaction():
        highest = int(desk.store.value("SELECT max(id) FROM ticket") or 0) + 1
        _keep(desk, IN_FORCE, wanted)
        _keep(desk, PASS_AT, highest)
        desk.log("sla.settings_changed", signature=wanted or "")


def step(desk: Desk, most: int = STEP) -> bool:
    """Count the next tickets in a transaction of their own; False when none is left.

    What happened goes before the pass. Without targets the pass wipes what was counted.
    """
    # Deferred: a desk without calendars needs none of their rules.
    from csr_desk.actions import deadlines
    from csr_desk.store.deadlines import waiting

    found = deadlines.settings(desk)
    if found is None and desk.config.deadlines is not None:
        return False
    ids = waiting(desk.store, desk.now(), most) if found is not None else []
    if ids and found is not None:
        with desk.store.transaction():
            deadlines.count_many(desk, found.agreement, ids)
        return True
    below = desk.store.value(_META, PASS_AT)
    if below is None:
        return False
    with desk.store.transaction():
        rows = desk.store.all(
            "SELECT id FROM ticket WHERE id < ? AND status < 4 ORDER BY id DESC LIMIT ?",
            below,
            most,
        )
        ids = [row[0] for row in rows]
        if found is None:
            _wipe(desk, ids)
        else:
            deadlines.count_many(desk, found.agreement, ids, tell=False)
        _keep(desk, PASS_AT, ids[-1] if ids else None)
    return True


def is_wanted(desk: Desk) -> bool:
    """Tell whether a ticket waits to be counted, in two look-ups."""
    if desk.config.deadlines is None:
        return desk.store.value(_META, PASS_AT) is not None
    return bool(desk.store.value(_WAITS, desk.now(), PASS_AT))


_WAITS = (
    "SELECT EXISTS (SELECT 1 FROM sla_check)"
    " OR EXISTS (SELECT 1 FROM ticket WHERE sla_check_at <= ?)"
    " OR EXISTS (SELECT 1 FROM meta WHERE key = ?)"
)


def run(desk: Desk, is_over: Callable[[], bool]) -> str:
    """Count all that waits on a connection of its own, from any thread, until `is_over`.

    Returns why it cannot, empty when it can.
    """
    settings = desk.config.deadlines
    if settings is not None and settings.unusable:
        return settings.unusable
    own = replace(desk, store=Store(desk.store.path))
    try:
        while not is_over() and step(own):
            pass
    finally:
        own.store.close()
    return ""


def catch_up(desk: Desk, most: int = 2_000) -> None:
    """Count what waits, up to so many tickets: for a verb, which has nothing running beside it."""
    for _ in range(max(most // STEP, 1)):
        if not step(desk):
            return


def _wipe(desk: Desk, ids: list[int]) -> None:
    if not ids:
        desk.store.execute("DELETE FROM sla_check")
    desk.store.insert_many(
        "UPDATE ticket SET sla_kind = NULL, sla_at = NULL, sla_left_s = NULL, sla_warn_at = NULL,"
        " sla_check_at = NULL WHERE id = ?",
        [(one,) for one in ids],
    )


def _keep(desk: Desk, key: str, value: str | int | None) -> None:
    if value is None:
        desk.store.execute("DELETE FROM meta WHERE key = ?", key)
    else:
        desk.store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)
