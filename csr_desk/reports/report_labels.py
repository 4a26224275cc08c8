"""What each figure is called, and the order in which figures are shown, by section."""

from collections.abc import Iterator, Mapping
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.kpi.bands import Band

SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Contacts": {
        "interactions": "Handled contacts",
        "spam": "Spam",
        "unlogged": "Unlogged contacts",
        "contacts_per_customer": "Contacts per customer",
        "escalation_rate": "Escalated",
        "transfer_rate": "Transferred",
        "log_local_30min": "Logged within {log_limit}",
        "log_remote_30min": "At the helpdesk within {log_limit}",
    },
    "Handle time": {
        "aht": "AHT",
        "aht_minutes": "AHT in minutes",
        "mean_talk": "Mean talk",
        "mean_hold": "Mean hold",
        "mean_acw": "Mean after-call work",
        "held_contacts": "Held contacts",
        "chat_wall_mean_for_contrast": "Mean chat, wall clock (no handle time)",
        "cost_per_contact": "Cost per contact",
    },
    "First contact resolution": {
        "fcr_reported": "FCR as reported",
        "fcr_issue_7d_provisional": "FCR provisional, same issue, {fcr_window}",
        "fcr_issue_7d_matured": "FCR matured, same issue, {fcr_window}",
        "fcr_strict_customer": "FCR provisional, same customer, {fcr_window}",
        "fcr_strict_customer_matured": "FCR matured, same customer, {fcr_window}",
    },
    "Time": {
        "shift_s": "Shift",
        "paid_s": "Paid",
        "handle_s": "Handle",
        "recovered_s": "Recovered",
        "occupancy": "Occupancy",
        "utilisation": "Utilisation",
        "adherence": "Adherence",
    },
    "Customers' answers": {"csat": "CSAT", "nps": "NPS", "ces": "CES"},
    "Tickets": {
        "reopen_rate_7d": "Reopened within 7 days",
        "acknowledgement_time": "Mean acknowledgement time",
        "first_response_time": "Mean first response time",
        "first_response_time_business": "Mean first response, business hours",
        "full_resolution_time": "Mean full resolution time",
        "full_resolution_time_business": "Mean full resolution, business hours",
        "triage": "Triaged within one business day",
        "triage_spam": "Triaged as spam",
        "articles": "Articles written",
        "service_level": "Service level",
        "sla_attainment": "SLA attainment",
        "sla_first_response": "SLA first response",
        "sla_next_reply": "SLA next reply",
        "sla_resolution": "SLA resolution",
        "sla_triage": "SLA triage",
        "sla_escalation": "SLA escalation",
    },
}
OTHER: Final = "Other"
_SETTINGS: Final = frozenset({"wage_per_hour"})

_ONLY: Final = {"interactions": ("shift", "day"), "articles": ("week",)}

GROUPS: Final = {
    "aht_by_channel": "AHT by channel",
    "handle_spread": "Spread of handle times",
    "escalations_by_tier": "Escalated by tier",
    "escalations_by_cause": "Escalated by cause",
}


def sections(report: kpi.Report, settings: kpi.Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each section with the labels of its figures; what has no label of its own is last."""
    spans = kpi.spans_of(settings)
    known: set[str] = set(_SETTINGS)
    for title, labels in SECTIONS.items():
        known.update(labels)
        present = {
            name: label.format_map(spans)
            for name, label in labels.items()
            if name in report.figures
        }
        if present:
            yield title, present
    others = {name: _spaced(name) for name in report.figures if name not in known}
    if others:
        yield OTHER, others


def group_label(name: str) -> str:
    """Return what a group of figures is called."""
    return GROUPS.get(name) or _spaced(name)


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize()


def band_of(name: str, kind: str) -> Band | None:
    """Return the band of a figure; that of a day's contacts and of a week's articles only there."""
    only = _ONLY.get(name)
    return None if only is not None and kind not in only else kpi.BANDS.get(name)


def span(band: Band) -> str:
    """Return a band in words."""
    if band.high is None:
        return f"{band.low} or more"
    if band.low is None:
        return f"{band.high} or less"
    return f"{band.low}–{band.high}"
