"""From a figure of a report to the contacts and tickets behind it."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, Literal

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.fcr import FirstContacts
from csr_desk.domain.kpi.handle import ranked
from csr_desk.domain.kpi.outcomes import ESCALATED, TRANSFERRED
from csr_desk.domain.kpi.records import RESOLVED, Contact
from csr_desk.domain.kpi.reopening import reopened, solvings
from csr_desk.domain.kpi.service import TARGETS, settled
from csr_desk.domain.kpi.tickets import triaged_in_time
from csr_desk.domain.kpi.timeliness import Timeliness, local_timeliness, remote_timeliness
from csr_desk.reports import log
from csr_desk.reports.groupings import issue
from csr_desk.reports.log_record import LogRecord
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

Part = Literal["num", "den"]
Test = Callable[[Contact], bool]

_OF_HANDLED: Final[dict[str, Test]] = {
    **dict.fromkeys(
        (
            *("interactions", "aht", "aht_minutes", "mean_talk", "mean_hold", "mean_acw"),
            *("cost_per_contact", "contacts_per_customer"),
        ),
        lambda _: True,
    ),
    "chat_wall_mean_for_contrast": lambda one: one.channel == "chat",
    "held_contacts": lambda one: one.hold_s > 0,
    "fcr_reported": lambda one: one.outcome == RESOLVED,
    "escalation_rate": lambda one: one.outcome == ESCALATED,
    "transfer_rate": lambda one: one.outcome == TRANSFERRED,
}
"""Figures over the handled contacts and what the numerator asks of one."""

_WITHOUT_DENOMINATOR: Final = frozenset({"chat_wall_mean_for_contrast"})

_OF_GROUP: Final[dict[str, Callable[[Contact], str]]] = {
    "aht_by_channel": lambda one: one.channel,
    "by_channel": lambda one: one.channel,
    "outcomes": lambda one: one.outcome or "",
    "top_reasons": lambda one: one.reason or "",
    "escalations_by_tier": lambda one: one.tier or "T2",
    "escalations_by_cause": lambda one: one.cause or "none",
}
"""Figures with a second name, and the name a contact counts under."""


def contacts(
    written: Written, figure: str, group: str | None = None, only: Part = "den"
) -> tuple[int, ...]:
    """Return the numbers of the contacts behind a figure: its denominator, or its numerator.

    `group` is the second name, such as a channel. It is empty for a figure no contact is behind.
    """
    return tuple(sorted(_contacts(written, figure, group, only)))


def _contacts(written: Written, figure: str, group: str | None, only: Part) -> Iterable[int]:
    chosen = kpi.select(written.data.contacts, written.report.period, written.report.as_of)
    if figure in _OF_HANDLED:
        whole = only == "den" and figure not in _WITHOUT_DENOMINATOR
        holds = _OF_HANDLED[figure]
        return [one.id for one in chosen.handled if whole or holds(one)]
    if figure in _OF_GROUP:
        return _of_group(chosen.handled, figure, group, only)
    if figure == "handle_spread":
        return [one.id for one in ranked(chosen.handled, group)]
    if figure in ("spam", "unlogged"):
        return [one.id for one in getattr(chosen, figure)]
    if figure in ("log_local_30min", "log_remote_30min"):
        timely = local_timeliness if figure == "log_local_30min" else remote_timeliness
        limit = written.settings.log_limit_s * SECOND
        return _of_logs(timely(chosen, written.report.as_of, limit), only)
    if figure.startswith("fcr_"):
        first = issue(written, same_issue=figure.startswith("fcr_issue"))
        return _of_first(first, matured=figure.endswith("_matured"), only=only)
    return ()


def _of_group(
    handled: Sequence[Contact], figure: str, group: str | None, only: Part
) -> Iterable[int]:
    name_of = _OF_GROUP[figure]
    is_rate = figure.startswith("escalations_")
    if is_rate and only == "den":
        return [one.id for one in handled]
    return [
        one.id
        for one in handled
        if group in (None, name_of(one)) and (not is_rate or one.outcome == ESCALATED)
    ]


def _of_logs(timely: Timeliness, only: Part) -> Iterable[int]:
    return timely.due if only == "den" else set(timely.due) - set(timely.late)


def _of_first(first: FirstContacts, *, matured: bool, only: Part) -> Iterable[int]:
    known = first.matured if matured else {one.id for one in first.contacts}
    return known & first.successes if only == "num" else known


def rows(store: Store, ids: Iterable[int], now: Instant) -> list[LogRecord]:
    """Return the log records of contacts in the order given; unknown numbers are left out."""
    found = (log.one(store, number, now) for number in ids)
    return [record for record in found if record is not None]


def tickets(written: Written, figure: str, only: Part = "den") -> tuple[int, ...]:
    """Return the tickets behind a figure of tickets: its denominator, or its numerator.

    A mean has one list for both. It is empty for any other figure.
    """
    found = _tickets(written, figure)
    if only == "num" and figure in _COUNTED:
        found &= _COUNTED[figure](written)
    return tuple(sorted(one for one in found if isinstance(one, int)))


def _in_time(written: Written) -> set[kpi.Id]:
    """Return the tickets that were triaged within one business day."""
    return set(triaged_in_time(written.data.tickets, written.settings))


def _reopened(written: Written) -> set[kpi.Id]:
    report, data = written.report, written.data
    return reopened(solvings(data.solves, report.period, report.as_of), data.reopens, report.as_of)


def _kept(written: Written, kind: str) -> set[kpi.Id]:
    """Return the tickets none of whose targets of a kind was breached."""
    report = written.report
    kinds = TARGETS if kind == "attainment" else (kind,)
    lost = {one for each in kinds for one in report.evidence.get(f"sla_{each}_breached", ())}
    return {one.subject for one in written.data.sla if one.subject is not None} - lost


_COUNTED: Final[dict[str, Callable[[Written], set[kpi.Id]]]] = {
    "triage": _in_time,
    "reopen_rate_7d": _reopened,
    **{f"sla_{kind}": partial(_kept, kind=kind) for kind in ("attainment", *TARGETS)},
}
"""Figures of tickets whose numerator leaves some of them out."""


def _tickets(written: Written, figure: str) -> set[kpi.Id]:
    report, data = written.report, written.data
    window = report.period.until(report.as_of + 1)
    times: dict[str, Callable[[kpi.TicketTimes], Instant | None]] = {
        "acknowledgement_time": lambda one: one.acknowledged_at,
        "first_response_time": lambda one: one.first_response_at,
        "full_resolution_time": lambda one: one.last_solved_at,
    }
    name = figure.removesuffix("_business")
    found: set[kpi.Id] = set()
    if name in times:
        found = {
            one.ticket for one in data.tickets if _took(one.created_at, times[name](one), window)
        }
    elif name == "triage":
        found = {one.ticket for one in data.tickets if window.holds(one.triaged_at)}
    elif name == "triage_spam":
        found = {
            one.ticket
            for one in data.tickets
            if one.triaged_as_spam and window.holds(one.triaged_at)
        }
    elif name == "reopen_rate_7d":
        found = {one.ticket for one in data.solves if window.holds(one.at)}
    elif name.startswith("sla_"):
        kind = name.removeprefix("sla_")
        found = {
            one.subject
            for one in settled(data.sla, report.period, report.as_of)
            if kind in ("attainment", one.target) and one.subject is not None
        }
    return found


def _took(created_at: Instant, at: Instant | None, window: kpi.Period) -> bool:
    """Tell whether a time is in a mean: what was before its ticket was here has no length."""
    return at is not None and window.holds(at) and at >= created_at
