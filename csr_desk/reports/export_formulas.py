"""The formula of each figure over the raw sheets, in functions Excel 2010 and LibreOffice have.

The names in them (`contacts_talk_s`) are those of the columns' ranges. `$A{row}` is the cell with
the second name of a figure, such as a channel.
"""

from typing import Final, NamedTuple

from csr_desk.domain.kpi.service import TARGETS


class Formula(NamedTuple):
    """Numerator and denominator of a figure; a count has no denominator."""

    num: str
    den: str = ""


def _handled(*more: str) -> str:
    return f"COUNTIFS({','.join(('contacts_counted', chr(34) + 'handled' + chr(34), *more))})"


def _sum(key: str, *more: str) -> str:
    conditions = ",".join((f"contacts_{key}", "contacts_counted", '"handled"', *more))
    return f"SUMIFS({conditions})"


def _first(key: str, *, matured: bool) -> Formula:
    over = f"contacts_{key}_first,1" + (",contacts_matured,1" if matured else "")
    return Formula(f"COUNTIFS({over},contacts_{key}_success,1)", f"COUNTIFS({over})")


def _logged(where: str) -> Formula:
    due = f"contacts_{where}_due,1"
    return Formula(
        f'COUNTIFS({due},contacts_{where}_delay_s,"<="&log_limit_s)',
        f"COUNTIFS({due})",
    )


def _state(name: str) -> str:
    return f'SUMIFS(line_seconds,line_line,"<>recovered",line_state,"{name}")'


def _mean(key: str) -> Formula:
    return Formula(f"SUM(tickets_{key})", f"COUNT(tickets_{key})")


def _met(*target: str) -> Formula:
    met = ",".join(('targets_state,"met"', *target))
    breached = ",".join(('targets_state,"breached"', *target))
    return Formula(f"COUNTIFS({met})", f"COUNTIFS({met})+COUNTIFS({breached})")


def _answers(kind: str, low: int, high: int) -> str:
    values = f'answers_value,">={low}",answers_value,"<={high}"'
    return f'COUNTIFS(answers_survey,"{kind}",{values})'


def _words(word: str) -> str:
    return f'COUNTIFS(answers_survey,"csat",answers_value,"{word}")'


N: Final = _handled()
_TOTAL: Final = f"{_sum('talk_s')}+{_sum('hold_s')}+{_sum('acw_s')}"
_RECOVERED: Final = 'SUMIFS(line_seconds,line_line,"recovered")'
_HANDLE: Final = f"{_state('HANDLING')}+{_RECOVERED}"
_BUSY: Final = f"{_HANDLE}+{_state('AVAILABLE')}"
_PAID: Final = "SUMIFS(line_seconds,line_paid,1)"
_CSAT_ALL: Final = f"{_answers('csat', 1, 5)}+{_words('good')}+{_words('bad')}"
_CHATS: Final = 'contacts_channel,"chat"'

FIGURES: Final = {
    "interactions": Formula(N),
    "spam": Formula('COUNTIFS(contacts_counted,"spam")'),
    "unlogged": Formula('COUNTIFS(contacts_counted,"unlogged")'),
    "aht": Formula(_TOTAL, N),
    "aht_minutes": Formula(f"({_TOTAL})/60", N),
    "chat_wall_mean_for_contrast": Formula(_sum("wall_s", _CHATS), _handled(_CHATS)),
    "mean_talk": Formula(_sum("talk_s"), N),
    "mean_hold": Formula(_sum("hold_s"), N),
    "mean_acw": Formula(_sum("acw_s"), N),
    "held_contacts": Formula(_handled("contacts_hold_s", '">0"'), N),
    "cost_per_contact": Formula(f"wage_per_hour*({_TOTAL})/3600", N),
    "shift_s": Formula('SUMIFS(line_seconds,line_line,"<>recovered")'),
    "paid_s": Formula(_PAID),
    "handle_s": Formula(_HANDLE),
    "recovered_s": Formula(_RECOVERED),
    "occupancy": Formula(_HANDLE, _BUSY),
    "utilisation": Formula(_BUSY, _PAID),
    "fcr_reported": Formula(_handled("contacts_outcome", '"resolved"'), N),
    "escalation_rate": Formula(_handled("contacts_outcome", '"escalated_t2"'), N),
    "transfer_rate": Formula(_handled("contacts_outcome", '"transferred"'), N),
    "contacts_per_customer": Formula(N, "SUM(contacts_new_person)"),
    "fcr_issue_7d_provisional": _first("issue", matured=False),
    "fcr_issue_7d_matured": _first("issue", matured=True),
    "fcr_strict_customer": _first("customer", matured=False),
    "fcr_strict_customer_matured": _first("customer", matured=True),
    "log_local_30min": _logged("local"),
    "log_remote_30min": _logged("remote"),
    "reopen_rate_7d": Formula("SUM(solved_reopened)", "COUNT(solved_reopened)"),
    "sla_attainment": _met(),
    **{f"sla_{name}": _met(f'targets_target,"{name}"') for name in TARGETS},
    **{
        name: _mean(name)
        for name in (
            *("acknowledgement_time", "first_response_time", "first_response_time_business"),
            *("full_resolution_time", "full_resolution_time_business"),
        )
    },
    "triage": Formula(
        'COUNTIFS(tickets_triaged,1,tickets_triage_business,"<="&business_day_s)',
        "COUNTIFS(tickets_triaged,1)",
    ),
    "triage_spam": Formula("SUM(tickets_triaged_spam)"),
    "csat": Formula(f"{_answers('csat', 4, 5)}+{_words('good')}", _CSAT_ALL),
    "nps": Formula(f"{_answers('nps', 9, 10)}-{_answers('nps', 0, 6)}", _answers("nps", 0, 10)),
}
"""Every figure a cell can compute. Without one stay those nobody measures: adherence without a
schedule, the service level without a telephony feed."""


def ces(low: int, high: int) -> Formula:
    """Return the mean effort on a scale."""
    inside = f'answers_survey,"ces",answers_value,">={low}",answers_value,"<={high}"'
    return Formula(f"SUMIFS(answers_value,{inside})", f"COUNTIFS({inside})")


_SPREAD: Final = "contacts_counted_handle_s"
_RANK: Final = f"INT((9*{N}+9)/10)"


def _each(key: str) -> str:
    """Return the count of handled contacts with the very name in column A; no wildcards."""
    return f'SUMPRODUCT((contacts_counted="handled")*EXACT(contacts_{key},$A{{row}}))'


GROUPS: Final = {
    "aht_by_channel": Formula(
        'SUMPRODUCT((contacts_counted="handled")*EXACT(contacts_channel,$A{row})'
        "*(contacts_talk_s+contacts_hold_s+contacts_acw_s))",
        _each("channel"),
    ),
    "escalations_by_tier": Formula(_each("escalated_tier"), N),
    "escalations_by_cause": Formula(_each("escalated_cause"), N),
}
SPREAD: Final = {
    "median": Formula(f"IF({N}>0,2*MEDIAN({_SPREAD}),0)", f"IF({N}>0,2,0)"),
    "p90": Formula(f"IF({N}>0,SMALL({_SPREAD},{_RANK}),0)", f"IF({N}>0,1,0)"),
    "max": Formula(f"IF({N}>0,MAX({_SPREAD}),0)", f"IF({N}>0,1,0)"),
}
COUNTS: Final = {
    "by_channel": _each("channel"),
    "outcomes": _each("outcome"),
    "reasons": _each("reason"),
    "states_s": 'SUMIFS(line_seconds,line_line,"<>recovered",line_state,$A{row})',
}
