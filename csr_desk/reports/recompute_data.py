"""What the figures are computed from, built from the event log alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from csr_desk.domain import kpi, survey
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.reports import recompute_contacts as contacts_of
from csr_desk.reports import recompute_line as line_of
from csr_desk.reports import recompute_promises as promises
from csr_desk.reports import recompute_tickets as tickets_of
from csr_desk.reports.feed import scale_of
from csr_desk.reports.feed_tickets import Steps, solved
from csr_desk.reports.recompute_contacts import Contacts, LoggedContact
from csr_desk.reports.recompute_line import Line
from csr_desk.reports.recompute_promises import Promises
from csr_desk.reports.recompute_tickets import LoggedAnswer, Tickets
from csr_desk.store import events
from csr_desk.store.connection import Store

NEVER: Final = 2**53
"""Later than everything: what runs still is open."""

_SPOKEN: Final = ("phone", "in_person")
_KINDS: Final = tuple(
    sorted({*line_of.KINDS, *contacts_of.KINDS, *promises.KINDS, *tickets_of.KINDS})
)


@dataclass
class Log:
    """The event log, taken in."""

    line: Line = field(default_factory=Line)
    contacts: Contacts = field(default_factory=Contacts)
    promises: Promises = field(default_factory=Promises)
    tickets: Tickets = field(default_factory=Tickets)


def read(store: Store) -> Log:
    """Return what the event log says; it reads every entry once."""
    log = Log()
    parts = (
        (frozenset(line_of.KINDS), log.line.take),
        (frozenset(contacts_of.KINDS), log.contacts.take),
        (frozenset(promises.KINDS), log.promises.take),
        (frozenset(tickets_of.KINDS), log.tickets.take),
    )
    for event in events.read(store, f"kind IN {_KINDS}"):
        for kinds, take in parts:
            if event.kind in kinds:
                take(event)
    return log


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, of which period: `name` is the agent's in the log, `steps` are the tickets
    solved, reopened and triaged.
    """

    agent_id: int
    name: str
    period: kpi.Period
    as_of: Instant
    steps: Steps
    ces_scale: tuple[int, int]


def report_data(log: Log, wanted: Wanted) -> kpi.ReportData:
    """Return the records of a period from the log; the backlog and colleagues are left out."""
    own = contacts(log, wanted)
    states, focus = _line(log, wanted.agent_id)
    csat, nps, ces = (answers(log, wanted, kind) for kind in ("csat", "nps", "ces"))
    return kpi.ReportData(
        contacts=tuple(own.values()),
        states=states,
        focus=focus,
        recovered=tuple(span for span in log.line.recovered if _is_own(log, wanted, span[2])),
        merges=log.contacts.merges,
        links=tuple(log.contacts.links),
        solves=wanted.steps.solves,
        reopens=wanted.steps.reopens,
        follow_ons=tuple(promises.follow_ons(log.promises, own.values())),
        csat=csat,
        nps=nps,
        ces=ces,
        sla=_targets(log, wanted),
        tickets=tuple(times(log, wanted)),
        articles=sum(
            owner == wanted.agent_id and stands and wanted.period.holds(at)
            for owner, at, stands in log.tickets.articles.values()
        ),
    )


def _is_own(log: Log, wanted: Wanted, number: int | None) -> bool:
    found = log.contacts.known.get(number or 0)
    return found is not None and found.agent == wanted.agent_id


def contacts(log: Log, wanted: Wanted) -> dict[int, kpi.Contact]:
    """Return an agent's contacts that have ended, with the wrap-up that counts, by number."""
    seconds: dict[tuple[int | None, str], int] = defaultdict(int)
    for shift in log.line.shifts:
        for from_at, to_at, owner in shift.spans(wanted.as_of):
            until = wanted.as_of if to_at is None else to_at
            seconds[owner] += (until - from_at) // SECOND
    for number, phase, delta in log.line.beside:
        seconds[(number, phase)] += delta
    tiers = promises.tiers(log.promises)
    return {
        one.number: _contact(one, tiers.get(one.number), seconds)
        for one in log.contacts.known.values()
        if one.ended_at is not None and one.agent == wanted.agent_id
    }


def _contact(
    one: LoggedContact, tier: str | None, seconds: Mapping[tuple[int | None, str], int]
) -> kpi.Contact:
    wrap = one.wraps[-1].data if one.wraps else {}
    return kpi.Contact(
        id=one.number,
        channel=one.channel,
        customer=one.customer,
        started_at=one.started_at,
        ended_at=one.ended_at,
        direction=one.direction,
        ticket=one.ticket,
        reason=wrap.get("reason"),
        outcome=wrap.get("outcome"),
        cause=wrap.get("cause") or None,
        tier=tier,
        logged_local_at=one.logged_at,
        logged_remote_at=one.remote_at,
        talk_s=seconds.get((one.number, "talk"), 0),
        hold_s=seconds.get((one.number, "hold"), 0),
        acw_s=seconds.get((one.number, "acw"), 0),
        agent=one.agent,
    )


def _line(log: Log, agent_id: int) -> tuple[tuple[kpi.StateSpan, ...], tuple[kpi.FocusSpan, ...]]:
    states, focus = [], []
    for shift in log.line.shifts:
        if shift.agent != agent_id:
            continue
        for from_at, to_at, (number, name) in shift.spans(NEVER):
            if number is None:
                states.append(kpi.StateSpan(from_at, to_at, name))
            else:
                focus.append(kpi.FocusSpan(from_at, to_at, number, name))
    return tuple(states), tuple(focus)


def answers(log: Log, wanted: Wanted, kind: str) -> tuple[kpi.Answer, ...]:
    """Return the answers of a period about the agent's contacts: of each survey the last one."""
    last: dict[str, LoggedAnswer] = {}
    for one in sorted(log.tickets.answers.values(), key=lambda one: (one.at, one.number)):
        if one.kind == kind and one.at <= wanted.as_of:
            last[one.survey] = one
    scale = scale_of(kind, wanted.ces_scale)
    return tuple(
        kpi.Answer(survey.counted(one.scale, one.value), one.at)
        for one in last.values()
        if wanted.period.holds(one.at)
        and _is_own(log, wanted, one.contact)
        and scale in (None, one.scale)
    )


def _targets(log: Log, wanted: Wanted) -> tuple[kpi.SlaTarget, ...]:
    """Return the targets settled on tickets the agent had a contact on, and of escalations."""
    own = {
        one.ticket
        for one in log.contacts.known.values()
        if one.agent == wanted.agent_id and one.ticket is not None
    }
    period, at_end = wanted.period, min(wanted.as_of, wanted.period.to_at)
    found = [
        kpi.SlaTarget(fact.state, target, ticket, fact.ended_at or fact.settled_at)
        for (ticket, target, _), fact in log.promises.facts.items()
        if ticket in own
    ]
    for one in log.promises.escalations.values():
        target = promises.target(one, at_end)
        if target is not None and (one.ticket in own or one.actor == wanted.name):
            found.append(target)
    return tuple(one for one in found if period.holds(one.settled_at))


def times(log: Log, wanted: Wanted) -> Iterator[kpi.TicketTimes]:
    """Yield the tickets that were acknowledged, answered, solved or triaged in a period."""
    called: dict[int, Instant] = {}
    own: set[int] = set()
    for one in log.contacts.known.values():
        if one.agent != wanted.agent_id or one.ticket is None:
            continue
        own.add(one.ticket)
        if one.channel in _SPOKEN:
            called[one.ticket] = min(one.started_at, called.get(one.ticket, one.started_at))
    triaged = {ticket: (at, spam) for ticket, at, spam in wanted.steps.triaged}
    done, said, holds = solved(wanted.steps, wanted.as_of), log.tickets.said(), wanted.period.holds
    for ticket, created_at in log.tickets.created.items():
        at, spam = triaged.get(ticket, (None, False))
        times = kpi.TicketTimes(ticket, created_at)
        if ticket in own:
            told, answered = said.get(ticket, ([], []))
            first = min((*told, *([called[ticket]] if ticket in called else [])), default=None)
            times = kpi.TicketTimes(
                ticket, created_at, first, min(answered, default=None), done.get(ticket)
            )
        stamps = (times.acknowledged_at, times.first_response_at, times.last_solved_at)
        if holds(at):
            yield replace(times, triaged_at=at, triaged_as_spam=spam)
        elif any(holds(stamp) for stamp in stamps):
            yield times
