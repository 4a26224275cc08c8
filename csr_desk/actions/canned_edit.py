"""Responses written and changed; every change keeps what it replaced."""

import json
from dataclasses import fields
from typing import Any

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.canned_form import LONGEST_TITLE, Form, Problem, form_of, problems
from csr_desk.actions.desk import Desk
from csr_desk.store import canned as store


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
        follow_up_days=form.follow_up_days,
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
