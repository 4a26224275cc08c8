"""Records for the tests of the figures: short builders and Hypothesis strategies."""

from typing import Any

from hypothesis import strategies as st

from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND, parse_instant
from csr_desk.domain.kpi import (
    Answer,
    Contact,
    FocusSpan,
    FollowOn,
    Period,
    PlannedSpan,
    RecoveredSpan,
    ReportData,
    SlaTarget,
    StateSpan,
    TicketEvent,
    TicketTimes,
    Waits,
)

MONDAY = parse_instant("2026-11-02T15:00:00Z")
MONTH = Period(MONDAY - DAY, MONDAY + 30 * DAY)
LATER = MONDAY + 60 * DAY
STATES = ["AVAILABLE", "TRIAGE", "BREAK", "LUNCH", "DOWN", "ADMIN"]
OUTCOMES = [
    "resolved",
    "resolved",
    "pending_customer",
    "escalated_t2",
    "transferred",
    "callback",
    "no_contact",
    "spam",
    None,
]
REASONS = ["order/late", "billing/invoice", "other/wrong-number", "feedback/praise"]


def contact(number: int, start: int = MONDAY, **changes: Any) -> Contact:
    """Return a resolved phone call of five minutes, logged at its end."""
    end = changes.pop("ended_at", start + 5 * MINUTE)
    values: dict[str, Any] = {
        "channel": "phone",
        "customer": "c1",
        "reason": "order/late",
        "outcome": "resolved",
        "started_at": start,
        "ended_at": end,
        "logged_local_at": end,
        "logged_remote_at": end,
        "talk_s": 300,
    }
    return Contact(id=number, **{**values, **changes})


def instants(days: int = 25) -> st.SearchStrategy[int]:
    """Instants on a coarse grid, so that windows are often hit exactly."""
    return st.integers(0, days * 24).map(lambda hours: MONDAY + hours * HOUR)


@st.composite
def contacts(draw: st.DrawFn, largest: int = 14) -> tuple[Contact, ...]:
    """Contacts of a few customers, reasons and orders, with unique numbers."""
    numbers = draw(st.lists(st.integers(1, 500), max_size=largest, unique=True))
    found = []
    for number in numbers:
        start = draw(instants())
        end = start + draw(st.sampled_from([0, 5 * MINUTE, HOUR, 2 * DAY]))
        outcome = draw(st.sampled_from(OUTCOMES))
        logged = None if outcome is None else end + draw(st.sampled_from([0, MINUTE, HOUR]))
        found.append(
            contact(
                number,
                start,
                ended_at=draw(st.sampled_from([end, end, end, None])),
                channel=draw(st.sampled_from(["phone", "chat", "email"])),
                direction=draw(st.sampled_from(["in", "in", "in", "out"])),
                customer=draw(st.sampled_from(["c1", "c2", "c3", None])),
                ticket=draw(st.sampled_from(["T1", "T2", None])),
                reason=draw(st.sampled_from(REASONS)),
                order=draw(st.sampled_from([None, "", "A-1", "A-2"])),
                outcome=outcome,
                logged_local_at=logged,
                logged_remote_at=draw(st.sampled_from([logged, None])),
                talk_s=draw(st.integers(0, 900)),
                hold_s=draw(st.integers(0, 90)),
                acw_s=draw(st.integers(0, 90)),
            )
        )
    return tuple(found)


@st.composite
def report_data(draw: st.DrawFn) -> ReportData:
    """Every kind of record at once, in no order, many of them on the edges of windows."""
    known = draw(contacts())
    numbers = st.sampled_from([one.id for one in known] or [1])
    events = st.builds(TicketEvent, st.sampled_from(["T1", "T2", "T3"]), instants())
    answers = st.one_of(st.integers(-1, 11), st.sampled_from(["good", "bad"]))
    return ReportData(
        contacts=known,
        states=tuple(draw(st.lists(_state_spans(), max_size=6))),
        focus=tuple(
            FocusSpan(span.from_at, span.to_at, 1, "talk")
            for span in draw(st.lists(_state_spans(), max_size=4))
        ),
        recovered=tuple(
            RecoveredSpan(at, at + 90 * SECOND) for at in draw(st.lists(instants(), max_size=2))
        ),
        planned=tuple(
            PlannedSpan(at, at + HOUR, frozenset({"AVAILABLE", "HANDLING"}))
            for at in draw(st.lists(instants(), max_size=2))
        ),
        merges=draw(
            st.dictionaries(
                st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(["c1", "c2", "c4"]), max_size=3
            )
        ),
        links=tuple(draw(st.lists(st.tuples(numbers, numbers), max_size=4))),
        solves=tuple(draw(st.lists(events, max_size=4))),
        reopens=tuple(draw(st.lists(events, max_size=4))),
        follow_ons=tuple(draw(st.lists(st.builds(FollowOn, numbers, instants()), max_size=3))),
        csat=tuple(draw(st.lists(st.builds(Answer, answers), max_size=5))),
        nps=tuple(draw(st.lists(st.builds(Answer, answers, instants()), max_size=5))),
        ces=tuple(draw(st.lists(st.builds(Answer, answers), max_size=5))),
        sla=tuple(
            draw(
                st.lists(
                    st.builds(SlaTarget, st.sampled_from(["met", "breached", "running", "paused"])),
                    max_size=5,
                )
            )
        ),
        tickets=tuple(
            TicketTimes(f"T{place}", at, at + MINUTE, at + HOUR, None, at + DAY)
            for place, at in enumerate(draw(st.lists(instants(), max_size=3)))
        ),
        unsolved=tuple(draw(st.lists(instants(), max_size=3))),
        waits=draw(st.sampled_from([None, Waits(20, (3, 20, 21), (5, 40))])),
    )


def _state_spans() -> st.SearchStrategy[StateSpan]:
    lengths = st.sampled_from([0, SECOND, HOUR, None])
    return st.builds(
        lambda at, length, state: StateSpan(at, None if length is None else at + length, state),
        instants(),
        lengths,
        st.sampled_from(STATES),
    )
