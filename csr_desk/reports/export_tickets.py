"""What the figures of tickets are counted from, as raw rows: times, solvings, targets, answers."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.answers import given
from csr_desk.domain.kpi.reopening import reopened, solvings
from csr_desk.domain.kpi.service import settled
from csr_desk.reports.export_columns import (
    Cell,
    Column,
    Sort,
    Table,
    between,
    flag,
    moment,
    moments,
)
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

_TICKET: Final = Column("ticket", "Ticket", width=12)
_NUMBER: Final = Sort.NUMBER


def _s(key: str, head: str) -> Column:
    return Column(key, head, Sort.SECONDS, 14)


TIMES: Final = (
    _TICKET,
    *moments("created", "Created"),
    _s("acknowledgement_time", "Acknowledged after s"),
    _s("first_response_time", "First response after s"),
    _s("first_response_time_business", "First response after business s"),
    _s("full_resolution_time", "Solved after s"),
    _s("full_resolution_time_business", "Solved after business s"),
    _s("triage_business", "Triaged after business s"),
    Column("triaged", "Triaged", _NUMBER, 9),
    Column("triaged_spam", "Triaged as spam", _NUMBER, 9),
)
SOLVED: Final = (
    _TICKET,
    *moments("solved", "First solved in the period"),
    Column("reopened", "Reopened within 7 days", _NUMBER, 12),
)
TARGETS: Final = (
    _TICKET,
    Column("target", "Target", Sort.OWN_TEXT, 16),
    Column("state", "State", Sort.OWN_TEXT, 10),
    *moments("settled", "Met or due"),
)
ANSWERS: Final = (
    Column("survey", "Survey", width=9),
    Column("value", "Answer", _NUMBER, 9),
    *moments("at", "Answered"),
)


def tables(store: Store, written: Written, zone: tzinfo) -> tuple[Table, ...]:
    """Return the sheets of tickets and answers; a sheet without rows has its heads alone."""
    names = _Names(store)
    return (
        _times(names, written, zone),
        _solved(names, written, zone),
        _targets(names, written, zone),
        _answers(written, zone),
    )


class _Names:
    """The references of tickets."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, ids: Iterable[kpi.Id | None]) -> Callable[[kpi.Id | None], str]:
        """Return what looks up the reference of a ticket among some; its number if it has none."""
        found: dict[kpi.Id, str] = dict(
            self._store.all(
                "SELECT id, reference FROM ticket WHERE id IN (SELECT value FROM json_each(?))",
                json.dumps(sorted({one for one in ids if isinstance(one, int)})),
            )
        )
        return lambda one: "" if one is None else found.get(one, str(one))


def _times(names: _Names, written: Written, zone: tzinfo) -> Table:
    report, settings = written.report, written.settings
    window = report.period.until(report.as_of + 1)
    ends = ("acknowledged_at", "first_response_at", "last_solved_at", "triaged_at")
    chosen = [
        one
        for one in written.data.tickets
        if any(window.holds(getattr(one, name)) for name in ends)
    ]
    name = names.of(one.ticket for one in chosen)
    business = settings.business_seconds

    def after(one: kpi.TicketTimes, at: Instant | None) -> int | float | None:
        usable = at is not None and window.holds(at) and at >= one.created_at
        return between(one.created_at, at) if usable else None

    def open_s(one: kpi.TicketTimes, at: Instant | None) -> int | None:
        if business is None or at is None or after(one, at) is None:
            return None
        return business(one.created_at, at)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for one in chosen:
            triaged = one.triaged_at if window.holds(one.triaged_at) else None
            # Triage before the ticket was here (a clock set back) counts as at once, kpi.tickets.
            triaged_at = None if triaged is None else max(one.created_at, triaged)
            yield (
                name(one.ticket),
                *moment(one.created_at, zone),
                after(one, one.acknowledged_at),
                after(one, one.first_response_at),
                open_s(one, one.first_response_at),
                after(one, one.last_solved_at),
                open_s(one, one.last_solved_at),
                business(one.created_at, triaged_at) if business and triaged_at else None,
                flag(triaged is not None),
                flag(triaged is not None and one.triaged_as_spam),
            )

    return Table("Tickets", "tickets", TIMES, rows(), len(chosen))


def _solved(names: _Names, written: Written, zone: tzinfo) -> Table:
    report, data = written.report, written.data
    found = solvings(data.solves, report.period, report.as_of)
    again = reopened(found, data.reopens, report.as_of)
    name = names.of(found)
    rows = (
        (name(ticket), *moment(min(at), zone), flag(ticket in again))
        for ticket, at in found.items()
    )
    return Table("Solved", "solved", SOLVED, rows, len(found))


def _targets(names: _Names, written: Written, zone: tzinfo) -> Table:
    found = settled(written.data.sla, written.report.period, written.report.as_of)
    name = names.of(one.subject for one in found)
    rows = (
        (name(one.subject), one.target, one.state, *moment(one.settled_at, zone)) for one in found
    )
    return Table("Targets", "targets", TARGETS, rows, len(found))


def _answers(written: Written, zone: tzinfo) -> Table:
    report, data = written.report, written.data
    found = [
        (kind, one)
        for kind in ("csat", "nps", "ces")
        for one in given(getattr(data, kind), report.period, report.as_of)
    ]
    rows = ((kind, one.value, *moment(one.at, zone)) for kind, one in found)
    return Table("Answers", "answers", ANSWERS, rows, len(found))
