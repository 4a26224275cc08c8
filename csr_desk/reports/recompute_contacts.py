"""Contacts as the event log has them: opened, ended, logged, corrected, linked, merged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.store.events import Event

_WRAP_UP: Final = "wrap_up"


class Wrap(NamedTuple):
    """A wrap-up as it was logged, and whose salt its hashes have."""

    data: Mapping[str, Any]
    customer: int | None


@dataclass
class LoggedContact:
    """One contact; `loose` names what an older desk did not log.

    `order` is the hash of the order number it was about, with the salt of customer `order_of`;
    `tells_order` is False where an older desk logged a request for an order and not which.
    """

    number: int
    channel: str
    direction: str
    customer: int | None
    ticket: int | None
    started_at: Instant
    agent: int = 1
    ended_at: Instant | None = None
    wraps: list[Wrap] = field(default_factory=list)
    logged_at: Instant | None = None
    remote_at: Instant | None = None
    order: str = ""
    order_of: int | None = None
    tells_order: bool = True
    loose: set[str] = field(default_factory=set)


@dataclass
class Contacts:
    """All contacts of the log, who stands for whom, and which of them are one issue."""

    known: dict[int, LoggedContact] = field(default_factory=dict)
    merges: dict[kpi.Id, kpi.Id] = field(default_factory=dict)
    links: dict[tuple[int, int], None] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take one of `KINDS` in, in the order of the log."""
        _TAKES[event.kind](self, event)

    def of(self, event: Event) -> LoggedContact | None:
        """Return the contact an event is about."""
        return self.known.get(event.interaction_id or 0)


def _opened(all_: Contacts, event: Event) -> None:
    assert event.interaction_id is not None
    all_.known[event.interaction_id] = LoggedContact(
        event.interaction_id,
        event.data["channel"],
        event.data["direction"],
        event.customer_id,
        event.ticket_id,
        event.data["cut"],
        event.data.get("agent", 1),
    )


def _ended(all_: Contacts, event: Event) -> None:
    if one := all_.of(event):
        one.ended_at = max(event.data["cut"], one.started_at)


def _left(all_: Contacts, event: Event) -> None:
    all_.known.pop(event.interaction_id or 0, None)


def _wrapped(all_: Contacts, event: Event) -> None:
    if one := all_.of(event):
        one.wraps.append(Wrap(event.data, event.customer_id))
        if event.kind == "wrap.committed":
            one.logged_at = event.data.get("logged", event.at)
            one.loose |= set() if "logged" in event.data else {"logged_local_at"}


def _unwrapped(all_: Contacts, event: Event) -> None:
    if one := all_.of(event):
        del one.wraps[-1:]
        one.logged_at = None


def _ordered(all_: Contacts, event: Event) -> None:
    if one := all_.of(event):
        one.order, one.order_of = event.data["order"], event.customer_id


def _requested(all_: Contacts, event: Event) -> None:
    if (one := all_.of(event)) and not one.order:
        one.tells_order = False


def _arrived(all_: Contacts, event: Event) -> None:
    one = all_.of(event)
    if one is None:
        return
    if "carries" not in event.data:
        one.loose.add("logged_remote_at")
    elif event.data["carries"] == _WRAP_UP:
        again = event.kind == "operation.judged_arrived"
        if one.remote_at is None or again:
            one.remote_at = event.data["arrived"]


def _linked(all_: Contacts, event: Event) -> None:
    pair = (event.interaction_id or 0, event.data["to"])
    if event.kind == "interaction.unlinked":
        all_.links.pop(pair, None)
    elif event.data.get("link", "same_issue") == "same_issue":
        all_.links[pair] = None


def _merged(all_: Contacts, event: Event) -> None:
    assert event.customer_id is not None
    all_.merges[event.data["from_id"]] = event.customer_id


def _unmerged(all_: Contacts, event: Event) -> None:
    back = event.data["from_id"]
    all_.merges.pop(back, None)
    for number in event.data.get("contacts", ()):
        if number in all_.known:
            all_.known[number].customer = back


_TAKES: Final[dict[str, Callable[[Contacts, Event], None]]] = {
    "interaction.opened": _opened,
    "interaction.ended": _ended,
    "interaction.left": _left,
    "interaction.ordered": _ordered,
    "rma.created": _requested,
    "order.cancel_recorded": _requested,
    "refund.requested": _requested,
    "refund.recorded": _requested,
    "wrap.committed": _wrapped,
    "wrap.corrected": _wrapped,
    "wrap.undone": _unwrapped,
    "operation.acknowledged": _arrived,
    "operation.partly_acknowledged": _arrived,
    "operation.judged_arrived": _arrived,
    "interaction.linked": _linked,
    "interaction.unlinked": _linked,
    "customer.merged": _merged,
    "customer.merge_undone": _unmerged,
}
KINDS: Final = tuple(_TAKES)
