"""First contact resolution, by issue and by customer (kpi.md 4).

Contacts of one customer are walked once forwards and once backwards in the order of their starts;
the nearest neighbour of each reason and order is kept in a table, so a year costs one sort.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import Figure, ratio
from csr_desk.domain.kpi.records import RESOLVED, SPAM, Contact, Id, ReportData
from csr_desk.domain.kpi.selection import canonical

WINDOW: Final = 604_800 * SECOND
_LEFT_OUT_OUTCOMES: Final = frozenset({SPAM, "no_contact"})
_WRONG_NUMBER: Final = "other/wrong-number"
_PRAISE: Final = "feedback/praise"

_Ended = tuple[Contact, Instant]
_Key = tuple[Id, str | None, str, str]


@dataclass(frozen=True, slots=True)
class FirstContacts:
    """The first contacts of a period, in the order of their numbers, and which of them held."""

    contacts: tuple[Contact, ...]
    successes: frozenset[int]
    matured: frozenset[int]
    matured_from: Instant | None

    @property
    def provisional(self) -> Figure:
        """Return successes so far / first contacts."""
        return ratio(len(self.successes), len(self.contacts))

    @property
    def matured_figure(self) -> Figure:
        """Return the same over the first contacts whose window has closed."""
        return ratio(len(self.successes & self.matured), len(self.matured))

    @property
    def failed(self) -> tuple[int, ...]:
        """Return the numbers of the first contacts known to have failed."""
        return tuple(one.id for one in self.contacts if one.id not in self.successes)


def eligible(
    contacts: Iterable[Contact], as_of: Instant, *, praise_counts: bool = True
) -> list[_Ended]:
    """Return the contacts that may be first contacts or repeats, by start and number."""
    found = [
        (one, one.ended_at)
        for one in contacts
        if one.ended_at is not None
        and one.ended_at <= as_of
        and one.direction == "in"
        and one.is_wrapped_up(as_of)
        and one.outcome not in _LEFT_OUT_OUTCOMES
        and one.reason != _WRONG_NUMBER
        and (praise_counts or one.reason != _PRAISE)
    ]
    return sorted(found, key=lambda pair: (pair[0].started_at, pair[0].id))


def first_contacts(
    data: ReportData,
    period: Period,
    as_of: Instant,
    *,
    same_issue: bool = True,
    praise_counts: bool = True,
    window: Instant = WINDOW,
) -> FirstContacts:
    """Return the first contacts of a period; with `same_issue` False any contact is a repeat.

    `window` is in milliseconds.
    """
    by_issue, strict = both(data, period, as_of, praise_counts=praise_counts, window=window)
    return by_issue() if same_issue else strict()


def both(
    data: ReportData,
    period: Period,
    as_of: Instant,
    *,
    praise_counts: bool = True,
    window: Instant = WINDOW,
) -> tuple[Callable[[], FirstContacts], Callable[[], FirstContacts]]:
    """Return what gives the first contacts of a period by issue, and by customer."""
    pool = eligible((*data.contacts, *data.others), as_of, praise_counts=praise_counts)
    persons = {
        one.id: canonical(one.customer, data.merges) for one, _ in pool if one.customer is not None
    }
    foreign = {one.id for one in data.others}
    inside = [pair for pair in pool if period.holds(pair[1]) and pair[0].id not in foreign]
    inside.sort(key=lambda pair: pair[0].id)
    undone = _Undone(data, as_of, window)

    def found(*, same_issue: bool) -> FirstContacts:
        repeats, repeated = _nearest(pool, persons, window, same_issue=same_issue)
        if same_issue:
            _add_links(data.links, pool, persons, window, repeats, repeated)
        first = [pair for pair in inside if pair[0].id not in repeats]
        return FirstContacts(
            contacts=tuple(one for one, _ in first),
            successes=frozenset(
                one.id
                for one, end in first
                if one.outcome == RESOLVED and one.id not in repeated and not undone.after(one, end)
            ),
            matured=frozenset(one.id for one, end in first if as_of >= end + window),
            matured_from=max((end + window for _, end in first), default=None),
        )

    return partial(found, same_issue=True), partial(found, same_issue=False)


def _nearest(
    pool: Sequence[_Ended], persons: Mapping[int, Id], window: Instant, *, same_issue: bool
) -> tuple[set[int], set[int]]:
    """Return the numbers that repeat an earlier contact, and those that are repeated later."""
    repeats: set[int] = set()
    repeated: set[int] = set()
    latest_end: dict[_Key, Instant] = {}
    next_start: dict[_Key, Instant] = {}
    keyed = [(one, end, *_keys(one, persons, same_issue=same_issue)) for one, end in pool]
    # Plain loops: a year has 30,000 contacts, each walked four times.
    for one, end, reads, writes in keyed:
        since = one.started_at - window
        for key in reads:
            if latest_end.get(key, since) > since:
                repeats.add(one.id)
        for key in writes:
            if latest_end.get(key, end) <= end:
                latest_end[key] = end
    for one, end, reads, writes in reversed(keyed):
        until = end + window
        for key in reads:
            if next_start.get(key, until) < until:
                repeated.add(one.id)
        for key in writes:
            next_start[key] = one.started_at
    return repeats, repeated


def _keys(
    one: Contact, persons: Mapping[int, Id], *, same_issue: bool
) -> tuple[tuple[_Key, ...], tuple[_Key, ...]]:
    """Return the table keys a contact is compared with and those it is filed under.

    A contact without an order number matches every order; one with a number matches its own and
    the contacts without.
    """
    person = persons.get(one.id)
    if person is None or (same_issue and one.reason is None):
        return (), ()
    reason = one.reason if same_issue else None
    any_order: _Key = (person, reason, "any order", "")
    no_order: _Key = (person, reason, "no order", "")
    if not (same_issue and one.order):
        return (any_order,), (any_order, no_order)
    own_order: _Key = (person, reason, "order", one.order)
    return (own_order, no_order), (any_order, own_order)


def _add_links(
    links: Iterable[tuple[int, int]],
    pool: Sequence[_Ended],
    persons: Mapping[int, Id],
    window: Instant,
    repeats: set[int],
    repeated: set[int],
) -> None:
    """Add the pairs an agent has linked as one issue, where both are of one customer."""
    places = {one.id: place for place, (one, _) in enumerate(pool)}
    for pair in links:
        known = [places[number] for number in pair if number in places]
        if len(known) != 2 or known[0] == known[1]:
            continue
        (earlier, end), (later, _) = (pool[place] for place in sorted(known))
        person = persons.get(earlier.id)
        if person is None or person != persons.get(later.id):
            continue
        if later.started_at - end < window:
            repeats.add(later.id)
            repeated.add(earlier.id)


class _Undone:
    """What undid a resolution, by ticket and by contact, as known at the time of the report."""

    def __init__(self, data: ReportData, as_of: Instant, window: Instant) -> None:
        self._window = window
        self._reopens = _by_subject(((e.ticket, e.at) for e in data.reopens), as_of)
        self._follow_ons = _by_subject(((e.contact, e.at) for e in data.follow_ons), as_of)

    def after(self, contact: Contact, end: Instant) -> bool:
        """Tell whether a reopening or follow-on lies in `[end, end + window)`."""
        reopens = [] if contact.ticket is None else self._reopens.get(contact.ticket, [])
        follow_ons = self._follow_ons.get(contact.id, [])
        return any(_within(found, end, self._window) for found in (reopens, follow_ons))


def _by_subject(events: Iterable[tuple[Id, Instant]], as_of: Instant) -> dict[Id, list[Instant]]:
    found: dict[Id, list[Instant]] = defaultdict(list)
    for subject, at in sorted(events, key=lambda event: event[1]):
        if at <= as_of:
            found[subject].append(at)
    return found


def _within(instants: Sequence[Instant], end: Instant, window: Instant) -> bool:
    place = bisect_left(instants, end)
    return place < len(instants) and instants[place] < end + window
