"""Amounts as files write them, to minor units; which sign parts the cents is told per column."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from csr_desk.domain.money import places
from csr_desk.importing.values import BadValue, text

_SIGNS = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "zł": "PLN",
    "US$": "USD", "C$": "CAD", "A$": "AUD", "R$": "BRL", "₺": "TRY", "₽": "RUB", "₴": "UAH",
    "฿": "THB", "₪": "ILS",
}  # fmt: skip
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
_NUMBER = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)-?")
_LIMIT = Decimal(10) ** 15


def decimal_sign(cells: Iterable[Any]) -> str:
    """Return `.` or `,` when some amount of a column can only be read so, '' while none tells."""
    for cell in cells:
        written = _BLANKS.sub("", cell) if isinstance(cell, str) else ""
        found = _NUMBER.search(written)
        number = found[0] if found else ""
        last = max(number.rfind("."), number.rfind(","))
        if last < 0:
            continue
        sign, other = number[last], "," if number[last] == "." else "."
        if other in number:
            return sign if number.count(sign) == 1 else other
        if number.count(sign) > 1:
            return other
        if len(number.rstrip("-")) - last - 1 != 3:
            return sign
    return ""


def number(value: Any, sign: str = ".") -> Decimal | None:
    """Return the number of a cell, None for an empty one; `sign` parts the whole from the rest."""
    if isinstance(value, bool):
        raise BadValue("the amount is true or false")
    if isinstance(value, (int, float)):
        return _decimal(repr(value), text(value))
    written = text(value)
    if not written or written in {"-", "–"}:
        return None
    bare = _BLANKS.sub("", written.replace("−", "-"))
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    bare = re.sub(r"^([+-]?)[^\d.,+-]*([+-]?)", r"\1\2", re.sub(r"[^\d.,+-]+$", "", bare))
    if not _NUMBER.fullmatch(bare):
        raise BadValue(f"“{written[:40]}” is no amount")
    if bare.endswith("-"):
        bare = "-" + bare[:-1]
    other = "," if sign == "." else "."
    return _decimal(bare.replace(other, "").replace(sign, "."), written)


def money(value: Any, sign: str = ".", currency: str = "") -> tuple[int, str] | None:
    """Return (minor units, ISO 4217 code or '') of a cell, None for an empty one."""
    amount = number(value, sign)
    if amount is None:
        return None
    code = currency or (currency_of(value) if isinstance(value, str) else "")
    scaled = amount.scaleb(places(code))
    return int(scaled.quantize(Decimal(1), ROUND_HALF_UP)), code


def currency_of(written: str) -> str:
    """Return the ISO 4217 code that a text names by letters or by a sign, '' for none."""
    code = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", written.upper())
    if code:
        return code[1]
    signs = sorted(_SIGNS, key=len, reverse=True)
    return next((_SIGNS[sign] for sign in signs if sign in written), "")


def _decimal(bare: str, written: str) -> Decimal:
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        raise BadValue(f"“{written[:40]}” is no amount") from None
    if not amount.is_finite() or abs(amount) >= _LIMIT:
        raise BadValue(f"the amount “{written[:40]}” is out of range")
    return amount
