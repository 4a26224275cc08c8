"""The acceptance shift: its rows and events, fed to the figures, give its report."""

import json
from typing import Any

import pytest

from csr_desk.domain.instants import DAY, HOUR, SECOND, parse_instant
from csr_desk.domain.kpi import (
    FocusSpan,
    Period,
    RecoveredSpan,
    Report,
    ReportData,
    Settings,
    SlaTarget,
    StateSpan,
    TicketEvent,
    TicketTimes,
    report,
)
from tests.shared import shared
from tests.vector_kinds.kpi import contact_of, matches

FROM_ROWS = [
    "interactions",
    "spam",
    "by_channel",
    "outcomes",
    "aht",
    "aht_minutes",
    "aht_by_channel",
    "handle_spread",
    "chat_wall_mean_for_contrast",
    "mean_talk",
    "mean_hold",
    "mean_acw",
    "held_contacts",
    "fcr_reported",
    "fcr_issue_7d_provisional",
    "fcr_issue_7d_matured",
    "fcr_issue_7d_failed",
    "fcr_strict_customer",
    "fcr_strict_failed",
    "escalation_rate",
    "transfer_rate",
    "contacts_per_customer",
    "log_local_30min",
    "log_remote_30min",
    "log_local_late",
    "log_remote_late",
    "reopen_rate_7d",
    "top_reasons",
    "csat",
    "nps",
]
FROM_EVENTS = [
    "shift_s",
    "states_s",
    "recovered_s",
    "handle_s",
    "occupancy",
    "paid_s",
    "utilisation",
    "sla_first_response",
    "sla_first_response_breached",
    "triage",
    "triage_spam",
]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def expected() -> Row:
    found: Row = json.loads(shared("acceptance/expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def script() -> Row:
    found: Row = json.loads(shared("acceptance/shift60.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def data(expected: Row, script: Row) -> ReportData:
    contacts = [contact_of(row) for row in expected["interactions"]]
    events = script["events"]
    focus, states = timeline(events)
    return ReportData(
        contacts=contacts,
        states=states,
        focus=focus,
        recovered=[
            RecoveredSpan(parse_instant(event["from"]), parse_instant(event["to"]), event["ix"])
            for event in events
            if event["type"] == "crash.recovered"
        ],
        links=[(e["ix"], e["to"]) for e in events if e["type"] == "ix.link" and e.get("to")],
        solves=[
            TicketEvent(one.ticket, one.logged_local_at)
            for one in contacts
            if one.outcome == "resolved" and one.ticket and one.logged_local_at
        ],
        reopens=[
            TicketEvent(event["ticket"], parse_instant(event["at"]))
            for event in events
            if event["type"] == "ticket.reopen"
        ],
        sla=first_responses(script, expected),
        tickets=triaged(script),
    )


def timeline(events: list[Row]) -> tuple[list[FocusSpan], list[StateSpan]]:
    """Return the focus and state line of a script by the rules of acceptance/README.md."""
    focus: list[FocusSpan] = []
    states: list[StateSpan] = []
    base, held, phases = "AVAILABLE", None, {}
    since = parse_instant(events[0]["at"])
    for event in events:
        at, kind, number = parse_instant(event["at"]), event["type"], event.get("ix")
        if at > since and held is not None:
            focus.append(FocusSpan(since, at, held, phases[held]))
        elif at > since and base != "OUT":
            states.append(StateSpan(since, at, base))
        since = at
        if kind == "shift.start":
            states.clear()
        elif kind == "state":
            base = event["state"]
        elif kind == "ix.open":
            held, phases[number] = number, "talk"
        elif kind == "ix.focus":
            held = number
        elif kind in {"ix.hold", "ix.resume", "ix.end"}:
            phases[number] = {"ix.hold": "hold", "ix.resume": "talk", "ix.end": "acw"}[kind]
        elif kind in {"ix.wrap", "ix.park"}:
            held = None if held == number else held
        elif kind == "crash":
            base, held, waiting = "DOWN", None, (base, held)
        elif kind == "crash.recovered":
            base, held = waiting
        elif kind == "shift.end":
            base, held = "OUT", None
    return focus, states


def first_responses(script: Row, expected: Row) -> list[SlaTarget]:
    """Return the first response targets of the tickets the agent had a contact on.

    F01 is answered late by a colleague: it is outside the coverage "own contacts".
    """
    numbers = {row["ticket"]: row["id"] for row in reversed(expected["interactions"])}
    due = {
        ticket["ticket"]: parse_instant(ticket["first_response_due"])
        for ticket in script["tickets"]
        if ticket.get("first_response_due")
    }
    answered: dict[str, int] = {}
    for event in script["events"]:
        if event["type"] == "server.reply" or (
            event["type"] == "server.ack" and event.get("public")
        ):
            answered.setdefault(event["ticket"], parse_instant(event["at"]))
    return [
        SlaTarget("met" if at <= due[name] else "breached", "first_response", numbers[name], at)
        for name, at in answered.items()
        if name in due and name in numbers
    ]


def triaged(script: Row) -> list[TicketTimes]:
    created = {one["ticket"]: parse_instant(one["created_at"]) for one in script["tickets"]}
    return [
        TicketTimes(
            event["ticket"],
            created[event["ticket"]],
            triaged_at=parse_instant(event["at"]),
            triaged_as_spam=event.get("spam", False),
        )
        for event in script["events"]
        if event["type"] == "triage"
    ]


def office_seconds(start: int, end: int) -> int:
    """Return the seconds of Mon–Fri 09:00–17:00 at UTC−5 between two instants."""
    opening = parse_instant("2026-11-16T09:00:00-05:00")
    total = 0
    for day in range(14):
        from_at = opening + day * DAY
        if day % 7 < 5:
            total += max(0, min(end, from_at + 8 * HOUR) - max(start, from_at))
    return total // SECOND


@pytest.fixture(scope="module")
def shift(data: ReportData, script: Row, expected: Row) -> Report:
    hours = script["shift"]
    period = Period(parse_instant(hours["start"]), parse_instant(hours["end"]))
    settings = Settings(business_seconds=office_seconds)
    return report(data, period, parse_instant(expected["as_of"]), settings)


@pytest.mark.parametrize("name", [*FROM_ROWS, *FROM_EVENTS])
def test_a_figure_of_the_shift(name: str, shift: Report, expected: Row) -> None:
    found, wanted = shift.named()[name], expected["figures"][name]
    assert matches(found, wanted), (found, wanted)


def test_the_cost_of_a_contact(shift: Report, expected: Row) -> None:
    cost = expected["figures"]["cost_per_contact"]
    assert matches(shift.figures["wage_per_hour"], cost["wage_per_hour"])
    assert matches(
        shift.figures["cost_per_contact"], {"value": cost["value"], "unit": cost["unit"]}
    )


def test_the_segments_give_each_row_its_seconds(data: ReportData) -> None:
    seconds: dict[tuple[int, str], int] = {}
    for span in data.focus:
        assert span.to_at is not None
        key = (span.interaction, span.phase)
        seconds[key] = seconds.get(key, 0) + (span.to_at - span.from_at) // SECOND
    recovered = {span.interaction: (span.to_at - span.from_at) // SECOND for span in data.recovered}
    for one in data.contacts:
        talk = seconds.get((one.id, "talk"), 0) + recovered.get(one.id, 0)
        assert (talk, seconds.get((one.id, "hold"), 0)) == (one.talk_s, one.hold_s)
        assert seconds[one.id, "acw"] == one.acw_s


def test_the_shift_matures_a_week_after_its_last_first_contact(
    data: ReportData, shift: Report, expected: Row
) -> None:
    figures = expected["figures"]
    matured_from = parse_instant(figures["fcr_issue_7d_matured_from"])
    assert shift.matured_from == matured_from
    later = report(data, shift.period, matured_from)
    after = figures["fcr_issue_7d_matured_after_that"]
    assert matches(later.figures["fcr_issue_7d_matured"], after)
    sooner = report(data, shift.period, matured_from - SECOND)
    assert sooner.figures["fcr_issue_7d_matured"].den == 57
