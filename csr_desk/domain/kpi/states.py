"""Seconds of states: occupancy, utilisation and adherence (kpi.md 2 and 3)."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from csr_desk.domain.instants import SECOND
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import SECONDS, Figure, count, not_measured, ratio
from csr_desk.domain.kpi.records import ReportData, Settings, StateSpan

HANDLING: Final = "HANDLING"
AVAILABLE: Final = "AVAILABLE"


def states_s(data: ReportData, period: Period) -> dict[str, Fraction]:
    """Return the seconds of each state in the period, HANDLING included; empty ones are left out.

    Their sum is the length of the shift (kpi.md I2).
    """
    totals: dict[str, int] = defaultdict(int)
    cut = period.cut
    totals[HANDLING] = sum(map(cut, data.focus))
    for span in data.states:
        totals[span.state] += cut(span)
    return {state: Fraction(totals[state], SECOND) for state in sorted(totals) if totals[state]}


def state_figures(
    data: ReportData,
    period: Period,
    settings: Settings,
    totals: Mapping[str, Fraction] | None = None,
) -> dict[str, Figure]:
    """Return shift, paid, handle and recovered seconds, occupancy and utilisation of a period.

    `totals` are the seconds of each state where they are known. Recovered seconds lie inside DOWN
    and count once more as handle time (kpi.md I4).
    """
    totals = states_s(data, period) if totals is None else totals
    recovered = period.seconds(data.recovered)
    handle = totals.get(HANDLING, Fraction(0)) + recovered
    busy = handle + totals.get(AVAILABLE, Fraction(0))
    paid = sum(s for state, s in totals.items() if state not in settings.unpaid_states)
    return {
        "shift_s": count(sum(totals.values()), SECONDS),
        "paid_s": count(paid, SECONDS),
        "handle_s": count(handle, SECONDS),
        "recovered_s": count(recovered, SECONDS),
        "occupancy": ratio(handle, busy),
        "utilisation": ratio(busy, paid),
        "adherence": adherence(data, period),
    }


def adherence(data: ReportData, period: Period) -> Figure:
    """Return the share of planned seconds spent in a planned state; only with a schedule.

    The spans of a shift do not overlap (kpi.md I1), so those of a plan are found by bisection.
    """
    if not data.planned:
        return not_measured()
    handling = (StateSpan(span.from_at, span.to_at, HANDLING) for span in data.focus)
    spans = sorted((*data.states, *handling), key=lambda span: (span.from_at, span.state))
    starts = [span.from_at for span in spans]
    planned = kept = 0
    for plan in data.planned:
        from_at = max(plan.from_at, period.from_at)
        part = Period(from_at, max(from_at, min(plan.to_at, period.to_at)))
        first = max(0, bisect_right(starts, part.from_at) - 1)
        inside = spans[first : bisect_left(starts, part.to_at)]
        planned += part.to_at - part.from_at
        kept += sum(part.cut(span) for span in inside if span.state in plan.states)
    return ratio(Fraction(kept, SECOND), Fraction(planned, SECOND))
