"""What is typed into a form and not saved yet, kept against a crash."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of one form: what it is about, and the number of what it changes, None for new."""

    desk: Desk
    about: str
    number: int | None = None

    @property
    def _key(self) -> str:
        return f"{self.about}_form:{self.desk.agent_id}:{self.number or 'new'}"

    def save(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Keep what is typed; return it as it is stored, card numbers masked."""
        store = self.desk.store
        with store.transaction():
            safe = {name: shield.masked(self.desk, one, self.about) for name, one in typed.items()}
            text = json.dumps(safe, ensure_ascii=False)
            store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", self._key, text)
            return safe

    def load(self) -> dict[str, str] | None:
        """Return what was typed and not saved, None when there is nothing."""
        found = self.desk.store.value("SELECT value FROM meta WHERE key = ?", self._key)
        return None if found is None else dict(json.loads(found))

    def forget(self) -> None:
        """Forget what was typed."""
        with self.desk.store.transaction():
            self.desk.store.execute("DELETE FROM meta WHERE key = ?", self._key)
