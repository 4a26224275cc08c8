"""Answers to surveys out of rows: satisfaction, recommendation, effort, each on its scale."""

from datetime import UTC

from csr_desk.domain.instants import DAY, Instant, to_datetime
from csr_desk.importing import score_words
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import AnswerRecord, PersonRecord, ScoreRecord
from csr_desk.importing.values import BadValue
from csr_desk.store.people import normal_email


def answer(reader: Reader, cells: Cells) -> AnswerRecord:
    """Return the answer of a row; BadValue when it lacks a score, a date, or whom it is about."""
    at = reader.date(cells, "answered_at")
    if at is None:
        raise BadValue("the answer has no date")
    ticket = reader.plain(cells, "ticket").lstrip("#")
    customer = _customer(reader, cells)
    contact = reader.plain(cells, "interaction").lstrip("#")
    if not contact and not ticket and not customer.key and not customer.email:
        raise BadValue("the answer names neither a ticket nor a customer")
    who = f"contact {contact}" if contact else ticket or customer.email or customer.key
    number = reader.plain(cells, "id")
    scores = []
    for kind, scale, value in score_words.scores(reader, cells):
        mark = number or reader.digest(who, at, value)
        scores.append(ScoreRecord(reader.key(f"answer-{kind}", mark), kind, scale, value))
    return AnswerRecord(
        tuple(scores),
        ticket,
        reader.key("ticket", ticket) if ticket else "",
        customer,
        at,
        _last_moment(reader, at),
        reader.body(cells, "comment"),
        reader.source,
        contact,
    )


def _customer(reader: Reader, cells: Cells) -> PersonRecord:
    number = reader.plain(cells, "customer_id")
    email = normal_email(reader.plain(cells, "customer_email"))
    return PersonRecord(reader.key("customer", number) if number else None, email, email=email)


def _last_moment(reader: Reader, at: Instant) -> Instant:
    """Return when the answer was given at the latest: a date without a time means its whole day."""
    moment = to_datetime(at, reader.mapping.zone or UTC)
    is_date = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return at + DAY - 1 if is_date else at
