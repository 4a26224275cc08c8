"""Answers to surveys: the one that counts of each survey, and whose contact it was about."""

from typing import NamedTuple

from csr_desk.domain import survey
from csr_desk.domain.instants import Instant
from csr_desk.domain.survey import Value
from csr_desk.store.connection import Store

_COLUMNS = (
    "a.id, a.kind, a.scale, a.value, a.answered_at, a.ticket_id, a.customer_id,"
    " a.interaction_id, a.comment"
)
_LAST = (
    "NOT EXISTS (SELECT 1 FROM survey_answer b WHERE b.kind = a.kind AND b.survey = a.survey"
    " AND (b.answered_at, b.id) > (a.answered_at, a.id) AND b.answered_at <= {})"
)
FOREVER = 2**62


class AnswerRow(NamedTuple):
    """An answer; `value` as the figures count it, `raw` as it was given on its `scale`."""

    id: int
    kind: str
    scale: str
    raw: Value
    at: Instant
    ticket_id: int | None
    customer_id: int
    interaction_id: int | None
    comment: str

    @property
    def value(self) -> Value:
        """Return what the figures count (domain.kpi.Answer): a number, `good` or `bad`."""
        return survey.counted(self.scale, self.raw)

    @property
    def words(self) -> str:
        """Return how the answer is shown."""
        return survey.words(self.kind, self.scale, self.raw)

    @property
    def is_bad(self) -> bool:
        """Tell whether it says that somebody is dissatisfied."""
        return survey.is_bad(self.kind, self.scale, self.raw)


def read(
    store: Store,
    kind: str,
    from_at: Instant = 0,
    to_at: Instant = FOREVER,
    *,
    agent_id: int | None = None,
    as_of: Instant = FOREVER,
    scale: str | None = None,
) -> list[AnswerRow]:
    """Return the answers of a kind (csat, nps, ces) given in `[from_at, to_at)`, oldest first.

    Of each survey the last answer known at `as_of` stands for all. With `agent_id` those about
    this agent's contacts alone; with `scale`, such as `1-7`, those on that scale alone.
    """
    sql = (
        f"SELECT {_COLUMNS} FROM survey_answer a LEFT JOIN interaction i"
        " ON i.id = a.interaction_id WHERE a.kind = ?1 AND a.answered_at >= ?2"
        " AND a.answered_at < ?3 AND a.answered_at <= ?4 AND (?5 IS NULL OR i.agent_id = ?5)"
        f" AND (?6 IS NULL OR a.scale = ?6) AND {_LAST.format('?4')} ORDER BY a.answered_at, a.id"
    )
    return [AnswerRow(*row) for row in store.all(sql, kind, from_at, to_at, as_of, agent_id, scale)]


def of_ticket(store: Store, ticket_id: int) -> list[AnswerRow]:
    """Return the answers that count of a ticket, newest first."""
    return _of(store, "ticket_id", ticket_id, 10)


def of_customer(store: Store, customer_id: int, limit: int = 10) -> list[AnswerRow]:
    """Return the last answers that count of a customer, newest first."""
    return _of(store, "customer_id", customer_id, limit)


def by_key(store: Store, key: str) -> AnswerRow | None:
    """Return the answer that came under a key, None when none did."""
    row = store.one(f"SELECT {_COLUMNS} FROM survey_answer a WHERE a.key = ?", key)
    return None if row is None else AnswerRow(*row)


def last_contact(
    store: Store, agent_id: int, ticket_id: int | None, customer_id: int, at: Instant
) -> int | None:
    """Return the agent's last contact before an answer: on its ticket, or with the customer."""
    column, subject = (
        ("customer_id", customer_id) if ticket_id is None else ("ticket_id", ticket_id)
    )
    found = store.value(
        f"SELECT id FROM interaction WHERE {column} = ? AND agent_id = ? AND started_at <= ?"
        " ORDER BY started_at DESC, id DESC LIMIT 1",
        subject,
        agent_id,
        at,
    )
    return None if found is None else int(found)


def _of(store: Store, column: str, subject: int, limit: int) -> list[AnswerRow]:
    sql = (
        f"SELECT {_COLUMNS} FROM survey_answer a WHERE a.{column} = ? AND {_LAST.format(FOREVER)}"
        " ORDER BY a.answered_at DESC, a.id DESC LIMIT ?"
    )
    return [AnswerRow(*row) for row in store.all(sql, subject, limit)]
