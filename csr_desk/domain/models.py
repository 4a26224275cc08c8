"""The words of the desk as types: codes, states and the records that cross its layers.

Times are `Instant` (milliseconds, UTC), money is in minor units (cents) with an ISO 4217 currency.
"""

from enum import StrEnum
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Priority as Priority
from csr_desk.domain.queue_row import QueueRow as QueueRow
from csr_desk.domain.queue_row import Status as Status


class Channel(StrEnum):
    """Where a contact happens."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"
    IN_PERSON = "in_person"
    WEB = "web"


LIVE_CHANNELS = frozenset({Channel.PHONE, Channel.IN_PERSON})
"""Channels whose running contact keeps the focus whatever the agent looks at (kpi.md I7)."""


class Direction(StrEnum):
    """Who began a contact."""

    INBOUND = "in"
    OUTBOUND = "out"


class Phase(StrEnum):
    """What a second of an interaction is: speaking or writing, hold, after-call work."""

    TALK = "talk"
    HOLD = "hold"
    AFTER_CALL_WORK = "acw"


class AgentState(StrEnum):
    """Who receives the seconds while no interaction is in focus; HANDLING is derived."""

    AVAILABLE = "AVAILABLE"
    TRIAGE = "TRIAGE"
    BREAK = "BREAK"
    LUNCH = "LUNCH"
    COACHING = "COACHING"
    ADMIN = "ADMIN"
    DOWN = "DOWN"


class MessageKind(StrEnum):
    """Whether the customer may read a message."""

    PUBLIC = "public"
    INTERNAL = "internal"


class AuthorKind(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class MessageState(StrEnum):
    """Where a message is: received, in its undo window, sent, held back or dropped."""

    RECEIVED = "received"
    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    DROPPED = "dropped"


class DraftKind(StrEnum):
    """Which text of a ticket a draft is."""

    REPLY = "reply"
    NOTE = "note"
    WRAP_UP = "wrap_up"


class OperationState(StrEnum):
    """Where a change for the helpdesk is on its way (DESIGN, decisions on the outbox)."""

    WAITING = "waiting"
    QUEUED = "queued"
    TRYING = "trying"
    ACKNOWLEDGED = "acknowledged"
    IN_DOUBT = "in_doubt"
    HELD = "held"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    DROPPED = "dropped"


class IdentityKind(StrEnum):
    """By which kind of address a customer is known."""

    EMAIL = "email"
    PHONE = "phone"
    SOCIAL = "social"
    USERNAME = "username"
    EXTERNAL = "external"


class Scope(StrEnum):
    """Who may use a canned response."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class Message(NamedTuple):
    """One entry of a conversation."""

    id: int
    ticket_id: int
    at: Instant
    kind: MessageKind
    author_kind: AuthorKind
    author: str
    channel: str
    body: str
    state: MessageState
    release_at: Instant | None


class Interaction(NamedTuple):
    """One contact with a customer on one channel, from open to wrap-up."""

    id: int
    ticket_id: int
    customer_id: int
    channel: Channel
    direction: Direction
    agent_id: int
    started_at: Instant
    ended_at: Instant | None
    phase: Phase
    wrapped_at: Instant | None
    recovered_s: int
    flags: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Tell whether a caller or visitor is on the line now (kpi.md I7)."""
        return self.channel in LIVE_CHANNELS and self.ended_at is None


class Segment(NamedTuple):
    """A stretch of the shift that belongs to one phase of one interaction or to one state."""

    id: int
    shift_id: int
    from_at: Instant
    to_at: Instant | None
    interaction_id: int | None
    phase: Phase | None
    state: AgentState | None
    reason: str | None


class Shift(NamedTuple):
    """A shift of the agent; `base_state` receives the seconds while nothing is in focus."""

    id: int
    agent_id: int
    started_at: Instant
    ended_at: Instant | None
    base_state: AgentState


class Identity(NamedTuple):
    """One address a customer is known by."""

    id: int
    kind: IdentityKind
    value: str
    is_primary: bool


class Canned(NamedTuple):
    """A canned response; `body` holds the placeholders unfilled."""

    id: int
    name: str
    title: str
    body: str
    folder: str
    scope: Scope
    language: str
    uses: int
    version: int
    valid_until: Instant | None
    tags: tuple[str, ...]
    set_status: Status | None
