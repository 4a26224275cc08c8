"""Taking a run of a macro back: fields, tags, messages, drafts and follow-ups as they were.

What somebody changed since then stays: a text that was typed on, a time that was set anew.
"""

import json
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import draft, follow_up, message, required
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import DraftKind
from csr_desk.store import macros
from csr_desk.store.macros import Run

_COLUMNS = (
    "assignee_id", "waiting_since", "due_at", "due_kind", "solved_at", "snoozed_until",
    "last_message_at", "last_seen_at", "snippet",
)  # fmt: skip
"""What a ticket has beside the fields that its own operations give back."""

_DRAFT = ("body", "cursor", "extra", "began_version", "updated_at", "began_at")
_TASK = ("due_at", "rung_at", "done_at", "dropped_at")
_KINDS = (DraftKind.REPLY, DraftKind.NOTE)


class Undone(NamedTuple):
    """What was taken back: the run, its tickets, and on which of them a text was kept."""

    run: Run
    tickets: tuple[int, ...]
    kept: tuple[int, ...]


def state(desk: Desk, ticket_id: int) -> dict[str, Any]:
    """Return what a run may change on a ticket, as it is now."""
    store = desk.store
    tasks = store.all(
        f"SELECT id, {', '.join(_TASK)} FROM follow_up WHERE ticket_id = ? AND done_at IS NULL"
        " AND dropped_at IS NULL",
        ticket_id,
    )
    return {
        "columns": _columns(desk, ticket_id),
        "drafts": {kind.value: _draft(desk, ticket_id, kind) for kind in _KINDS},
        "tasks": [list(row) for row in tasks],
        "last_task": store.value("SELECT max(id) FROM follow_up") or 0,
        "last_act": store.value("SELECT max(id) FROM follow_up_change") or 0,
        "last_use": store.value("SELECT max(id) FROM canned_use") or 0,
    }


def keep(
    desk: Desk, run_id: int, ticket_id: int, before: dict[str, Any], done: dict[str, Any]
) -> None:
    """Keep what a run found on a ticket and did there, inside the current transaction."""
    after = state(desk, ticket_id)
    kept = {
        **before,
        **done,
        "after": {name: value for name, value in after.items() if name != "tasks"},
    }
    desk.store.insert(
        "macro_change",
        run_id=run_id,
        ticket_id=ticket_id,
        before=json.dumps(kept, ensure_ascii=False),
    )


def forget_old(desk: Desk) -> None:
    """Forget what runs found that cannot be taken back any more."""
    desk.store.execute(
        "DELETE FROM macro_change WHERE run_id IN"
        " (SELECT id FROM macro_run WHERE until <= ? OR undone_at IS NOT NULL)",
        desk.now(),
    )


def undo(desk: Desk) -> Undone:
    """Take the newest run back whole; Refused when there is none, or its message has left."""
    with desk.store.transaction():
        run = macros.last_run(desk.store, desk.now())
        if run is None:
            raise errors.Refused(
                "no macro was run that can still be taken back", "Change the ticket itself."
            )
        rows = desk.store.all(
            "SELECT ticket_id, before FROM macro_change WHERE run_id = ? ORDER BY ticket_id DESC",
            run.id,
        )
        kept = [
            ticket_id
            for ticket_id, text in rows
            if _take_back(desk, run, ticket_id, json.loads(text))
        ]
        desk.store.execute("UPDATE macro_run SET undone_at = ? WHERE id = ?", desk.now(), run.id)
        desk.store.execute("UPDATE macro SET uses = uses - 1 WHERE id = ?", run.macro_id)
        forget_old(desk)
        return Undone(run, tuple(sorted(row[0] for row in rows)), tuple(sorted(kept)))


def _take_back(desk: Desk, run: Run, ticket_id: int, was: dict[str, Any]) -> bool:
    """Take a run back on one ticket; tell whether a text was kept because it was typed on."""
    found = _columns(desk, ticket_id)
    ticket_actions.undo_change(desk, was["changes"])
    for uid in was["filled"]:
        required.unfill(desk, uid)
    for uid in reversed(was["posted"]):
        _unsend(desk, ticket_id, uid)
        _unuse(desk, ticket_id, was)
    kept = [_undraft(desk, ticket_id, kind, was) for kind in _KINDS]
    _untask(desk, ticket_id, was)
    back = {
        name: was["columns"][name]
        for name in _COLUMNS
        if found[name] == was["after"]["columns"][name]
    }
    if back:
        marks = ", ".join(f"{name} = ?" for name in back)
        desk.store.execute(f"UPDATE ticket SET {marks} WHERE id = ?", *back.values(), ticket_id)
    desk.log("macro.undone", ticket_id=ticket_id, macro=run.macro_id, run=run.id)
    return any(kept)


def _unsend(desk: Desk, ticket_id: int, uid: str) -> None:
    """Drop a message that has not left; what was typed since then stays."""
    waits = "SELECT 1 FROM operation WHERE uid = ? AND state = 'waiting' AND release_at > ?"
    if not desk.store.value(waits, uid, desk.now()):
        return
    typed = {kind: _draft(desk, ticket_id, kind) for kind in _KINDS}
    message.undo(desk, uid)
    for kind, row in typed.items():
        _write(desk, ticket_id, kind, row)


def _unuse(desk: Desk, ticket_id: int, was: dict[str, Any]) -> None:
    """Count the responses of a run as not used."""
    for use, canned_id in desk.store.all(
        "SELECT id, canned_id FROM canned_use WHERE ticket_id = ? AND id > ? AND id <= ?",
        ticket_id,
        was["last_use"],
        was["after"]["last_use"],
    ):
        desk.store.execute("DELETE FROM canned_use WHERE id = ?", use)
        desk.store.execute("UPDATE canned SET uses = uses - 1 WHERE id = ?", canned_id)


def _undraft(desk: Desk, ticket_id: int, kind: DraftKind, was: dict[str, Any]) -> bool:
    """Give a draft back as it was; tell whether it was typed on, and is left as it is."""
    before, after = was["drafts"][kind], was["after"]["drafts"][kind]
    now = _draft(desk, ticket_id, kind)
    if before == after or now == before:
        return False
    if (now and now[0]) != (after and after[0]):
        return now is not None
    _write(desk, ticket_id, kind, before)
    return False


def _untask(desk: Desk, ticket_id: int, was: dict[str, Any]) -> None:
    """Drop the follow-ups of a run, and give those it moved or dropped their times back."""
    after = was["after"]
    for (made,) in desk.store.all(
        "SELECT id FROM follow_up WHERE ticket_id = ? AND id > ? AND id <= ?"
        " AND done_at IS NULL AND dropped_at IS NULL",
        ticket_id,
        was["last_task"],
        after["last_task"],
    ):
        follow_up.drop(desk, made, by_hand=False)
    desk.store.execute(
        "UPDATE follow_up_change SET undone_at = ? WHERE id > ? AND id <= ? AND follow_up_id"
        " IN (SELECT id FROM follow_up WHERE ticket_id = ?)",
        desk.now(),
        was["last_act"],
        after["last_act"],
        ticket_id,
    )
    marks = ", ".join(f"{name} = ?" for name in _TASK)
    snoozed = was["columns"]["snoozed_until"] != after["columns"]["snoozed_until"]
    for number, *values in was["tasks"] if snoozed else ():
        desk.store.execute(
            f"UPDATE follow_up SET {marks} WHERE id = ? AND kind = 'snooze'", *values, number
        )


def _columns(desk: Desk, ticket_id: int) -> dict[str, Any]:
    row = desk.store.one(f"SELECT {', '.join(_COLUMNS)} FROM ticket WHERE id = ?", ticket_id)
    return dict(zip(_COLUMNS, row or (), strict=True))


def _draft(desk: Desk, ticket_id: int, kind: DraftKind) -> list[Any] | None:
    row = desk.store.one(
        f"SELECT {', '.join(_DRAFT)} FROM draft WHERE ticket_id = ? AND kind = ?", ticket_id, kind
    )
    return None if row is None else list(row)


def _write(desk: Desk, ticket_id: int, kind: DraftKind, row: list[Any] | None) -> None:
    draft.discard(desk, ticket_id, kind)
    if row is not None:
        values = dict(zip(_DRAFT, row, strict=True))
        desk.store.insert("draft", ticket_id=ticket_id, kind=kind, **values)
