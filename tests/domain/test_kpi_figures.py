"""All figures at once: properties, edges of the period, and the speed of a year."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND
from csr_desk.domain.kpi import (
    Answer,
    FocusSpan,
    Period,
    Place,
    PlannedSpan,
    RecoveredSpan,
    ReportData,
    Settings,
    SlaTarget,
    StateSpan,
    TicketEvent,
    TicketTimes,
    definitions,
    place_of,
    reason_trend,
    report,
)
from csr_desk.domain.kpi.ageing import bucket_of
from csr_desk.domain.kpi.selection import canonical
from tests.domain.kpi_fixtures import LATER, MONDAY, MONTH, contact, instants, report_data

SETTINGS = Settings(business_seconds=lambda start, end: max(0, end - start) // SECOND)
SHUFFLED = ("contacts", "states", "focus", "planned", "links", "solves", "reopens", "follow_ons")
SHUFFLED_ANSWERS = ("csat", "nps", "ces", "sla", "tickets", "unsolved", "recovered")


@settings(deadline=None, max_examples=60)
@given(data=report_data(), as_of=instants(40))
def test_no_input_raises_and_every_value_is_its_ratio(data: ReportData, as_of: int) -> None:
    found = report(data, MONTH, as_of, SETTINGS)
    groups = [figure for group in found.groups.values() for figure in group.values()]
    for figure in [*found.figures.values(), *groups]:
        assert (figure.value is None) == (figure.den is not None and figure.den <= 0)
        assert figure.as_json()["text"]
        if figure.unit == "%" and figure.value is not None:
            assert figure.num >= 0
            assert figure.den is not None
            assert abs(Fraction(figure.value) - 100 * figure.num / figure.den) <= Fraction(1, 200)
    shift = found.figures["shift_s"]
    assert sum(found.counts["states_s"].values()) == shift.num
    assert sum(found.counts["by_channel"].values()) == found.figures["interactions"].num
    assert sum(found.counts["outcomes"].values()) == found.figures["interactions"].num
    assert set(found.figures) <= set(found.named())


@settings(deadline=None, max_examples=60)
@given(data=report_data(), as_of=instants(40), seed=st.integers(0, 10**6))
def test_the_order_of_the_records_changes_nothing(data: ReportData, as_of: int, seed: int) -> None:
    chance = random.Random(seed)

    def mixed(name: str) -> Any:
        records = list(getattr(data, name))
        chance.shuffle(records)
        return tuple(records)

    # A shift's spans do not overlap; adherence is only asked for then.
    data = replace(data, planned=())
    shuffled = replace(data, **{name: mixed(name) for name in (*SHUFFLED, *SHUFFLED_ANSWERS)})
    assert report(shuffled, MONTH, as_of, SETTINGS) == report(data, MONTH, as_of, SETTINGS)


def test_an_empty_period_has_dashes_and_no_zero_percent() -> None:
    found = report(ReportData(), MONTH, LATER)
    ratios = [figure for figure in found.figures.values() if figure.unit == "%"]
    assert ratios
    assert {figure.text for figure in ratios} == {"–", "not measured"}
    assert found.figures["cost_per_contact"].value is None
    assert found.top_reasons == ()


def test_a_contact_belongs_to_the_period_of_its_end_whole() -> None:
    one = contact(1, MONDAY, ended_at=MONDAY + HOUR, talk_s=3_600)
    before, after = Period(MONDAY, MONDAY + HOUR), Period(MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert report(ReportData(contacts=[one]), before, LATER).figures["aht"].text == "–"
    assert report(ReportData(contacts=[one]), after, LATER).figures["aht"].num == 3_600


def test_a_report_looks_at_nothing_after_its_instant() -> None:
    data = ReportData(
        contacts=[contact(1, logged_local_at=MONDAY + HOUR)],
        states=[StateSpan(MONDAY, None, "AVAILABLE")],
    )
    early = report(data, MONTH, MONDAY + 10 * MINUTE)
    assert early.figures["interactions"].value == 0
    assert early.figures["unlogged"].value == 1
    assert early.figures["log_local_30min"].text == "–"
    assert early.counts["states_s"] == {"AVAILABLE": 600}
    assert report(data, MONTH, MONDAY + HOUR).figures["interactions"].value == 1


@pytest.mark.parametrize(
    ("minutes", "text"), [(35, "–"), (36, "0.00 % (0/1)"), (60, "0.00 % (0/1)")]
)
def test_an_unlogged_contact_is_due_when_its_half_hour_is_over(minutes: int, text: str) -> None:
    data = ReportData(contacts=[contact(1, logged_local_at=None, outcome=None)])
    found = report(data, MONTH, MONDAY + minutes * MINUTE)
    assert found.figures["log_local_30min"].text == text


def test_without_a_helpdesk_nothing_is_logged_there() -> None:
    data = ReportData(contacts=[contact(1, logged_remote_at=None)])
    found = report(data, MONTH, LATER, Settings(has_backend=False))
    assert found.figures["log_remote_30min"].text == "not measured"
    assert found.evidence["log_remote_late"] == ()
    assert report(data, MONTH, LATER).evidence["log_remote_late"] == (1,)


def test_recovered_seconds_are_cut_at_the_period_and_counted_once() -> None:
    data = ReportData(
        focus=[FocusSpan(MONDAY - 60 * SECOND, MONDAY, 1, "talk")],
        states=[
            StateSpan(MONDAY, MONDAY + 180 * SECOND, "DOWN"),
            StateSpan(MONDAY + 180 * SECOND, MONDAY + 300 * SECOND, "AVAILABLE"),
        ],
        recovered=[RecoveredSpan(MONDAY, MONDAY + 180 * SECOND, 1)],
    )
    found = report(data, MONTH, LATER).figures
    assert [found[name].num for name in ("handle_s", "shift_s")] == [240, 360]
    assert found["occupancy"].text == "66.67 % (240/360)"
    cut = report(data, Period(MONDAY - DAY, MONDAY + 60 * SECOND), LATER).figures
    assert [cut[name].num for name in ("handle_s", "recovered_s", "shift_s")] == [120, 60, 120]


def test_milliseconds_are_summed_exactly_and_rounded_once() -> None:
    third = Fraction(333, 1000)
    data = ReportData(contacts=[contact(n, talk_s=100 + third) for n in (1, 2, 3)])
    assert report(data, MONTH, LATER).figures["aht"].as_json() == {
        "value": 100.3,
        "unit": "s",
        "num": 300.999,
        "den": 3,
        "text": "100.3 s (301.00/3)",
    }


def test_adherence_needs_a_schedule() -> None:
    data = ReportData(
        states=[
            StateSpan(MONDAY, MONDAY + HOUR, "AVAILABLE"),
            StateSpan(MONDAY + HOUR, MONDAY + 2 * HOUR, "BREAK"),
        ],
        focus=[FocusSpan(MONDAY + 2 * HOUR, MONDAY + 3 * HOUR, 1, "talk")],
    )
    assert report(data, MONTH, LATER).figures["adherence"].text == "not measured"
    work = PlannedSpan(MONDAY + HOUR // 2, MONDAY + 3 * HOUR, frozenset({"AVAILABLE", "HANDLING"}))
    planned = replace(data, planned=[work])
    assert report(planned, MONTH, LATER).figures["adherence"].text == "60.00 % (5400/9000)"


def _events(*pairs: tuple[str, int]) -> list[TicketEvent]:
    return [TicketEvent(ticket, MONDAY + after) for ticket, after in pairs]


def test_reopenings_count_a_ticket_once_and_only_inside_seven_days() -> None:
    week = 7 * DAY
    data = ReportData(
        solves=_events(("T1", 0), ("T1", DAY), ("T2", 0), ("T3", -2 * DAY)),
        reopens=_events(("T1", HOUR), ("T1", 2 * DAY), ("T2", week), ("T3", 0)),
    )
    assert report(data, MONTH, LATER).figures["reopen_rate_7d"].text == "50.00 % (1/2)"
    inside = replace(data, reopens=[TicketEvent("T2", MONDAY + week - 1)])
    assert report(inside, MONTH, LATER).figures["reopen_rate_7d"].text == "50.00 % (1/2)"


def test_ticket_times_are_null_until_both_instants_exist() -> None:
    ticket = TicketTimes("T1", MONDAY, MONDAY + 30 * SECOND, MONDAY + HOUR, None, MONDAY + 8 * HOUR)
    found = report(ReportData(tickets=[ticket]), MONTH, LATER, SETTINGS).figures
    assert found["acknowledgement_time"].text == "30.0 s (30/1)"
    assert found["first_response_time_business"].num == 3_600
    assert found["full_resolution_time"].text == "–"
    assert found["triage"].text == "100.00 % (1/1)"
    late = replace(ticket, triaged_at=MONDAY + 8 * HOUR + SECOND, triaged_as_spam=True)
    found = report(ReportData(tickets=[late]), MONTH, LATER, SETTINGS).figures
    assert found["triage"].text == "0.00 % (0/1)"
    assert found["triage_spam"].value == 1
    assert report(ReportData(tickets=[late]), MONTH, LATER).figures["triage"].value is None


def test_targets_are_told_apart_and_belong_to_their_period() -> None:
    targets = [
        SlaTarget("met", "first_response", 1, MONDAY),
        SlaTarget("breached", "first_response", 5, MONDAY + DAY),
        SlaTarget("breached", "resolution", 6, MONDAY - 9 * DAY),
        SlaTarget("met", "next_reply", 7),
        SlaTarget("running", "next_reply", 8),
    ]
    found = report(ReportData(sla=targets), MONTH, LATER)
    assert found.figures["sla_attainment"].text == "66.67 % (2/3)"
    assert found.figures["sla_first_response"].text == "50.00 % (1/2)"
    assert found.figures["sla_resolution"].text == "–"
    assert found.evidence["sla_first_response_breached"] == (5,)


def test_answers_outside_their_scale_are_no_answers() -> None:
    answers = [Answer(5), Answer(3), Answer(0), Answer(9), Answer("good"), Answer("bad")]
    old = Answer(5, MONDAY - 9 * DAY)
    found = report(ReportData(csat=[*answers, old], nps=answers, ces=answers), MONTH, LATER)
    assert found.figures["csat"].text.startswith("50.00 % (2/4)")
    assert found.figures["nps"].text == "-50.0 points (-2/4)"
    assert found.figures["ces"].text == "4.00 score 1–7 (8/2)"


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, "0–1"), (1, "0–1"), (2, "1–3"), (3, "1–3"), (7, "3–7"), (14, "7–14"), (15, "over 14")],
)
def test_ageing_buckets(days: int, bucket: str) -> None:
    assert bucket_of(days * 28_800, 28_800) == bucket


def test_ageing_is_a_snapshot_of_unsolved_tickets() -> None:
    data = ReportData(unsolved=[MONDAY, MONDAY - 2 * DAY, LATER + DAY])
    counts = report(data, MONTH, MONDAY, SETTINGS).counts["ageing"]
    assert counts == {"0–1": 1, "1–3": 0, "3–7": 1, "7–14": 0, "over 14": 0}


def test_escalations_are_told_apart_by_tier_and_cause() -> None:
    data = ReportData(
        contacts=[
            contact(1, outcome="escalated_t2", cause="defect", tier="T3"),
            contact(2, outcome="escalated_t2"),
            contact(3, outcome="transferred"),
            contact(4),
        ]
    )
    found = report(data, MONTH, LATER)
    assert {name: one.num for name, one in found.groups["escalations_by_tier"].items()} == {
        "T2": 1,
        "T3": 1,
    }
    assert found.groups["escalations_by_cause"]["defect"].text == "25.00 % (1/4)"


def test_bands_colour_a_value() -> None:
    slow = report(ReportData(contacts=[contact(1, talk_s=601)]), MONTH, LATER).figures
    assert place_of("aht", slow["aht"]) is Place.ABOVE
    assert place_of("fcr_reported", slow["fcr_reported"]) is Place.ABOVE
    assert place_of("csat", slow["csat"]) is None
    assert place_of("spam", slow["spam"]) is None
    assert place_of("interactions", slow["interactions"]) is Place.BELOW
    assert place_of("aht_minutes", replace(slow["aht_minutes"], value=Decimal(6))) is Place.WITHIN


def test_every_definition_belongs_to_a_figure() -> None:
    assert set(definitions()) <= set(report(ReportData(), MONTH, LATER).figures)


def test_the_trend_names_change_and_evidence() -> None:
    now = [contact(n, MONDAY + n * HOUR, ticket=f"T{n % 4}") for n in range(1, 7)]
    before = [contact(9), contact(10), contact(11, reason="billing/invoice")]
    (trend,) = reason_trend(now, before)
    assert (trend.reason, trend.contacts, trend.change) == ("order/late", 6, 4)
    assert [one.id for one in trend.evidence] == [6, 5, 4]


def test_merges_lead_to_one_customer_even_in_a_circle() -> None:
    assert canonical("a", {"a": "b", "b": "c"}) == "c"
    circle: dict[int | str, int | str] = {"a": "b", "b": "c", "c": "b"}
    assert {canonical(one, circle) for one in "abc"} == {"b"}


def test_a_year_in_which_half_of_the_contacts_are_one_issue() -> None:
    year = [
        contact(n, MONDAY + n * 20 * MINUTE, customer="c1" if n % 2 else f"c{n % 3000}")
        for n in range(20_000)
    ]
    links = [(n, n + 2) for n in range(0, 19_000, 5)]
    data = ReportData(contacts=year, links=links)
    found = report(data, Period(MONDAY, MONDAY + 400 * DAY), MONDAY + 400 * DAY)
    assert found.figures["interactions"].value == 20_000
    # One chain of the customer, and the first contacts of the others.
    assert found.figures["fcr_issue_7d_provisional"].den < 20_000 - 9_000
