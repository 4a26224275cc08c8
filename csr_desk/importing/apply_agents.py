"""Colleagues and teams into the store."""

from dataclasses import dataclass, field

from csr_desk.importing.records import AgentRecord
from csr_desk.importing.target import Outcome, Target


@dataclass(slots=True)
class Agents:
    """Takes colleagues in, and finds the ones that tickets name."""

    target: Target
    known: dict[tuple[str | None, str, str], int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)

    def take(self, record: AgentRecord) -> Outcome:
        """Insert or update the colleague of a row."""
        store = self.target.store
        found = self._find(record)
        if found is None:
            self._insert(record)
            return Outcome.IMPORTED
        row = store.one("SELECT name, email, external_key FROM agent WHERE id = ?", found)
        old = row or ("", None, None)
        # A colleague of another source keeps that source's number and name.
        foreign = old[2] is not None and record.key is not None and old[2] != record.key
        name = old[0] if foreign else record.name
        new = (name, record.email or old[1], old[2] or record.key)
        if new == old:
            return Outcome.UNCHANGED
        sql = "UPDATE agent SET name = ?, email = ?, external_key = ? WHERE id = ?"
        store.execute(sql, *new, found)
        return Outcome.UPDATED

    def resolve(self, record: AgentRecord) -> int:
        """Return the id of the colleague a ticket names, made when there is none."""
        mark = (record.key, record.name, record.email)
        if mark not in self.known:
            found = self._find(record)
            self.known[mark] = self._insert(record) if found is None else found
        return self.known[mark]

    def team(self, name: str) -> int | None:
        """Return the id of a team, made when it is new; None for an empty name."""
        if not name:
            return None
        if name not in self.teams:
            store = self.target.store
            found = store.value("SELECT id FROM team WHERE name = ?", name)
            self.teams[name] = store.insert("team", name=name) if found is None else int(found)
        return self.teams[name]

    def name_of(self, key: str) -> str:
        """Return the name of a colleague by key; the source's own number when nobody has it."""
        found = self.target.store.value("SELECT name FROM agent WHERE external_key = ?", key)
        return str(found) if found is not None else key.rpartition(":")[2]

    def _find(self, record: AgentRecord) -> int | None:
        store = self.target.store
        found = None
        if record.key:
            found = store.value("SELECT id FROM agent WHERE external_key = ?", record.key)
        if found is None and record.email:
            sql = "SELECT id FROM agent WHERE email = ? COLLATE NOCASE ORDER BY id"
            found = store.value(sql, record.email)
        if found is None:
            sql = (
                "SELECT id FROM agent WHERE name = ?1 COLLATE NOCASE"
                " AND (?2 IS NULL OR external_key IS NULL) ORDER BY id"
            )
            found = store.value(sql, record.name, record.key)
        return None if found is None else int(found)

    def _insert(self, record: AgentRecord) -> int:
        return self.target.store.insert(
            "agent", name=record.name, email=record.email or None, external_key=record.key
        )
