"""Many customers, one incident: found among ordinary tickets, and ordinary ones are none."""

import random

from hypothesis import example, given
from hypothesis import strategies as st

from csr_desk.domain.again import Matter, likeness, overlap
from csr_desk.domain.incidents import Report, groups, usual

USUAL = ["parcel", "late", "order", "invoice", "refund", "return", "label", "size", "address",
         "account", "password", "delivery", "voucher", "broken", "colour", "question"]  # fmt: skip


def everyday(number: int, seed: int = 1) -> list[frozenset[str]]:
    chance = random.Random(seed)
    return [frozenset(chance.sample(USUAL, 5)) for _ in range(number)]


def reports(texts: list[frozenset[str]], first: int = 1) -> list[Report]:
    return [Report(first + at, 1000 + first + at, words) for at, words in enumerate(texts)]


def test_an_incident_is_found_among_ordinary_tickets() -> None:
    known = usual(everyday(400))
    down = [
        frozenset({"checkout", "error", "page", "order"}),
        frozenset({"checkout", "error", "payment"}),
        frozenset({"error", "checkout", "blank", "page"}),
        frozenset({"checkout", "page", "error", "late"}),
    ]
    new = [*reports(everyday(40, 2)), *reports(down, first=900)]
    (found,) = groups(new, known, 3)
    assert set(found.ticket_ids) == {900, 901, 902, 903}
    assert found.words[:2] == ("checkout", "error")


def test_everyday_matters_are_no_incident() -> None:
    known = usual(everyday(400))
    assert groups(reports(everyday(120, 3)), known, 3) == []


def test_one_customer_who_writes_often_is_no_incident() -> None:
    words = frozenset({"checkout", "error", "page"})
    mine = [Report(at, 7, words) for at in range(5)]
    assert groups([*mine, *reports(everyday(20, 4), first=100)], usual(everyday(400)), 3) == []


def test_two_incidents_are_two_groups() -> None:
    one = [frozenset({"checkout", "error", "page"})] * 4
    other = [frozenset({"newsletter", "unsubscribe", "spam"})] * 4
    new = [*reports(everyday(40, 5)), *reports(one, 500), *reports(other, 600)]
    found = groups(new, usual(everyday(400)), 3)
    assert [len(group.ticket_ids) for group in found] == [4, 4]


FEW_OF_MANY = [
    frozenset({"broken", "late", "order", "parcel", "return"}),
    frozenset({"parcel", "question"}),
    frozenset({"invoice", "late", "parcel", "voucher"}),
    *[frozenset({"broken", "colour", "invoice", "question", "return", "voucher"})] * 2,
    frozenset({"colour"}),
]
"""Words of which one ticket has the two at the core, and few of the rest."""


@example(FEW_OF_MANY, 3)
@given(st.lists(st.frozensets(st.sampled_from(USUAL), max_size=6), max_size=25), st.integers(3, 6))
def test_a_group_always_has_enough_customers_and_no_ticket_twice(
    texts: list[frozenset[str]], least: int
) -> None:
    new = reports(texts)
    found = groups(new, usual([]), least)
    members = [one for group in found for one in group.ticket_ids]
    assert len(members) == len(set(members))
    assert all(len(group.ticket_ids) >= least for group in found)


def test_two_orders_are_two_matters_whatever_else_is_alike() -> None:
    words = frozenset({"parcel", "late", "again"})
    one = Matter(words, "order/late", frozenset({"A-1"}))
    assert not likeness(one, Matter(words, "order/late", frozenset({"A-2"}))).tells
    assert likeness(one, Matter(words, "order/late")).tells
    same = likeness(one, Matter(frozenset(), "", frozenset({"A-1"})))
    assert same.tells
    assert same.why == ("order A-1",)


def test_a_word_or_two_in_common_say_nothing() -> None:
    assert not likeness(Matter(frozenset({"parcel"})), Matter(frozenset({"parcel"}))).tells
    one = Matter(frozenset({"parcel", "late", "gift"}))
    assert not likeness(one, Matter(frozenset({"parcel", "blue", "size", "late", "shirt"}))).tells
    assert likeness(one, Matter(frozenset({"parcel", "late", "gift", "again"}))).tells
    assert overlap({"a", "b"}, {"a", "b"}) == 1.0
