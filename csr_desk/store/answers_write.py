"""Takes answers to surveys in, with the event of the log each; inside the caller's transaction."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from csr_desk.domain.instants import DAY, Instant
from csr_desk.domain.survey import Value
from csr_desk.store import answers, events, people
from csr_desk.store.connection import Store


class NewAnswer(NamedTuple):
    """An answer as it came; its comment is shielded. `key` is the same whenever it comes again.

    `last_moment` is when it was given at the latest, where `at` says the day alone; `contact_id`
    the contact it is about, where that was told.
    """

    key: str
    source: str
    kind: str
    scale: str
    value: Value
    at: Instant
    customer_id: int
    ticket_id: int | None = None
    comment: str = ""
    last_moment: Instant | None = None
    contact_id: int | None = None


class Writer(NamedTuple):
    """Who writes: into which store, when, under which name, whose contacts are the own ones."""

    store: Store
    new_uid: Callable[[], str]
    now: Instant
    actor: str
    agent_id: int


class Taken(StrEnum):
    """What taking an answer did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


_KEPT = ("scale", "value", "answered_at", "comment", "survey", "interaction_id")


def take(writer: Writer, answer: NewAnswer) -> Taken:
    """Insert or update an answer and log it; one that is here already changes nothing.

    Whose it is, and of which ticket, is settled when it comes: later merges have their say.
    """
    store = writer.store
    sql = f"SELECT id, customer_id, ticket_id, {', '.join(_KEPT)} FROM survey_answer WHERE key = ?"
    old = store.one(sql, answer.key)
    if old is not None:
        answer = answer._replace(customer_id=old[1], ticket_id=old[2])
    contact = old[8] if old is not None and old[5] == answer.at else None
    if contact is None:
        contact = _contact(writer, answer)
    survey = survey_of(answer) if old is None or answer.ticket_id is None else old[7]
    new = (answer.scale, answer.value, answer.at, answer.comment, survey, contact)
    if old is not None and old[3:] == new:
        return Taken.SAME
    if old is None:
        answer_id = store.insert(
            "survey_answer",
            uid=writer.new_uid(),
            key=answer.key,
            source=answer.source,
            kind=answer.kind,
            customer_id=answer.customer_id,
            ticket_id=answer.ticket_id,
            **dict(zip(_KEPT, new, strict=True)),
        )
    else:
        answer_id = int(old[0])
        marks = ", ".join(f"{name} = ?" for name in _KEPT)
        store.execute(f"UPDATE survey_answer SET {marks} WHERE id = ?", *new, answer_id)
    _log(writer, answer, answer_id, survey, contact)
    return Taken.NEW if old is None else Taken.CHANGED


def survey_of(answer: NewAnswer) -> str:
    """Return what was asked about: the contact, the ticket, else the customer on a day (UTC)."""
    if answer.contact_id is not None:
        return f"contact:{answer.contact_id}"
    if answer.ticket_id is not None:
        return f"ticket:{answer.ticket_id}"
    return f"customer:{answer.customer_id}:{answer.at // DAY}"


def _contact(writer: Writer, answer: NewAnswer) -> int | None:
    if answer.contact_id is not None:
        return answer.contact_id
    last_moment = answer.at if answer.last_moment is None else answer.last_moment
    return answers.last_contact(
        writer.store, writer.agent_id, answer.ticket_id, answer.customer_id, last_moment
    )


def _log(
    writer: Writer, answer: NewAnswer, answer_id: int, survey: str, contact: int | None
) -> None:
    events.append(
        writer.store,
        writer.new_uid,
        writer.now,
        writer.actor,
        "survey.answered",
        ticket_id=answer.ticket_id,
        customer_id=answer.customer_id,
        interaction_id=contact,
        answer=answer_id,
        survey_kind=answer.kind,
        survey=survey,
        scale=answer.scale,
        value=answer.value,
        answered_at=answer.at,
        comment=people.hashed(writer.store, answer.customer_id, answer.comment),
    )
