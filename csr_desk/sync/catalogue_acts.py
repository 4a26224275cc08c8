"""Macros of a helpdesk with everything they do, beside the responses made of their texts.

What the desk cannot do of one is kept in words, to be said before it is run.
"""

import json
from collections.abc import Iterable
from typing import Any

from csr_desk.actions import remote_words, shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteMacro
from csr_desk.domain.macro_steps import ME, NOBODY, Steps, as_text
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import Status
from csr_desk.domain.tags import normalise_tags
from csr_desk.store import remote
from csr_desk.sync.apply import chunked
from csr_desk.sync.catalogue_macros import folder_and_title, ours

KIND = "macro"
_TEXTS = frozenset({"tagger", "text", "textarea", "regexp", "decimal", "date"})
"""Types of fields whose value is a text."""


def take_acts(desk: Desk, account: str, macros: Iterable[RemoteMacro]) -> None:
    """Take in all macros of an account that act; those that are gone or off are put away."""
    kept = [one for one in macros if one.is_active and one.acts]
    for chunk in chunked(kept):
        with desk.store.transaction():
            for one in chunk:
                _take(desk, account, one)
    with desk.store.transaction():
        _put_away(desk, account, {one.id for one in kept})


def _take(desk: Desk, account: str, macro: RemoteMacro) -> None:
    store, new = desk.store, _columns(desk, account, macro)
    known = remote.local_id(store, account, KIND, macro.id)
    if known is None:
        at = desk.now()
        made = store.insert(
            "macro", uid=desk.new_uid(), account=account, created_at=at, updated_at=at, **new
        )
        remote.link(store, account, KIND, macro.id, made)
        desk.log("macro.pulled", macro=made, account=account)
        return
    names = (*new, "archived_at")
    row = store.one(f"SELECT {', '.join(names)} FROM macro WHERE id = ?", known)
    new["archived_at"] = None
    changed = [name for name, old in zip(names, row or (), strict=True) if new[name] != old]
    if not changed:
        return
    marks = ", ".join(f"{name} = ?" for name in changed)
    store.execute(
        f"UPDATE macro SET {marks}, version = version + 1, updated_at = ? WHERE id = ?",
        *(new[name] for name in changed),
        desk.now(),
        known,
    )
    desk.log("macro.changed_remotely", macro=known, fields=sorted(changed))


def _columns(desk: Desk, account: str, macro: RemoteMacro) -> dict[str, Any]:
    folder, title = folder_and_title(macro.title)
    steps, more = _steps(desk, account, macro)
    left_out = [shield.quietly(desk, one) for one in (*macro.more, *more)]
    return {
        "name": shield.quietly(desk, title),
        "folder": shield.quietly(desk, folder),
        "steps": as_text(steps),
        "left_out": json.dumps(left_out, ensure_ascii=False),
    }


def _steps(desk: Desk, account: str, macro: RemoteMacro) -> tuple[Steps, list[str]]:
    """Return what the desk does of a macro, and in words what it knows nothing of."""
    more: list[str] = []
    team_id = remote.local_id(desk.store, account, "team", macro.group or None)
    if macro.group and team_id is None:
        more.append(f"group: {macro.group}, not known here")
    assignee = macro.assignee
    if assignee not in ("", ME, NOBODY):
        agent = remote.local_id(desk.store, account, "agent", assignee)
        if agent is None:
            more.append(f"assignee: {assignee}, not known here")
        assignee = "" if agent is None else str(agent)
    if macro.status is Status.NEW or macro.status is Status.CLOSED:
        more.append(f"status: {macro.status.word}")
    custom = _custom(desk, account, macro, more)
    body = ours(shield.quietly(desk, macro.body.strip()))
    is_note = macro.is_public is False
    return Steps(
        reply="" if is_note else body,
        note=body if is_note else "",
        status=None if macro.status in (Status.NEW, Status.CLOSED) else macro.status,
        priority=macro.priority,
        team_id=team_id,
        assignee=assignee,
        subject=shield.quietly(desk, macro.subject),
        add_tags=normalise_tags(macro.tags),
        remove_tags=normalise_tags(macro.remove_tags),
        fields=custom,
        only_tags=None if macro.only_tags is None else normalise_tags(macro.only_tags),
    ), more


def _custom(
    desk: Desk, account: str, macro: RemoteMacro, more: list[str]
) -> tuple[tuple[str, Any], ...]:
    """Return the helpdesk's own fields with their values as they are kept on a ticket."""
    types: dict[str, str] = dict(
        desk.store.all(
            "SELECT remote_id, type FROM remote_field WHERE account = ? AND role = ''", account
        )
    )
    found: list[tuple[str, Any]] = []
    for name, said in macro.custom:
        value = _value(types.get(name, ""), shield.quietly(desk, said))
        if value is None:
            title = remote_words.title_of(desk, account, CUSTOM + name)
            more.append(f"{title}: {said}" if said else f"{title}: emptied")
        else:
            found.append((name, value))
    return tuple(found)


def _value(kind: str, said: str) -> Any:
    """Return a value as a field of a type keeps it; None for what is no value of it."""
    if kind == "checkbox":
        return {"true": True, "false": False}.get(said.lower())
    if kind == "integer":
        return int(said) if said.isascii() and said.isdigit() else None
    return said if said and kind in _TEXTS else None


def _put_away(desk: Desk, account: str, kept: set[str]) -> None:
    rows = desk.store.all(
        "SELECT r.remote_id, r.local_id FROM remote_row r JOIN macro m ON m.id = r.local_id"
        " WHERE r.account = ? AND r.kind = ? AND m.archived_at IS NULL",
        account,
        KIND,
    )
    for remote_id, macro_id in rows:
        if remote_id not in kept:
            desk.store.execute(
                "UPDATE macro SET archived_at = ? WHERE id = ?", desk.now(), macro_id
            )
            desk.log("macro.archived", macro=macro_id, by="helpdesk")
