"""One contact of the log and one version of its wrap-up, as they are shown and exported."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from csr_desk.domain.instants import SECOND, Instant, iso


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One contact with its times in seconds and the wrap-up that counts."""

    id: int
    ticket_id: int
    ticket: str
    subject: str
    customer_id: int
    customer: str
    channel: str
    direction: str
    started_at: Instant
    ended_at: Instant | None
    wrapped_at: Instant | None
    synced_at: Instant | None
    agent: str
    flags: tuple[str, ...]
    talk: int
    hold: int
    after_call_work: int
    reason: str | None
    outcome: str | None
    cause: str | None
    tags: tuple[str, ...]
    note: str
    next_action: str
    versions: int

    @property
    def handle_time(self) -> int:
        """Return talk, hold and after-call work in seconds (kpi.md I3)."""
        return self.talk + self.hold + self.after_call_work

    def wall_time(self, now: Instant) -> int:
        """Return the seconds from open to wrap-up, or to `now` while it is missing."""
        return ((self.wrapped_at or now) - self.started_at) // SECOND

    def as_json(self, zone: tzinfo, now: Instant) -> dict[str, Any]:
        """Return the record with the keys of cli.md; times in the zone, durations in seconds."""
        times = ("started_at", "ended_at", "wrapped_at", "synced_at")
        values = {name: getattr(self, name) for name in times}
        return {
            "id": self.id,
            "ticket": self.ticket,
            "customer": self.customer,
            "customer_id": self.customer_id,
            "channel": self.channel,
            "direction": self.direction,
            **{name: None if at is None else iso(at, zone) for name, at in values.items()},
            "talk": self.talk,
            "hold": self.hold,
            "after_call_work": self.after_call_work,
            "handle_time": self.handle_time,
            "wall_time": self.wall_time(now),
            "reason": self.reason,
            "outcome": self.outcome,
            "cause": self.cause,
            "tags": list(self.tags),
            "note": self.note,
            "agent": self.agent,
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Version:
    """One committed wrap-up of a contact, for the history the log keeps."""

    at: Instant
    actor: str
    reason: str
    outcome: str
    cause: str | None
    tags: tuple[str, ...]
    note: str
    why: str | None
    undone_at: Instant | None
