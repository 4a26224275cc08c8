"""What the agent wrote into the draft of a week's trend: fixes by reason, and remarks."""

from datetime import date
from typing import Final

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

REMARKS: Final = ""
"""The subject of what is said on the whole week."""


def of_week(store: Store, monday: date) -> dict[str, str]:
    """Return the words of a week by reason; those on the whole week stand under `REMARKS`."""
    sql = "SELECT subject, text FROM trend_word WHERE week = ?"
    return dict(store.all(sql, monday.isoformat()))


def put(store: Store, monday: date, subject: str, text: str, at: Instant, actor: str) -> None:
    """Keep words, in place of what stood there."""
    store.execute(
        "INSERT INTO trend_word (week, subject, text, at, actor) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at, actor = excluded.actor",
        monday.isoformat(),
        subject,
        text,
        at,
        actor,
    )


def remove(store: Store, monday: date, subject: str) -> None:
    """Forget words, so that the desk's own proposal stands again."""
    store.execute(
        "DELETE FROM trend_word WHERE week = ? AND subject = ?", monday.isoformat(), subject
    )
