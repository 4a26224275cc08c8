"""The customers: names in many scripts, addresses from ranges nobody has, now and then twice."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from csr_desk.demo.dice import Dice
from csr_desk.demo.draws import LANGUAGES, draw_language
from csr_desk.demo.plan import Plan
from csr_desk.demo.texts import lines, table

_STREAM = 1
_NOT_DECOMPOSED = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "ı": "i", "ø": "o"})
_FAMILY_FIRST = {"ja": " ", "zh": "", "ko": ""}
_TWIN_EVERY = 23
_AREA_CODES = ("313", "212", "415", "617", "206", "312", "503", "720")
_UK_PREFIXES = ("20 7946 0", "113 496 0", "117 496 0", "131 496 0", "161 496 0", "7700 900")
_DE_PREFIXES = ("30 23125 ", "69 90009 ", "40 66969 ", "221 4710 ", "89 99998 ")


@dataclass(frozen=True, slots=True)
class Person:
    """One customer record; `twin` is the number of another record of the same person."""

    number: int
    name: str
    first: str
    language: str
    email: str
    phone: str
    handle: str
    organisation: int | None
    city: str
    twin: int | None


def ascii_name(text: str) -> str:
    """Return a Latin name in lower-case ASCII letters, as it stands in an address."""
    plain = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha()).lower()


def _american(dice: Dice) -> str:
    return f"+1 {dice.pick(_AREA_CODES)}-555-01{dice.between(0, 99):02}"


def _british(dice: Dice) -> str:
    return f"+44 {dice.pick(_UK_PREFIXES)}{dice.between(0, 999):03}"


def _german(dice: Dice) -> str:
    return f"+49 {dice.pick(_DE_PREFIXES)}{dice.between(0, 999):03}"


def _french(dice: Dice) -> str:
    return f"+33 6 39 98 {dice.between(0, 99):02} {dice.between(0, 99):02}"


_PHONES: dict[str, Callable[[Dice], str]] = {"de": _german, "fr": _french}
"""Numbers set aside for fiction by NANPA, Ofcom, the Bundesnetzagentur and ARCEP."""


def _phone(language: str, dice: Dice) -> str:
    if language == "en" and dice.chance(0.6):
        return _american(dice)
    return _PHONES.get(language, _british)(dice)


@lru_cache(maxsize=256)
def person(plan: Plan, number: int) -> Person:
    """Return a customer by number (from 1)."""
    dice = Dice(plan.seed, _STREAM, number)
    if number % _TWIN_EVERY == 0:
        return _twin(plan, number, dice)
    spoken = list(LANGUAGES)
    drawn = draw_language(dice)
    language = spoken[number - 1] if number <= len(spoken) else drawn
    names = table("names")[language]
    given, family = (int(dice.roll() * len(names[key])) for key in ("first", "last"))
    first, last = names["first"][given], names["last"][family]
    local = [
        names.get(f"{key}_ascii", names[key])[place]
        for key, place in (("first", given), ("last", family))
    ]
    left, right = (ascii_name(part) for part in local)
    gap = _FAMILY_FIRST.get(language)
    domain = dice.pick(("example.com", "example.org", "example.net", "mail.example.com"))
    handle = f"@{left}_{right}{number}" if dice.chance(0.2) else ""
    organisation = dice.between(1, len(lines("catalogue", "organisations")))
    return Person(
        number,
        name=f"{first} {last}" if gap is None else f"{last}{gap}{first}",
        first=first,
        language=language,
        email=f"{left}.{right}{number}@{domain}",
        phone=_phone(language, dice) if dice.chance(0.75) else "",
        handle=handle,
        organisation=organisation if dice.chance(0.18) else None,
        city=dice.pick(lines("catalogue", "cities")),
        twin=None,
    )


def _twin(plan: Plan, number: int, dice: Dice) -> Person:
    """Return the same person under another e-mail address: a duplicate waiting to be merged."""
    other = person(plan, number - dice.between(1, min(8, number - 1)))
    local = other.email.split("@")[0].replace(".", "_")
    return replace(
        other, number=number, email=f"{local}@home.example.net", handle="", twin=other.number
    )
