"""Runs files of the form of `acceptance/kpi_cases.json` through the figures of the domain."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant, parse_instant
from csr_desk.domain.kpi.ratio import Figure
from tests.vector_kinds import Result

Row = Mapping[str, Any]
MISSING = object()


def run(path: Path) -> Result:
    """Compare every expected value of every case; one line per failing case."""
    result = Result()
    for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
        try:
            wrong = differences(case)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            result.failures.append(f"{case.get('id', '?')}: {'; '.join(wrong)}")
        else:
            result.passed += 1
    return result


def differences(case: Row) -> list[str]:
    """Return one sentence for each expected value the figures do not give."""
    from_at, to_at = (parse_instant(text) for text in case["period"])
    named = kpi.figures(
        data_of(case), kpi.Period(from_at, to_at), parse_instant(case["as_of"]), settings_of(case)
    )
    return [
        f"{name} expected {json.dumps(expected, ensure_ascii=False)}, got {shown(named.get(name))}"
        for name, expected in case["expected"].items()
        if not matches(named.get(name, MISSING), expected)
    ]


def data_of(case: Row) -> kpi.ReportData:
    """Return the records of a case; every key but the period and `as_of` may be missing."""
    contacts = tuple(contact_of(row) for row in case.get("interactions", ()))
    segments = case.get("segments", ())
    return kpi.ReportData(
        contacts=contacts,
        states=tuple(
            kpi.StateSpan(parse_instant(row["from"]), _at(row.get("to")), row["state"])
            for row in segments
            if row.get("state")
        ),
        focus=tuple(
            kpi.FocusSpan(
                parse_instant(row["from"]), _at(row.get("to")), row["ix"], row.get("phase", "talk")
            )
            for row in segments
            if not row.get("state")
        ),
        recovered=recovered_of(case),
        merges=dict(case.get("merges", ())),
        links=tuple((one, other) for one, other in case.get("links", ())),
        solves=solves_of(case, contacts),
        reopens=_events(case.get("reopens", ())),
        follow_ons=tuple(
            kpi.FollowOn(number, parse_instant(at))
            for number, at in case.get("escalated_later", ())
        ),
        csat=answers_of(case.get("csat", ())),
        nps=answers_of(case.get("nps", ())),
        ces=answers_of(case.get("ces", ())),
        sla=tuple(target_of(one) for one in case.get("sla", ())),
        waits=waits_of(case.get("waits")),
    )


def settings_of(case: Row) -> kpi.Settings:
    """Return the settings of a case; the wage is the one acceptance/README.md names."""
    return kpi.Settings(
        unpaid_states=frozenset(case.get("unpaid_states", ("LUNCH",))),
        wage_per_hour=Decimal(str(case.get("wage_per_hour", "17.53"))),
        praise_counts=bool(case.get("praise_counts", True)),
    )


def contact_of(row: Row) -> kpi.Contact:
    """Return a contact from a row of a case, or from a row of `expected.json`."""
    ended_at = _at(row.get("end", row.get("contact_end")))
    unwrapped = row.get("outcome") is None
    return kpi.Contact(
        id=row["id"],
        channel=row.get("channel", "phone"),
        direction=row.get("direction", "in"),
        customer=row.get("customer"),
        ticket=row.get("ticket"),
        reason=row.get("reason"),
        outcome=row.get("outcome"),
        cause=row.get("cause"),
        tier=row.get("tier"),
        tags=tuple(row.get("tags", ())),
        order=row.get("order"),
        started_at=parse_instant(row["start"] if "start" in row else row["opened"]),
        ended_at=ended_at,
        logged_local_at=_at(row["logged_local"])
        if "logged_local" in row
        else (None if unwrapped else ended_at),
        logged_remote_at=_at(row.get("logged_remote")),
        talk_s=row.get("talk_s", 0),
        hold_s=row.get("hold_s", 0),
        acw_s=row.get("acw_s", 0),
    )


def solves_of(case: Row, contacts: Sequence[kpi.Contact]) -> tuple[kpi.TicketEvent, ...]:
    """Return the solvings of a case: named ones, or the wrap-ups with outcome resolved."""
    if "solves" in case:
        return _events(case["solves"])
    return tuple(
        kpi.TicketEvent(one.ticket, one.logged_local_at)
        for one in contacts
        if one.ticket is not None and one.outcome == "resolved" and one.logged_local_at is not None
    )


def recovered_of(case: Row) -> tuple[kpi.RecoveredSpan, ...]:
    """Return spans of `recovered_s` seconds in all, laid from the beginning of each DOWN."""
    left = int(case.get("recovered_s", 0)) * SECOND
    spans: list[kpi.RecoveredSpan] = []
    down = [
        (parse_instant(row["from"]), parse_instant(row["to"]))
        for row in case.get("segments", ())
        if row.get("state") == "DOWN"
    ]
    for from_at, to_at in down:
        taken = min(left, to_at - from_at)
        spans.append(kpi.RecoveredSpan(from_at, from_at + taken))
        left -= taken
    if left and not down:
        from_at = parse_instant(case["period"][0])
        spans.append(kpi.RecoveredSpan(from_at, from_at + left))
    return tuple(spans)


def answers_of(values: Sequence[Any]) -> tuple[kpi.Answer, ...]:
    """Return the answers given; null is a contact without an answer."""
    return tuple(kpi.Answer(value) for value in values if value is not None)


def target_of(value: Any) -> kpi.SlaTarget:
    """Return a target from its state alone, or from `{"target", "state", "subject"}`."""
    if isinstance(value, str):
        return kpi.SlaTarget(value)
    return kpi.SlaTarget(
        value["state"], value.get("target", "first_response"), value.get("subject")
    )


def waits_of(value: Row | None) -> kpi.Waits | None:
    """Return the queue seconds of a case, or None without a telephony feed."""
    if value is None:
        return None
    return kpi.Waits(
        value["threshold_s"],
        tuple(value.get("answered_s", ())),
        tuple(value.get("abandoned_s", ())),
    )


def matches(actual: Any, expected: Any) -> bool:
    """Tell whether a figure, group, count or list is exactly what a case expects."""
    if isinstance(actual, Figure):
        if isinstance(expected, dict):
            fields = actual.as_json()
            return all(matches(fields.get(key, MISSING), one) for key, one in expected.items())
        return matches(actual.value, expected)
    if isinstance(expected, dict):
        if not isinstance(actual, Mapping):
            return False
        # A state without seconds may be left out or written as 0.
        names = {*actual, *expected}
        return all(matches(actual.get(name, 0), expected.get(name, 0)) for name in names)
    if isinstance(actual, Mapping):
        return expected is None and all(matches(one, None) for one in actual.values())
    if isinstance(expected, list):
        return (
            isinstance(actual, list | tuple)
            and len(actual) == len(expected)
            and all(matches(one, other) for one, other in zip(actual, expected, strict=True))
        )
    return _same(actual, expected)


def shown(actual: Any) -> str:
    """Return what the figures gave, for the line of a failing case."""
    if isinstance(actual, Figure):
        return json.dumps(actual.as_json(), ensure_ascii=False)
    if isinstance(actual, Mapping):
        return "{" + ", ".join(f"{name}: {shown(one)}" for name, one in actual.items()) + "}"
    return str(actual)


def _same(actual: Any, expected: Any) -> bool:
    numbers = (int, float, Decimal, Fraction)
    if isinstance(actual, numbers) and isinstance(expected, numbers):
        return _exact(actual) == _exact(expected)
    return bool(actual == expected)


def _exact(number: Any) -> Fraction:
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def _at(text: str | None) -> Instant | None:
    return None if text is None else parse_instant(text)


def _events(pairs: Sequence[tuple[Any, str]]) -> tuple[kpi.TicketEvent, ...]:
    return tuple(kpi.TicketEvent(ticket, parse_instant(at)) for ticket, at in pairs)
