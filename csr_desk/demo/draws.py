"""What a request is about and which language its customer speaks, by how often each comes."""

from functools import cache
from itertools import accumulate

from csr_desk.demo.dice import Dice
from csr_desk.demo.texts import Lines, Phrasebook, Topic, table

LANGUAGES = {
    "en": 50, "de": 12, "fr": 7, "es": 6, "it": 3, "pt": 3, "pl": 3, "tr": 3, "ru": 2, "uk": 2,
    "el": 1, "ar": 2, "he": 1, "hi": 2, "ja": 2, "zh": 2, "ko": 1,
}  # fmt: skip
"""Which share of the customers speaks what."""


@cache
def _topic_weights() -> tuple[tuple[float, str], ...]:
    kinds = table("english")["topic"]
    total = sum(kind["weight"] for kind in kinds)
    sums = accumulate(kind["weight"] / total for kind in kinds)
    return tuple(zip(sums, (kind["name"] for kind in kinds), strict=True))


def draw_topic(book: Phrasebook, dice: Dice) -> Topic:
    """Return a topic of a language; in English the frequent ones come more often."""
    if book.language != "en":
        return dice.pick(book.topics)
    roll = dice.roll()
    names = (name for limit, name in _topic_weights() if roll <= limit)
    return book.topic(next(names, book.topics[0].name))


@cache
def _language_wheel() -> Lines:
    return tuple(code for code, weight in LANGUAGES.items() for _ in range(weight))


def draw_language(dice: Dice) -> str:
    """Return the language of a customer."""
    return dice.pick(_language_wheel())
