"""Rows with a meaning: what the reading side hands to the storing side.

A `key` is the source's name, the kind and the source's own number, and is the same in every import
of the same row; None or '' means the source has no number for it. Empty texts mean unknown.
"""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AuthorKind, MessageKind, Priority, Status
from csr_desk.domain.survey import Value


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A customer, or the requester of a ticket; `facts` are named fields beside the columns."""

    key: str | None
    name: str
    first_name: str = ""
    company: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    social: str = ""
    username: str = ""
    language: str = ""
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    created_at: Instant | None = None
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """A colleague."""

    key: str | None
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line of an order; money in minor units, discount a share from 0 to 1."""

    key: str
    order_key: str
    product: str
    quantity: float
    unit_price: int
    discount: float


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order; `total` in minor units, None where the source does not say it."""

    key: str
    number: str
    customer: PersonRecord
    placed_at: Instant | None
    status: str = ""
    currency: str = ""
    total: int | None = None
    tracking: str = ""
    eta: Instant | None = None
    note: str = ""
    lines: tuple[LineRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """An entry of a conversation; without an instant it follows the one before by a second."""

    key: str
    at: Instant | None
    kind: MessageKind
    author_kind: AuthorKind
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket or a finished chat; `updated_at` None means the source gives no date at all."""

    key: str
    number: str
    subject: str
    customer: PersonRecord
    status: Status
    priority: Priority
    channel: str
    assignee: AgentRecord | None
    group: str
    tags: tuple[str, ...]
    created_at: Instant | None
    updated_at: Instant | None
    solved_at: Instant | None
    due_at: Instant | None
    messages: tuple[MessageRecord, ...] = ()
    order: OrderRecord | None = None


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A canned response or an article."""

    key: str
    name: str
    title: str
    body: str
    folder: str = ""
    language: str = ""
    product: str = ""
    scope: str = "team"
    tags: tuple[str, ...] = ()
    set_status: Status | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None
    channels: tuple[str, ...] = ()
    valid_until: Instant | None = None
    follow_up_days: int | None = None


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """One score of an answer: its key, csat, nps or ces, the scale and the value on it."""

    key: str
    kind: str
    scale: str
    value: Value


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What a customer answered, about a contact, a ticket or in general; both by number.

    `last_moment` is when it was given at the latest: a date may mean a whole day.
    """

    scores: tuple[ScoreRecord, ...]
    ticket: str
    ticket_key: str
    customer: PersonRecord
    answered_at: Instant
    last_moment: Instant
    comment: str
    source: str
    interaction: str = ""


Record = (
    PersonRecord | AgentRecord | OrderRecord | LineRecord | TicketRecord | TextRecord | AnswerRecord
)
