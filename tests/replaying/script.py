"""A shift script: its events, its clock, and the settings of the desk it is played on."""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from csr_desk.config import Config, parse
from csr_desk.domain.instants import Instant, parse_instant
from csr_desk.domain.models import Channel
from csr_desk.paths import Places

Event = dict[str, Any]
ACCOUNT = "helpdesk"
URL = "https://acme.zendesk.com"
APPROVER = "Approver"
PAY_LINK = "https://pay.example/{reference}"


class ScriptClock:
    """The script's time: a wall and a monotonic clock that only the replay moves."""

    def __init__(self, start: datetime) -> None:
        self.moment = start
        self.seconds = 0.0

    def now(self) -> datetime:
        """Return the wall's time."""
        return self.moment

    def monotonic(self) -> float:
        """Return the steady seconds."""
        return self.seconds

    def set(self, moment: datetime) -> None:
        """Move on to a moment; the steady clock never goes back."""
        self.seconds += max((moment - self.moment).total_seconds(), 0.0)
        self.moment = moment

    def pass_time(self, seconds: float) -> None:
        """Let seconds pass."""
        self.set(self.moment + timedelta(seconds=seconds))


class Outage(NamedTuple):
    """A time without a network, `[from_at, to_at)`."""

    from_at: Instant
    to_at: Instant


def needs_helpdesk(script: dict[str, Any]) -> bool:
    """Tell whether a script speaks of a server at all."""
    kinds = {event["type"] for event in script["events"]}
    return any(kind.startswith(("server.", "net.", "op.")) for kind in kinds)


def outages(script: dict[str, Any]) -> list[Outage]:
    """Return the times without a network."""
    found: list[Outage] = []
    down: Instant | None = None
    for event in script["events"]:
        if event["type"] == "net.down":
            down = parse_instant(event["at"])
        elif event["type"] == "net.up" and down is not None:
            found.append(Outage(down, parse_instant(event["at"])))
            down = None
    return found


def names_of(script: dict[str, Any], kind: str, key: str) -> list[str]:
    """Return each value that events of a type have under a key, once."""
    found = [event[key] for event in script["events"] if event["type"] == kind and event.get(key)]
    return list(dict.fromkeys(found))


def settings(script: dict[str, Any], places: Places) -> Config:
    """Return the settings a script asks for: calendar, limits, deadlines, a helpdesk."""
    lines = ["[desk]", f"zone = {json.dumps(script.get('zone', 'UTC'))}"]
    lines += [*_given(script.get("settings", {})), *_calendar(script)]
    lines += ["[pay]", f"link = {json.dumps(PAY_LINK)}"]
    methods = names_of(script, "identity.verify", "method")
    if methods:
        lines += ["[customer]", f"identity_methods = {json.dumps(methods)}"]
    for name in names_of(script, "esc.open", "tier"):
        lines += [f"[teams.{json.dumps(name)}]", f"tier = {json.dumps(name)}"]
    if needs_helpdesk(script):
        lines += [f"[accounts.{ACCOUNT}]", 'backend = "zendesk"', f'url = "{URL}"']
    return parse("\n".join(lines), places.config)


def _given(given: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    if "undo_send_s" in given:
        lines += ["[undo_send_s]", *(f"{way} = {s}" for way, s in given["undo_send_s"].items())]
    names = ("log_limit_s", "fcr_window_s", "business_day_s")
    kpi = [f"{name} = {given[name]}" for name in names if name in given]
    if "unpaid_states" in given:
        kpi.append(f"unpaid_states = {json.dumps(given['unpaid_states'])}")
    if "wage_per_hour" in given:
        kpi.append(f'wage_per_hour = "{given["wage_per_hour"]}"')
    lines += ["[kpi]", *kpi] if kpi else []
    lines += ["[refund]", f"approvers = {json.dumps([APPROVER])}"]
    if "refund_limit" in given:
        lines.append(f'limit = "{given["refund_limit"]}"')
    return lines


def _calendar(script: dict[str, Any]) -> list[str]:
    calendar = script.get("calendar")
    if calendar is None:
        return []
    lines = ["[calendars.script]", f"zone = {json.dumps(calendar['zone'])}"]
    lines += [f"holidays = {json.dumps(calendar['holidays'])}", "[calendars.script.week]"]
    lines += [f"{day} = {json.dumps(windows)}" for day, windows in calendar["week"].items()]
    lengths = {
        one["channel"]: one["first_response_target_s"]
        for one in script.get("tickets", [])
        if one.get("first_response_due")
    }
    given = script.get("settings", {})
    clock, length = given.get("escalation_clock"), given.get("escalation_target_s")
    for channel in [one.value for one in Channel]:
        goals = {"first_response": lengths.get(channel), "escalation": length}
        lines += [f"[sla.policies.{channel}]", f"channels = [{json.dumps(channel)}]"]
        lines += [f"[sla.policies.{channel}.target_s]"]
        lines += [f"{name} = {seconds}" for name, seconds in goals.items() if seconds]
        if clock:
            lines += [f"[sla.policies.{channel}.clock]", f"escalation = {json.dumps(clock)}"]
    return lines
