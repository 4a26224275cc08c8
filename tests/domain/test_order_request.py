"""Requests for order lines, RMA numbers, typed amounts, pay links and reminders, as pure rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain import dunning, money, order_request, pay_link, rma
from csr_desk.domain.instants import DAY
from csr_desk.domain.order_request import LIVE, RequestKind, RequestState

SEEDS = st.integers(0, 2**128 - 1)
CODES = st.sampled_from(["USD", "EUR", "JPY", "KWD"])


@pytest.mark.parametrize("state", [one for one in RequestState if one in LIVE])
def test_nothing_is_recorded_that_was_not_approved_or_issued(state: RequestState) -> None:
    assert not order_request.may_become(RequestState.REQUESTED, RequestState.RECORDED)
    assert not order_request.may_become(RequestState.DECLINED, state)
    assert not order_request.may_become(RequestState.RECORDED, state)


def test_what_excludes_what() -> None:
    assert order_request.clash(RequestKind.REFUND, frozenset()) is None
    refunded = frozenset({RequestKind.REFUND})
    assert order_request.clash(RequestKind.REFUND, refunded) == "already refunded"
    assert order_request.clash(RequestKind.RETURN, refunded) is None
    returned = frozenset({RequestKind.RETURN})
    assert order_request.clash(RequestKind.CANCEL, returned) == "already being returned"


def test_the_worth_of_a_line() -> None:
    assert order_request.line_total(1.0, 7990, 0.0) == 7990
    assert order_request.line_total(3.0, 999, 0.1) == 2697
    assert order_request.line_total(0.35, 1990, 0.0) == 697
    assert order_request.line_total(1.0, 100, 1.0) == 0


@given(SEEDS)
def test_an_rma_number_is_valid_in_any_spelling(seed: int) -> None:
    number = rma.number(seed)
    assert len(number) == 9
    assert rma.is_valid(number)
    assert rma.is_valid(number.lower().replace("-", " "))


@given(SEEDS, st.integers(0, 7), st.sampled_from(rma.ALPHABET))
def test_a_wrong_character_is_noticed(seed: int, place: int, other: str) -> None:
    plain = rma.number(seed).replace("-", "")
    if plain[place] != other:
        assert not rma.is_valid(plain[:place] + other + plain[place + 1 :])


@given(SEEDS, st.integers(0, 6))
def test_two_neighbours_changed_about_are_noticed(seed: int, place: int) -> None:
    plain = rma.number(seed).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped != plain:
        assert not rma.is_valid(swapped)


@given(st.integers(0, 10**9 - 1), CODES)
def test_an_amount_reads_as_it_is_written(amount: int, code: str) -> None:
    assert money.parsed(money.plain(amount, code), code) == amount
    assert money.parsed(f"{money.plain(amount, code)} {code.lower()}", code) == amount


@given(st.text(max_size=12), CODES)
def test_any_text_is_an_amount_or_none(typed: str, code: str) -> None:
    found = money.parsed(typed, code)
    assert found is None or 0 <= found < 10**12


@pytest.mark.parametrize(
    "typed", ["", "-5", "1,200.00", "79.999", "1e3", "٣", "NaN", "79.90 EUR", "79.", "1.200"]
)
def test_what_is_no_amount_of_dollars(typed: str) -> None:
    assert money.parsed(typed, "USD") is None


def test_amounts_and_their_currencies() -> None:
    assert money.parsed("79,90", "USD") == 7990
    assert money.parsed("1200", "JPY") == 1200
    assert money.parsed("1.5", "JPY") is None
    assert money.parsed("1.200", "KWD") == 1200
    assert money.minor(Decimal("50.00"), "JPY") == 50
    assert money.minor(Decimal("50.00"), "KWD") == 50_000
    assert money.named_currency("5 eur") == "EUR"


def test_templates_of_a_pay_link() -> None:
    good = "https://pay.example.com/{reference}?a={amount}&c={currency}"
    assert pay_link.problem(good) is None
    for bad in (
        "http://pay.example.com/{reference}",
        "https://{reference}.example.com/{reference}",
        "https://me@pay.example.com/{reference}",
        "https://pay.example.com/",
        "https://pay.example.com/{reference}{card}",
        "https://pay.example.com/{reference",
        "https:///{reference}",
        "javascript:alert(1)//{reference}",
        "https://[bad/{reference}",
    ):
        assert pay_link.problem(bad) is not None, bad
    assert pay_link.needs_amount(good)
    values = {"reference": "P1&x=2", "amount": "48.20", "currency": "U D"}
    assert pay_link.link(good, values) == "https://pay.example.com/P1%26x%3D2?a=48.20&c=U%20D"


def test_long_runs_of_digits_are_found_with_their_separators() -> None:
    assert pay_link.long_runs("call 030 123456 on 2026") == []
    assert pay_link.long_runs("4111 1111-1111.1112 x") == [(0, 19)]


def test_the_reminders_of_a_bill() -> None:
    steps = (7, 21)
    assert dunning.state(0, 0, 99 * DAY, steps) == "paid"
    assert dunning.state(-1, 0, 0, steps) == "overpaid"
    assert dunning.state(5, None, 99 * DAY, steps) == "open"
    assert dunning.state(5, DAY, DAY, steps) == "open"
    assert dunning.state(5, DAY, 2 * DAY, steps) == "overdue"
    assert dunning.state(5, DAY, 8 * DAY, steps) == "reminder 1 due"
    assert dunning.state(5, DAY, 99 * DAY, steps) == "reminder 2 due"
