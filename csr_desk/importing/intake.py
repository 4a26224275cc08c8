"""Gives each record to the part of the store it belongs to."""

from dataclasses import dataclass, field, replace

from csr_desk.importing.apply_agents import Agents
from csr_desk.importing.apply_answers import Answers
from csr_desk.importing.apply_orders import Orders
from csr_desk.importing.apply_people import People
from csr_desk.importing.apply_texts import Texts
from csr_desk.importing.apply_tickets import Tickets
from csr_desk.importing.records import (
    AgentRecord,
    AnswerRecord,
    LineRecord,
    OrderRecord,
    PersonRecord,
    Record,
    TextRecord,
    TicketRecord,
)
from csr_desk.importing.target import Outcome, Target


@dataclass(slots=True)
class Intake:
    """All the ways into the store, over one target."""

    target: Target
    people: People = field(init=False)
    agents: Agents = field(init=False)
    orders: Orders = field(init=False)
    tickets: Tickets = field(init=False)
    texts: Texts = field(init=False)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        self.people = People(self.target)
        self.agents = Agents(self.target)
        self.orders = Orders(self.target, self.people)
        self.tickets = Tickets(self.target, self.people, self.agents, self.orders)
        self.texts = Texts(self.target)
        self.answers = Answers(self.target, self.people)

    def take(self, record: Record) -> Outcome:
        """Write one record and return what it changed; BadValue when it cannot be taken."""
        if isinstance(record, TicketRecord):
            return self.tickets.take(record)
        if isinstance(record, PersonRecord):
            return self.people.take(self._with_rep(record))
        if isinstance(record, OrderRecord):
            return self.orders.take(record)
        if isinstance(record, LineRecord):
            return self.orders.take_line(record)
        if isinstance(record, AgentRecord):
            return self.agents.take(record)
        if isinstance(record, AnswerRecord):
            return self.answers.take(record)
        return self._text(record)

    def finish_batch(self) -> None:
        """Write what belongs to the end of a transaction."""
        self.tickets.finish()

    def _text(self, record: TextRecord) -> Outcome:
        if ":article:" in record.key:
            return self.texts.take_article(record)
        return self.texts.take_canned(record)

    def _with_rep(self, record: PersonRecord) -> PersonRecord:
        """Turn the key of a customer's own colleague into the colleague's name."""
        facts = tuple(
            (name, self.agents.name_of(value) if name == "support_rep" else value)
            for name, value in record.facts
        )
        return replace(record, facts=facts)
