"""Reading policies from parsed TOML, every complaint in words and with its line.

[sla]
calendar = "office"                     # for tickets that no policy fits
warn_before_s = 900                     # open time before the due instant, 0 for none
[sla.policies.vip]                      # the first that fits counts, in this order
calendar = "office"
tags = ["vip"]                          # and priorities, channels, groups
[sla.policies.vip.target_s]             # seconds; 0 for none
first_response = { urgent = 1800, high = 3600, else = 14400 }
resolution = 144000
[sla.policies.vip.clock]
escalation = "business"
[sla.policies.vip.stopped_by]
resolution = ["pending"]
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from csr_desk.domain.models import Channel
from csr_desk.domain.queue_row import Priority
from csr_desk.domain.sla.agreement import Agreement
from csr_desk.domain.sla.calendar import Calendar
from csr_desk.domain.sla.policy import Fits, Length, Policy, usual_policy
from csr_desk.domain.sla.standing import WARN_BEFORE_S
from csr_desk.domain.sla.targets import (
    BUSINESS_DAY_S,
    STOPPING,
    USUAL_CLOCK,
    Clock,
    Target,
)
from csr_desk.domain.toml_table import Table, did_you_mean

LONGEST_S = 3_650 * 86_400
ELSE = "else"

_PRIORITIES = {priority.word: priority for priority in Priority}
_STOPPING = {status.word: status for status in STOPPING}


def read_agreement(
    table: Table, calendars: Mapping[str, Calendar], business_day_s: int = BUSINESS_DAY_S
) -> Agreement:
    """Return the agreement that `[sla]` describes; TomlProblem for what is wrong.

    Without `calendar` it is the only calendar there is. `business_day_s` is the setting of
    spec/kpi.md: the target of triage where a policy says nothing else.
    """
    only = next(iter(calendars)) if len(calendars) == 1 else ""
    otherwise = _calendar(table, calendars, only)
    warn_s = table.whole("warn_before_s", WARN_BEFORE_S, 0, 30 * 86_400)
    below = table.table("policies")
    table.done()
    policies = [
        _policy(name, below.table(name), calendars, (otherwise, business_day_s))
        for name in below.names
    ]
    return Agreement(calendars, policies, usual_policy(otherwise, business_day_s), warn_s)


def _policy(
    name: str, table: Table, calendars: Mapping[str, Calendar], otherwise: tuple[str, int]
) -> Policy:
    usual_calendar, business_day_s = otherwise
    usual = usual_policy(_calendar(table, calendars, usual_calendar), business_day_s)
    fits = Fits(
        frozenset(_PRIORITIES[word] for word in table.texts("priorities", choices=[*_PRIORITIES])),
        frozenset(table.texts("channels", choices=[*Channel])),
        frozenset(table.texts("groups")),
        frozenset(table.texts("tags")),
    )
    lengths, clocks = _lengths(table.table("target_s")), _clocks(table.table("clock"))
    stops = table.texts("resolution_stopped_by", tuple(_STOPPING), choices=[*_STOPPING])
    table.done()
    policy = replace(
        usual,
        name=name,
        lengths=MappingProxyType({**usual.lengths, **lengths}),
        fits=fits,
        clocks=MappingProxyType({**USUAL_CLOCK, **clocks}),
        stopped_by=frozenset(_STOPPING[word] for word in stops),
    )
    if policy.needs_calendar and not policy.calendar:
        sentence = f'The policy "{name}" counts business hours: add calendar = "…" to it.'
        raise table.problem("", sentence)
    return policy


def _calendar(table: Table, calendars: Collection[str], usual: str) -> str:
    name = table.text("calendar", usual)
    if name and name not in calendars:
        near = did_you_mean(name, calendars)
        sentence = f'There is no calendar "{name}": add [calendars.{name}] or name another.{near}'
        raise table.problem("calendar", sentence)
    return name


def _lengths(table: Table) -> dict[Target, Length]:
    found: dict[Target, Length] = {}
    for target in Target:
        if target.value not in table:
            continue
        if not isinstance(table.value(target.value), dict):
            found[target] = Length(table.whole(target.value, 0, 0, LONGEST_S))
            continue
        entry = table.table(target.value)
        usual_s = entry.whole(ELSE, 0, 0, LONGEST_S)
        by_priority = {
            priority: entry.whole(word, 0, 0, LONGEST_S)
            for word, priority in _PRIORITIES.items()
            if word in entry
        }
        _know(entry, _PRIORITIES)
        found[target] = Length(usual_s, MappingProxyType(by_priority))
    _know(table, list(Target))
    return found


def _clocks(table: Table) -> dict[Target, Clock]:
    found = {
        target: Clock(table.text(target.value, choices=[*Clock]))
        for target in Target
        if target.value in table
    }
    _know(table, list(Target))
    return found


def _know(table: Table, names: Collection[str]) -> None:
    """Let an unknown key be told with the nearest of all names, also of those left out."""
    for name in names:
        table.value(name)
    table.done()
