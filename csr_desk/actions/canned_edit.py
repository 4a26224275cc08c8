"""Responses written, changed, copied, moved and put away; every change keeps what it replaced.

What is typed into the form is kept as typed, so that a crash loses at most half a second of it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope, Status
from csr_desk.store import canned as store
from csr_desk.store.canned import Response

LONGEST_NAME = 60
LONGEST_TITLE = 200
LONGEST_BODY = 50_000

_NAME = re.compile(r"[^\W_][\w.\-]*")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})?")


@dataclass(frozen=True, slots=True)
class Form:
    """All of a response that an agent can change; `valid_until` is the first instant it is not."""

    name: str = ""
    title: str = ""
    body: str = ""
    folder: str = ""
    scope: Scope = Scope.TEAM
    language: str = ""
    product: str = ""
    channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    set_status: Status | None = None
    valid_until: Instant | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field of the form, in a sentence."""

    field: str
    sentence: str


def form_of(response: Response) -> Form:
    """Return the changeable part of a response."""
    return Form(**{one.name: getattr(response, one.name) for one in fields(Form)})


def problems(desk: Desk, form: Form, canned_id: int | None = None) -> list[Problem]:
    """Return why a form cannot be saved, in the order of its fields; an empty list saves it."""
    found: list[Problem] = []
    if not form.name:
        found.append(Problem("name", "Give it a short name, the word typed after /."))
    elif not _NAME.fullmatch(form.name) or len(form.name) > LONGEST_NAME:
        found.append(
            Problem("name", "A short name has letters, digits and hyphens, at most 60, no blanks.")
        )
    else:
        found += _taken(desk, form.name, canned_id)
    if not form.title.strip():
        found.append(Problem("title", "Give it a title."))
    elif len(form.title) > LONGEST_TITLE:
        found.append(Problem("title", f"A title has at most {LONGEST_TITLE} letters."))
    if not _LANGUAGE.fullmatch(form.language):
        found.append(Problem("language", "Write the language as a code such as en, de or pt-BR."))
    if not form.body.strip():
        found.append(Problem("body", "Write the text."))
    elif len(form.body) > LONGEST_BODY:
        found.append(Problem("body", f"A response has at most {LONGEST_BODY} letters."))
    return found


def _taken(desk: Desk, name: str, canned_id: int | None) -> list[Problem]:
    other = store.by_name(desk.store, name)
    if other is None or other.id == canned_id:
        return []
    if other.archived_at is None:
        return [Problem("name", f"The name {name} is taken by “{other.title}”.")]
    return [Problem("name", f"An archived response has the name {name}. Take another one.")]


def create(desk: Desk, form: Form) -> int:
    """Make a new response of the agent's own; return its id. Raises Refused for a wrong form."""
    with desk.store.transaction():
        form = _checked(desk, form, None)
        now = desk.now()
        canned_id = desk.store.insert(
            "canned",
            uid=desk.new_uid(),
            owner_id=desk.agent_id,
            created_at=now,
            updated_at=now,
            **_columns(form),
        )
        desk.log("canned.created", canned=canned_id, name=form.name)
        return canned_id


def edit(desk: Desk, canned_id: int, form: Form, *, version: int | None = None) -> int:
    """Change a response and return its version, one more than before if anything changed.

    With `version`, the one the agent saw, a response changed since is refused.
    """
    with desk.store.transaction():
        old = store.response(desk.store, canned_id)
        if version is not None and version != old.version:
            raise errors.Refused(
                f"the response {old.name} was changed meanwhile",
                "Look at it again; what you typed is kept.",
            )
        form = _checked(desk, form, canned_id)
        new, before = _columns(form), _columns(form_of(old))
        changed = {name: before[name] for name in new if new[name] != before[name]}
        if not changed:
            return old.version
        marks = ", ".join(f"{name} = ?" for name in changed)
        desk.store.execute(
            f"UPDATE canned SET {marks}, version = version + 1, updated_at = ? WHERE id = ?",
            *(new[name] for name in changed),
            desk.now(),
            canned_id,
        )
        desk.log("canned.edited", canned=canned_id, version=old.version, before=changed)
        return old.version + 1


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


def _checked(desk: Desk, form: Form, canned_id: int | None) -> Form:
    """Return the form tidied and without card numbers; Refused with the first problem."""
    tidy = Form(
        name=form.name.strip().removeprefix("/"),
        title=shield.masked(desk, " ".join(form.title.split()), "canned"),
        body=shield.masked(desk, form.body.strip(), "canned"),
        folder=shield.masked(desk, " ".join(form.folder.split())[:LONGEST_TITLE], "canned"),
        scope=form.scope,
        language=form.language.strip(),
        product=shield.masked(desk, " ".join(form.product.split())[:LONGEST_TITLE], "canned"),
        channels=form.channels,
        tags=form.tags,
        set_status=form.set_status,
        valid_until=form.valid_until,
    )
    found = problems(desk, tidy, canned_id)
    if shield.masked(desk, tidy.name, "canned") != tidy.name:
        found.insert(0, Problem("name", "The name looks like a card number. Take another one."))
    if found:
        raise errors.Refused(found[0].sentence.rstrip("."), "Nothing was saved yet.")
    return tidy


def _columns(form: Form) -> dict[str, Any]:
    """Return the form as the columns of the table."""
    values = {one.name: getattr(form, one.name) for one in fields(Form)}
    return {
        **values,
        "scope": form.scope.value,
        "channels": json.dumps(list(form.channels)),
        "tags": json.dumps(list(form.tags), ensure_ascii=False),
        "set_status": None if form.set_status is None else int(form.set_status),
    }


# what is typed and not saved yet -----------------------------------------------------------------


def _key(desk: Desk, canned_id: int | None) -> str:
    return f"canned_form:{desk.agent_id}:{canned_id or 'new'}"


def keep_typed(desk: Desk, canned_id: int | None, typed: Mapping[str, str]) -> dict[str, str]:
    """Keep what is typed into the form, None for a new response; return it as it is stored."""
    with desk.store.transaction():
        safe = {name: shield.masked(desk, value, "canned") for name, value in typed.items()}
        desk.store.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            _key(desk, canned_id),
            json.dumps(safe, ensure_ascii=False),
        )
        return safe


def typed(desk: Desk, canned_id: int | None) -> dict[str, str] | None:
    """Return what was typed into the form and not saved, None when there is nothing."""
    kept = desk.store.value("SELECT value FROM meta WHERE key = ?", _key(desk, canned_id))
    return None if kept is None else dict(json.loads(kept))


def forget_typed(desk: Desk, canned_id: int | None) -> None:
    """Forget what was typed into the form."""
    with desk.store.transaction():
        desk.store.execute("DELETE FROM meta WHERE key = ?", _key(desk, canned_id))
