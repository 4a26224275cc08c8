"""Answers to surveys into the store: to the ticket they name, else to the customer."""

from dataclasses import dataclass

from csr_desk.importing.apply_people import People
from csr_desk.importing.records import AnswerRecord
from csr_desk.importing.target import Outcome, Target, UnknownReference
from csr_desk.importing.values import BadValue
from csr_desk.store import answers_write, people, purge
from csr_desk.store.answers_write import NewAnswer, Taken, Writer

_LONGEST = 16
"""Digits of a number that is still one of a row."""

_REMOTE = (
    "SELECT id FROM ticket WHERE account IN (SELECT name FROM account) AND remote_id = ?"
    " ORDER BY id LIMIT 1"
)


@dataclass(slots=True)
class Answers:
    """Takes answers in; one about a ticket or customer that is not here is refused."""

    target: Target
    people: People

    def take(self, record: AnswerRecord) -> Outcome:
        """Insert or update every score of an answer; UnknownReference for a stranger's."""
        target = self.target
        contact_id, ticket_id, customer_id = self._subject(record)
        if target.store.value("SELECT 1 FROM meta WHERE key = ?", purge.mark_of(customer_id)):
            raise BadValue("the customer was erased")
        writer = Writer(target.store, target.new_uid, target.at, target.actor, target.agent_id)
        done = {
            answers_write.take(
                writer,
                NewAnswer(
                    score.key,
                    f"import {record.source}",
                    score.kind,
                    score.scale,
                    score.value,
                    record.answered_at,
                    customer_id,
                    ticket_id,
                    record.comment,
                    record.last_moment,
                    contact_id,
                ),
            )
            for score in record.scores
        }
        if Taken.NEW in done:
            return Outcome.IMPORTED
        return Outcome.UPDATED if Taken.CHANGED in done else Outcome.UNCHANGED

    def _subject(self, record: AnswerRecord) -> tuple[int | None, int | None, int]:
        """Return the contact and the ticket, where the row names one, and the customer."""
        if record.interaction:
            return self._contact(record.interaction)
        if record.ticket:
            ticket_id = self._ticket(record)
            sql = "SELECT customer_id FROM ticket WHERE id = ?"
            return (
                None,
                ticket_id,
                people.survivor(self.target.store, int(self.target.store.value(sql, ticket_id))),
            )
        found = self.people.lookup(record.customer)
        if found is None:
            who = record.customer.email or str(record.customer.key).rpartition(":")[2]
            raise UnknownReference(f"customer {who} is not here; import the customers first")
        return None, None, found

    def _contact(self, number: str) -> tuple[int, int, int]:
        """Return the number of a contact of the log, its ticket and its customer."""
        sql = "SELECT id, ticket_id, customer_id FROM interaction WHERE id = ?"
        known = number.isdecimal() and len(number) < _LONGEST
        found = self.target.store.one(sql, int(number)) if known else None
        if found is None:
            raise UnknownReference(f"contact {number[:40]} is not in the log here")
        return found[0], found[1], found[2]

    def _ticket(self, record: AnswerRecord) -> int:
        """Return the ticket a row names: of the same source, of a helpdesk, or by its number."""
        for sql, named in (
            ("SELECT id FROM ticket WHERE external_key = ?", record.ticket_key),
            (_REMOTE, record.ticket),
            ("SELECT id FROM ticket WHERE reference = ?", record.ticket),
            ("SELECT ticket_id FROM ticket_alias WHERE reference = ?", record.ticket),
        ):
            found = self.target.store.value(sql, named)
            if found is not None:
                return int(found)
        raise UnknownReference(f"ticket {record.ticket[:40]} is not here; import the tickets first")
