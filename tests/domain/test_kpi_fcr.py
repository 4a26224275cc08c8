"""First contact resolution against the pairwise definition of kpi.md section 4."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND
from csr_desk.domain.kpi import Contact, FollowOn, Period, ReportData, TicketEvent
from csr_desk.domain.kpi.fcr import WINDOW, FirstContacts, eligible, first_contacts
from csr_desk.domain.kpi.selection import canonical
from tests.domain.kpi_fixtures import LATER, MONDAY, MONTH, contact, instants, report_data


def first(*contacts: Contact, as_of: int = LATER, strict: bool = False, **more: object) -> str:
    """Return `successes/first contacts` of some contacts."""
    data = ReportData(contacts=contacts, **more)  # type: ignore[arg-type]
    found = first_contacts(data, MONTH, as_of, same_issue=not strict)
    return f"{len(found.successes)}/{len(found.contacts)}"


def test_a_chain_is_one_issue_and_failed() -> None:
    chain = [contact(n, MONDAY + day * DAY) for n, day in enumerate((0, 6, 8), start=1)]
    assert first(*chain) == "0/1"


def test_the_window_is_half_open() -> None:
    end = MONDAY + 5 * MINUTE
    assert first(contact(1), contact(2, end + WINDOW - SECOND)) == "0/1"
    assert first(contact(1), contact(2, end + WINDOW)) == "2/2"


def test_equal_starts_are_ordered_by_number() -> None:
    found = first_contacts(ReportData(contacts=[contact(8), contact(3)]), MONTH, LATER)
    assert [one.id for one in found.contacts] == [3]


def test_a_repeat_may_begin_before_the_first_contact_ends() -> None:
    assert first(contact(1, ended_at=MONDAY + HOUR), contact(2, MONDAY + MINUTE)) == "0/1"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A-1", "A-2", "2/2"),
        ("A-1", "A-1", "0/1"),
        ("A-1", None, "0/1"),
        (None, "A-1", "0/1"),
        (None, "", "0/1"),
    ],
)
def test_order_numbers_part_issues_only_when_both_are_known(
    one: str | None, other: str | None, expected: str
) -> None:
    assert first(contact(1, order=one), contact(2, MONDAY + DAY, order=other)) == expected


def test_the_look_back_uses_the_whole_log() -> None:
    data = ReportData(contacts=[contact(1), contact(2, MONDAY + DAY)])
    tuesday = Period(MONDAY + HOUR, MONDAY + 2 * DAY)
    assert first_contacts(data, tuesday, LATER).contacts == ()


def test_links_join_reasons_but_not_customers() -> None:
    second = contact(2, MONDAY + DAY, reason="billing/invoice")
    assert first(contact(1), second) == "2/2"
    assert first(contact(1), second, links=[(2, 1)]) == "0/1"
    assert first(contact(1), second, links=[(1, 1), (1, 99)]) == "2/2"
    stranger = contact(2, MONDAY + DAY, customer="c2")
    assert first(contact(1), stranger, links=[(1, 2)]) == "2/2"
    assert first(contact(1), stranger, merges={"c2": "c1"}) == "0/1"


def test_unknown_callers_are_never_the_same_person() -> None:
    unknown = [contact(n, MONDAY + n * HOUR, customer=None) for n in (1, 2)]
    assert first(*unknown) == first(*unknown, strict=True) == "2/2"


@pytest.mark.parametrize(
    ("after_end", "expected"), [(-1, "1/1"), (0, "0/1"), (WINDOW - 1, "0/1"), (WINDOW, "1/1")]
)
def test_a_reopening_or_follow_on_counts_inside_the_window(after_end: int, expected: str) -> None:
    at = MONDAY + 5 * MINUTE + after_end
    one = contact(1, ticket="T1")
    assert first(one, reopens=[TicketEvent("T1", at)]) == expected
    assert first(one, follow_ons=[FollowOn(1, at)]) == expected
    assert first(one, reopens=[TicketEvent("T2", at)], follow_ons=[FollowOn(2, at)]) == "1/1"


def test_what_happens_after_the_report_is_not_known_to_it() -> None:
    one = contact(1, ticket="T1")
    assert first(one, as_of=MONDAY + DAY, reopens=[TicketEvent("T1", MONDAY + 2 * DAY)]) == "1/1"
    assert first(one, contact(2, MONDAY + 2 * DAY), as_of=MONDAY + DAY) == "1/1"


def test_a_known_failure_waits_for_its_window() -> None:
    data = ReportData(contacts=[contact(1, outcome="callback")])
    end = MONDAY + 5 * MINUTE
    early = first_contacts(data, MONTH, end + WINDOW - 1)
    assert (early.provisional.text, early.matured_figure.text) == ("0.00 % (0/1)", "–")
    assert early.matured_from == end + WINDOW
    closed = first_contacts(data, MONTH, end + WINDOW)
    assert closed.matured_figure.text == "0.00 % (0/1)"


def test_praise_may_be_left_out_by_setting() -> None:
    praise = [contact(1, reason="feedback/praise")]
    assert len(eligible(praise, LATER)) == 1
    assert eligible(praise, LATER, praise_counts=False) == []


def _brute_force(data: ReportData, as_of: int, *, same_issue: bool) -> tuple[set[int], set[int]]:
    """Return first contacts and successes of all time, pair by pair as the definition reads."""
    pool = [one for one, _ in eligible(data.contacts, as_of)]

    def person(one: Contact) -> object:
        return None if one.customer is None else canonical(one.customer, data.merges)

    def same(one: Contact, other: Contact) -> bool:
        if person(one) is None or person(one) != person(other):
            return False
        linked = {(one.id, other.id), (other.id, one.id)} & set(data.links)
        orders = not one.order or not other.order or one.order == other.order
        return not same_issue or bool(linked) or (one.reason == other.reason and orders)

    def repeats(later: Contact, one: Contact) -> bool:
        in_order = (one.started_at, one.id) < (later.started_at, later.id)
        assert one.ended_at is not None
        return in_order and same(one, later) and later.started_at - one.ended_at < WINDOW

    def undone(one: Contact) -> bool:
        end = one.ended_at or 0
        reopens = [event.at for event in data.reopens if event.ticket == one.ticket]
        follow_ons = [event.at for event in data.follow_ons if event.contact == one.id]
        return any(end <= at < end + WINDOW and at <= as_of for at in [*reopens, *follow_ons])

    firsts: Sequence[Contact] = [
        one for one in pool if not any(repeats(one, other) for other in pool)
    ]
    successes = {
        one.id
        for one in firsts
        if one.outcome == "resolved"
        and not undone(one)
        and not any(repeats(other, one) for other in pool)
    }
    return {one.id for one in firsts}, successes


@settings(deadline=None, max_examples=60)
@given(data=report_data(), as_of=instants(30), same_issue=st.booleans())
def test_two_walks_find_what_every_pair_would(
    data: ReportData, as_of: int, same_issue: bool
) -> None:
    always = Period(0, LATER)
    found = first_contacts(data, always, as_of, same_issue=same_issue)
    firsts, successes = _brute_force(data, as_of, same_issue=same_issue)
    assert {one.id for one in found.contacts} == firsts
    assert found.successes == successes


@settings(deadline=None, max_examples=60)
@given(data=report_data(), as_of=instants(30), same_issue=st.booleans())
def test_matured_and_successful_contacts_are_first_contacts(
    data: ReportData, as_of: int, same_issue: bool
) -> None:
    found: FirstContacts = first_contacts(data, MONTH, as_of, same_issue=same_issue)
    numbers = {one.id for one in found.contacts}
    assert found.matured <= numbers
    assert found.successes <= numbers
    assert set(found.failed) == numbers - found.successes
    assert all(MONTH.holds(one.ended_at) for one in found.contacts)
    assert all(one.direction == "in" and one.outcome != "spam" for one in found.contacts)
