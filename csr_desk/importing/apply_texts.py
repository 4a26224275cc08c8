"""Canned responses and articles into the store; one that an agent has edited here is left alone."""

import json
from dataclasses import dataclass

from csr_desk.importing.records import TextRecord
from csr_desk.importing.target import Outcome, Target


@dataclass(slots=True)
class Texts:
    """Takes canned responses and articles in."""

    target: Target

    def take_canned(self, record: TextRecord) -> Outcome:
        """Insert or update a canned response."""
        new: dict[str, object] = {
            "title": record.title,
            "body": record.body,
            "folder": record.folder,
            "scope": record.scope,
            "language": record.language,
            "product": record.product,
            "channels": json.dumps(record.channels),
            "tags": json.dumps(record.tags, ensure_ascii=False),
            "set_status": None if record.set_status is None else int(record.set_status),
            "valid_until": record.valid_until,
            "follow_up_days": record.follow_up_days,
        }
        return self._take("canned", record, new)

    def take_article(self, record: TextRecord) -> Outcome:
        """Insert or update an article."""
        new: dict[str, object] = {
            "title": record.title,
            "body": record.body,
            "folder": record.folder,
            "language": record.language,
        }
        return self._take("article", record, new)

    def _take(self, table: str, record: TextRecord, new: dict[str, object]) -> Outcome:
        target = self.target
        sql = f"SELECT id, version, {', '.join(new)} FROM {table} WHERE external_key = ?"
        old = target.store.one(sql, record.key)
        if old is None:
            if table == "canned":
                new["name"] = self._free_name(record.name)
            target.store.insert(
                table,
                uid=target.new_uid(),
                created_at=target.at if record.created_at is None else record.created_at,
                updated_at=target.at if record.updated_at is None else record.updated_at,
                external_key=record.key,
                **new,
            )
            return Outcome.IMPORTED
        if old[1] != 1 or old[2:] == tuple(new.values()):
            return Outcome.UNCHANGED
        # Version 1 is kept: it says that no agent has edited the text here.
        marks = ", ".join(f"{name} = ?" for name in new)
        sql = f"UPDATE {table} SET {marks}, updated_at = ? WHERE id = ?"
        target.store.execute(sql, *new.values(), target.at, old[0])
        return Outcome.UPDATED

    def _free_name(self, name: str) -> str:
        free, again = name, 2
        while self.target.store.one("SELECT 1 FROM canned WHERE name = ?", free):
            free = f"{name}-{again}"
            again += 1
        return free
