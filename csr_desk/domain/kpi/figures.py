"""All figures of a period, computed from records alone: the same input gives the same report."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.ageing import ageing
from csr_desk.domain.kpi.answers import ces, csat, given, nps
from csr_desk.domain.kpi.definitions import VERSION
from csr_desk.domain.kpi.fcr import both
from csr_desk.domain.kpi.handle import aht_by_channel, handle_figures, spread
from csr_desk.domain.kpi.outcomes import escalations, outcome_figures, tally, top_reasons
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import Exact, Figure, count, not_measured
from csr_desk.domain.kpi.records import Id, ReportData, Settings
from csr_desk.domain.kpi.reopening import reopen_rate
from csr_desk.domain.kpi.selection import select
from csr_desk.domain.kpi.service import TARGETS, breaches, service_level, settled, sla_figures
from csr_desk.domain.kpi.states import state_figures, states_s
from csr_desk.domain.kpi.tickets import ticket_figures
from csr_desk.domain.kpi.timeliness import local_timeliness, remote_timeliness

Named = (
    Figure
    | Mapping[str, Figure]
    | Mapping[str, Exact]
    | tuple[Id, ...]
    | tuple[tuple[str, int], ...]
    | Instant
    | None
)


@dataclass(frozen=True)
class Report:
    """The figures of one period, with all that must be printed beside them (kpi.md 1.9).

    `groups` are figures by a second name (aht_by_channel, handle_spread …), `counts` numbers by
    name (by_channel, outcomes, states_s in exact seconds, ageing), `evidence` the contacts, tickets
    or subjects behind a figure.
    """

    period: Period
    as_of: Instant
    coverage: str
    definition_version: str
    figures: Mapping[str, Figure]
    groups: Mapping[str, Mapping[str, Figure]]
    counts: Mapping[str, Mapping[str, Exact]]
    top_reasons: tuple[tuple[str, int], ...]
    evidence: Mapping[str, tuple[Id, ...]]
    matured_from: Instant | None

    def named(self) -> dict[str, Named]:
        """Return everything under the names of kpi.md in one flat table."""
        return {
            **self.figures,
            **self.groups,
            **self.counts,
            **self.evidence,
            "top_reasons": self.top_reasons,
            "fcr_issue_7d_matured_from": self.matured_from,
        }


def report(
    data: ReportData, period: Period, as_of: Instant, settings: Settings | None = None
) -> Report:
    """Return the report of a period as it was known at `as_of`; nothing later is looked at."""
    view = _View(data, period, as_of, settings or Settings())
    return Report(
        period=period,
        as_of=as_of,
        coverage=data.coverage,
        definition_version=VERSION,
        figures=view.figures(),
        groups=view.groups(),
        counts=view.counts(),
        top_reasons=top_reasons(view.selection.handled),
        evidence=view.evidence(),
        matured_from=view.issue.matured_from,
    )


def figures(
    data: ReportData, period: Period, as_of: Instant, settings: Settings | None = None
) -> dict[str, Named]:
    """Return every figure, group, count and list of a period by its name in kpi.md."""
    return report(data, period, as_of, settings).named()


class _View:
    """The records of a period, selected once for all figures."""

    def __init__(
        self, data: ReportData, period: Period, as_of: Instant, settings: Settings
    ) -> None:
        self.data = data
        self.period = period
        self.as_of = as_of
        self.settings = settings
        self.elapsed = period.until(as_of)
        self.states = states_s(data, self.elapsed)
        self.selection = select(data.contacts, period, as_of)
        praise, window = settings.praise_counts, settings.fcr_window_s * SECOND
        self.issue, self.strict = (
            found() for found in both(data, period, as_of, praise_counts=praise, window=window)
        )
        limit = settings.log_limit_s * SECOND
        self.local = local_timeliness(self.selection, as_of, limit)
        self.remote = remote_timeliness(self.selection, as_of, limit)
        self.targets = settled(data.sla, period, as_of)

    def figures(self) -> dict[str, Figure]:
        handled, data, settings = self.selection.handled, self.data, self.settings
        return {
            **self._counts_of_contacts(),
            **handle_figures(handled, settings),
            **state_figures(data, self.elapsed, settings, self.states),
            **outcome_figures(handled, data.merges),
            "fcr_issue_7d_provisional": self.issue.provisional,
            "fcr_issue_7d_matured": self.issue.matured_figure,
            "fcr_strict_customer": self.strict.provisional,
            "fcr_strict_customer_matured": self.strict.matured_figure,
            "log_local_30min": self.local.figure,
            "log_remote_30min": self.remote.figure if settings.has_backend else not_measured(),
            "reopen_rate_7d": reopen_rate(data.solves, data.reopens, self.period, self.as_of),
            **sla_figures(self.targets),
            "service_level": service_level(data.waits),
            **ticket_figures(data.tickets, self.period, self.as_of, settings),
            **self._answers(),
        }

    def groups(self) -> dict[str, dict[str, Figure]]:
        handled = self.selection.handled
        return {
            "aht_by_channel": aht_by_channel(handled),
            "handle_spread": spread(handled),
            **escalations(handled),
        }

    def counts(self) -> dict[str, Mapping[str, Exact]]:
        handled, settings = self.selection.handled, self.settings
        business = settings.business_seconds
        found: dict[str, Mapping[str, Exact]] = {
            "by_channel": tally(contact.channel for contact in handled),
            "outcomes": tally(contact.outcome for contact in handled),
            "states_s": self.states,
        }
        if business is not None:
            day_s = settings.business_day_s
            found["ageing"] = ageing(self.data.unsolved, self.elapsed.to_at, business, day_s)
        return found

    def evidence(self) -> dict[str, tuple[Id, ...]]:
        return {
            "handled": tuple(contact.id for contact in self.selection.handled),
            "spam_contacts": tuple(contact.id for contact in self.selection.spam),
            "unlogged_contacts": tuple(contact.id for contact in self.selection.unlogged),
            "fcr_issue_7d_failed": self.issue.failed,
            "fcr_strict_failed": self.strict.failed,
            "log_local_late": self.local.late,
            "log_remote_late": self.remote.late if self.settings.has_backend else (),
            **{f"sla_{kind}_breached": breaches(self.targets, kind) for kind in TARGETS},
        }

    def _counts_of_contacts(self) -> dict[str, Figure]:
        wage, currency = self.settings.wage_per_hour, self.settings.currency
        return {
            "interactions": count(len(self.selection.handled)),
            "spam": count(len(self.selection.spam)),
            "unlogged": count(len(self.selection.unlogged)),
            "wage_per_hour": count(Fraction(wage), currency),
            "articles": _articles(self.data.articles),
        }

    def _answers(self) -> dict[str, Figure]:
        data, period, as_of = self.data, self.period, self.as_of
        return {
            "csat": csat(given(data.csat, period, as_of)),
            "nps": nps(given(data.nps, period, as_of)),
            "ces": ces(given(data.ces, period, as_of), self.settings.ces_scale),
        }


def _articles(written: int | None) -> Figure:
    return not_measured("articles") if written is None else count(written, "articles")
