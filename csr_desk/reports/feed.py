"""From the store to the pure figures: the records `domain.kpi` computes with, read by SQL."""

from decimal import Decimal
from functools import partial

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.sla import elapsed
from csr_desk.reports import feed_contacts, feed_promises, feed_tickets
from csr_desk.reports.progress import Progress as Progress
from csr_desk.reports.progress import part, silent
from csr_desk.store import answers
from csr_desk.store.connection import Store


def settings(config: Config) -> kpi.Settings:
    """Return the team's settings for the figures."""
    return kpi.Settings(
        unpaid_states=frozenset(state.value for state in config.kpi.unpaid_states),
        wage_per_hour=Decimal(config.kpi.wage_per_hour),
        currency=config.kpi.currency,
        praise_counts=config.kpi.praise_counts,
        has_backend=any(one.backend != "local" for one in config.accounts.values()),
        business_seconds=_business(config),
        business_day_s=config.kpi.business_day_s,
        fcr_window_s=config.kpi.fcr_window_s,
        log_limit_s=config.kpi.log_limit_s,
        ces_scale=config.kpi.ces_scale,
    )


def scale_of(kind: str, ces_scale: tuple[int, int]) -> str | None:
    """Return the scale whose answers a figure is of; None where every scale counts.

    Effort is answered on several scales, and a mean over two of them says nothing.
    """
    return f"{ces_scale[0]}-{ces_scale[1]}" if kind == "ces" else None


def _business(config: Config) -> kpi.BusinessSeconds | None:
    """Return the clock of the usual calendar; None where there is none that can be counted with."""
    promised = config.deadlines
    hours = None if promised is None or promised.unusable else promised.agreement.usual_hours
    return None if hours is None else partial(elapsed, hours)


def read(
    store: Store,
    config: Config,
    agent_id: int,
    period: kpi.Period,
    as_of: Instant,
    progress: Progress | None = None,
) -> kpi.ReportData:
    """Read what the figures of a period need, as far before and after it as they look.

    Service level and adherence are not measured: there is neither a telephony feed nor a schedule.
    """
    told = progress or silent
    window = feed_contacts.window(store, agent_id, period, config.kpi.fcr_window_s * SECOND)
    contacts = feed_contacts.contacts(store, agent_id, window, as_of, part(told, 0, 0.6))
    merged = feed_contacts.merges(store)
    others = feed_contacts.others(store, agent_id, window, contacts, merged)
    states, focus = feed_contacts.line(store, agent_id, period)
    told(0.7)
    steps = feed_tickets.steps(store, window.from_at)
    tickets = feed_tickets.times(store, agent_id, period, as_of, steps)
    told(0.9)
    csat, nps, ces = (_answers(store, config, kind, agent_id, period, as_of) for kind in _KINDS)
    data = kpi.ReportData(
        contacts=contacts,
        others=others,
        states=states,
        focus=focus,
        recovered=feed_contacts.recovered(store, agent_id),
        merges=merged,
        links=feed_contacts.links(store),
        solves=steps.solves,
        reopens=steps.reopens,
        follow_ons=feed_promises.follow_ons(store, agent_id),
        csat=csat,
        nps=nps,
        ces=ces,
        sla=feed_promises.targets(store, agent_id, period, as_of),
        tickets=tickets,
        unsolved=feed_tickets.unsolved(store, period.until(as_of).to_at),
        articles=feed_tickets.articles(store, agent_id, period),
        coverage=kpi.OWN_AND_SYNCED_CONTACTS if others else kpi.OWN_CONTACTS,
    )
    told(1.0)
    return data


_KINDS = ("csat", "nps", "ces")


def _answers(
    store: Store, config: Config, kind: str, agent_id: int, period: kpi.Period, as_of: Instant
) -> tuple[kpi.Answer, ...]:
    """Return the answers of a period about the agent's contacts; effort on one scale alone."""
    scale = scale_of(kind, config.kpi.ces_scale)
    rows = answers.read(
        store, kind, period.from_at, period.to_at, agent_id=agent_id, as_of=as_of, scale=scale
    )
    return tuple(kpi.Answer(row.value, row.at) for row in rows)
