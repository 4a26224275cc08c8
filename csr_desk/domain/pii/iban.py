"""International bank account numbers (ISO 13616): length by country, remainder of 97 (ISO 7064)."""

import re
from collections.abc import Iterator

_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS IT",
        27: "BI DJ FR GR MC MR SM",
        28: "AL AZ BY CY DO EG GT HU LB NI PL SV",
        29: "BR PS QA UA",
        30: "JO KW MU",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
_PARTED = r"[ \-.]?"
_SHAPE = re.compile(rf"(?i)(?<![A-Z0-9])([A-Z]{{2}})[0-9]{{2}}(?:{_PARTED}[A-Z0-9]){{11,30}}+")
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]")


def ibans(folded: str, *, strict: bool = True) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the IBANs of a folded text.

    When not `strict`, capital letters and the country's length suffice: a mistyped IBAN is no card.
    """
    for found in _SHAPE.finditer(folded):
        length = _LENGTHS.get(found[1].upper())
        if length is None:
            continue
        ends = [char.end() for char in _ALPHANUMERIC.finditer(folded, found.start(), found.end())]
        if len(ends) < length:
            continue
        end = ends[length - 1]
        alone = not _ALPHANUMERIC.match(folded, end)
        compact = "".join(_ALPHANUMERIC.findall(folded, found.start(), end)).upper()
        if alone and (_remainder(compact) == 1 or (not strict and found[1].isupper())):
            yield found.start(), end


def _remainder(compact: str) -> int:
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97
