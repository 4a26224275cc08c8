"""Hostile cases of the form of `kpi_cases.json` against a plain second reading of kpi.md.

The oracle works on the rows of the case alone, pair by pair, and knows nothing of the domain.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vector_kinds.kpi import differences

Row = dict[str, Any]
START = datetime(2026, 11, 2, 15, tzinfo=UTC)
WEEK = 604_800
OUTCOMES = ("resolved", "resolved", "pending_customer", "escalated_t2", "transferred", "spam",
            "no_contact", None)  # fmt: skip


def text(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def at(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    return None if value is None else int((datetime.fromisoformat(value) - START).total_seconds())


moments = st.one_of(
    st.integers(0, 20 * 24).map(lambda hours: hours * 3600),
    st.sampled_from([0, 300, WEEK - 1, WEEK, WEEK + 300, WEEK + 299, 2 * WEEK]),
)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for number in draw(st.lists(st.integers(1, 60), max_size=9, unique=True)):
        start = draw(moments)
        end = start + draw(st.sampled_from([0, 300, 1800, 200_000]))
        outcome = draw(st.sampled_from(OUTCOMES))
        late = end + draw(st.sampled_from([0, 1800, 1801, WEEK]))
        found.append({
            "id": number, "start": text(start),
            "end": draw(st.sampled_from([text(end)] * 5 + [None])),
            "channel": draw(st.sampled_from(["phone", "chat"])),
            "direction": draw(st.sampled_from(["in", "in", "in", "out"])),
            "customer": draw(st.sampled_from(["a", "b", "c"])),
            "ticket": draw(st.sampled_from(["T1", "T2"])),
            "order": draw(st.sampled_from([None, None, "1", "2"])),
            "reason": draw(st.sampled_from(["order/late", "order/late", "other/wrong-number"])),
            "outcome": outcome, "logged_local": None if outcome is None else text(late),
            "logged_remote": draw(st.sampled_from([None, text(late)])),
            "talk_s": draw(st.integers(0, 900)), "hold_s": draw(st.sampled_from([0, 0, 7])),
            "acw_s": draw(st.integers(0, 60)),
        })  # fmt: skip
    return found


@st.composite
def cases(draw: st.DrawFn) -> Row:
    known = draw(rows())
    numbers = st.sampled_from([row["id"] for row in known] or [1])
    events = st.tuples(st.sampled_from(["T1", "T2"]), moments.map(text)).map(list)
    people = st.sampled_from(["a", "b", "c", "d"])
    first = draw(moments)
    return {
        "period": [text(first), text(first + draw(st.sampled_from([0, 1, WEEK, 3 * WEEK])))],
        "as_of": text(first + draw(st.sampled_from([0, 300, WEEK, WEEK + 300, 9 * WEEK]))),
        "interactions": known,
        "merges": [list(pair) for pair in draw(st.dictionaries(people, people)).items()],
        "links": draw(st.lists(st.tuples(numbers, numbers).map(list), max_size=3)),
        "solves": draw(st.lists(events, max_size=4)),
        "reopens": draw(st.lists(events, max_size=4)),
        "escalated_later": [
            [number, text(moment)]
            for number, moment in draw(st.lists(st.tuples(numbers, moments), max_size=2))
        ],
        "csat": draw(st.lists(st.sampled_from([1, 3, 4, 5, "good", "bad", None]), max_size=4)),
        "nps": draw(st.lists(st.integers(0, 10), max_size=4)),
        "sla": draw(st.lists(st.sampled_from(["met", "breached", "running", "paused"]))),
    }


class Oracle:
    """kpi.md by its words."""

    def __init__(self, case: Row) -> None:
        self.case, self.rows = case, case["interactions"]
        self.low, self.high = (
            int((datetime.fromisoformat(one) - START).total_seconds()) for one in case["period"]
        )
        self.as_of = at(case, "as_of") or 0
        self.merges = dict(case["merges"])
        self.inside = [row for row in self.rows if self.is_inside(row)]
        self.wrapped = [row for row in self.inside if self.is_wrapped(row)]
        self.handled = [row for row in self.wrapped if row["outcome"] != "spam"]

    def is_inside(self, row: Row) -> bool:
        end = at(row, "end")
        return end is not None and self.low <= end < self.high and end <= self.as_of

    def is_wrapped(self, row: Row) -> bool:
        logged = at(row, "logged_local")
        return row["outcome"] is not None and logged is not None and logged <= self.as_of

    def person(self, one: str) -> frozenset[str]:
        """Return all who are merged with one, in whatever direction and circle."""
        known = {one}
        for _ in range(9):
            known |= {into for gone, into in self.merges.items() if gone in known}
            known |= {gone for gone, into in self.merges.items() if into in known}
        return frozenset(known)

    def first_contacts(self, *, issue: bool) -> tuple[list[Row], list[Row]]:
        """Return the first contacts of the period and those that succeeded."""
        pool = [
            row for row in self.rows
            if row["direction"] == "in" and (at(row, "end") or 0) <= self.as_of
            and row["end"] is not None and self.is_wrapped(row)
            and row["outcome"] not in ("spam", "no_contact")
            and row["reason"] != "other/wrong-number"
        ]  # fmt: skip
        links = {frozenset(pair) for pair in self.case["links"]}

        def repeats(later: Row, one: Row) -> bool:
            after = (at(later, "start"), later["id"]) > (at(one, "start"), one["id"])
            near = (at(later, "start") or 0) - (at(one, "end") or 0) < WEEK
            same = self.person(later["customer"]) == self.person(one["customer"])
            orders = {one["order"], later["order"]} - {None}
            alike = (one["reason"] == later["reason"] and len(orders) < 2) or (
                frozenset((one["id"], later["id"])) in links
            )
            return after and near and same and (alike or not issue)

        first = [
            row for row in pool
            if self.is_inside(row) and not any(repeats(row, other) for other in pool)
        ]  # fmt: skip
        held = [
            row for row in first
            if row["outcome"] == "resolved" and not any(repeats(other, row) for other in pool)
            and not self.undone(row)
        ]  # fmt: skip
        return first, held

    def undone(self, row: Row) -> bool:
        end = at(row, "end") or 0
        later = [one for ticket, one in self.case["reopens"] if ticket == row["ticket"]]
        later += [one for number, one in self.case["escalated_later"] if number == row["id"]]
        moments = [at({"at": one}, "at") or 0 for one in later]
        return any(end <= one < end + WEEK and one <= self.as_of for one in moments)

    def fcr(self, *, issue: bool, matured: bool = False) -> Row:
        first, held = self.first_contacts(issue=issue)
        if matured:
            first, held = (
                [row for row in some if self.as_of >= (at(row, "end") or 0) + WEEK]
                for some in (first, held)
            )
        return share(len(held), len(first))

    def timely(self, name: str) -> Row:
        due = met = 0
        for row in (one for one in self.inside if one not in self.wrapped or one in self.handled):
            end, logged = at(row, "end") or 0, at(row, name)
            logged = None if logged is None or logged > self.as_of else logged
            if logged is None and self.as_of - end <= 1800:
                continue
            due += 1
            met += logged is not None and logged - end <= 1800
        return share(met, due)

    def reopened(self) -> Row:
        solved: dict[str, list[int]] = {}
        for ticket, moment in self.case["solves"]:
            when = at({"at": moment}, "at") or 0
            if self.low <= when < self.high and when <= self.as_of:
                solved.setdefault(ticket, []).append(when)
        opened = {
            ticket for ticket, moment in self.case["reopens"]
            for when in solved.get(ticket, ())
            if when <= (at({"at": moment}, "at") or 0) < when + WEEK
            and (at({"at": moment}, "at") or 0) <= self.as_of
        }  # fmt: skip
        return share(len(opened), len(solved))

    def answer(self) -> Row:
        n = len(self.handled)
        outcomes = Counter(row["outcome"] for row in self.handled)
        times = sorted(row["talk_s"] + row["hold_s"] + row["acw_s"] for row in self.handled)
        people = {self.person(row["customer"]) for row in self.handled}
        given = [one for one in self.case["csat"] if one is not None]
        good = sum(one in (4, 5, "good") for one in given)
        nps = self.case["nps"]
        met, late = (self.case["sla"].count(word) for word in ("met", "breached"))
        reasons = sorted(Counter(row["reason"] for row in self.handled).items(),
                         key=lambda one: (-one[1], one[0]))  # fmt: skip
        return {
            "interactions": n,
            "spam": len(self.wrapped) - n,
            "unlogged": len(self.inside) - len(self.wrapped),
            "aht": quotient(sum(times), n, 1, "s"),
            "held_contacts": share(sum(row["hold_s"] > 0 for row in self.handled), n),
            "handle_spread": None if not n else {
                "median": value(times[(n - 1) // 2] + times[n // 2], 2, 1),
                "p90": times[-(-9 * n // 10) - 1], "max": times[-1],
            },
            "fcr_reported": share(outcomes["resolved"], n),
            "escalation_rate": share(outcomes["escalated_t2"], n),
            "transfer_rate": share(outcomes["transferred"], n),
            "contacts_per_customer": quotient(n, len(people), 3, "contacts"),
            "fcr_issue_7d_provisional": self.fcr(issue=True),
            "fcr_issue_7d_matured": self.fcr(issue=True, matured=True),
            "fcr_strict_customer": self.fcr(issue=False),
            "log_local_30min": self.timely("logged_local"),
            "log_remote_30min": self.timely("logged_remote"),
            "reopen_rate_7d": self.reopened(),
            "csat": share(good, len(given)),
            "nps": {"value": value(
                100 * (sum(one > 8 for one in nps) - sum(one < 7 for one in nps)), len(nps), 1
            )},
            "sla_attainment": share(met, met + late),
            "top_reasons": [list(pair) for pair in reasons[:5]],
        }  # fmt: skip


def value(num: int, den: int, places: int) -> float | None:
    if not den:
        return None
    exact = Decimal(abs(num)) / Decimal(den)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(rounded if num >= 0 else -rounded)


def quotient(num: int, den: int, places: int, unit: str) -> Row:
    return {"num": num, "den": den, "value": value(num, den, places), "unit": unit}


def share(num: int, den: int) -> Row:
    return {"num": num, "den": den, "value": value(100 * num, den, 2), "unit": "%"}


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_case_is_what_a_second_reading_makes_of_it(case: Row) -> None:
    assert differences({**case, "expected": Oracle(case).answer()}) == []


def _case(**changes: Any) -> Row:
    empty: Row = {"period": [text(0), text(WEEK)], "as_of": text(3 * WEEK), "interactions": []}
    lists = ("merges", "links", "solves", "reopens", "escalated_later", "csat", "nps", "sla")
    return {**empty, **{name: [] for name in lists}, **changes}


def _contact(number: int, start: int, **changes: Any) -> Row:
    end = text(start + 300)
    return {"id": number, "start": text(start), "end": end, "channel": "phone", "direction": "in",
            "customer": "a", "ticket": "T1", "order": None, "reason": "order/late",
            "outcome": "resolved", "logged_local": end, "logged_remote": end, "talk_s": 300,
            "hold_s": 0, "acw_s": 0, **changes}  # fmt: skip


HOSTILE: dict[str, Callable[[], Row]] = {
    "nothing at all": _case,
    "spam alone": lambda: _case(interactions=[_contact(1, 0, outcome="spam")]),
    "a chain": lambda: _case(
        interactions=[_contact(n, day * 86_400) for n, day in enumerate((0, 6, 8), 1)]
    ),
    "merged in a circle": lambda: _case(
        interactions=[_contact(1, 0), _contact(2, 60, customer="b"), _contact(3, 90, customer="c")],
        merges=[["a", "b"], ["b", "c"], ["c", "a"]],
    ),
    "equal starts": lambda: _case(interactions=[_contact(9, 0), _contact(2, 0), _contact(5, 0)]),
    "as of the end itself": lambda: _case(interactions=[_contact(1, 0)], as_of=text(300)),
    "one second before": lambda: _case(interactions=[_contact(1, 0)], as_of=text(299)),
    "reopened several times": lambda: _case(
        interactions=[_contact(1, 0)],
        solves=[["T1", text(300)], ["T1", text(900)]],
        reopens=[["T1", text(400)], ["T1", text(1000)], ["T1", text(900 + WEEK)]],
    ),
    "the edge of the window": lambda: _case(
        interactions=[_contact(1, 0), _contact(2, 300 + WEEK)], as_of=text(300 + WEEK)
    ),
}


def test_hostile_cases_by_name() -> None:
    for name, make in HOSTILE.items():
        case = make()
        assert differences({**case, "expected": Oracle(case).answer()}) == [], name
