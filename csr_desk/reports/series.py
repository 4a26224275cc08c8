"""Rows of numbers to plot: handle times, contacts by hour, backlog by age, reasons."""

from collections import Counter
from datetime import tzinfo
from decimal import Decimal

from csr_desk.config import Config
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.kpi.ageing import ageing as by_age
from csr_desk.domain.kpi.ratio import ratio
from csr_desk.reports import feed, feed_tickets
from csr_desk.reports.groupings import handled
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store


def handle_times(written: Written) -> tuple[int, ...]:
    """Return the handle time of each handled contact in whole seconds, by number."""
    return tuple(int(one.handle_s) for one in handled(written))


def by_hour(written: Written, zone: tzinfo) -> tuple[int, ...]:
    """Return how many handled contacts ended in each of the 24 hours of the clock face."""
    hours = Counter(to_datetime(one.ended_at or 0, zone).hour for one in handled(written))
    return tuple(hours[hour] for hour in range(24))


def ageing(store: Store, config: Config, now: Instant) -> dict[str, int]:
    """Return how many unsolved tickets are how many business days old now, by bucket.

    It is empty where the settings have no calendar.
    """
    settings = feed.settings(config)
    business = settings.business_seconds
    if business is None:
        return {}
    return by_age(feed_tickets.unsolved(store, now), now, business, settings.business_day_s)


def pareto(written: Written) -> tuple[tuple[str, int, Decimal], ...]:
    """Return every reason with its contacts and the cumulative percent, the largest first."""
    counts = Counter(one.reason for one in handled(written) if one.reason is not None)
    total, running = sum(counts.values()), 0
    found = []
    for reason, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        running += number
        found.append((reason, number, ratio(running, total).value or Decimal(0)))
    return tuple(found)
