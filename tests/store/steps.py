"""A schema of the future, for tests of migrations."""

import pytest

from csr_desk.store import migrations

SECOND_SCHEMA = """
CREATE TABLE second (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO second (text) VALUES ('a'), ('b'), ('c');
ALTER TABLE ticket ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey';
UPDATE ticket SET colour = 'red' WHERE status = 0;
CREATE INDEX ticket_colour ON ticket(colour, id);
"""


def with_second_schema(monkeypatch: pytest.MonkeyPatch, sql: str = SECOND_SCHEMA) -> None:
    """Let the program know one schema file more than it has."""
    number = migrations.latest() + 1
    later = [*migrations.scripts(), (number, f"{number:04}_later.sql", sql)]
    monkeypatch.setattr(migrations, "scripts", lambda: later)
