"""The contacts of a report by channel, reason, tag, customer and hour, each with its figures."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.kpi.fcr import FirstContacts, first_contacts
from csr_desk.domain.kpi.handle import aht
from csr_desk.domain.kpi.outcomes import ESCALATED
from csr_desk.domain.kpi.ratio import ratio
from csr_desk.domain.kpi.selection import canonical
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

BY: Final = ("channel", "reason", "tag", "customer", "hour")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of handled contacts; `fcr` is the same issue, so far."""

    name: str
    contacts: kpi.Figure
    aht: kpi.Figure
    fcr: kpi.Figure
    escalated: kpi.Figure
    ids: tuple[int, ...]


class _Key(NamedTuple):
    """A group: what it is told apart by, and what it is called."""

    of: object
    name: str


def by(
    store: Store, written: Written, name: str, zone: tzinfo, first: FirstContacts | None = None
) -> tuple[Line, ...]:
    """Return a report's handled contacts by one of `BY`; hours in their order, else by number.

    A contact with several tags counts under each; the hour is that of the contact end, as the
    period is (kpi.md 1.4). `first` is what `issue` gives, where it is known already. ValueError
    for another name.
    """
    keys = _keys(store, written, name, zone)
    first = issue(written) if first is None else first
    known = frozenset(one.id for one in first.contacts)
    groups: dict[_Key, list[kpi.Contact]] = defaultdict(list)
    for contact in handled(written):
        for key in keys(contact):
            groups[key].append(contact)
    lines = [_line(key.name, group, known, first.successes) for key, group in groups.items()]
    if name == "hour":
        return tuple(sorted(lines, key=lambda line: line.name))
    return tuple(sorted(lines, key=lambda line: (-len(line.ids), line.name, line.ids)))


def handled(written: Written) -> tuple[kpi.Contact, ...]:
    """Return the handled contacts of a report, in the order of their numbers."""
    report = written.report
    return kpi.select(written.data.contacts, report.period, report.as_of).handled


def issue(written: Written, *, same_issue: bool = True) -> FirstContacts:
    """Return the first contacts of a report, by issue or by customer."""
    report = written.report
    return first_contacts(
        written.data,
        report.period,
        report.as_of,
        same_issue=same_issue,
        praise_counts=written.settings.praise_counts,
        window=written.settings.fcr_window_s * SECOND,
    )


def _keys(
    store: Store, written: Written, name: str, zone: tzinfo
) -> Callable[[kpi.Contact], Iterable[_Key]]:
    if name == "channel":
        return lambda one: [_named(one.channel)]
    if name == "reason":
        return lambda one: [_named(one.reason)]
    if name == "tag":
        return lambda one: [_named(tag) for tag in dict.fromkeys(one.tags) or (None,)]
    if name == "hour":
        return lambda one: [_named(f"{to_datetime(one.ended_at or 0, zone):%H}:00")]
    if name == "customer":
        return _customers(store, written)
    raise ValueError(f"contacts are not grouped by {name}")


def _named(text: str | None) -> _Key:
    return _Key(text, kpi.DASH if text is None else text)


def _customers(store: Store, written: Written) -> Callable[[kpi.Contact], Iterable[_Key]]:
    names: dict[kpi.Id, str] = dict(store.all("SELECT id, name FROM customer"))
    merges = written.data.merges

    def keys(one: kpi.Contact) -> list[_Key]:
        if one.customer is None:
            return [_named(None)]
        person = canonical(one.customer, merges)
        return [_Key(person, names.get(person) or f"Customer {person}")]

    return keys


def _line(
    name: str, group: list[kpi.Contact], known: frozenset[int], successes: frozenset[int]
) -> Line:
    ids = tuple(one.id for one in group)
    eligible = known.intersection(ids)
    return Line(
        name=name,
        contacts=kpi.count(len(group)),
        aht=aht(group),
        fcr=ratio(len(eligible & successes), len(eligible)),
        escalated=ratio(sum(one.outcome == ESCALATED for one in group), len(group)),
        ids=ids,
    )
