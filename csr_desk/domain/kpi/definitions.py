"""The sentence printed with each figure whose name other texts use for something else."""

from typing import Final

VERSION: Final = "kpi 1"

_FIRST_CONTACT: Final = (
    "first contacts that were resolved and had, within 7 days (604,800 s) of the contact end, "
    "no repeat, no reopening, no escalation, transfer or callback / first contacts; "
    "inbound, without spam, no contact and wrong number; "
)

DEFINITIONS: Final = {
    "aht": "(talk + hold + after-call work) of handled contacts / handled contacts",
    "chat_wall_mean_for_contrast": "open to wrap-up of chats / chats; not handle time",
    "occupancy": "handle / (handle + AVAILABLE)",
    "utilisation": "(handle + AVAILABLE) / paid seconds",
    "fcr_reported": "handled contacts with outcome resolved / handled contacts",
    "fcr_issue_7d_provisional": _FIRST_CONTACT
    + "repeat: same customer, same reason and order, or linked; so far",
    "fcr_issue_7d_matured": _FIRST_CONTACT
    + "repeat: same customer, same reason and order, or linked; 7 days are over",
    "fcr_strict_customer": _FIRST_CONTACT + "repeat: same customer, anything; so far",
    "fcr_strict_customer_matured": _FIRST_CONTACT
    + "repeat: same customer, anything; 7 days are over",
    "csat": "answers 4 or 5 of 5, or good / all answers; 95 % Wilson interval",
    "nps": "(answers 9–10 − answers 0–6) / all answers · 100",
    "log_local_30min": "logged here within 1,800 s of the contact end / logged or due",
    "log_remote_30min": "accepted by the helpdesk within 1,800 s of the contact end / "
    "accepted or due",
    "contacts_per_customer": "handled contacts / distinct customers, merged ones once",
    "reopen_rate_7d": "tickets solved in the period and reopened within 604,800 s / "
    "tickets solved in the period",
    "sla_attainment": "met / (met + breached); running and paused targets are left out",
    "service_level": "answered within the threshold / (answered + abandoned after it)",
    "cost_per_contact": "wage per hour / 3600 · AHT",
}
