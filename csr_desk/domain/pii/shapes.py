"""Shapes of many digits that are no card numbers: UUIDs, hashes, addresses, IBANs, dates."""

import re

from csr_desk.domain.pii.iban import ibans
from csr_desk.domain.pii.words import CARD

_NEAR = 64
_UUID = re.compile(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_HEXADECIMAL = re.compile(r"(?i)\b(?=[0-9]*[a-f])[0-9a-f]{32,128}\b")
_PAY_PATH = re.compile(r"(?i)pay|checkout|charge|pan|wallet|bill")
# The local part of a mail address or message id.
_LOCAL_PART = re.compile(r"[\w.+%-]{0,64}+@\w")
_PHONE = re.compile(r"(?:^|[^^\W\d_])\+[(]?\Z")
_DAY, _MONTH = r"(?:0[1-9]|[12][0-9]|3[01])", r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:19|20)[0-9]{2}"
_PARTED_DATE = re.compile(rf"\b(?:{_DAY} {_MONTH} {_YEAR}|{_YEAR} {_MONTH} {_DAY})\b")
_COMPACT_DATE = re.compile(rf"{_DAY}{_MONTH}20[0-3][0-9]")


def inside_other_shape(folded: str, start: int, end: int) -> bool:
    """Say whether the digits belong to a UUID, hash, address, IBAN, message id or phone."""
    if _PHONE.search(folded[max(0, start - 3) : start]) or _LOCAL_PART.match(folded, end):
        return True
    first = max(0, start - _NEAR)
    near = folded[first : end + _NEAR]
    for shape in (_UUID, _HEXADECIMAL):
        for found in shape.finditer(near):
            if found.start() + first < end and start < found.end() + first:
                return True
    if any(low + first < end and start < high + first for low, high in ibans(near, strict=False)):
        return True
    return _is_path_id(folded[max(0, start - 256) : start])


def _is_path_id(before: str) -> bool:
    """Say whether a number follows a folder of a web address that is not about paying."""
    if not before.endswith("/"):
        return False
    address = before.split()[-1]
    scheme, _, path = address.rpartition("://")
    folder = path[:-1].rpartition("/")[2]
    if not scheme or "." in folder or not folder:
        return False
    return not (CARD.search(folder) or _PAY_PATH.search(folder))


def looks_like_dates(digits: list[str]) -> bool:
    """Say whether groups of digits read as calendar dates, such as 24 11 2026 or 24112026."""
    if any(_COMPACT_DATE.match(group) for group in digits if len(group) in (8, 14)):
        return True
    text = " ".join(digits)
    return (
        re.search(rf"\b(?:{_DAY} {_MONTH} (?:19|20)\d\d|(?:19|20)\d\d {_MONTH} {_DAY})\b", text)
        is not None
    )
