"""How well a response fits a ticket before anything is typed, with remarks for the agent.

The weight of a response is a sum of plain parts, so that an agent can be told why one is on top:
uses for the ticket's likely reason count three times as much as uses overall, both by their
logarithm; language, channel and tags add or take a little.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log2

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope

_REASON, _USES = 6.0, 2.0
_LANGUAGE, _OTHER_LANGUAGE = 4.0, -16.0
_CHANNEL, _OTHER_CHANNEL = 2.0, -16.0
_TAGS = 3.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A response without its text, as the find holds it; the folded fields are compared."""

    id: int
    name: str
    title: str
    folder: str
    scope: Scope
    owner_id: int | None
    language: str
    channels: tuple[str, ...]
    tags: tuple[str, ...]
    uses: int
    valid_until: Instant | None
    updated_at: Instant
    name_folded: str
    title_folded: str
    letters: int

    def expired(self, now: Instant) -> bool:
        """Tell whether the response is no longer valid."""
        return self.valid_until is not None and self.valid_until <= now


@dataclass(frozen=True, slots=True)
class Fit:
    """What is known of the ticket a response is looked for; `reason_uses` counts by response."""

    language: str = ""
    channel: str = ""
    tags: frozenset[str] = frozenset()
    reason: str = ""
    reason_uses: Mapping[int, int] = field(default_factory=dict)


def weight(entry: Entry, fit: Fit) -> float:
    """Return how likely a response is wanted for a ticket before anything is typed."""
    used = _REASON * log2(1 + fit.reason_uses.get(entry.id, 0)) + _USES * log2(1 + entry.uses)
    tags = _TAGS if fit.tags and not fit.tags.isdisjoint(entry.tags) else 0.0
    return used + tags + _language(entry, fit) + _channel(entry, fit)


def _language(entry: Entry, fit: Fit) -> float:
    if not entry.language or not fit.language:
        return 0.0
    return _LANGUAGE if same_language(entry.language, fit.language) else _OTHER_LANGUAGE


def _channel(entry: Entry, fit: Fit) -> float:
    if not entry.channels or not fit.channel:
        return 0.0
    return _CHANNEL if fit.channel in entry.channels else _OTHER_CHANNEL


def is_foreign(entry: Entry, fit: Fit) -> bool:
    """Tell whether a response is of another language or made for other channels."""
    return _language(entry, fit) < 0 or _channel(entry, fit) < 0


def same_language(one: str, other: str) -> bool:
    """Tell whether two language tags name one language, whatever their region: de, de-AT."""
    first, second = (tag.lower().replace("_", "-").split("-")[0] for tag in (one, other))
    return first == second


def remarks(entry: Entry, fit: Fit, now: Instant) -> tuple[str, ...]:
    """Return what an agent should know of a response before choosing it, in words."""
    said: list[str] = []
    if entry.expired(now):
        said.append("expired")
    if _language(entry, fit) < 0:
        said.append(f"in {entry.language}, the customer has {fit.language}")
    if _channel(entry, fit) < 0:
        said.append(f"made for {', '.join(entry.channels)}")
    count = fit.reason_uses.get(entry.id, 0)
    if count:
        times = "once" if count == 1 else f"{count} times"
        said.append(f"used {times} for {fit.reason}")
    return tuple(said)
