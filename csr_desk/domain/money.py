"""Amounts in minor units as people read them: `12.50 EUR`, `1,200 JPY`."""

_WITHOUT_CENTS = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
        *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_THREE_PLACES = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


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
