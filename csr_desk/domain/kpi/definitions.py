"""The sentence printed with each figure whose name other texts use for something else."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from csr_desk.domain.kpi.records import Settings

VERSION: Final = "kpi 1"

_UNITS: Final = {"day": 86_400, "hour": 3_600, "minute": 60}

_FIRST_CONTACT: Final = (
    "first contacts that were resolved and had, within {fcr_window_in_s} of the contact end, "
    "no repeat, no reopening, no escalation, transfer or callback / first contacts; "
    "inbound, without spam, no contact and wrong number; "
)

_DEFINITIONS: Final = {
    "interactions": "contacts that ended in the period and are logged, without spam",
    "spam": "logged contacts with outcome spam; in no other figure of contacts",
    "unlogged": "contacts that ended in the period and have no wrap-up",
    "aht": "(talk + hold + after-call work) of handled contacts / handled contacts",
    "aht_minutes": "the same in minutes",
    "mean_talk": "talk of handled contacts / handled contacts",
    "mean_hold": "hold of handled contacts / handled contacts",
    "mean_acw": "after-call work of handled contacts / handled contacts",
    "held_contacts": "handled contacts with hold / handled contacts",
    "chat_wall_mean_for_contrast": "open to wrap-up of chats / chats; not handle time",
    "cost_per_contact": "wage per hour / 3600 · AHT",
    "occupancy": "handle / (handle + AVAILABLE)",
    "utilisation": "(handle + AVAILABLE) / paid seconds",
    "adherence": "seconds in the planned kind of state / planned seconds",
    "shift_s": "seconds of the shifts in the period",
    "paid_s": "seconds of the shifts without unpaid states",
    "handle_s": "seconds with a contact in focus, spam included, and recovered seconds",
    "recovered_s": "seconds in a contact while the desk was down; they lie inside DOWN",
    "fcr_reported": "handled contacts with outcome resolved / handled contacts",
    "fcr_issue_7d_provisional": _FIRST_CONTACT
    + "repeat: same customer, same reason and order, or linked; so far",
    "fcr_issue_7d_matured": _FIRST_CONTACT
    + "repeat: same customer, same reason and order, or linked; {fcr_window} are over",
    "fcr_strict_customer": _FIRST_CONTACT + "repeat: same customer, anything; so far",
    "fcr_strict_customer_matured": _FIRST_CONTACT
    + "repeat: same customer, anything; {fcr_window} are over",
    "csat": "answers 4 or 5 of 5, or good / all answers; 95 % Wilson interval",
    "nps": "(answers 9–10 − answers 0–6) / all answers · 100",
    "ces": "sum of the answers / answers, on the scale of its unit",
    "log_local_30min": "logged here within {log_limit_s} s of the contact end / logged or due",
    "log_remote_30min": "accepted by the helpdesk within {log_limit_s} s of the contact end / "
    "accepted or due",
    "escalation_rate": "handled contacts with outcome escalated_t2 / handled contacts",
    "transfer_rate": "handled contacts with outcome transferred / handled contacts",
    "contacts_per_customer": "handled contacts / distinct customers, merged ones once",
    "reopen_rate_7d": "tickets solved in the period and reopened within 604,800 s / "
    "tickets solved in the period; what was undone was never solved",
    "acknowledgement_time": "first public word, call or visit − created; an automatic "
    "acknowledgement counts; tickets with own contacts",
    "first_response_time": "first public message of a person the backend accepted − created; "
    "an automatic acknowledgement does not count; tickets with own contacts",
    "first_response_time_business": "the same in open seconds of the usual calendar",
    "full_resolution_time": "last solved − created; tickets with own contacts",
    "full_resolution_time_business": "the same in open seconds of the usual calendar",
    "triage": "triaged within one business day of creation / triaged",
    "triage_spam": "tickets triaged as spam",
    "sla_attainment": "met / (met + breached); running and paused targets are left out",
    "service_level": "answered within the threshold / (answered + abandoned after it)",
    "articles": "articles the agent wrote in the period and has not put away",
}


def spans_of(settings: Settings) -> Mapping[str, str]:
    """Return the times of the settings as labels and definitions name them."""
    window = _span(settings.fcr_window_s)
    seconds = f"{settings.fcr_window_s:,} s"
    return {
        "fcr_window": window,
        "fcr_window_in_s": seconds if window == seconds else f"{window} ({seconds})",
        "log_limit": _span(settings.log_limit_s),
        "log_limit_s": f"{settings.log_limit_s:,}",
    }


def _span(seconds: int) -> str:
    """Return a time in the largest unit it is a whole number of."""
    for unit, length in _UNITS.items():
        if seconds % length == 0:
            number = seconds // length
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return f"{seconds:,} s"


@lru_cache(maxsize=8)
def _written(settings: Settings) -> Mapping[str, str]:
    spans = spans_of(settings)
    return {name: words.format_map(spans) for name, words in _DEFINITIONS.items()}


def definitions(settings: Settings | None = None) -> Mapping[str, str]:
    """Return how each figure is defined with these settings, by its name in kpi.md."""
    return _written(settings or Settings())
