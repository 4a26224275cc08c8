"""Macros of a helpdesk as canned responses.

One that an agent has changed here is left alone: version 1 says that nobody has. Placeholders the
desk can fill take its own names; the others stay, and stop a send (csr_desk.domain.placeholders).
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteMacro
from csr_desk.domain.placeholder_names import NAMES, canonical
from csr_desk.domain.tags import normalise_tags
from csr_desk.store import remote
from csr_desk.sync.apply import chunked

CANNED = "canned"
_LONGEST = 60
_MARK = re.compile(r"\{\{\s*([^{}|\n]{1,100}?)\s*(\|[^{}\n]{0,100})?\}\}")


def take_macros(desk: Desk, account: str, macros: Iterable[RemoteMacro]) -> None:
    """Take in all macros of an account; those that are gone, off, or without text go away."""
    kept = [one for one in macros if one.is_active and one.body.strip()]
    for chunk in chunked(kept):
        with desk.store.transaction():
            for one in chunk:
                take_macro(desk, account, one)
    with desk.store.transaction():
        _archive(desk, account, {one.id for one in kept})


def take_macro(desk: Desk, account: str, macro: RemoteMacro) -> bool:
    """Insert or update the response of a macro; False when nothing had to be changed."""
    store, new = desk.store, _columns(desk, macro)
    known = remote.local_id(store, account, CANNED, macro.id)
    if known is None:
        canned_id = store.insert(
            "canned",
            uid=desk.new_uid(),
            name=_free_name(desk, macro.title),
            external_key=f"{account}:macro:{macro.id}",
            created_at=desk.now(),
            updated_at=desk.now(),
            **new,
        )
        remote.link(store, account, CANNED, macro.id, canned_id)
        desk.log("canned.pulled", canned=canned_id, account=account)
        return True
    names = (*new, "version", "archived_at")
    row = store.one(f"SELECT {', '.join(names)} FROM canned WHERE id = ?", known)
    old = dict(zip(names, row or (), strict=bool(row)))
    if not old or old["version"] != 1:
        return False
    new["archived_at"] = None
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return False
    marks = ", ".join(f"{name} = ?" for name in changed)
    store.execute(
        f"UPDATE canned SET {marks}, updated_at = ? WHERE id = ?",
        *changed.values(),
        desk.now(),
        known,
    )
    desk.log("canned.changed_remotely", canned=known, fields=sorted(changed))
    return True


def ours(text: str) -> str:
    """Return a text with the placeholders the desk can fill under its own names."""

    def named(match: re.Match[str]) -> str:
        name = canonical(match[1])
        return f"{{{{{name}{match[2] or ''}}}}}" if name in NAMES else match[0]

    return _MARK.sub(named, text)


def folder_and_title(path: str) -> tuple[str, str]:
    """Return the folder and the title of a menu path, `A::B::C`."""
    *folder, title = [part.strip() for part in path.split("::")]
    return " / ".join(part for part in folder if part), title or path


def _columns(desk: Desk, macro: RemoteMacro) -> dict[str, Any]:
    folder, title = folder_and_title(macro.title)
    return {
        "title": shield.quietly(desk, title),
        "body": ours(shield.quietly(desk, macro.body)),
        "folder": shield.quietly(desk, folder),
        "scope": "mine" if macro.is_mine else "team",
        "owner_id": desk.agent_id if macro.is_mine else None,
        "tags": json.dumps(list(normalise_tags(macro.tags)), ensure_ascii=False),
        "set_status": None if macro.status is None else int(macro.status),
    }


def _free_name(desk: Desk, title: str) -> str:
    """Return a short name that is free: the words of the title's last part."""
    plain = unicodedata.normalize("NFKC", shield.quietly(desk, title.rpartition("::")[2])).lower()
    slug = "-".join(re.findall(r"[^\W_]+", plain))[: _LONGEST - 4].strip("-") or "macro"
    free, again = slug, 2
    while desk.store.value("SELECT 1 FROM canned WHERE name = ?", free):
        free, again = f"{slug}-{again}", again + 1
    return free


def _archive(desk: Desk, account: str, kept: set[str]) -> None:
    rows = desk.store.all(
        "SELECT r.remote_id, r.local_id FROM remote_row r JOIN canned c ON c.id = r.local_id"
        " WHERE r.account = ? AND r.kind = ? AND c.archived_at IS NULL",
        account,
        CANNED,
    )
    for remote_id, canned_id in rows:
        if remote_id not in kept:
            desk.store.execute(
                "UPDATE canned SET archived_at = ? WHERE id = ?", desk.now(), canned_id
            )
            desk.log("canned.archived", canned=canned_id, by="helpdesk")
