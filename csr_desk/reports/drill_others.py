"""What is behind the figures no list of contacts was kept for: answers, time in contacts, age."""

from typing import Final

from csr_desk.domain.kpi.ageing import bucket_of
from csr_desk.reports import feed
from csr_desk.reports.report import Written
from csr_desk.store import answers
from csr_desk.store.connection import Store

FOCUS: Final = frozenset({"occupancy", "utilisation", "handle_s", "recovered_s"})
_GOOD: Final = {"csat": 4, "nps": 9, "ces": 0}
"""From which number on an answer is counted by its figure."""

_UNSOLVED: Final = """
SELECT id, created_at FROM ticket WHERE is_spam = 0 AND created_at <= ?1
  AND (status < 4 OR status = 4 AND solved_at > ?1) ORDER BY created_at, id
"""


def answered(
    store: Store, agent_id: int, written: Written, figure: str
) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return the contacts customers gave an answer on, and those whose answer counts as good."""
    if figure not in _GOOD:
        return (), frozenset()
    period, as_of = written.report.period, written.report.as_of
    scale = feed.scale_of(figure, written.settings.ces_scale)
    rows = answers.read(
        store, figure, period.from_at, period.to_at, agent_id=agent_id, as_of=as_of, scale=scale
    )
    known = [row for row in rows if row.interaction_id is not None]
    good = [row.interaction_id for row in known if _is_good(row.value, _GOOD[figure])]
    whole = {row.interaction_id for row in known if row.interaction_id is not None}
    return tuple(sorted(whole)), frozenset(one for one in good if one is not None)


def _is_good(value: int | str, least: int) -> bool:
    return value == "good" if isinstance(value, str) else value >= least


def in_focus(written: Written, figure: str, group: str | None) -> tuple[int, ...]:
    """Return the contacts that had the agent's time in a period, for the figures of that time."""
    if figure == "recovered_s":
        spans = [one for one in written.data.recovered if written.report.period.cut(one)]
        return tuple(sorted({one.interaction for one in spans if one.interaction is not None}))
    if figure not in FOCUS and (figure, group) != ("states_s", "HANDLING"):
        return ()
    elapsed = written.report.period.until(written.report.as_of)
    return tuple(sorted({one.interaction for one in written.data.focus if elapsed.cut(one)}))


def of_age(store: Store, written: Written, bucket: str | None) -> tuple[int, ...]:
    """Return the tickets that were unsolved at a report's instant and as old as a bucket says."""
    settings, report = written.settings, written.report
    business = settings.business_seconds
    if business is None:
        return ()
    at = report.period.until(report.as_of).to_at
    return tuple(
        number
        for number, created_at in store.all(_UNSOLVED, at)
        if bucket_of(business(created_at, at), settings.business_day_s) == bucket
    )
