"""What speaks for losing a customer: bad answers, the same matter again, targets missed."""

from typing import NamedTuple

from csr_desk.domain.instants import DAY, Instant
from csr_desk.store import answers
from csr_desk.store.connection import Store

PERIOD = 90 * DAY
REPEAT = 7 * DAY
"""Within this time after a contact another for the same reason is a repeat (kpi.md 4)."""

_REPEATS = """
SELECT count(*), max(started_at) FROM (
  SELECT i.started_at,
    lag(coalesce(i.ended_at, i.started_at)) OVER (PARTITION BY w.reason ORDER BY i.started_at, i.id)
    AS before
  FROM interaction i JOIN wrap_up w ON w.id = (
    SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
  WHERE i.customer_id = ?1 AND i.started_at >= ?2 AND i.direction = 'in' AND w.reason <> ''
    AND w.outcome NOT IN ('spam', 'no_contact'))
WHERE started_at - before < ?3
"""
_BREACHES = """
SELECT count(*), max(f.settled_at) FROM ticket t JOIN sla_fact f ON f.ticket_id = t.id
WHERE t.customer_id = ? AND f.state = 'breached' AND f.settled_at >= ?
"""


class Hint(NamedTuple):
    """One thing that was seen, when last, and the customer's own words, which are foreign text."""

    sort: str
    words: str
    at: Instant | None
    said: str = ""


def hints(store: Store, customer_id: int, now: Instant) -> list[Hint]:
    """Return what was seen of a customer in the last 90 days, the customer's own words first."""
    since = now - PERIOD
    found = [
        Hint(one.kind.upper(), one.words.removeprefix("NPS "), one.at, one.comment)
        for one in answers.of_customer(store, customer_id)
        if one.is_bad and one.at >= since
    ]
    for sort, sql, values, one_word, many in (
        (
            "repeats",
            _REPEATS,
            (customer_id, since, REPEAT),
            "came again once",
            "came again {} times",
        ),
        ("breaches", _BREACHES, (customer_id, since), "a target missed", "{} targets missed"),
    ):
        row = store.one(sql, *values)
        if row is not None and row[0]:
            found.append(Hint(sort, one_word if row[0] == 1 else many.format(row[0]), row[1]))
    return found
