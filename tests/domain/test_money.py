"""Amounts in minor units as people read them."""

import pytest

from csr_desk.domain import money


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (1250, "EUR", "12.50 EUR"),
        (5, "USD", "0.05 USD"),
        (-123456, "EUR", "-1,234.56 EUR"),
        (1200, "JPY", "1,200 JPY"),
        (1500, "KWD", "1.500 KWD"),
        (0, "", "0.00"),
    ],
)
def test_amounts_are_shown_with_the_decimals_of_their_currency(
    amount: int, currency: str, words: str
) -> None:
    assert money.shown(amount, currency) == words
