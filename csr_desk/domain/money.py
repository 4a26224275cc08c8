"""Amounts in minor units as people read them: `12.50 EUR`, `1,200 JPY`."""

import re
from decimal import Decimal

_WITHOUT_CENTS = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
        *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_THREE_PLACES = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_NUMBER = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]+))?")


def places(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217); 2 for an unknown or unnamed one."""
    if currency in _WITHOUT_CENTS:
        return 0
    return 3 if currency in _THREE_PLACES else 2


def shown(amount: int, currency: str) -> str:
    """Return an amount in minor units with its decimals and its currency."""
    decimals = places(currency)
    whole, rest = divmod(abs(amount), 10**decimals)
    number = f"{whole:,}" + (f".{rest:0{decimals}}" if decimals else "")
    return f"{'-' if amount < 0 else ''}{number} {currency}".strip()


def parsed(typed: str, currency: str) -> int | None:
    """Return a typed amount of a currency in minor units; None where it is none, or below zero.

    `79.90`, `79,90` and `79.90 USD` are understood; no sign for thousands is, because `1,200` can
    be read in two ways. More decimals than the currency has are no amount of it.
    """
    number, _, code = typed.strip().partition(" ")
    if code.strip() and code.strip().upper() != currency.upper():
        return None
    found = _NUMBER.fullmatch(number)
    if found is None or len(found[2] or "") > places(currency):
        return None
    return int(found[1] + (found[2] or "").ljust(places(currency), "0"))


def named_currency(typed: str) -> str:
    """Return the currency written behind a typed amount, `""` where there is none."""
    return typed.strip().partition(" ")[2].strip().upper()


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units, what is smaller than one left away."""
    return int(amount.scaleb(places(currency)))


def plain(amount: int, currency: str) -> str:
    """Return an amount without signs for thousands and without its currency: `1200.50`."""
    decimals = places(currency)
    whole, rest = divmod(amount, 10**decimals)
    return f"{whole}.{rest:0{decimals}}" if decimals else str(whole)
