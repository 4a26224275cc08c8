"""The trend of a week: its five top issues against the week before, and what `other` hides.

It is a draft for a mail that the desk never sends: texts of customers come without personal data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

from csr_desk.config import Config
from csr_desk.domain import kpi, trend_fix
from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.trend import ReasonTrend, reason_trend
from csr_desk.reports import report, trend_texts
from csr_desk.reports.groupings import handled, issue
from csr_desk.reports.progress import Progress, part, silent
from csr_desk.reports.reasons import shares
from csr_desk.reports.trend_texts import Evidence, Recurring
from csr_desk.store import trend_words
from csr_desk.store.connection import Store

FIGURES: Final = {
    "interactions": "Handled contacts",
    "aht": "AHT",
    "fcr_issue_7d_provisional": "FCR, same issue, {fcr_window}, provisional",
    "csat": "CSAT",
    "log_local_30min": "Logged within {log_limit}",
}
"""The figures at the head of a trend; the times in their labels are settings."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One of the top issues; `before_so_far` counts the week before up to the same hour."""

    reason: str
    contacts: int
    before: int
    before_so_far: int
    evidence: tuple[Evidence, ...]
    fix: str
    is_edited: bool

    @property
    def change(self) -> int:
        """Return the contacts against the whole week before."""
        return self.contacts - self.before


@dataclass(frozen=True, slots=True)
class Trend:
    """The draft of a week; `figures` are (label, this week, the week before)."""

    monday: date
    period: kpi.Period
    as_of: Instant
    coverage: str
    definitions: str
    contacts: int
    before: int
    figures: tuple[tuple[str, str, str], ...]
    issues: tuple[Issue, ...]
    recurring: tuple[Recurring, ...]
    unlisted: tuple[Evidence, ...]
    warnings: tuple[str, ...]
    remarks: str

    @property
    def is_over(self) -> bool:
        """Tell whether the week had ended when this was made."""
        return self.as_of >= self.period.to_at


def of_week(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    on: date | None = None,
    *,
    progress: Progress = silent,
) -> Trend:
    """Return the trend of the week, Monday to Sunday, that holds a day, by default today."""
    week = report.week(store, config, agent_id, now, zone, on, progress=part(progress, 0.0, 0.5))
    earlier = report.before(
        store, config, agent_id, now, zone, week, progress=part(progress, 0.5, 0.9)
    )
    if week.first is None or earlier is None:
        raise ValueError("a week has days, and a week before it")
    contacts, before = handled(week), handled(earlier)
    words = trend_words.of_week(store, week.first)
    return Trend(
        monday=week.first,
        period=week.report.period,
        as_of=week.report.as_of,
        coverage=week.report.coverage,
        definitions=week.report.definition_version,
        contacts=len(contacts),
        before=len(before),
        figures=_figures(week, earlier),
        issues=_issues(store, week, earlier, words),
        recurring=trend_texts.recurring(store, contacts),
        unlisted=trend_texts.unlisted(store, contacts),
        warnings=tuple(one.sentence for one in shares(week)),
        remarks=words.get(trend_words.REMARKS, ""),
    )


def _counts(contacts: Sequence[kpi.Contact]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in contacts:
        if one.reason is not None:
            counts[one.reason] = counts.get(one.reason, 0) + 1
    return counts


def _figures(week: report.Written, earlier: report.Written) -> tuple[tuple[str, str, str], ...]:
    now, before = week.report.figures, earlier.report.figures
    spans = kpi.spans_of(week.settings)
    return tuple(
        (label.format_map(spans), now[name].text, before[name].text)
        for name, label in FIGURES.items()
    )


def _issues(
    store: Store, week: report.Written, earlier: report.Written, words: dict[str, str]
) -> tuple[Issue, ...]:
    contacts, before = handled(week), handled(earlier)
    until = earlier.report.period.from_at + (week.report.as_of - week.report.period.from_at)
    so_far = _counts([one for one in before if one.ended_at is not None and one.ended_at < until])
    repeats = frozenset(issue(week).failed)
    missing = trend_texts.article_missing(store, contacts)
    found = []
    for one in reason_trend(contacts, before):
        of_reason = [contact for contact in contacts if contact.reason == one.reason]
        proposed = trend_fix.proposal(trend_fix.counted(of_reason, repeats, missing))
        found.append(
            Issue(
                reason=one.reason,
                contacts=one.contacts,
                before=one.contacts - one.change,
                before_so_far=so_far.get(one.reason, 0),
                evidence=_evidence(store, one),
                fix=words.get(one.reason, proposed),
                is_edited=one.reason in words,
            )
        )
    return tuple(found)


def _evidence(store: Store, one: ReasonTrend) -> tuple[Evidence, ...]:
    return trend_texts.evidence(store, [contact.id for contact in one.evidence])
