"""The line of the agent's time as the event log has it: who received the seconds, from when."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store.events import Event

Owner = tuple[int | None, str]
"""A contact and its phase, or None and an agent state."""

KINDS = (
    "shift.started",
    "shift.ended",
    "focus.moved",
    "interaction.left",
    "time.corrected",
    "interaction.recovered",
)


@dataclass
class LoggedShift:
    """A shift with its cuts: from each on another owner received the seconds."""

    number: int
    agent: int
    started_at: Instant
    ended_at: Instant | None = None
    cuts: list[tuple[Instant, Owner]] = field(default_factory=list)

    def spans(self, until: Instant) -> Iterator[tuple[Instant, Instant | None, Owner]]:
        """Yield (from, to, owner); what has no length is left out, an open end is None."""
        end = self.ended_at
        edges: list[Instant | None] = [*(cut for cut, _ in self.cuts[1:]), end]
        for (cut, owner), edge in zip(self.cuts, edges, strict=False):
            if (until if edge is None else edge) > cut:
                yield cut, edge, owner


@dataclass
class Line:
    """All shifts of the log and the seconds that were given to contacts beside them."""

    shifts: list[LoggedShift] = field(default_factory=list)
    beside: list[tuple[int, str, int]] = field(default_factory=list)
    recovered: list[kpi.RecoveredSpan] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take one of `KINDS` in, in the order of the log."""
        data, contact = event.data, event.interaction_id
        if event.kind == "shift.started":
            self.shifts.append(LoggedShift(data["shift"], data.get("agent", 1), data["cut"]))
        elif event.kind == "shift.ended" and self.shifts:
            self.shifts[-1].ended_at = data["cut"]
        elif event.kind == "focus.moved" and self.shifts:
            phase = data.get("phase")
            owner: Owner = (contact, phase) if phase else (None, data["state"])
            self.shifts[-1].cuts.append((data["cut"], owner))
        elif event.kind == "interaction.left":
            self._leave(contact, data["state"])
        elif contact is not None and data.get("seconds"):
            self.beside.append((contact, data.get("phase", "talk"), data["seconds"]))
            if event.kind == "interaction.recovered":
                since = data["last_seen"]
                until = since + data["seconds"] * SECOND
                self.recovered.append(kpi.RecoveredSpan(since, until, contact))

    def _leave(self, contact: int | None, state: str) -> None:
        """Give the seconds of a contact that was taken back to the state."""
        for shift in self.shifts:
            shift.cuts = [
                (cut, (None, state) if owner[0] == contact else owner) for cut, owner in shift.cuts
            ]
