"""Handle time: its mean, by channel, its parts, its spread and what a contact costs (kpi.md 3)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from csr_desk.domain.kpi.ratio import MINUTES, SECONDS, Exact, Figure, ratio
from csr_desk.domain.kpi.records import Contact, Settings

_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600


def _mean(contacts: Sequence[Contact], part: Callable[[Contact], Exact]) -> Figure:
    return ratio(sum(part(contact) for contact in contacts), len(contacts), SECONDS)


def aht(handled: Sequence[Contact]) -> Figure:
    """Return the average handle time in seconds (Amazon Connect).

    Talk, hold and after-call work over the handled contacts.
    """
    return _mean(handled, lambda contact: contact.handle_s)


def aht_by_channel(handled: Sequence[Contact]) -> dict[str, Figure]:
    """Return the average handle time of each channel, by name."""
    channels: dict[str, list[Contact]] = defaultdict(list)
    for contact in handled:
        channels[contact.channel].append(contact)
    return {channel: aht(channels[channel]) for channel in sorted(channels)}


def spread(handled: Sequence[Contact]) -> dict[str, Figure]:
    """Return median (mean of the two middle values), p90 (nearest rank) and maximum in seconds."""
    values = sorted(contact.handle_s for contact in handled)
    if not values:
        return {name: ratio(0, 0, SECONDS) for name in ("median", "p90", "max")}
    found = {}
    for name, places in _places(len(values)).items():
        chosen = [values[place] for place in places]
        found[name] = ratio(sum(chosen), len(chosen), SECONDS)
    return found


def ranked(handled: Sequence[Contact], name: str | None) -> list[Contact]:
    """Return the contacts a median, p90 or maximum is read from; all of them without a name."""
    ordered = sorted(handled, key=lambda contact: (contact.handle_s, contact.id))
    if name is None or not ordered:
        return ordered
    return [ordered[place] for place in sorted({*_places(len(ordered))[name]})]


def _places(n: int) -> dict[str, tuple[int, ...]]:
    nearest_rank = (9 * n + 9) // 10
    return {"median": ((n - 1) // 2, n // 2), "p90": (nearest_rank - 1,), "max": (n - 1,)}


def chat_wall_mean(handled: Sequence[Contact]) -> Figure:
    """Return the mean seconds from open to wrap-up of chats; for contrast, never part of AHT."""
    walls = [contact.wall_s() for contact in handled if contact.channel == "chat"]
    return ratio(sum((wall or Fraction(0)) for wall in walls), len(walls), SECONDS)


def handle_figures(handled: Sequence[Contact], settings: Settings) -> dict[str, Figure]:
    """Return the figures of handle time over the handled contacts of a period."""
    n = len(handled)
    total = sum(contact.handle_s for contact in handled)
    wage = Fraction(settings.wage_per_hour) * total / _HOUR_S
    return {
        "aht": aht(handled),
        "aht_minutes": ratio(Fraction(total) / _MINUTE_S, n, MINUTES),
        "chat_wall_mean_for_contrast": chat_wall_mean(handled),
        "mean_talk": _mean(handled, lambda contact: contact.talk_s),
        "mean_hold": _mean(handled, lambda contact: contact.hold_s),
        "mean_acw": _mean(handled, lambda contact: contact.acw_s),
        "held_contacts": ratio(sum(contact.hold_s > 0 for contact in handled), n),
        "cost_per_contact": ratio(wage, n, settings.currency),
    }
