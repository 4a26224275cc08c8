"""Feedback to management and other teams, and the agent's commitments with their counts."""

from dataclasses import dataclass
from datetime import datetime

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, to_datetime, to_instant
from csr_desk.store import people, tickets, timeline

KINDS = ("recommendation", "improvement")
TEXT_LENGTH = 2_000
TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment: how many of how many are done, since when and until the period ends."""

    kind: str
    words: str
    done: int
    wanted: int
    since: Instant

    @property
    def is_kept(self) -> bool:
        """Tell whether enough is done in this period."""
        return self.done >= self.wanted


@dataclass(frozen=True, slots=True)
class Feedback:
    """One feedback record."""

    id: int
    kind: str
    recipient: str
    text: str
    actor: str
    at: Instant


def add(desk: Desk, kind: str, recipient: str, words: str, *, ticket_id: int | None = None) -> int:
    """Record feedback to a recipient, on a ticket where it came from one; return its id."""
    if kind not in KINDS:
        raise errors.Refused(f"{kind!r} is no kind of feedback", f"It is {' or '.join(KINDS)}.")
    said, to = words.strip()[:TEXT_LENGTH], " ".join(recipient.split())[:60]
    if not said or not to:
        raise errors.Refused("the feedback is empty", "Say what, and to whom.")
    with desk.store.transaction():
        customer_id = None
        if ticket_id is not None:
            customer_id = tickets.ticket(desk.store, ticket_id).customer_id
        focused = timeline.focused(desk.store)
        contact = focused.id if focused and focused.ticket_id == ticket_id else None
        text = shield.masked(desk, said, "feedback", ticket_id=ticket_id)
        made = desk.store.insert(
            "feedback",
            uid=desk.new_uid(),
            kind=kind,
            recipient=to,
            text=text,
            customer_id=customer_id,
            ticket_id=ticket_id,
            interaction_id=contact,
            agent_id=desk.agent_id,
            actor=desk.actor,
            at=desk.now(),
        )
        desk.log(
            "feedback.added",
            customer_id=customer_id,
            ticket_id=ticket_id,
            interaction_id=contact,
            feedback=made,
            feedback_kind=kind,
            to=to,
            text=people.hashed(desk.store, customer_id or 0, text),
        )
        return made


def recent(desk: Desk, limit: int = 20) -> list[Feedback]:
    """Return the newest feedback of this desk."""
    rows = desk.store.all(
        "SELECT id, kind, recipient, text, actor, at FROM feedback ORDER BY at DESC, id DESC"
        " LIMIT ?",
        limit,
    )
    return [Feedback(*row) for row in rows]


def counts(desk: Desk) -> list[tuple[str, str, int]]:
    """Return (recipient, kind, how many) of the feedback of this quarter, the most first."""
    return [
        (str(row[0]), str(row[1]), int(row[2]))
        for row in desk.store.all(
            "SELECT recipient, kind, count(*) FROM feedback WHERE at >= ? GROUP BY 1, 2"
            " ORDER BY 3 DESC, 1, 2",
            _quarter_began(desk),
        )
    ]


def done(desk: Desk, kind: str, title: str) -> int:
    """Record a training or a quiz that was done; return its id."""
    if kind not in ("training", "quiz"):
        raise errors.Refused(f"{kind!r} is no commitment", "It is training or quiz.")
    with desk.store.transaction():
        words = shield.masked(desk, " ".join(title.split())[:TITLE_LENGTH], "commitment")
        columns = {"agent_id": desk.agent_id, "at": desk.now()}
        made = desk.store.insert("commitment_done", kind=kind, title=words, **columns)
        desk.log("commitment.done", commitment=made, commitment_kind=kind)
        return made


def commitments(desk: Desk) -> list[Commitment]:
    """Return the agent's commitments with what is done in this month or quarter of the desk."""
    agreed = desk.config.sales.commitments
    month, quarter = _month_began(desk), _quarter_began(desk)
    done_sql = "SELECT count(*) FROM commitment_done WHERE agent_id = ? AND kind = ? AND at >= ?"
    said_sql = "SELECT count(*) FROM feedback WHERE agent_id = ? AND kind = ? AND at >= ?"
    table = (
        ("training", "trainings this month", done_sql, agreed.trainings_a_month, month),
        ("quiz", "quizzes this quarter", done_sql, agreed.quizzes_a_quarter, quarter),
        ("improvement", "improvements this quarter", said_sql, agreed.improvements_a_quarter,
         quarter),
    )  # fmt: skip
    return [
        Commitment(kind, words, desk.store.value(sql, desk.agent_id, kind, since), wanted, since)
        for kind, words, sql, wanted, since in table
    ]


def _month_began(desk: Desk) -> Instant:
    today = to_datetime(desk.now(), desk.zone)
    return to_instant(datetime(today.year, today.month, 1, tzinfo=desk.zone))


def _quarter_began(desk: Desk) -> Instant:
    today = to_datetime(desk.now(), desk.zone)
    return to_instant(
        datetime(today.year, today.month - (today.month - 1) % 3, 1, tzinfo=desk.zone)
    )
