"""Responses copied, put into folders, put away and brought back."""

import re
from collections.abc import Iterable
from dataclasses import fields

from csr_desk.actions.canned_edit import create, edit
from csr_desk.actions.canned_form import LONGEST_NAME, Form
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope
from csr_desk.store import canned as store
from csr_desk.store.canned import Response


def duplicate(desk: Desk, canned_id: int) -> int:
    """Make a copy for the agent alone, under a free name; return its id."""
    with desk.store.transaction():
        old = store.response(desk.store, canned_id)
        values = {one.name: getattr(old, one.name) for one in fields(Form)}
        name = free_name(desk, old.name)
        return create(desk, Form(**{**values, "name": name, "scope": Scope.MINE}))


def free_name(desk: Desk, name: str) -> str:
    """Return a name nobody has: the given one, or with -2, -3 … after it."""
    stem = re.sub(r"-\d+$", "", name)[: LONGEST_NAME - 5]
    free, again = name, 2
    while store.by_name(desk.store, free) is not None:
        free, again = f"{stem}-{again}", again + 1
    return free


def move(desk: Desk, canned_ids: Iterable[int], folder: str) -> int:
    """Put responses into a folder, a new one if need be; return how many were elsewhere."""
    moved = 0
    with desk.store.transaction():
        for canned_id in canned_ids:
            old = store.response(desk.store, canned_id)
            values = {one.name: getattr(old, one.name) for one in fields(Form)}
            moved += edit(desk, canned_id, Form(**{**values, "folder": folder})) > old.version
    return moved


def archive(desk: Desk, canned_id: int) -> Response:
    """Put a response away and return it; messages that used it keep their text."""
    with desk.store.transaction():
        old = store.response(desk.store, canned_id)
        if old.archived_at is None:
            _set_archived(desk, canned_id, desk.now(), "canned.archived")
        return old


def restore(desk: Desk, canned_id: int) -> Response:
    """Bring an archived response back."""
    with desk.store.transaction():
        if store.response(desk.store, canned_id).archived_at is not None:
            _set_archived(desk, canned_id, None, "canned.restored")
        return store.response(desk.store, canned_id)


def _set_archived(desk: Desk, canned_id: int, at: Instant | None, kind: str) -> None:
    desk.store.execute("UPDATE canned SET archived_at = ? WHERE id = ?", at, canned_id)
    desk.log(kind, canned=canned_id)
