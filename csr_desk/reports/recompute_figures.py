"""Every figure from the tables against the same figure from the event log alone."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Final

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.selection import canonical
from csr_desk.reports import feed, feed_tickets, recompute_data, recompute_hidden
from csr_desk.reports.recompute_data import Log, Wanted
from csr_desk.store import answers
from csr_desk.store.connection import Store

_HASHED: Final = ("tags", "order")
"""Fields of a contact that the log has as hashes alone."""


def differences(store: Store, config: Config, until: Instant) -> Iterator[str]:
    """Yield one sentence for each figure, then each contact, that the log has otherwise.

    The whole log is one period. What was imported, generated or logged by an older desk has no
    events to compare with and is left out on both sides.
    """
    log = recompute_data.read(store)
    numbers = {shift.number for shift in log.line.shifts}
    log.tickets.loose |= {
        row[0]
        for row in store.all("SELECT ticket_id, shift_id FROM interaction")
        if row[1] not in numbers
    }
    until = max([until, *(shift.ended_at or 0 for shift in log.line.shifts)])
    for agent_id, name in store.all("SELECT id, name FROM agent ORDER BY id"):
        if any(shift.agent == agent_id for shift in log.line.shifts):
            yield from _of_agent(store, config, log, agent_id, name, until)


def _of_agent(
    store: Store, config: Config, log: Log, agent_id: int, name: str, until: Instant
) -> Iterator[str]:
    period = kpi.Period(0, until + 1)
    steps = feed_tickets.steps(store, 0)
    wanted = Wanted(agent_id, name, period, until, steps, config.kpi.ces_scale)
    tables = _logged_only(store, log, wanted, feed.read(store, config, agent_id, period, until))
    logged = _as_known(log, recompute_data.report_data(log, wanted), tables)
    settings = feed.settings(config)
    ours, theirs = (kpi.report(data, period, until, settings) for data in (tables, logged))
    yield from _figures(ours, theirs)
    yield from _contacts(tables, logged)
    yield from recompute_hidden.differences(store, tables.contacts, log.contacts.known)
    yield from _merges(tables, logged)


def _logged_only(store: Store, log: Log, wanted: Wanted, data: kpi.ReportData) -> kpi.ReportData:
    """Return what the tables have, without what no event could tell of."""
    own = _numbers(store, log)
    shifts = [(one.started_at, one.ended_at or recompute_data.NEVER) for one in log.line.shifts]
    known = log.tickets.created.keys() - log.tickets.loose
    csat, nps, ces = (_answers(store, wanted, kind, own) for kind in ("csat", "nps", "ces"))

    def inside(at: Instant) -> bool:
        return any(begin <= at < end for begin, end in shifts)

    return replace(
        data,
        contacts=[one for one in data.contacts if one.id in own],
        others=(),
        states=[one for one in data.states if inside(one.from_at)],
        focus=[one for one in data.focus if inside(one.from_at)],
        recovered=[one for one in data.recovered if one.interaction in own],
        follow_ons=[one for one in data.follow_ons if one.contact in own],
        sla=[one for one in data.sla if one.subject not in log.tickets.loose],
        tickets=[one for one in data.tickets if one.ticket in known],
        unsolved=(),
        csat=csat,
        nps=nps,
        ces=ces,
        articles=_articles(store, log, wanted),
    )


def _numbers(store: Store, log: Log) -> set[int]:
    """Return the contacts of shifts that are in the log: each of them must be in it too."""
    numbers = {shift.number for shift in log.line.shifts}
    rows = store.all("SELECT id, shift_id FROM interaction")
    return {number for number, shift in rows if shift in numbers}


def _answers(store: Store, wanted: Wanted, kind: str, own: set[int]) -> tuple[kpi.Answer, ...]:
    scale = feed.scale_of(kind, wanted.ces_scale)
    begin, end = wanted.period.from_at, wanted.period.to_at
    rows = answers.read(
        store, kind, begin, end, agent_id=wanted.agent_id, as_of=wanted.as_of, scale=scale
    )
    return tuple(kpi.Answer(row.value, row.at) for row in rows if row.interaction_id in own)


def _articles(store: Store, log: Log, wanted: Wanted) -> int:
    rows = store.all(
        "SELECT id, created_at FROM article WHERE owner_id = ? AND external_key IS NULL"
        " AND archived_at IS NULL",
        wanted.agent_id,
    )
    known = log.tickets.articles
    return sum(number in known and wanted.period.holds(at) for number, at in rows)


def _as_known(log: Log, logged: kpi.ReportData, tables: kpi.ReportData) -> kpi.ReportData:
    """Return the records of the log, with the tables' where an older desk did not log it."""
    ours = {one.id: one for one in tables.contacts}
    known = log.tickets.created.keys() - log.tickets.loose
    found = []
    for one in logged.contacts:
        mine = ours.get(one.id)
        if mine is not None:
            loose = {name: getattr(mine, name) for name in log.contacts.known[one.id].loose}
            if one.ticket in log.tickets.loose:
                loose["ticket"] = mine.ticket
            one = replace(one, order=mine.order, **loose)
        found.append(one)
    return replace(
        logged,
        contacts=found,
        sla=[one for one in logged.sla if one.subject not in log.tickets.loose],
        tickets=[one for one in logged.tickets if one.ticket in known],
    )


def _figures(ours: kpi.Report, theirs: kpi.Report) -> Iterator[str]:
    for name, figure in ours.figures.items():
        other = theirs.figures[name]
        if figure != other:
            yield f"{name}: {figure.text} in the tables, {other.text} from the log"
    mine, others = ({**one.groups, **one.counts} for one in (ours, theirs))
    for group, named in mine.items():
        for name in sorted({*named, *others[group]}):
            left, right = named.get(name), others[group].get(name)
            if left != right:
                yield f"{group} {name}: {_words(left)} in the tables, {_words(right)} from the log"


def _words(value: object) -> str:
    return value.text if isinstance(value, kpi.Figure) else str(value or 0)


def _contacts(tables: kpi.ReportData, logged: kpi.ReportData) -> Iterator[str]:
    mine, theirs = ({one.id: one for one in data.contacts} for data in (tables, logged))
    for number in sorted({*mine, *theirs}):
        one, other = mine.get(number), theirs.get(number)
        if one is None or other is None:
            where = "log" if one is None else "tables"
            yield f"contact {number} is in the {where} alone"
            continue
        one, other = (_canonical(who, data) for who, data in ((one, tables), (other, logged)))
        for name in (field.name for field in fields(kpi.Contact) if field.name not in _HASHED):
            left, right = getattr(one, name), getattr(other, name)
            if left != right:
                yield f"contact {number}: {name} is {left} in the tables, {right} in the log"


def _merges(tables: kpi.ReportData, logged: kpi.ReportData) -> Iterator[str]:
    for one in sorted({*tables.merges, *logged.merges}, key=str):
        left, right = (canonical(one, data.merges) for data in (tables, logged))
        if left != right:
            yield f"customer {one} stands for {left} in the tables, {right} in the log"


def _canonical(one: kpi.Contact, data: kpi.ReportData) -> kpi.Contact:
    return (
        one if one.customer is None else replace(one, customer=canonical(one.customer, data.merges))
    )
