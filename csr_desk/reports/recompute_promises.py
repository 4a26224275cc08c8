"""Escalations, transfers, callbacks and targets as the event log has them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.store.events import Event

_Key = tuple[int, str, Instant]


class Opened(NamedTuple):
    """What was opened from a contact, or beside any: whose it is, and when."""

    contact: int | None
    ticket: int | None
    at: Instant
    kind: str
    seq: int


@dataclass
class LoggedEscalation:
    """A case that went higher, with what settles its deadline."""

    tier: str
    due_at: Instant
    ticket: int | None
    contact: int | None
    actor: str
    accepted_at: Instant | None = None
    closed_at: Instant | None = None


class Fact(NamedTuple):
    """A target of a ticket that was met or breached."""

    state: str
    settled_at: Instant
    ended_at: Instant | None


@dataclass
class Promises:
    """What stands of escalations, of what was opened, and of targets."""

    escalations: dict[int, LoggedEscalation] = field(default_factory=dict)
    opened: dict[tuple[str, int], Opened] = field(default_factory=dict)
    facts: dict[_Key, Fact] = field(default_factory=dict)
    wrapped: dict[int, int] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take one of `KINDS` in, in the order of the log."""
        _TAKES[event.kind](self, event)

    def open(self, event: Event, kind: str, number: int) -> None:
        """Note that something was opened."""
        self.opened[(kind, number)] = Opened(
            event.interaction_id, event.ticket_id, event.at, kind, event.seq
        )


def tiers(all_: Promises) -> dict[int, str]:
    """Return contact to the tier it was escalated to last."""
    return {
        one.contact: one.tier
        for _, one in sorted(all_.escalations.items())
        if one.contact is not None
    }


def target(one: LoggedEscalation, now: Instant) -> kpi.SlaTarget | None:
    """Return the deadline of an escalation as it stood at an instant, None while it runs."""
    settled = one.due_at if one.accepted_at is None else one.accepted_at
    over = now if one.closed_at is None else min(one.closed_at, now)
    if one.accepted_at is None and over <= one.due_at:
        return None
    state = "met" if (one.accepted_at or now) <= one.due_at else "breached"
    return kpi.SlaTarget(state, "escalation", one.ticket, settled)


def follow_ons(all_: Promises, own: Iterable[kpi.Contact]) -> Iterator[kpi.FollowOn]:
    """Yield what was opened from contacts after their end; beside any, it is the ticket's last."""
    known = {one.id: one for one in own if one.ended_at is not None}
    by_ticket: dict[kpi.Id | None, list[kpi.Contact]] = {}
    for one in known.values():
        by_ticket.setdefault(one.ticket, []).append(one)
    for made in all_.opened.values():
        on_ticket = by_ticket.get(made.ticket, []) if made.ticket is not None else []
        earlier = [one.id for one in on_ticket if (one.ended_at or 0) <= made.at]
        number = max(earlier, default=None) if made.contact is None else made.contact
        contact = known.get(number or 0)
        if contact is not None and contact.ended_at is not None and contact.ended_at <= made.at:
            yield kpi.FollowOn(contact.id, made.at, made.kind)


def _escalated(all_: Promises, event: Event) -> None:
    data = event.data
    all_.escalations[data["escalation"]] = LoggedEscalation(
        data["tier"], data["due_at"], event.ticket_id, event.interaction_id, event.actor
    )
    all_.open(event, "escalation", data["escalation"])


def _escalation_step(all_: Promises, event: Event) -> None:
    number = event.data["escalation"]
    one = all_.escalations.get(number)
    if one is None:
        return
    at = event.data.get("happened", event.at)
    step = event.kind.removeprefix("escalation.")
    if step in ("accepted", "answered") and one.accepted_at is None:
        one.accepted_at = at
    elif step == "closed":
        one.closed_at = at
    elif step == "reopened":
        one.closed_at = None
    elif step == "undone":
        del all_.escalations[number]
        all_.opened.pop(("escalation", number), None)


def _transferred(all_: Promises, event: Event) -> None:
    number = event.data["transfer"]
    if event.kind == "transfer.undone":
        all_.opened.pop(("transfer", number), None)
    else:
        all_.open(event, "transfer", number)


def _follow_up(all_: Promises, event: Event) -> None:
    number = event.data["follow_up"]
    if event.kind == "follow_up.added":
        if event.data.get("task") == "callback":
            all_.open(event, "callback", number)
    elif event.kind == "follow_up.dropped":
        if not event.data.get("by_hand", True):
            all_.opened.pop(("callback", number), None)
    elif event.data.get("act") == "added":
        all_.opened.pop(("callback", number), None)


def _done(all_: Promises, event: Event) -> None:
    """A callback that was made is not taken back with the wrap-up it came with."""
    found = all_.opened.get(("callback", event.data["follow_up"]))
    if found is not None:
        all_.opened[("callback", event.data["follow_up"])] = found._replace(seq=-1)


def _wrapped(all_: Promises, event: Event) -> None:
    all_.wrapped[event.interaction_id or 0] = event.seq


def _unwrapped(all_: Promises, event: Event) -> None:
    since = all_.wrapped.get(event.interaction_id or 0, 0)
    for key, one in list(all_.opened.items()):
        if one.kind == "callback" and one.contact == event.interaction_id and one.seq > since:
            del all_.opened[key]


def _fact(all_: Promises, event: Event) -> None:
    data: dict[str, Any] = event.data
    if "started_at" in data and event.ticket_id is not None:
        key = event.ticket_id, data["target"], data["started_at"]
        if event.kind == "sla.taken_back":
            all_.facts.pop(key, None)
        else:
            all_.facts[key] = Fact(data["state"], data["settled_at"], data["ended_at"])


def _counted(all_: Promises, event: Event) -> None:
    for ticket, target, started_at, state, settled_at, ended_at in event.data["facts"]:
        all_.facts[(ticket, target, started_at)] = Fact(state, settled_at, ended_at)


_TAKES: Final[dict[str, Callable[[Promises, Event], None]]] = {
    "escalation.opened": _escalated,
    **dict.fromkeys(
        (
            *("escalation.accepted", "escalation.answered", "escalation.closed"),
            *("escalation.reopened", "escalation.undone"),
        ),
        _escalation_step,
    ),
    "transfer.made": _transferred,
    "transfer.offered": _transferred,
    "transfer.undone": _transferred,
    "follow_up.added": _follow_up,
    "follow_up.dropped": _follow_up,
    "follow_up.undone": _follow_up,
    "follow_up.done": _done,
    "wrap.committed": _wrapped,
    "wrap.undone": _unwrapped,
    "sla.met": _fact,
    "sla.breached": _fact,
    "sla.ended": _fact,
    "sla.taken_back": _fact,
    "sla.counted": _counted,
}
KINDS: Final = tuple(_TAKES)
