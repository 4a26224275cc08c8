"""Whether two records may be one person: a score, and the reasons in words.

A score is no probability; it only orders the matches. One strong reason (an address of one's own)
weighs more than all weak ones (a name many people share).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

TAIL = 7
"""How many last digits name a telephone number when the prefixes differ."""

SIMILAR_NAME = 0.84
SIMILAR_EMAIL = 0.9

SAME_EMAIL = "same e-mail"
SAME_PHONE = "same telephone number"
SAME_TAIL = f"same last {TAIL} digits"
SAME_HANDLE = "same handle"
SAME_NAME_AND_CITY = "same name and city"
SAME_NAME_AND_ORGANISATION = "same name and organisation"
SAME_NAME = "same name"
ALIKE_NAME = "similar name"
ALIKE_EMAIL = "similar e-mail"

WEIGHTS = {
    SAME_EMAIL: 100,
    SAME_PHONE: 95,
    SAME_HANDLE: 90,
    SAME_NAME_AND_CITY: 75,
    SAME_NAME_AND_ORGANISATION: 70,
    SAME_TAIL: 65,
    SAME_NAME: 50,
    ALIKE_EMAIL: 45,
    ALIKE_NAME: 25,
}
_FURTHER_REASON = 0.1


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person; addresses in the form in which they are compared."""

    name: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    city: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be the same person; `reasons` has at least one, the strongest first."""

    customer_id: int
    name: str
    score: float
    reasons: tuple[str, ...]


def folded(text: str) -> str:
    """Return a text without case, accents, punctuation and order of words: `Baker, Ánn`."""
    kept = "".join(_letter(char) for char in unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(sorted(kept.split()))


def _letter(char: str) -> str:
    if "\u0300" <= char <= "\u036f":  # accents; marks of other scripts belong to their letters
        return ""
    return char if char.isalnum() or unicodedata.category(char)[0] == "M" else " "


def reasons(typed: Profile, known: Profile) -> tuple[str, ...]:
    """Return why two profiles may be one person, the strongest reason first; () for none."""
    found = [*_address_reasons(typed, known), *_name_reasons(typed, known)]
    return tuple(sorted(found, key=lambda reason: -WEIGHTS[reason]))


def _address_reasons(typed: Profile, known: Profile) -> Iterable[str]:
    if typed.emails & known.emails:
        yield SAME_EMAIL
    elif any(_alike_emails(one, other) for one in typed.emails for other in known.emails):
        yield ALIKE_EMAIL
    if typed.phones & known.phones:
        yield SAME_PHONE
    elif _tails(typed) & _tails(known):
        yield SAME_TAIL
    if typed.handles & known.handles:
        yield SAME_HANDLE


def _tails(one: Profile) -> set[str]:
    return {phone[-TAIL:] for phone in one.phones if len(phone) >= TAIL}


def _alike_emails(one: str, other: str) -> bool:
    here, _, domain = one.partition("@")
    there, _, other_domain = other.partition("@")
    if here == there and len(here) >= 5:
        return _ratio(domain, other_domain) >= SIMILAR_NAME
    return domain == other_domain and _ratio(here, there) >= SIMILAR_EMAIL


def _name_reasons(typed: Profile, known: Profile) -> Iterable[str]:
    here, there = folded(typed.name), folded(known.name)
    if not here or not there:
        return
    if here == there:
        if _same_text(typed.city, known.city):
            yield SAME_NAME_AND_CITY
        elif _same_text(typed.organisation, known.organisation):
            yield SAME_NAME_AND_ORGANISATION
        else:
            yield SAME_NAME
    elif min(len(here), len(there)) >= 4 and _ratio(here, there) >= SIMILAR_NAME:
        yield ALIKE_NAME


def _same_text(one: str, other: str) -> bool:
    return bool(folded(one)) and folded(one) == folded(other)


def _ratio(one: str, other: str) -> float:
    first, second = sorted((one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < SIMILAR_NAME or matcher.quick_ratio() < SIMILAR_NAME:
        return 0.0
    return matcher.ratio()


def score(found: Iterable[str]) -> float:
    """Return the weight of the strongest reason and a tenth of each further one; 0 for none."""
    weights = sorted((WEIGHTS[reason] for reason in found), reverse=True)
    return weights[0] + _FURTHER_REASON * sum(weights[1:]) if weights else 0.0


def ranked(typed: Profile, known: Iterable[tuple[int, Profile]], *, limit: int = 5) -> list[Match]:
    """Return the records that may be the typed person, the likeliest first, at most `limit`."""
    matches = []
    for customer_id, profile in known:
        why = reasons(typed, profile)
        if why:
            matches.append(Match(customer_id, profile.name, score(why), why))
    return sorted(matches, key=lambda one: (-one.score, one.customer_id))[:limit]
