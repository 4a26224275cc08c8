"""What the agent writes into the draft of a week's trend; the desk never sends it."""

from datetime import date, timedelta
from typing import Final

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.store import people, trend_words

LONGEST: Final = 2_000
"""Characters of a proposed fix or of the remarks."""


def write(desk: Desk, monday: date, subject: str, words: str) -> str:
    """Keep the proposed fix for a reason, or the remarks on a week; return them as they are kept.

    `subject` is the reason, `trend_words.REMARKS` for the remarks. Raises Refused for a day that is
    no Monday and for a text that is too long.
    """
    said = words.strip()
    if monday.weekday() != 0:
        raise errors.Refused(f"{monday} is no Monday", "Name the week by its Monday.")
    if len(said) > LONGEST:
        raise errors.Refused(
            f"the text has {len(said):,} characters, more than {LONGEST:,}", "Shorten it."
        )
    with desk.store.transaction():
        kept = shield.masked(desk, said, "trend")
        trend_words.put(desk.store, monday, subject, kept, desk.now(), desk.actor)
        desk.log(
            "trend.written",
            week=monday.isoformat(),
            subject=subject,
            text=people.hashed(desk.store, 0, kept),
        )
    return kept


def forget(desk: Desk, monday: date, subject: str) -> None:
    """Let the desk's own proposal stand again in place of what the agent wrote."""
    with desk.store.transaction():
        trend_words.remove(desk.store, monday, subject)
        desk.log("trend.forgotten", week=monday.isoformat(), subject=subject)


def monday_of(day: date) -> date:
    """Return the Monday of the week that holds a day."""
    return day - timedelta(days=day.weekday())


def note_exported(desk: Desk, monday: date, form: str) -> None:
    """Note in the log that a week's trend left the desk as a file."""
    known = form.lower().removeprefix(".")
    with desk.store.transaction():
        desk.log(
            "trend.exported",
            week=monday.isoformat(),
            form=known if known in ("txt", "md", "html") else "file",
        )
