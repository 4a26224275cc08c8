"""The figures of the desk (kpi.md): records in, exact ratios out, standard library only."""

from csr_desk.domain.kpi.bands import BANDS, Place, place_of
from csr_desk.domain.kpi.definitions import VERSION, definitions, spans_of
from csr_desk.domain.kpi.figures import Named, Report, figures, report
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import DASH, NOT_MEASURED, Figure, count, not_measured, plain, ratio
from csr_desk.domain.kpi.records import (
    OWN_AND_SYNCED_CONTACTS,
    OWN_CONTACTS,
    Answer,
    BusinessSeconds,
    Contact,
    FocusSpan,
    FollowOn,
    Id,
    PlannedSpan,
    RecoveredSpan,
    ReportData,
    Settings,
    SlaTarget,
    StateSpan,
    TicketEvent,
    TicketTimes,
    Waits,
)
from csr_desk.domain.kpi.selection import Selection, canonical, select
from csr_desk.domain.kpi.trend import ReasonTrend, reason_trend
from csr_desk.domain.kpi.wilson import Proportion, wilson95

__all__ = [
    "BANDS",
    "DASH",
    "NOT_MEASURED",
    "OWN_AND_SYNCED_CONTACTS",
    "OWN_CONTACTS",
    "VERSION",
    "Answer",
    "BusinessSeconds",
    "Contact",
    "Figure",
    "FocusSpan",
    "FollowOn",
    "Id",
    "Named",
    "Period",
    "Place",
    "PlannedSpan",
    "Proportion",
    "ReasonTrend",
    "RecoveredSpan",
    "Report",
    "ReportData",
    "Selection",
    "Settings",
    "SlaTarget",
    "StateSpan",
    "TicketEvent",
    "TicketTimes",
    "Waits",
    "canonical",
    "count",
    "definitions",
    "figures",
    "not_measured",
    "place_of",
    "plain",
    "ratio",
    "reason_trend",
    "report",
    "select",
    "spans_of",
    "wilson95",
]
