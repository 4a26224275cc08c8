"""What the figures are computed from: plain records, filled by `reports/` from the event log.

Instants are milliseconds since the epoch, UTC. Durations are exact seconds: whole ones, or
`Fraction(milliseconds, 1000)`, because a sum is taken exactly and rounded once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.ratio import Exact

Id = int | str
BusinessSeconds = Callable[[Instant, Instant], int]
"""Open seconds of a calendar between two instants (sla.md, `elapsed`)."""

SPAM = "spam"
RESOLVED = "resolved"

OWN_CONTACTS = "own contacts"
OWN_AND_SYNCED_CONTACTS = "own contacts and synced contacts of colleagues"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One interaction with its last wrap-up; log instants are those of the first commit."""

    id: int
    channel: str
    customer: Id | None
    started_at: Instant
    ended_at: Instant | None
    direction: str = "in"
    ticket: Id | None = None
    reason: str | None = None
    outcome: str | None = None
    cause: str | None = None
    tier: str | None = None
    tags: tuple[str, ...] = ()
    order: str | None = None
    logged_local_at: Instant | None = None
    logged_remote_at: Instant | None = None
    talk_s: Exact = 0
    hold_s: Exact = 0
    acw_s: Exact = 0
    agent: Id | None = None

    @property
    def handle_s(self) -> Exact:
        """Return talk, hold and after-call work in seconds (kpi.md I3)."""
        return self.talk_s + self.hold_s + self.acw_s

    def wall_s(self) -> Fraction | None:
        """Return the seconds from open to wrap-up; None before the wrap-up."""
        if self.logged_local_at is None:
            return None
        return Fraction(self.logged_local_at - self.started_at, SECOND)

    def is_wrapped_up(self, as_of: Instant) -> bool:
        """Tell whether the wrap-up stood in the local log at an instant."""
        logged = self.logged_local_at
        return self.outcome is not None and logged is not None and logged <= as_of


class StateSpan(NamedTuple):
    """A stretch of the shift in an agent state, no interaction in focus; open with to_at None."""

    from_at: Instant
    to_at: Instant | None
    state: str


class FocusSpan(NamedTuple):
    """A stretch of the shift in one phase of one interaction, spam included."""

    from_at: Instant
    to_at: Instant | None
    interaction: int
    phase: str


class RecoveredSpan(NamedTuple):
    """Seconds in a call while the desk was down, confirmed by the agent; they lie inside DOWN."""

    from_at: Instant
    to_at: Instant
    interaction: int | None = None


class PlannedSpan(NamedTuple):
    """A stretch of the schedule and the states that keep to it (HANDLING is one of them)."""

    from_at: Instant
    to_at: Instant
    states: frozenset[str]


class TicketEvent(NamedTuple):
    """A ticket was solved, or left `solved` again, at an instant."""

    ticket: Id
    at: Instant


class FollowOn(NamedTuple):
    """An escalation, transfer or callback opened from an interaction after its contact end."""

    contact: int
    at: Instant
    kind: str = "escalation"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a survey: a number, or `good` / `bad`; without an instant it always counts."""

    value: int | Literal["good", "bad"]
    at: Instant | None = None


@dataclass(frozen=True, slots=True)
class SlaTarget:
    """One target and its state: met, breached, running or paused.

    Only targets inside the coverage belong here: with own contacts alone, those of tickets the
    agent had a contact on. A colleague's late answer elsewhere is not the agent's breach.

    `settled_at` is the instant it was fulfilled, or its due instant while it is not; it puts the
    target into a period, and without it the target always counts. `subject` is listed on a breach.
    """

    state: str
    target: str = "first_response"
    subject: Id | None = None
    settled_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class TicketTimes:
    """The instants of one ticket that response, resolution and triage times are taken from."""

    ticket: Id
    created_at: Instant
    acknowledged_at: Instant | None = None
    first_response_at: Instant | None = None
    last_solved_at: Instant | None = None
    triaged_at: Instant | None = None
    triaged_as_spam: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds in the queue, from a telephony feed, and the threshold of the service level."""

    threshold_s: int
    answered_s: tuple[int, ...] = ()
    abandoned_s: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team may choose; it changes figures only where kpi.md says so."""

    unpaid_states: frozenset[str] = frozenset({"LUNCH"})
    wage_per_hour: Decimal = Decimal("17.53")
    currency: str = "USD"
    praise_counts: bool = True
    has_backend: bool = True
    business_seconds: BusinessSeconds | None = None
    business_day_s: int = 28_800
    fcr_window_s: int = 604_800
    log_limit_s: int = 1_800
    ces_scale: tuple[int, int] = (1, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything a report needs.

    `contacts`, `reopens`, `follow_ons` and `links` reach as far before and after the period as
    first contact resolution looks; the rest may be the period alone. `others` are contacts of
    colleagues: only ever the repeat of one or what it repeats. `merges` maps a customer to the one
    it was merged into and holds standing merges only. `unsolved` are creation instants; `articles`
    is how many were written, None where nobody counts.
    """

    contacts: Sequence[Contact] = ()
    others: Sequence[Contact] = ()
    states: Sequence[StateSpan] = ()
    focus: Sequence[FocusSpan] = ()
    recovered: Sequence[RecoveredSpan] = ()
    planned: Sequence[PlannedSpan] = ()
    merges: Mapping[Id, Id] = field(default_factory=dict)
    links: Sequence[tuple[int, int]] = ()
    solves: Sequence[TicketEvent] = ()
    reopens: Sequence[TicketEvent] = ()
    follow_ons: Sequence[FollowOn] = ()
    csat: Sequence[Answer] = ()
    nps: Sequence[Answer] = ()
    ces: Sequence[Answer] = ()
    sla: Sequence[SlaTarget] = ()
    tickets: Sequence[TicketTimes] = ()
    unsolved: Sequence[Instant] = ()
    articles: int | None = None
    waits: Waits | None = None
    coverage: str = OWN_CONTACTS
