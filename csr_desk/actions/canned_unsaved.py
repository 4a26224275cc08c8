"""What is typed into the form of a response and not saved yet, kept against a crash."""

import json
from collections.abc import Mapping

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk


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
